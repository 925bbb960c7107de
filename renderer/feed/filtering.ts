/** The query over the messages: as it is typed, what is wrong with it, what can be typed next; the last one that could be read is asked. */
import type { Bytes } from '../../shared/bytes.ts';
import type { FeedChannel, FeedFolding, FeedFrame } from '../../shared/feed/feed.ts';
import { type Completion, completionsAt } from '../../shared/feed/query/complete.ts';
import { parseQuery } from '../../shared/feed/query/parse.ts';
import type { QueryProblem } from '../../shared/feed/query/syntax.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';

export interface FilterProblem {
  /** In characters of what is typed, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly problem: QueryProblem;
}

export type FilterMode = 'hide' | 'mark';

export interface FilterPart {
  /** As it is typed. */
  readonly filter: string;
  readonly filterProblem: FilterProblem | null;
  /** What messages have to pass: while there is a problem, the query before it. */
  readonly applied: string;
  /** What does not pass is hidden, or what passes is marked among all the others. */
  readonly filterMode: FilterMode;
  /** What is one row; null: each message. */
  readonly folding: FeedFolding | null;
  setFilter(filter: string): void;
  setFilterMode(mode: FilterMode): void;
  setFolding(folding: FeedFolding | null): void;
  /** One more condition; there already, it is left alone. False where there is no room for it. */
  narrow(condition: string): boolean;
  /** Looks at the newest messages for fields to complete with. */
  learn(): Promise<void>;
  completions(caret: number): readonly Completion[];
}

export const maxFilter = 1024;
/** So many messages say what fields there are. */
const learnFrom = 500;

interface Seen {
  readonly frame: FeedFrame | null;
  readonly channels: readonly FeedChannel[];
}

/** `viewed` is the session that is looked at; `changed` begins a new look with the query that is asked now. */
export function feedFilter({ tab, get, set }: SliceTools<FilterPart & Seen>, viewed: () => string, changed: () => void): FilterPart {
  let fields: readonly string[] = [];
  let learning = false;

  return {
    filter: '',
    filterProblem: null,
    applied: '',
    filterMode: 'hide',
    folding: null,
    setFilter(filter) {
      if (filter === get().filter) return;
      const parsed = parseQuery(filter, Date.now());
      if (!parsed.ok) return set({ filter, filterProblem: { from: parsed.from, to: parsed.to, problem: parsed.problem } });
      set({ filter, filterProblem: null });
      if (filter === get().applied) return;
      set({ applied: filter });
      changed();
    },
    setFilterMode(filterMode) {
      if (filterMode === get().filterMode) return;
      set({ filterMode });
      if (get().applied !== '') changed();
    },
    setFolding(folding) {
      set({ folding });
      changed();
    },
    narrow(condition) {
      const before = get().applied.trim();
      if (` ${before} `.includes(` ${condition} `)) return true;
      // What was said with OR goes on as one condition.
      const kept = /(^|\s)(OR|\|)(\s|\(|$)/.test(before) ? `(${before})` : before;
      const next = kept === '' ? condition : `${kept} ${condition}`;
      if (next.length > maxFilter || !parseQuery(next, Date.now()).ok) return false;
      get().setFilter(next);
      return true;
    },
    async learn() {
      if (learning) return;
      learning = true;
      try {
        const seen = await tab.client.call('feed.fields', { session: viewed(), channel: null, messages: learnFrom }, { signal: tab.signal });
        fields = [...seen.fields].sort((one, other) => other.count - one.count).map(({ path }) => path);
      } catch (thrown) {
        // Without it channels and names are still completed.
        faultOf(thrown);
      } finally {
        learning = false;
      }
    },
    completions(caret) {
      const { filter, channels, frame } = get();
      const sources: readonly Bytes[] = (frame?.sources ?? []).map(({ name }) => name).filter((name) => name.length > 0);
      return completionsAt(filter, caret, { channels: channels.map(({ channel }) => channel), sources, fields });
    },
  };
}
