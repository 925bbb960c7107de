/** One SCAN of one server, its names straight into the index: over a lane of its own, or where there is none over the session. */
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { type Arg, asBytes, asList, asText } from '../../../shared/reply.ts';
import { FrameError } from '../connections/framer.ts';
import type { Lane } from '../connections/lane.ts';
import type { NodeHandle } from '../connections/session.ts';
import { createScanReader } from '../resp/scanReader.ts';

/** The server has answered: where to go on, while the names may still be on their way. */
export interface Head {
  readonly cursor: string;
  /** What the answer took, as far as that was not our own work. */
  readonly ms: number;
  /** Resolves with how many names there were, when all of them are in the index. */
  readonly names: Promise<number>;
}

/** Where the names go. False: no more fit. */
export interface NameSink {
  found(block: Uint8Array, from: number, to: number): boolean;
}

export interface Stepper {
  /** One at a time: the next may be asked for when this one has resolved, though its names are still coming. */
  ask(cursor: string, count: number, options: readonly Arg[], signal: AbortSignal): Promise<Head>;
  close(): void;
}

const deadlineMs = 60_000;
/** What one answer may be, as in the framer; a name is at most 512 MB, and an answer of such is given up. */
const limits = { replyBytes: 256 * 1024 * 1024, elements: 16 * 1024 * 1024 };

export function clientStepper(node: NodeHandle, sink: NameSink): Stepper {
  return {
    async ask(cursor, count, options, signal) {
      const began = performance.now();
      const [next, keys] = asList(await node.send('SCAN', [cursor, ...options, 'COUNT', count], { signal, quiet: true }));
      const ms = performance.now() - began;
      const names = asList(keys);
      for (const name of names) {
        const bytes = asBytes(name);
        if (!sink.found(bytes, 0, bytes.length)) break;
      }
      return { cursor: asText(next), ms, names: Promise.resolve(names.length) };
    },
    close: () => undefined,
  };
}

interface Asked {
  readonly at: number;
  readonly head: (head: Head) => void;
  readonly fail: (fault: Fault) => void;
}

/** Resolves when the lane is there; rejects where it cannot be had. */
export function laneStepper(node: NodeHandle, sink: NameSink): Promise<Stepper> {
  let asked: Asked | null = null;
  /** The answer whose names are coming. */
  let reading: { names: number; readonly done: (names: number) => void; readonly fail: (fault: Fault) => void } | null = null;
  let ownMs = 0;
  const read = newReader();

  function newReader(): (chunk: Uint8Array) => void {
    const reader = createScanReader(
      {
        cursor(cursor) {
          if (asked === null) throw new FrameError('malformed', 'an answer that nobody asked for');
          const { at, head } = asked;
          asked = null;
          const names = new Promise<number>((done, reject) => {
            reading = { names: 0, done, fail: (fault) => reject(new FaultError(fault)) };
          });
          // Whoever asked hears of it; nobody may be left to.
          names.catch(() => undefined);
          head({ cursor, ms: performance.now() - at - ownMs, names });
        },
        name(bytes, from, to) {
          sink.found(bytes, from, to);
          if (reading !== null) reading.names++;
        },
        end() {
          reading?.done(reading.names);
          reading = null;
        },
        error(line) {
          const fault: Fault = { code: 'redis', prefix: line.split(' ', 1)[0] ?? '', message: line };
          asked?.fail(fault);
          asked = null;
        },
      },
      limits,
    );
    return (chunk) => reader.read(chunk);
  }

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
        const began = performance.now();
        read(chunk);
        ownMs += performance.now() - began;
      },
    });
    const stepper: Stepper = {
      ask(cursor, count, options, signal) {
        return new Promise((done, failed) => {
          const settle = (): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', cancel);
          };
          const fail = (fault: Fault): void => {
            settle();
            failed(new FaultError(fault));
          };
          const cancel = (): void => {
            fail({ code: 'cancelled' });
            lane.close();
          };
          const timer = setTimeout(() => {
            giveUp({ code: 'timeout', command: 'SCAN', afterMs: deadlineMs });
            lane.close();
          }, deadlineMs);
          signal.addEventListener('abort', cancel, { once: true });
          asked = {
            at: performance.now(),
            fail,
            head: (head) => {
              settle();
              done(head);
            },
          };
          ownMs = 0;
          try {
            lane.write([['SCAN', cursor, ...options, 'COUNT', count]]);
          } catch (thrown) {
            asked = null;
            settle();
            failed(thrown instanceof Error ? thrown : new Error('something that is no error was thrown'));
          }
        });
      },
      close() {
        giveUp({ code: 'cancelled' });
        lane.close();
      },
    };
  });
}
