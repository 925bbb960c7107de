/** Publishing by hand: what is typed stays, what came of it is said beside it, and the same again at a rate. */
import { type Bytes, exactText, utf8 } from '../../shared/bytes.ts';
import { hexOf } from '../../shared/digits.ts';
import { quote } from '../../shared/escape.ts';
import type { Fault } from '../../shared/fault.ts';
import type { EncodingProblem } from '../../shared/feed/encoding.ts';
import type { PayloadForm } from '../../shared/feed/feed.ts';
import { changed, type KeepChange, type Keepsakes, type Letter, maxLetter, maxTemplates } from '../../shared/feed/keepsakes.ts';
import type { PayloadEncoding, Published, PublishKind, Repeating } from '../../shared/feed/publishing.ts';
import { parseTemplate, withoutVariables } from '../../shared/feed/template.ts';
import { faultOf, guarded, painted, type SliceTools } from '../tab/slice.ts';
import { type NameProblem, parseName } from './names.ts';

/** The form: what is typed, what is wrong with it, and what came of it. */
export interface LetterForm extends Letter {
  readonly problem: NameProblem | null;
  /** A variable that is none, or what is no payload of this encoding. */
  readonly variable: string | null;
  readonly mistake: EncodingProblem | null;
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
  readonly letter: LetterForm;
  readonly templates: Keepsakes['templates'];
  /** What was sent, newest first, each once. */
  readonly sent: readonly Letter[];
  addressTo(channel: string): void;
  write(payload: string): void;
  sendAs(kind: PublishKind): void;
  encodeAs(encoding: PayloadEncoding): void;
  /** One that was sent before, in the form again. */
  recall(letter: Letter): void;
  /** What stands in the form, under a name; false where it is too long or there is no room. */
  saveTemplate(name: string): boolean;
  removeTemplate(name: string): void;
  /** What was sent is not remembered any more. */
  forgetSent(): void;
  /** A message that was read, to be sent again or changed: in digits where it is no text; false where it is a command, or too large to be typed. */
  compose(channel: Bytes, payload: Bytes, form: PayloadForm): boolean;
  publish(): Promise<void>;
  /** At that rate until so many are sent or it is stopped. */
  repeat(perSecond: number, count: number): Promise<void>;
  stopRepeating(): void;
}

/** What goes with what is typed, and what it begins with. */
const untold = { problem: null, variable: null, mistake: null } as const;

