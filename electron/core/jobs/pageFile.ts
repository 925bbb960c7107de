/** A file that the page takes piece by piece: the job waits while it does not. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { FileSink } from '../ports.ts';

export interface PageFile extends FileSink {
  /** Once. */
  take(signal: AbortSignal): AsyncIterable<Bytes>;
}

/** What waits for the page. */
const maxWaiting = 4 * 1024 * 1024;
/** What a browser is given to keep; the desktop edition writes files of any size. */
const maxPageFile = 2 * 1024 * 1024 * 1024;

export function openPageFile(name: string, limit = maxPageFile): PageFile {
  const pieces: Bytes[] = [];
  const waiters = new Set<() => void>();
  let waiting = 0;
  let total = 0;
  let taken = false;
  let left = false;
  let ended: 'no' | 'complete' | 'broken' = 'no';

  const wake = (): void => {
    for (const go of waiters) go();
    waiters.clear();
  };
  const change = (): Promise<void> => new Promise((resolve) => waiters.add(resolve));

  return {
    name,
    async write(bytes) {
      if (total + bytes.length > limit) fail({ code: 'input', path: 'file', message: `A browser is given files of at most ${limit} bytes.` });
      while (waiting > maxWaiting && !left) await change();
      // The page went away: nobody will have the file.
      if (left) fail({ code: 'cancelled' });
      pieces.push(bytes);
      waiting += bytes.length;
      total += bytes.length;
      wake();
    },
    async end(complete) {
      ended = complete ? 'complete' : 'broken';
      wake();
    },
    async *take(signal) {
      if (taken) fail({ code: 'missing', what: 'job' });
      taken = true;
      signal.addEventListener('abort', wake, { once: true });
      try {
        for (;;) {
          const piece = pieces.shift();
          if (piece !== undefined) {
            waiting -= piece.length;
            wake();
            yield piece;
          } else if (ended === 'broken') fail({ code: 'cancelled' });
          else if (ended === 'complete' || signal.aborted) return;
          else await change();
        }
      } finally {
        left = true;
        pieces.length = 0;
        wake();
      }
    },
  };
}
