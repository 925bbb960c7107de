/** What the user typed and has not saved, by key: kept while other keys are looked at and while the line is down. */
import { type Bytes, sameBytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { ValueRead } from '../../shared/value/value.ts';
import type { Shelf } from '../tab/shelf.ts';
import { bytesOf, type LineEnd } from './editing.ts';

/** What keeps a draft from being saved as it is. */
export type Trouble =
  /** The server has something else than what editing began with; absent where the key is gone. */
  | { readonly kind: 'conflict'; readonly theirs: ValueRead }
  /** The save may or may not have happened. */
  | { readonly kind: 'unknown'; readonly sent: Bytes }
  /** It was looked up: the save did not happen. */
  | { readonly kind: 'unsaved' }
  /** What was typed has no bytes. */
  | { readonly kind: 'unwritable' }
  | { readonly kind: 'failed'; readonly fault: Fault };

export interface Draft {
  /** What the server had when editing began: a save is refused where it has something else by then. */
  readonly base: Bytes;
  readonly lineEnd: LineEnd;
  readonly text: string;
  /** What was typed as bytes, or is written of `text` by `via`; null where it is `text`, or where that cannot be written yet. */
  readonly bytes: Bytes | null;
  /** The path of decoders that writes `text`; absent where the text is the value. */
  readonly via?: string;
  readonly trouble: Trouble | null;
}

/** Null where what was typed has no bytes: UTF-8 has no form for it, or its decoders cannot write it yet. */
export function contentOf({ text, lineEnd, bytes, via }: Draft): Bytes | null {
  return bytes ?? (via === undefined ? bytesOf(text, lineEnd) : null);
}

export interface Drafts {
  readonly size: number;
  get(name: string): Draft | null;
  /** Null takes it away. */
  keep(name: string, draft: Draft | null): void;
  trouble(name: string, why: Trouble | null): void;
  /** The server has `bytes` now, made of `saved`; what was typed since stays a draft on top of them. */
  settle(name: string, saved: Draft, bytes: Bytes): void;
  /** What the server has now decides what becomes of a draft, also after a save of unknown outcome. */
  reconcile(name: string, theirs: ValueRead): void;
}

/** What a shelf gives back may be another version's. */
export function isDraft(value: unknown): value is Draft {
  return (
    typeof value === 'object' &&
    value !== null &&
    'base' in value &&
    value.base instanceof Uint8Array &&
    'text' in value &&
    typeof value.text === 'string' &&
    'lineEnd' in value &&
    'bytes' in value &&
    (value.bytes === null || value.bytes instanceof Uint8Array)
  );
}

export function createDrafts(shelf: Shelf<Draft>, changed: (name: string) => void): Drafts {
  const drafts = new Map<string, Draft>(shelf.all());

  function keep(name: string, draft: Draft | null): void {
    if (draft === null) drafts.delete(name);
    else drafts.set(name, draft);
    shelf.put(name, draft);
    changed(name);
  }

  function trouble(name: string, why: Trouble | null): void {
    const draft = drafts.get(name);
    if (draft !== undefined) keep(name, { ...draft, trouble: why });
  }

  shelf.late((name, draft) => {
    if (drafts.has(name)) return;
    drafts.set(name, draft);
    changed(name);
  });

  return {
    get size() {
      return drafts.size;
    },
    get: (name) => drafts.get(name) ?? null,
    keep,
    trouble,
    settle(name, saved, bytes) {
      const now = drafts.get(name);
      if (now !== undefined) keep(name, now.text === saved.text && now.bytes === saved.bytes ? null : { ...now, base: bytes, trouble: null });
    },
    reconcile(name, theirs) {
      const draft = drafts.get(name);
      if (draft === undefined) return;
      const now = wholeString(theirs);
      const typed = contentOf(draft);
      const sent = draft.trouble?.kind === 'unknown' ? draft.trouble.sent : null;
      if (now === null) trouble(name, { kind: 'conflict', theirs });
      else if (typed !== null && sameBytes(now, typed)) keep(name, null);
      else if (sent !== null && sameBytes(now, sent)) keep(name, { ...draft, base: now, trouble: null });
      else if (!sameBytes(now, draft.base)) trouble(name, { kind: 'conflict', theirs });
      else if (sent !== null) trouble(name, { kind: 'unsaved' });
      else if (isOver(draft.trouble)) trouble(name, null);
    },
  };
}

/** The server answers, and with what editing began with: neither of these stands in the way any more. */
function isOver(why: Trouble | null): boolean {
  return why?.kind === 'conflict' || (why?.kind === 'failed' && why.fault.code === 'offline');
}

/** The bytes, only where all of them are here. */
export function wholeString(value: ValueRead): Bytes | null {
  return value.kind === 'string' && value.bytes.length === value.length ? value.bytes : null;
}
