/** What the user listens to: asked for once, remembered in the page, asked for again when the host comes back without it. */
import { type Bytes, sameBytes, utf8 } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { FeedSource, SourceKind } from '../../shared/feed/feed.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import { type NameProblem, parseName } from './names.ts';

interface Wanted {
  readonly kind: SourceKind;
  readonly name: Bytes;
}

/** What is typed into the subscribe form, and why it could not be done. */
export interface SourceDraft {
  readonly kind: SourceKind;
  readonly typed: string;
  readonly problem: NameProblem | null;
  readonly fault: Fault | null;
  readonly busy: boolean;
}

export interface SourcesPart {
  readonly draft: SourceDraft;
  setKind(kind: SourceKind): void;
  typeName(typed: string): void;
  subscribe(): Promise<void>;
  /** The pattern that every channel matches. */
  subscribeAll(): Promise<void>;
  /** A source that was refused is tried again. */
  again(source: FeedSource): Promise<void>;
  drop(source: FeedSource): Promise<void>;
}

export interface Sources extends SourcesPart {
  /** Adds what was added before to a session that knows nothing of it; gives how many that is. */
  restore(session: string): number;
}

/** `added` is told of the session that has a source now. */
export function feedSources({ tab, get, set }: SliceTools<SourcesPart>, added: (session: string) => void): Sources {
  let wanted: readonly Wanted[] = [];

  const change = (patch: Partial<SourceDraft>): void => set({ draft: { ...get().draft, ...patch } });
  const others = (kind: SourceKind, name: Bytes): readonly Wanted[] => wanted.filter((one) => one.kind !== kind || !sameBytes(one.name, name));

  async function add(kind: SourceKind, name: Bytes): Promise<void> {
    const session = tab.session();
    await tab.client.call('feed.add', { session, kind, name }, { signal: tab.signal });
    wanted = [...others(kind, name), { kind, name }];
    added(session);
  }

  /** True where the source is there now. */
  async function ask(kind: SourceKind, name: Bytes): Promise<boolean> {
    change({ busy: true, problem: null, fault: null });
    try {
      await add(kind, name);
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
  async function quietly(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.code !== 'cancelled' && fault.code !== 'closed' && fault.code !== 'missing') tab.notifyFault(fault);
    }
  }

  return {
    draft: { kind: 'channel', typed: '', problem: null, fault: null, busy: false },

    setKind: (kind) => change({ kind }),
    typeName: (typed) => change({ typed, problem: null, fault: null }),
    async subscribe() {
      const { kind, typed, busy } = get().draft;
      if (busy) return;
      const named = parseName(typed);
      if (!named.ok) return change({ problem: named.why });
      // What was typed in the meantime is the next name.
      if ((await ask(kind, named.name)) && get().draft.typed === typed) change({ typed: '' });
    },
    async subscribeAll() {
      await ask('pattern', utf8('*'));
    },
    async again({ kind, name }) {
      await ask(kind, name);
    },
    async drop({ id, kind, name }) {
      wanted = others(kind, name);
      await quietly(Promise.resolve().then(() => tab.client.call('feed.drop', { session: tab.session(), source: id }, { signal: tab.signal })));
    },
    restore(session) {
      for (const { kind, name } of wanted) void quietly(tab.client.call('feed.add', { session, kind, name }, { signal: tab.signal }));
      return wanted.length;
    },
  };
}
