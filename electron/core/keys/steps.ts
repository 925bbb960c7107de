/** One SCAN of one server, its names straight into the index: over a lane of its own, or where there is none over the session. */
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { type Arg, asBytes, asList, asText } from '../../../shared/reply.ts';
import type { Lane } from '../connections/lane.ts';
import type { NodeHandle } from '../connections/session.ts';
import { createScanReader } from '../resp/scanReader.ts';
import { heldMs } from './pump.ts';

/** The server has answered: where to go on, before any of the names is read. */
export interface Head {
  readonly cursor: string;
  /** From asking to answering. */
  readonly ms: number;
  /** How much of that passed with work of ours: reading what had come before, slices of other work. */
  readonly ownMs: number;
}

/** Where the names go: they lie between so many pairs of numbers, during this call only. False: no more fit. */
export interface NameSink {
  found(block: Uint8Array, ranges: Uint32Array, many: number): boolean;
}

export interface Stepper {
  /**
   * Resolves with how many names there were, when all of them are with the sink. The next may be asked for within `head`, not sooner: the server
   * then does it while these names are read.
   */
  ask(cursor: string, count: number, options: readonly Arg[], signal: AbortSignal, head: (head: Head) => void): Promise<number>;
  close(): void;
}

const deadlineMs = 60_000;
/** What one answer may be, as in the framer; a name is at most 512 MB, and an answer of such is given up. */
const limits = { replyBytes: 256 * 1024 * 1024, elements: 16 * 1024 * 1024 };

export function clientStepper(node: NodeHandle, sink: NameSink): Stepper {
  return {
    async ask(cursor, count, options, signal, head) {
      const began = performance.now();
      const heldBefore = heldMs();
      const [next, keys] = asList(await node.send('SCAN', [cursor, ...options, 'COUNT', count], { signal, quiet: true }));
      head({ cursor: asText(next), ms: performance.now() - began, ownMs: heldMs() - heldBefore });
      const names = asList(keys);
      for (const name of names) {
        const bytes = asBytes(name);
        if (!sink.found(bytes, Uint32Array.of(0, bytes.length), 1)) break;
      }
      return names.length;
    },
    close: () => undefined,
  };
}

interface Asked {
  readonly at: number;
  readonly head: (head: Head) => void;
  readonly done: (names: number) => void;
  readonly fail: (fault: Fault) => void;
}

/** Resolves when the lane is there; rejects where it cannot be had. */
export function laneStepper(node: NodeHandle, sink: NameSink): Promise<Stepper> {
  let asked: Asked | null = null;
  /** The answer whose names are coming. */
  let reading: Asked | null = null;
  let names = 0;
  /** Reading since the last question, and since when there was something to read. */
  let readMs = 0;
  let heldBefore = 0;
  let since = 0;
  const reader = createScanReader(
    {
      cursor(cursor) {
        if (asked === null) return false;
        reading = asked;
        asked = null;
        names = 0;
        const now = performance.now();
        reading.head({ cursor, ms: now - reading.at, ownMs: readMs + now - since + heldMs() - heldBefore });
        return true;
      },
      names(bytes, ranges, many) {
        sink.found(bytes, ranges, many);
        names += many;
      },
      end() {
        reading?.done(names);
        reading = null;
      },
      error(line) {
        asked?.fail({ code: 'redis', prefix: line.split(' ', 1)[0] ?? '', message: line });
        asked = null;
      },
    },
    limits,
  );

  return new Promise((resolve, reject) => {
    let open = false;
    const giveUp = (fault: Fault): void => {
      asked?.fail(fault);
      reading?.fail(fault);
      asked = null;
      reading = null;
    };
    const lane: Lane = node.openLane('scan', {
      ready() {
        // A lane that was lost is not used again: its answers are gone, and the walk begins another.
        if (open) return;
        open = true;
        resolve(stepper);
      },
      lost(fault) {
        giveUp(fault.code === 'connect' && fault.reason === 'garbage' ? fault : { code: 'offline' });
        lane.close();
      },
      failed(fault) {
        if (open) return;
        lane.close();
        reject(new FaultError(fault));
      },
      bytes(chunk) {
        since = performance.now();
        reader.read(chunk);
        readMs += performance.now() - since;
      },
    });
    const endWith = (fault: Fault): void => {
      giveUp(fault);
      lane.close();
    };
    const stepper: Stepper = {
      ask(cursor, count, options, signal, head) {
        return new Promise((done, failed) => {
          const settle = (): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', cancel);
          };
          const cancel = (): void => endWith({ code: 'cancelled' });
          const timer = setTimeout(() => endWith({ code: 'timeout', command: 'SCAN', afterMs: deadlineMs }), deadlineMs);
          signal.addEventListener('abort', cancel, { once: true });
          since = performance.now();
          readMs = 0;
          heldBefore = heldMs();
          asked = {
            at: since,
            head,
            done(found) {
              settle();
              done(found);
            },
            fail(fault) {
              settle();
              failed(new FaultError(fault));
            },
          };
          try {
            lane.write([['SCAN', cursor, ...options, 'COUNT', count]]);
          } catch (thrown) {
            asked = null;
            settle();
            failed(thrown instanceof Error ? thrown : new Error('something that is no error was thrown'));
          }
        });
      },
      close: () => endWith({ code: 'cancelled' }),
    };
  });
}
