/** One SCAN of one server, its names straight into the index; how much to ask for next, so that no step holds the server for long. */
import { type Arg, asBytes, asList, asText } from '../../../shared/reply.ts';
import type { NodeHandle } from '../connections/session.ts';
import type { KeyIndex } from './keyIndex.ts';

export interface Step {
  readonly cursor: string;
  /** Names in the answer, whether they were new or not. */
  readonly names: number;
  /** From the first byte out to the last byte in. */
  readonly ms: number;
}

/** What reads the answer: the client of the session, or a connection that is read straight into the index. */
export interface Stepper {
  step(cursor: string, count: number, options: readonly Arg[], signal: AbortSignal): Promise<Step>;
  close(): void;
}

export function clientStepper(node: NodeHandle, index: KeyIndex): Stepper {
  return {
    async step(cursor, count, options, signal) {
      const began = performance.now();
      const [next, keys] = asList(await node.send('SCAN', [cursor, ...options, 'COUNT', count], { signal, quiet: true }));
      const ms = performance.now() - began;
      const names = asList(keys);
      for (const name of names) {
        const bytes = asBytes(name);
        if (!index.found(bytes, 0, bytes.length)) break;
      }
      return { cursor: asText(next), names: names.length, ms };
    },
    close: () => undefined,
  };
}

/** One step should hold the server for about so long. */
const wantedMs = 1.4;
const least = 50;
const most = 10_000;
const remembered = 12;

export interface Pace {
  readonly count: number;
  /** Estimated server time of all steps. */
  readonly serverMs: number;
  /** An answer to something that costs the server nothing took so long. */
  baseline(ms: number): void;
  took(ms: number): number;
}

/**
 * The server's time is what an answer took beyond the way there and back. Our own delays are in it too, so the quickest of
 * the last steps is believed: it is the one with the least of them.
 */
export function createPace(): Pace {
  let count = 500;
  let way = Number.POSITIVE_INFINITY;
  let serverMs = 0;
  const perKey: number[] = [];
  return {
    get count() {
      return count;
    },
    get serverMs() {
      return serverMs;
    },
    baseline(ms) {
      way = Math.min(way, ms);
    },
    took(ms) {
      const spent = Math.max(0.02, ms - (Number.isFinite(way) ? way : 0));
      perKey.push(spent / count);
      if (perKey.length > remembered) perKey.shift();
      const cost = Math.min(...perKey);
      const estimate = cost * count;
      serverMs += estimate;
      count = Math.round(Math.min(most, Math.max(least, Math.min(count * 2, Math.max(count / 2, wantedMs / cost)))));
      return estimate;
    },
  };
}
