/** Messages from files, taken in piece by piece and looked at as if they were a feed. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import { importLine } from '../../../shared/feed/exporting.ts';
import type { Imported, OpenRecording } from '../../../shared/feed/recording.ts';
import { packWords } from '../../../shared/feed/words.ts';
import { captureLimits, openCapture } from './capture.ts';
import { systemClock } from './clock.ts';
import { createLook } from './look.ts';
import type { OpenOpening } from './opening.ts';
import { openPulse } from './pulse.ts';
import { type Recordings, sourceFor } from './recordings.ts';

export interface Imports {
  /** Empty at first, and open as long as this is watched. */
  open(openOpening: OpenOpening, signal: AbortSignal): AsyncGenerator<OpenRecording, void>;
  /** The next piece of the file, cut anywhere; gives what there is by then. */
  take(session: string, ndjson: Bytes, last: boolean): Imported;
}

interface Taking {
  take(ndjson: Bytes, last: boolean): Imported;
}

const budget = 1024 * 1024 * 1024;
/** Of a line that does not end only so much is kept. */
const maxLine = 256 * 1024 * 1024;
const nothing = new Uint8Array(0);
const ids = { payload: 1, entry: 2, command: 3 } as const;
const sources = [sourceFor(ids.payload, 'channel', nothing), sourceFor(ids.entry, 'stream', nothing), sourceFor(ids.command, 'monitor', nothing)];

export function openImports(recordings: Pick<Recordings, 'hold'>): Imports {
  const open = new Map<string, Taking>();
  return {
    async *open(openOpening, signal) {
      const pulse = openPulse();
      const opening = openOpening(signal, pulse.beat);
      const capture = openCapture(systemClock, { ...captureLimits, budget });
      for (const { id, kind } of sources) capture.describe(id, kind === 'channel' ? 'payload' : kind === 'stream' ? 'entry' : 'command');
      const look = createLook({
        capture,
        clock: systemClock,
        pulse,
        sources: () => sources,
        sourceOf: (id) => sources.find((one) => one.id === id) ?? null,
        shown: null,
        get opener() {
          return opening.opener;
        },
        recording: () => null,
        ended: false,
        check: opening.check,
      });
      const taking = openTaking(capture, pulse.beat);
      let session: string | null = null;
      try {
        for await (const held of recordings.hold(look, { rows: 0, from: 0, to: 0, dropped: 0 }, signal)) {
          session = held.session;
          open.set(session, taking);
          yield held;
        }
      } finally {
        if (session !== null) open.delete(session);
      }
    },
    take: (session, ndjson, last) => (open.get(session) ?? fail({ code: 'missing', what: 'session' })).take(ndjson, last),
  };
}

function openTaking(capture: ReturnType<typeof openCapture>, beat: () => void): Taking {
  const decoder = new TextDecoder();
  let rest: Bytes = nothing;
  let from: number | null = null;
  let to = 0;
  let dropped = 0;

  function line(bytes: Bytes): void {
    const row = importLine(decoder.decode(bytes));
    if (row === 'wrong') dropped++;
    if (row === 'wrong' || row === 'nothing') return;
    from ??= row.at;
    to = row.at;
    capture.append(ids[row.form], row.channel, row.words === null ? row.payload : packWords(row.words), row.at);
  }

  return {
    take(ndjson, last) {
      if (rest.length + ndjson.length > maxLine) fail({ code: 'input', path: 'ndjson', message: `a line of more than ${maxLine} bytes` });
      const bytes = new Uint8Array(rest.length + ndjson.length);
      bytes.set(rest);
      bytes.set(ndjson, rest.length);
      // What was left before has no end of a line in it.
      let search = rest.length;
      let at = 0;
      for (let end = bytes.indexOf(10, search); end !== -1; end = bytes.indexOf(10, search)) {
        line(bytes.subarray(at, end));
        at = search = end + 1;
      }
      rest = bytes.slice(at);
      if (last) {
        line(rest);
        rest = nothing;
      }
      beat();
      return { rows: capture.next - capture.first, from: from ?? 0, to, dropped };
    },
  };
}
