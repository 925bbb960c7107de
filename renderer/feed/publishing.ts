/** Publishing by hand: what is typed stays, what came of it is said beside it, and the same again at a rate. */
import { type Bytes, exactText, utf8 } from '../../shared/bytes.ts';
import { quote } from '../../shared/escape.ts';
import type { Fault } from '../../shared/fault.ts';
import type { PayloadForm } from '../../shared/feed/feed.ts';
import type { Published, PublishKind, Repeating } from '../../shared/feed/publishing.ts';
import { parseTemplate } from '../../shared/feed/template.ts';
import { faultOf, guarded, painted, type SliceTools } from '../tab/slice.ts';
import { isWritable, type NameProblem, parseName } from './names.ts';

/** What was typed and is sent. */
export interface Draft {
  readonly kind: PublishKind;
  readonly channel: string;
  readonly payload: string;
}

export interface Letter extends Draft {
  readonly problem: NameProblem | null;
  /** The payload contains what UTF-8 cannot represent, or a variable that is none. */
  readonly unwritable: boolean;
  readonly variable: string | null;
  readonly outcome:
    | null
    | { readonly kind: 'sending' }
    | {
        readonly kind: 'repeating';
        readonly state: Repeating;
        readonly over: boolean /** By the user: a few more may be on their way. */;
        readonly stopped: boolean;
      }
    | { readonly kind: 'sent'; readonly published: Published }
    | { readonly kind: 'failed'; readonly fault: Fault };
}

export interface PublishingPart {
  readonly letter: Letter;
  /** What was sent, newest first, each once. */
  readonly sent: readonly Draft[];
  addressTo(channel: string): void;
  write(payload: string): void;
  sendAs(kind: PublishKind): void;
  /** One that was sent before, in the form again. */
  recall(draft: Draft): void;
  /** A message that was read, to be sent again or changed; false where it is no text. */
  compose(channel: Bytes, payload: Bytes, form: PayloadForm): boolean;
  publish(): Promise<void>;
  /** At that rate until so many are sent or it is stopped. */
  repeat(perSecond: number, count: number): Promise<void>;
  stopRepeating(): void;
}

const mostSent = 30;

export function feedPublishing({ tab, get, set }: SliceTools<PublishingPart>): PublishingPart {
  let repeating: AbortController | null = null;
  const change = (patch: Partial<Letter>): void => set({ letter: { ...get().letter, ...patch } });

  /** Null: something typed cannot be sent, and the form says so. */
  function readLetter(): { readonly kind: PublishKind; readonly channel: Bytes; readonly payload: Bytes } | null {
    const { kind, channel, payload, outcome } = get().letter;
    if (outcome?.kind === 'sending' || (outcome?.kind === 'repeating' && !outcome.over)) return null;
    const named = parseName(channel);
    const writable = isWritable(payload);
    const template = payload.includes('{{') ? parseTemplate(payload) : null;
    const variable = template === null || template.ok ? null : payload.slice(template.from, template.to);
    if (named.ok && writable && variable === null) return { kind, channel: named.name, payload: utf8(payload) };
    change({ problem: named.ok ? null : named.why, unwritable: !writable, variable, outcome: null });
    return null;
  }

  function remember(): void {
    const { kind, channel, payload } = get().letter;
    const others = get().sent.filter((one) => one.kind !== kind || one.channel !== channel || one.payload !== payload);
    set({ sent: [{ kind, channel, payload }, ...others].slice(0, mostSent) });
  }

  function failed(thrown: unknown): void {
    const fault = faultOf(thrown);
    change({ outcome: fault.code === 'cancelled' ? null : { kind: 'failed', fault } });
  }

  return {
    letter: { kind: 'channel', channel: '', payload: '', problem: null, unwritable: false, variable: null, outcome: null },
    sent: [],

    addressTo: (channel) => change({ channel, problem: null }),
    write: (payload) => change({ payload, unwritable: false, variable: null }),
    sendAs: (kind) => change({ kind }),
    recall: (draft) => change({ ...draft, problem: null, unwritable: false, variable: null }),
    compose(channel, payload, form) {
      const text = exactText(payload);
      if (text === null || form === 'command') return false;
      const name = exactText(channel);
      get().recall({
        kind: form === 'entry' ? 'stream' : 'channel',
        channel: name !== null && name !== '' && !name.startsWith('"') ? name : quote(channel),
        // An entry's id is the server's to give.
        payload: form === 'entry' ? text.replace(/^\S+\s?/, '') : text,
      });
      return true;
    },
    async publish() {
      const letter = readLetter();
      if (letter === null) return;
      change({ outcome: { kind: 'sending' } });
      try {
        const published = await guarded(tab, (confirmed) =>
          tab.client.call('feed.publish', { session: tab.session(), ...letter, confirmed }, { signal: tab.signal }),
        );
        remember();
        change({ outcome: { kind: 'sent', published } });
      } catch (thrown) {
        failed(thrown);
      }
    },
    async repeat(perSecond, count) {
      const letter = readLetter();
      if (letter === null) return;
      const mine = new AbortController();
      repeating = mine;
      const signal = AbortSignal.any([mine.signal, tab.signal]);
      let state: Repeating = { sent: 0, receivers: 0, perSecond: 0 };
      change({ outcome: { kind: 'repeating', state, over: false, stopped: false } });
      try {
        await guarded(tab, async (confirmed) => {
          const wish = { session: tab.session(), ...letter, perSecond, count, confirmed };
          for await (state of tab.client.watch('feed.repeat', wish, { signal, credit: 1 })) {
            if (signal.aborted) return;
            change({ outcome: { kind: 'repeating', state, over: false, stopped: false } });
            await painted();
          }
        });
        remember();
        change({ outcome: { kind: 'repeating', state, over: true, stopped: mine.signal.aborted } });
      } catch (thrown) {
        if (mine.signal.aborted) change({ outcome: { kind: 'repeating', state, over: true, stopped: true } });
        else failed(thrown);
      } finally {
        if (repeating === mine) repeating = null;
      }
    },
    stopRepeating: () => repeating?.abort(),
  };
}
