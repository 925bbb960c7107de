/** What the user listens to: asked for once, remembered in the page, asked for again when the host comes back without it. */
import { type Bytes, sameBytes, utf8 } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { FeedSource, SourceKind, SourceOptions } from '../../shared/feed/feed.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import { type NameProblem, parseName } from './names.ts';

interface Wanted {
  readonly kind: SourceKind;
  readonly name: Bytes;
  readonly options: SourceOptions;
  readonly marks: SourceMarks;
}

/** How a source is shown; none of it changes what is captured. */
export interface SourceMarks {
  readonly muted?: boolean;
  readonly solo?: boolean;
  readonly colour?: number;
}

/** What is typed into the subscribe form, and why it could not be done. */
export interface SourceDraft {
  readonly kind: SourceKind;
  readonly typed: string;
  /** Of a stream: where it begins. */
  readonly from: 'new' | 'start' | 'id';
  readonly id: string;
  readonly problem: NameProblem | 'id' | null;
  readonly fault: Fault | null;
  readonly busy: boolean;
}

export interface SourcesPart {
  readonly draft: SourceDraft;
  setKind(kind: SourceKind): void;
  typeName(typed: string): void;
  setFrom(from: SourceDraft['from'], id?: string): void;
  /** As what the form says, or this once as something else. */
  subscribe(as?: SourceKind): Promise<void>;
  /** A source of its own, beside what is typed in the form. */
  listen(kind: SourceKind, name: Bytes): Promise<void>;
  /** The pattern that every channel matches. */
  subscribeAll(): Promise<void>;
  /** The user has read what it costs; a production connection asks for its name besides. Rejects with a FaultError. */
  monitor(options: SourceOptions): Promise<void>;
  /** A source that was refused or has stopped is tried again. */
  again(source: FeedSource): Promise<void>;
  mark(source: FeedSource, marks: SourceMarks): Promise<void>;
  drop(source: FeedSource): Promise<void>;
}

export interface Sources extends SourcesPart {
  /** Adds what was added before to a session that knows nothing of it; gives how many that is. */
  restore(session: string): number;
}

const nameless = new Uint8Array();
const entryId = /^\d{1,20}(-\d{1,20})?$/;

/** `added` is told of the session that has a source now. */
export function feedSources({ tab, get, set }: SliceTools<SourcesPart>, added: (session: string) => void): Sources {
  let wanted: readonly Wanted[] = [];

  const change = (patch: Partial<SourceDraft>): void => set({ draft: { ...get().draft, ...patch } });
  const isThe = (kind: SourceKind, name: Bytes) => (one: Wanted) => one.kind === kind && sameBytes(one.name, name);
  const others = (kind: SourceKind, name: Bytes): readonly Wanted[] => wanted.filter((one) => !isThe(kind, name)(one));

  async function add(kind: SourceKind, name: Bytes, options: SourceOptions): Promise<void> {
    const session = tab.session();
    const ask = (confirmed: string | null): Promise<unknown> =>
      tab.client.call(
        'feed.add',
        { session, kind, name, ...(hasOptions(options) ? { options } : {}), ...(kind === 'monitor' ? { confirmed: confirmed ?? '' } : {}) },
        { signal: tab.signal },
      );
    await (kind === 'monitor' ? guarded(tab, ask) : ask(null));
    const marks = wanted.find(isThe(kind, name))?.marks ?? {};
    // MONITOR costs the server much: it never begins by itself.
    if (kind !== 'monitor') wanted = [...others(kind, name), { kind, name, options, marks }];
    added(session);
  }

  /** True where the source is there now. */
  async function ask(kind: SourceKind, name: Bytes, options: SourceOptions = {}): Promise<boolean> {
    change({ busy: true, problem: null, fault: null });
    try {
      await add(kind, name, options);
      return true;
    } catch (thrown) {
      const fault = faultOf(thrown);
      change({ fault: fault.code === 'cancelled' ? null : fault });
      return false;
    } finally {
      change({ busy: false });
    }
  }

  /** For what has no place of its own on the screen. A session that is gone says so itself. */
  async function quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.code !== 'cancelled' && fault.code !== 'closed' && fault.code !== 'missing') tab.notifyFault(fault);
    }
  }

  async function addAgain(session: string, { kind, name, options, marks }: Wanted): Promise<void> {
    const { source } = await tab.client.call('feed.add', { session, kind, name, ...(hasOptions(options) ? { options } : {}) }, { signal: tab.signal });
    if (Object.keys(marks).length > 0) await tab.client.call('feed.source', { session, source, ...marks }, { signal: tab.signal });
  }

  return {
    draft: { kind: 'channel', typed: '', from: 'new', id: '', problem: null, fault: null, busy: false },

    setKind: (kind) => change({ kind, problem: null, fault: null }),
    typeName: (typed) => change({ typed, problem: null, fault: null }),
    setFrom: (from, id = '') => change({ from, id, problem: null }),
    async subscribe(as) {
      const { typed, from, id, busy, ...draft } = get().draft;
      const kind = as ?? draft.kind;
      if (busy) return;
      // Every key, or every event: these have no name to type.
      const any = typed === '' && (kind === 'keyspace' || kind === 'keyevent');
      const named = any ? { ok: true as const, name: nameless } : parseName(typed);
      if (!named.ok) return change({ problem: named.why });
      if (kind === 'stream' && from === 'id' && !entryId.test(id.trim())) return change({ problem: 'id' });
      const options = kind !== 'stream' || from === 'new' ? {} : { from: from === 'start' ? '0' : id.trim() };
      // What was typed in the meantime is the next name.
      if ((await ask(kind, named.name, options)) && get().draft.typed === typed) change({ typed: '' });
    },
    async listen(kind, name) {
      await quietly(() => add(kind, name, {}));
    },
    async subscribeAll() {
      await ask('pattern', utf8('*'));
    },
    monitor: (options) => add('monitor', nameless, options),
    async again({ kind, name, options }) {
      await ask(kind, name, options);
    },
    async mark({ id, kind, name }, marks) {
      wanted = wanted.map((one) => (isThe(kind, name)(one) ? { ...one, marks: { ...one.marks, ...marks } } : one));
      await quietly(async () => tab.client.call('feed.source', { session: tab.session(), source: id, ...marks }, { signal: tab.signal }));
    },
    async drop({ id, kind, name }) {
      wanted = others(kind, name);
      await quietly(async () => tab.client.call('feed.drop', { session: tab.session(), source: id }, { signal: tab.signal }));
    },
    restore(session) {
      for (const one of wanted) void quietly(() => addAgain(session, one));
      return wanted.length;
    },
  };
}

function hasOptions(options: SourceOptions): boolean {
  return Object.values(options).some((value) => value !== undefined);
}
