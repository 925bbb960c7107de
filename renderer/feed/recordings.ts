/** Captures on disk: begun and ended, listed, opened to be looked at in the place of the feed, and files that are read or written. */
import type { Bytes } from '../../shared/bytes.ts';
import { type Fault, fail } from '../../shared/fault.ts';
import { type ExportFormat, exportName } from '../../shared/feed/exporting.ts';
import type { Replaying, ReplaySteer } from '../../shared/feed/publishing.ts';
import type { OpenRecording, RecordingFile, RunningCapture } from '../../shared/feed/recording.ts';
import { faultOf, guarded, painted, type SliceTools } from '../tab/slice.ts';
import { takeFile } from '../ui/takeFile.ts';

export interface Opened extends OpenRecording {
  readonly name: string;
  /** A capture that runs: it grows while it is looked at. */
  readonly running: boolean;
  /** Of a file that is read, the share that has been; null: all of it. */
  readonly reading: number | null;
}

export interface ExportWish {
  readonly format: ExportFormat;
  /** A query; empty: everything that is kept. */
  readonly filter: string;
  /** Only these messages; null: all. */
  readonly seqs: readonly number[] | null;
  /** Only those from a number to another. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** For the file's name. */
  readonly title: string;
}

export interface ReplayWish {
  /** Session of a tab. */
  readonly to: string;
  readonly filter: string;
  readonly speed: number | null;
  /** Each message waits until it is let go. */
  readonly stepwise: boolean;
  readonly map: readonly { readonly from: Bytes; readonly to: Bytes }[];
}

export interface RecordingsPart {
  /** Null before they were asked for. */
  readonly recordings: readonly RecordingFile[] | null;
  /** Captures of other tabs and windows; empty before they were asked for. */
  readonly elsewhere: readonly RunningCapture[];
  /** What is looked at in the place of the feed. */
  readonly opened: Opened | null;
  readonly replaying: Replaying | null;
  record(maxBytes: number): Promise<void>;
  stopRecording(): Promise<void>;
  /** These reject with a FaultError. */
  listRecordings(): Promise<void>;
  removeRecording(name: string): Promise<void>;
  openRecording(name: string): Promise<void>;
  joinCapture(running: RunningCapture): Promise<void>;
  openFile(name: string, ndjson: Blob): Promise<void>;
  closeRecording(): void;
  /** Gives how many messages the file has; nothing is saved where it rejects. */
  exportTo(wish: ExportWish, progress: (rows: number, total: number) => void, signal: AbortSignal): Promise<number>;
  replay(wish: ReplayWish, signal: AbortSignal): Promise<void>;
  /** Holds the one that runs, lets it go on, or lets one message go. */
  steer(to: ReplaySteer): Promise<void>;
}

/** The host takes no longer for one than its event loop may be held. */
const pieceBytes = 256 * 1024;

