/** What is kept of a connection's feed beside the feed: letters under a name, letters that were sent, and messages that were pinned. */
import * as v from 'valibot';
import type { Bytes } from '../bytes.ts';
import { bytes, position, text } from '../inputs.ts';
import type { PayloadForm } from './feed.ts';
import { payloadForms } from './feed.ts';
import { payloadEncodings, publishKinds } from './publishing.ts';

/** One that is longer is sent, and not kept. */
export const maxLetter = 256 * 1024;
export const maxTemplates = 100;
export const maxSent = 30;
export const maxPins = 500;
export const maxNote = 1000;
/** Of a pinned message; what comes after it is not kept. */
export const maxPinned = 64 * 1024;

/** As it was typed. */
export const letterSchema = v.object({
  kind: v.picklist(publishKinds),
  channel: text(65_536),
  payload: text(maxLetter),
  encoding: v.picklist(payloadEncodings),
});
export type Letter = Readonly<v.InferOutput<typeof letterSchema>>;

export const templateName = v.pipe(text(80), v.trim(), v.minLength(1));
export interface Template {
  readonly name: string;
  readonly letter: Letter;
}

const pinSchema = v.object({
  id: text(60),
  seq: position,
  at: v.pipe(v.number(), v.finite()),
  channel: bytes,
  size: position,
  form: v.picklist(payloadForms),
  payload: v.pipe(
    bytes,
    v.check((payload) => payload.length <= maxPinned),
  ),
  note: text(maxNote),
});

export interface KeptPin {
  readonly id: string;
  /** In the capture it came from, which may be gone. */
  readonly seq: number;
  readonly at: number;
  readonly channel: Bytes;
  readonly size: number;
  readonly form: PayloadForm;
  readonly payload: Bytes;
  readonly note: string;
}

export interface Keepsakes {
  /** By name. */
  readonly templates: readonly Template[];
  /** Newest first, each once. */
  readonly sent: readonly Letter[];
  readonly pins: readonly KeptPin[];
}

/** `nowhere`: until Keytide ends. Templates of a saved connection are on disk in any case: saving one says so. */
export interface Kept extends Keepsakes {
  /** Of a connection that is not saved nothing outlives Keytide. */
  readonly saved: boolean;
  readonly payloads: 'sealed' | 'plain' | 'nowhere';
}

export const keepChange = v.variant('kind', [
  /** Null: no more. */
  v.object({ kind: v.literal('template'), name: templateName, letter: v.nullable(letterSchema) }),
  v.object({ kind: v.literal('sent'), letter: letterSchema }),
  v.object({ kind: v.literal('forget') }),
  v.object({ kind: v.literal('pin'), pin: pinSchema }),
  v.object({ kind: v.literal('unpin'), id: text(60) }),
]);
export type KeepChange = v.InferOutput<typeof keepChange>;

export const nothingKept: Keepsakes = { templates: [], sent: [], pins: [] };

export function changed(kept: Keepsakes, change: KeepChange): Keepsakes {
  switch (change.kind) {
    case 'template': {
      const others = kept.templates.filter(({ name }) => name !== change.name);
      const { name, letter } = change;
      return { ...kept, templates: letter === null ? others : [...others, { name, letter }].sort(byName).slice(0, maxTemplates) };
    }
    case 'sent':
      return { ...kept, sent: [change.letter, ...kept.sent.filter((one) => !sameLetter(one, change.letter))].slice(0, maxSent) };
    case 'forget':
      return { ...kept, sent: [] };
    case 'pin': {
      const pins = kept.pins.filter(({ id }) => id !== change.pin.id);
      return { ...kept, pins: [...pins, change.pin].sort((one, other) => one.at - other.at || one.seq - other.seq).slice(-maxPins) };
    }
    case 'unpin':
      return { ...kept, pins: kept.pins.filter(({ id }) => id !== change.id) };
  }
}

/** Letters of here over those that were kept. */
export function withKept(here: Pick<Keepsakes, 'templates' | 'sent'>, kept: Keepsakes): Keepsakes {
  const templates = here.templates.reduce((all, { name, letter }) => changed(all, { kind: 'template', name, letter }), kept);
  return here.sent.reduceRight((all, letter) => changed(all, { kind: 'sent', letter }), templates);
}

function sameLetter(one: Letter, other: Letter): boolean {
  return one.kind === other.kind && one.channel === other.channel && one.payload === other.payload && one.encoding === other.encoding;
}

function byName(one: Template, other: Template): number {
  return one.name.localeCompare(other.name);
}
