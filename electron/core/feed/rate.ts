/** A rate per second that costs three numbers: this second, and what still counts of the last one. */

export interface Rate {
  second: number;
  /** When this second is over. */
  until: number;
  current: number;
  previous: number;
}

const window = 1000;

export function openRate(): Rate {
  return { second: 0, until: window, current: 0, previous: 0 };
}

export function count(rate: Rate, steady: number): void {
  if (steady >= rate.until || steady < rate.until - window) roll(rate, steady);
  rate.current++;
}

/** Exact for an even flow, and exactly 0 two seconds after the last count. */
export function perSecond(rate: Rate, steady: number): number {
  roll(rate, steady);
  const into = (steady - rate.second * window) / window;
  return rate.current + rate.previous * Math.max(0, 1 - into);
}

function roll(rate: Rate, steady: number): void {
  const second = Math.floor(steady / window);
  if (second === rate.second) return;
  rate.previous = second === rate.second + 1 ? rate.current : 0;
  rate.current = 0;
  rate.second = second;
  rate.until = (second + 1) * window;
}
