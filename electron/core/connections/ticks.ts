/** One clock for the heartbeats of all connections: hundreds of timers would wake the process hundreds of times a second. */

/** Connections of one turn: enough to be worth waking up for, few enough not to hold up anything else. */
const turns = 10;

interface Clock {
  readonly timer: NodeJS.Timeout;
  readonly groups: readonly Set<() => void>[];
  size: number;
}

const clocks = new Map<number, Clock>();

/** Runs every `ms`, in a turn with others; gives back how to stop. `run` does not throw. */
export function onTick(ms: number, run: () => void): () => void {
  const clock = clocks.get(ms) ?? startClock(ms);
  const group = clock.groups.reduce((least, one) => (one.size < least.size ? one : least));
  group.add(run);
  clock.size++;
  return () => {
    if (!group.delete(run) || --clock.size > 0) return;
    clearInterval(clock.timer);
    clocks.delete(ms);
  };
}

function startClock(ms: number): Clock {
  const groups = Array.from({ length: turns }, () => new Set<() => void>());
  let turn = 0;
  const timer = setInterval(() => {
    for (const run of groups[turn++ % turns] ?? []) run();
  }, ms / turns);
  const clock = { timer, groups, size: 0 };
  clocks.set(ms, clock);
  return clock;
}
