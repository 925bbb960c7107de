/** Messages that are selected together: from the one where the selection began to the one that is read; copied as they are exported. */
import { displayText } from '../../shared/bytes.ts';
import type { SliceTools } from '../tab/slice.ts';
import { safeText } from '../ui/copy.ts';
import type { Chosen } from './chosen.ts';
import type { FilterPart } from './filtering.ts';

export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

export interface SelectingPart {
  /** Number of the message where the selection began; null: only the one that is read. */
  readonly anchor: number | null;
  selectAll(): void;
  /** One message: its payload. Several: a line for each. Null where nothing is selected, or more than a clipboard is for. Rejects with a FaultError. */
  copied(): Promise<string | null>;
}

interface Read extends Pick<FilterPart, 'applied' | 'filterMode' | 'folding'> {
  readonly chosen: Chosen | null;
}

/** More than this is a file, not a clipboard. */
const mostCopied = 16 * 1024 * 1024;

/** Both ends are messages of the view; null where nothing is selected. */
export function selectedRange({ anchor, chosen }: Pick<SelectingPart, 'anchor'> & Pick<Read, 'chosen'>): SeqRange | null {
  const row = chosen?.row ?? null;
  if (row === null) return null;
  // A pause is no row of the feed: its number is between two.
  const last = row.kind === 'message' ? (row.repeats?.lastSeq ?? row.seq) : row.seq;
  const [from, to] = anchor === null ? [row.seq, last] : [Math.min(anchor, row.seq), Math.max(anchor, last)];
  return from === to && row.kind === 'pause' ? null : { from: Math.ceil(from), to: Math.floor(to) };
}

/** `selectLast` reads the newest message. */
export function feedSelecting({ tab, get, set }: SliceTools<SelectingPart & Read>, viewed: () => string, selectLast: () => void): SelectingPart {
  return {
    anchor: null,
    selectAll() {
      if (get().folding === 'channel') return;
      selectLast();
      set({ anchor: 0 });
    },
    async copied() {
      const { anchor, chosen, applied, filterMode } = get();
      const range = selectedRange({ anchor, chosen });
      if (range === null) return null;
      if (anchor === null && chosen?.row?.kind === 'message') {
        const { payload } = await tab.client.call('feed.message', { session: viewed(), seq: chosen.row.seq }, { signal: tab.signal });
        return safeText(payload);
      }
      const filter = filterMode === 'hide' ? applied : '';
      let copied = '';
      const wish = { session: viewed(), format: 'text' as const, filter, seqs: null, range };
      for await (const { bytes } of tab.client.watch('feed.export', wish, { signal: tab.signal, credit: 4 })) {
        copied += displayText(bytes);
        if (copied.length > mostCopied) return null;
      }
      return copied;
    },
  };
}