/** `viewed` is the session that is looked at; `turned` is told when that became another one. Payloads are read as those of the profile are. */
export function feedRecordings({ tab, get, set }: SliceTools<RecordingsPart>, profile: string, viewed: () => string, turned: () => void): RecordingsPart {
  let reading: AbortController | null = null;

  async function quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const fault: Fault = faultOf(thrown);
      if (fault.code !== 'cancelled') tab.notifyFault(fault);
    }
  }

  /** Resolves when it can be looked at; it is held open until it is closed. */
  async function hold(
    name: string,
    watch: (signal: AbortSignal) => AsyncIterable<OpenRecording>,
    more: Pick<Opened, 'running' | 'reading'> = { running: false, reading: null },
  ): Promise<void> {
    const mine = new AbortController();
    const signal = AbortSignal.any([mine.signal, tab.signal]);
    const items = watch(signal)[Symbol.asyncIterator]();
    const first = await items.next();
    if (first.done === true) return;
    reading?.abort();
    reading = mine;
    set({ opened: { ...first.value, name, ...more } });
    turned();
    void end(items, mine);
  }

  /** The wire went, or the host: then it is not open any more. */
  async function end(items: AsyncIterator<OpenRecording>, mine: AbortController): Promise<void> {
    try {
      while ((await items.next()).done !== true);
    } catch (thrown) {
      faultOf(thrown);
    }
    if (reading === mine) get().closeRecording();
  }

  /** Piece by piece, so that a file of any size is on its way only in part; it ends where something else is looked at. */
  async function put(ndjson: Blob): Promise<void> {
    const session = get().opened?.session;
    if (session === undefined) return;
    for (let at = 0; ; at += pieceBytes) {
      const last = at + pieceBytes >= ndjson.size;
      const piece = new Uint8Array(await ndjson.slice(at, at + pieceBytes).arrayBuffer());
      const told = await tab.client.call('feed.import', { session, ndjson: piece, last }, { signal: tab.signal });
      const { opened } = get();
      if (opened?.session !== session) return;
      set({ opened: { ...opened, ...told, reading: last ? null : (at + pieceBytes) / ndjson.size } });
      if (last) return;
    }
  }

  return {
    recordings: null,
    elsewhere: [],
    opened: null,
    replaying: null,
    record: (maxBytes) => quietly(async () => tab.client.call('feed.record', { session: tab.session(), maxBytes }, { signal: tab.signal })),
    stopRecording: () => quietly(async () => tab.client.call('feed.stopRecording', { session: tab.session() }, { signal: tab.signal })),
    async listRecordings() {
      const [found, captures] = await Promise.all([
        tab.client.call('feed.recordings', {}, { signal: tab.signal }),
        tab.client.call('feed.captures', {}, { signal: tab.signal }),
      ]);
      set({
        recordings: [...found].sort((one, other) => other.modified - one.modified),
        elsewhere: captures.filter((one) => one.session !== tab.session()),
      });
    },
    async removeRecording(name) {
      await tab.client.call('feed.removeRecording', { name }, { signal: tab.signal });
      set({ recordings: (get().recordings ?? []).filter((one) => one.name !== name) });
    },
    openRecording: (name) => hold(name, (signal) => tab.client.watch('feed.openRecording', { name, profile }, { signal })),
    joinCapture: ({ capture, title }) => hold(title, (signal) => tab.client.watch('feed.join', { capture }, { signal }), { running: true, reading: null }),
    async openFile(name, ndjson) {
      await hold(name, (signal) => tab.client.watch('feed.openImport', { profile }, { signal }), { running: false, reading: 0 });
      void quietly(() => put(ndjson));
    },
    closeRecording() {
      if (get().opened === null) return;
      reading?.abort();
      reading = null;
      set({ opened: null });
      turned();
    },
    async exportTo({ format, filter, seqs, range, title }, progress, signal) {
      let written = 0;
      const ended = AbortSignal.any([signal, tab.signal]);
      const pieces = tab.client.watch(
        'feed.export',
        { session: viewed(), format, filter, seqs: seqs === null ? null : [...seqs], ...(range === null ? {} : { range }) },
        { signal: ended, credit: 4 },
      );
      async function* bytes(): AsyncGenerator<Bytes> {
        for await (const piece of pieces) {
          written = piece.rows;
          progress(piece.rows, piece.total);
          yield piece.bytes;
        }
        // Half a file is not saved.
        if (ended.aborted) fail({ code: 'cancelled' });
      }
      await takeFile(exportName(format, title, Date.now()), bytes());
      return written;
    },
    async replay({ to, filter, speed, stepwise, map }, signal) {
      const ended = AbortSignal.any([signal, tab.signal]);
      const what = { session: viewed(), to, filter, from: 0, count: Number.MAX_SAFE_INTEGER, speed, map: [...map] };
      // The step that asked for a confirmation is taken with it.
      const stepsOf = (confirmed: string | null) => (stepwise ? { steps: confirmed === null ? 0 : 1 } : {});
      try {
        await guarded(tab, async (confirmed) => {
          for await (const replaying of tab.client.watch('feed.replay', { ...what, ...stepsOf(confirmed), confirmed }, { signal: ended, credit: 1 })) {
            if (ended.aborted) return;
            set({ replaying });
            await painted();
          }
        });
      } finally {
        if (signal.aborted) set({ replaying: null });
      }
    },
    steer: (to) =>
      quietly(async () => {
        const { replaying } = get();
        if (replaying !== null) await tab.client.call('feed.steer', { replay: replaying.replay, to }, { signal: tab.signal });
      }),
  };
}