export function feedPublishing({ tab, get, set }: SliceTools<PublishingPart>, keep: (change: KeepChange) => void): PublishingPart {
  let repeating: AbortController | null = null;
  /** Between being asked and being sent. */
  let reading = false;
  const change = (patch: Partial<LetterForm>): void => set({ letter: { ...get().letter, ...patch } });

  /** Null: something typed cannot be sent, and the form says so. */
  /** Loaded when something is sent: what encodes is large. */
  async function encoder(): Promise<typeof import('../../shared/feed/encoding.ts')> {
    reading = true;
    try {
      return await import('../../shared/feed/encoding.ts');
    } finally {
      reading = false;
    }
  }

  async function readLetter(): Promise<Outgoing | null> {
    const { outcome } = get().letter;
    if (reading || outcome?.kind === 'sending' || (outcome?.kind === 'repeating' && !outcome.over)) return null;
    const { encodePayload } = await encoder();
    const letter = letterOf(get().letter);
    const { kind, channel, payload, encoding } = letter;
    const named = parseName(channel);
    const templated = encoding !== 'hex' && encoding !== 'base64' && payload.includes('{{');
    const template = templated ? parseTemplate(payload) : null;
    const variable = template === null || template.ok ? null : payload.slice(template.from, template.to);
    const encoded = variable === null ? encodePayload(templated ? withoutVariables(payload) : payload, encoding, () => performance.now()) : null;
    const mistake = encoded === null || encoded.ok ? null : encoded.problem;
    if (named.ok && variable === null && mistake === null) return { kind, channel: named.name, payload: utf8(payload), encoding, letter };
    change({ problem: named.ok ? null : named.why, variable, mistake, outcome: null });
    return null;
  }

  /** As the host remembers it too; one that is very long is sent, and not remembered. */
  function told(what: KeepChange): void {
    const { templates, sent } = changed({ templates: get().templates, sent: get().sent, pins: [] }, what);
    set({ templates, sent });
    keep(what);
  }

  function remember(letter: Letter): void {
    if (letter.payload.length <= maxLetter) told({ kind: 'sent', letter });
  }

  function failed(thrown: unknown): void {
    const fault = faultOf(thrown);
    change({ outcome: fault.code === 'cancelled' ? null : { kind: 'failed', fault } });
  }

  return {
    letter: { kind: 'channel', channel: '', payload: '', encoding: 'text', ...untold, outcome: null },
    templates: [],
    sent: [],

    addressTo: (channel) => change({ channel, problem: null }),
    write: (payload) => change({ payload, variable: null, mistake: null }),
    // An entry is a line of words.
    sendAs: (kind) => change({ kind, ...(kind === 'stream' ? { encoding: 'text', mistake: null } : {}) }),
    encodeAs: (encoding) => change({ encoding, variable: null, mistake: null }),
    recall: (letter) => change({ ...letterOf(letter), ...untold }),
    saveTemplate(name) {
      const letter = letterOf(get().letter);
      const others = get().templates.filter((one) => one.name !== name.trim());
      if (letter.payload.length > maxLetter || others.length >= maxTemplates) return false;
      told({ kind: 'template', name: name.trim(), letter });
      return true;
    },
    removeTemplate: (name) => told({ kind: 'template', name, letter: null }),
    forgetSent: () => told({ kind: 'forget' }),
    compose(channel, payload, form) {
      if (form === 'command') return false;
      const text = exactText(payload);
      if (text === null && (form === 'entry' || payload.length > maxDigits)) return false;
      const name = exactText(channel);
      get().recall({
        kind: form === 'entry' ? 'stream' : 'channel',
        channel: name !== null && name !== '' && !name.startsWith('"') ? name : quote(channel),
        // An entry's id is the server's to give.
        payload: text === null ? hexOf(payload) : form === 'entry' ? text.replace(/^\S+\s?/, '') : text,
        encoding: text === null ? 'hex' : 'text',
      });
      return true;
    },
    async publish() {
      const read = await readLetter();
      if (read === null) return;
      const { letter, ...outgoing } = read;
      change({ outcome: { kind: 'sending' } });
      try {
        const published = await guarded(tab, (confirmed) =>
          tab.client.call('feed.publish', { session: tab.session(), ...outgoing, confirmed }, { signal: tab.signal }),
        );
        remember(letter);
        change({ outcome: { kind: 'sent', published } });
      } catch (thrown) {
        failed(thrown);
      }
    },
    async repeat(perSecond, count) {
      const read = await readLetter();
      if (read === null) return;
      const { letter, ...outgoing } = read;
      const mine = new AbortController();
      repeating = mine;
      const signal = AbortSignal.any([mine.signal, tab.signal]);
      let state: Repeating = { sent: 0, receivers: 0, perSecond: 0 };
      change({ outcome: { kind: 'repeating', state, over: false, stopped: false } });
      try {
        await guarded(tab, async (confirmed) => {
          const wish = { session: tab.session(), ...outgoing, perSecond, count, confirmed };
          for await (state of tab.client.watch('feed.repeat', wish, { signal, credit: 1 })) {
            if (signal.aborted) return;
            change({ outcome: { kind: 'repeating', state, over: false, stopped: false } });
            await painted();
          }
        });
        remember(letter);
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

interface Outgoing {
  readonly kind: PublishKind;
  readonly channel: Bytes;
  readonly payload: Bytes;
  readonly encoding: PayloadEncoding;
  readonly letter: Letter;
}

/** More digits than these nobody edits. */
const maxDigits = 64 * 1024;

function letterOf({ kind, channel, payload, encoding }: Letter): Letter {
  return { kind, channel, payload, encoding };
}
