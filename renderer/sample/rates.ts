/** The rates of sample traffic that are offered. */
const offered: readonly number[] = [0, 20, 200, 1000, 5000];

/** In order, with the one that is set even where it is none of ours. */
export function ratesWith(rate: number): readonly number[] {
  return offered.includes(rate) ? offered : [...offered, rate].sort((a, b) => a - b);
}
