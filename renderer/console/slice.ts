/** The console of a tab: what is typed, what was run, and what came back; bounded in number and in memory. */
import type { Bytes } from '../../shared/bytes.ts';
import { splitLine } from '../../shared/escape.ts';
import { type Fault, FaultError } from '../../shared/fault.ts';
import type { Reply } from '../../shared/reply.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import { isReport, replySize } from './lines.ts';

export type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'reply'; readonly reply: Reply; readonly ms: number /** A text with lines of its own. */; readonly report: boolean }
  | { readonly kind: 'fault'; readonly fault: Fault };

export interface Entry {
  readonly id: number;
  readonly line: string;
  readonly outcome: Outcome;
  readonly size: number;
}

export interface Problem {
  /** Where in the line. */
  readonly at: number;
  readonly why: 'unbalanced' | 'glued' | 'unwritable';
}

export interface ConsoleSlice {
  readonly entries: readonly Entry[];
  /** Entries that had to go for the newer ones. */
  readonly dropped: number;
  readonly text: string;
  /** Why the line that was entered was not sent. */
  readonly problem: Problem | null;
  /** Lines that were pasted and wait for a yes. */
  readonly pasted: readonly string[] | null;
  /** Pasted lines are being run. */
  readonly running: boolean;
  type(text: string): void;
  /** Runs what is typed. */
  enter(): Promise<void>;
  /** One back (-1) or forth (1) in what was run before. */
  recall(step: -1 | 1): void;
  /** Asks before several lines are run. */
  offer(lines: string): void;
  runPasted(): Promise<void>;
  dropPasted(): void;
  cancel(entry: number): void;
  clear(): void;
}

const maxEntries = 1000;
const maxMemory = 64 * 1024 * 1024;
const maxHistory = 500;

export function consoleSlice({ tab, get, set }: SliceTools<ConsoleSlice>): ConsoleSlice {
  const cancels = new Map<number, AbortController>();
  let history: readonly string[] = [];
  /** Where in the history the line comes from; the history's length for the line being written. */
  let place = 0;
  let unfinished = '';
  let lastId = 0;

  /** True where the server answered with something else than an error. */
  async function run(line: string, words: readonly Bytes[]): Promise<boolean> {
    history = [...history.filter((one) => one !== line), line].slice(-maxHistory);
    place = history.length;
    const id = ++lastId;
    const abort = new AbortController();
    cancels.set(id, abort);
    add({ id, line, outcome: { kind: 'running' }, size: line.length * 2 });
    try {
      const signal = AbortSignal.any([abort.signal, tab.signal]);
      const { reply, ms } = await guarded(tab, (confirmed, everywhere) => {
        if (signal.aborted) throw new FaultError({ code: 'cancelled' });
        return tab.client.call('console.run', { session: tab.session(), words: [...words], confirmed, everywhere }, { signal });
      });
      settle(id, { kind: 'reply', reply, ms, report: isReport(words) }, replySize(reply));
      return true;
    } catch (thrown) {
      settle(id, { kind: 'fault', fault: faultOf(thrown) }, 0);
      return false;
    } finally {
      cancels.delete(id);
    }
  }

  function add(entry: Entry): void {
    set(bounded([...get().entries, entry]));
  }

  function settle(id: number, outcome: Outcome, size: number): void {
    set(bounded(get().entries.map((entry) => (entry.id === id ? { ...entry, outcome, size: entry.size + size } : entry))));
  }

  function bounded(entries: readonly Entry[]): Pick<ConsoleSlice, 'entries' | 'dropped'> {
    let memory = 0;
    let from = entries.length;
    // The newest stays whatever it weighs.
    while (from > 0 && entries.length - from < maxEntries) {
      memory += entries[from - 1]?.size ?? 0;
      if (memory > maxMemory && from < entries.length) break;
      from--;
    }
    return { entries: from === 0 ? entries : entries.slice(from), dropped: get().dropped + from };
  }

  return {
    entries: [],
    dropped: 0,
    text: '',
    problem: null,
    pasted: null,
    running: false,

    type: (text) => set({ text, problem: null }),
    async enter() {
      const { text } = get();
      const parsed = parseLine(text);
      if (!parsed.ok) return set({ problem: parsed.problem });
      if (parsed.words.length === 0) return;
      unfinished = '';
      set({ text: '', problem: null });
      await run(text, parsed.words);
    },
    recall(step) {
      const to = place + step;
      if (to < 0 || to > history.length) return;
      if (place === history.length) unfinished = get().text;
      place = to;
      set({ text: history[to] ?? unfinished, problem: null });
    },
    offer(lines) {
      set({ pasted: lines.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '') });
    },
    async runPasted() {
      const { pasted, running } = get();
      if (pasted === null || running) return;
      set({ running: true });
      let left = pasted;
      try {
        for (const line of pasted) {
          const parsed = parseLine(line);
          // A line that cannot be run ends it: the ones after may rely on it.
          if (!parsed.ok || tab.signal.aborted) break;
          left = left.slice(1);
          set({ pasted: left });
          if (parsed.words.length > 0 && !(await run(line, parsed.words))) break;
          if (get().pasted === null) break;
        }
      } finally {
        set({ running: false, pasted: left.length === 0 ? null : get().pasted });
      }
    },
    dropPasted: () => set({ pasted: null }),
    cancel: (entry) => cancels.get(entry)?.abort(),
    clear() {
      // What is running keeps its place: its reply is still to come.
      set({ entries: get().entries.filter(({ outcome }) => outcome.kind === 'running'), dropped: 0 });
    },
  };
}

export type ParsedLine = { readonly ok: true; readonly words: readonly Bytes[] } | { readonly ok: false; readonly problem: Problem };

function parseLine(line: string): ParsedLine {
  const half = line.search(/\p{Cs}/u);
  if (half >= 0) return { ok: false, problem: { at: half, why: 'unwritable' } };
  const split = splitLine(line);
  return split.ok ? split : { ok: false, problem: { at: split.at, why: split.why } };
}
