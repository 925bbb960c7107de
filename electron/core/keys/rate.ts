/** How many a second, over the last while. */

export interface Rate {
  add(count: number): void;
  perSecond(): number;
}

const slots = 8;
const slotMs = 250;

export function createRate(): Rate {
  const counts = new Float64Array(slots);
  let began = performance.now();
  let slot = 0;
  let since = began;

  function turn(): void {
    const now = performance.now();
    if (now - since > slots * slotMs) {
      counts.fill(0);
      began = now;
      since = now;
    }
    while (now - since >= slotMs) {
      since += slotMs;
      slot = (slot + 1) % slots;
      counts[slot] = 0;
    }
  }

  return {
    add(count) {
      turn();
      counts[slot] = (counts[slot] as number) + count;
    },
    perSecond() {
      turn();
      const seconds = Math.min((slots - 1) * slotMs + (performance.now() - since), performance.now() - began) / 1000;
      return seconds < 0.05 ? 0 : Math.round(counts.reduce((sum, count) => sum + count, 0) / seconds);
    },
  };
}
