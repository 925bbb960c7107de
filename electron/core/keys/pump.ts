/** Work in the background of the event loop: slices short enough that nothing else waits for long. */
import { fail } from '../../../shared/fault.ts';
import type { Work } from './work.ts';

/** The event loop is never held longer in one piece. */
const sliceMs = 6;

let held = 0;
/** How long slices have held the event loop, all together: what came meanwhile waited for them. */
export const heldMs = (): number => held;

export interface Pump {
  /** There is something to do: asks `next` for work until it has none. */
  wake(): void;
  readonly idle: boolean;
  /** Resolves when there is no work left, or with the signal. */
  settled(signal: AbortSignal): Promise<void>;
}

export interface PumpOptions {
  /** The most urgent piece of work now; null: none. A piece that was begun is asked for again until it is done. */
  readonly next: () => Work | null;
  /** After each slice. */
  readonly sliced: () => void;
  readonly signal: AbortSignal;
  readonly report: (bug: unknown) => void;
}

export function createPump({ next, sliced, signal, report }: PumpOptions): Pump {
  let running = false;
  let waiting: (() => void)[] = [];

  async function run(): Promise<void> {
    try {
      for (;;) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (signal.aborted) return;
        const since = performance.now();
        let work = next();
        while (work !== null) {
          const step = work.next();
          if (performance.now() >= since + sliceMs) break;
          if (step.done === true) work = next();
        }
        sliced();
        held += performance.now() - since;
        // What was seen of it may have given rise to more.
        if (work === null && next() === null) return;
      }
    } catch (bug) {
      report(bug);
    } finally {
      running = false;
      for (const resolve of waiting) resolve();
      waiting = [];
    }
  }

  return {
    wake() {
      if (running || signal.aborted) return;
      running = true;
      void run();
    },
    get idle() {
      return !running;
    },
    settled(until) {
      if (!running) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          until.removeEventListener('abort', done);
          resolve();
        };
        waiting.push(done);
        until.addEventListener('abort', done, { once: true });
      });
    },
  };
}

/** Does a piece of work now, letting others have their turn. */
export async function inSlices<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    const since = performance.now();
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      if (performance.now() >= since + sliceMs) break;
    }
    held += performance.now() - since;
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) fail({ code: 'cancelled' });
  }
}
