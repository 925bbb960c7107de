/** Looking at a feed or at a recording: any number of views, one message, and all of it written out. */
import { utf8 } from '../../../shared/bytes.ts';
import { type Exported, type ExportFormat, exportHead, exportRow } from '../../../shared/feed/exporting.ts';
import type { FeedFrame, FeedMessage, FeedPlace, FeedShape } from '../../../shared/feed/feed.ts';
import { beforeInChannel } from './find.ts';
import { messageOf } from './message.ts';
import type { Pauses } from './pauses.ts';
import { openSearch } from './search.ts';
import { type Aim, openView, queryOf, type View, type Watched } from './view.ts';

interface SeqRange {
  readonly from: number;
  readonly to: number;
}

export interface Look {
  readonly watched: Watched;
  /** When it ends, nothing of the feed does. `pauses`: those of the page that looks. */
  view(filter: string, rows: number, signal: AbortSignal, shape?: FeedShape, pauses?: Pauses): AsyncGenerator<FeedFrame, void>;
  aim(view: number, aim: Aim): void;
  find(view: number, place: FeedPlace): number | null;
  /** The message of the same channel before this one. */
  before(seq: number): number | null;
  message(seq: number): FeedMessage;
  /** Those that pass, oldest first, in pieces; `seqs`: only these; `range`: only those between, both ends included. */
  write(format: ExportFormat, filter: string, seqs: readonly number[] | null, signal: AbortSignal, range?: SeqRange): AsyncGenerator<Exported, void>;
}

const pieceBytes = 256 * 1024;

export function createLook(watched: Watched): Look {
  const views = new Map<number, View>();
  let lastView = 0;
  const { capture, clock } = watched;

  return {
    watched,
    async *view(filter, rows, signal, shape, pauses) {
      const view = openView(++lastView, watched, filter, rows, shape, pauses);
      views.set(view.id, view);
      try {
        yield* view.frames(signal);
      } finally {
        views.delete(view.id);
      }
    },
    // A view that has just ended may still be aimed: the two crossed.
    aim: (view, aim) => views.get(view)?.aim(aim),
    find: (view, place) => views.get(view)?.find(place) ?? null,
    before: (seq) => beforeInChannel(capture, seq),
    message: (seq) => messageOf(capture, seq),
    async *write(format, filter, seqs, signal, range) {
      const search = openSearch(capture, queryOf(filter, watched), clock);
      while (seqs === null && search.pending() > 0 && !signal.aborted) {
        search.run(8);
        await new Promise(setImmediate);
      }
      const { found } = search;
      const first = range === undefined ? 0 : found.positionOf(range.from);
      const end = range === undefined ? found.count : found.positionOf(range.to + 1);
      const chosen = seqs ?? Float64Array.from({ length: Math.max(0, end - first) }, (_, at) => found.at(first + at) ?? 0);
      const total = chosen.length;
      let piece = exportHead(format);
      let rows = 0;
      for (const seq of chosen) {
        if (signal.aborted) return;
        // Evicted meanwhile: what is gone is left out.
        if (capture.row(seq) === null) continue;
        piece += exportRow(format, messageOf(capture, seq)) ?? '';
        rows++;
        if (piece.length < pieceBytes) continue;
        yield { bytes: utf8(piece), rows, total };
        piece = '';
      }
      yield { bytes: utf8(piece), rows, total };
    },
  };
}
