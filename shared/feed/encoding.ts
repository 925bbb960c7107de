/** What is typed as the bytes that are sent: text, JSON as it stands, digits, or JSON as MessagePack; a mistake is told by its place. */
import { type Bytes, utf8 } from '../bytes.ts';
import { attempt, newBudget, refuse, viewLimits } from '../decoders/decoder.ts';
import { msgpackBytes } from '../decoders/msgpackWrite.ts';
import { readNotation } from '../decoders/notation.ts';
import { readTree } from '../decoders/reading.ts';
import type { Node } from '../decoders/tree.ts';
import { bytesOfBase64, bytesOfHex } from '../digits.ts';
import type { PayloadEncoding } from './publishing.ts';

export interface EncodingProblem {
  /** In characters of what is typed. */
  readonly at: number;
  readonly what: 'surrogate' | 'json' | 'hex' | 'odd' | 'base64' | 'length' | 'size' | 'unsupported';
  /** Of JSON: what is expected there. */
  readonly detail: string;
}

export type Encoded = { readonly ok: true; readonly bytes: Bytes } | { readonly ok: false; readonly problem: EncodingProblem };

const wrong = (what: EncodingProblem['what'], at: number, detail = ''): Encoded => ({ ok: false, problem: { at, what, detail } });

/** `clock`: milliseconds from any origin. */
export function encodePayload(text: string, encoding: PayloadEncoding, clock: () => number): Encoded {
  const lone = /\p{Cs}/u.exec(text);
  if (lone !== null) return wrong('surrogate', lone.index);
  switch (encoding) {
    case 'text':
      return { ok: true, bytes: utf8(text) };
    case 'json': {
      const read = treeOf(text, false, clock);
      return 'problem' in read ? { ok: false, problem: read.problem } : { ok: true, bytes: utf8(text) };
    }
    case 'msgpack': {
      const read = treeOf(text, true, clock);
      if ('problem' in read) return { ok: false, problem: read.problem };
      const { root } = read;
      const written = attempt(() => msgpackBytes(root));
      return written.ok ? { ok: true, bytes: written.value } : wrong('unsupported', 0, written.why.detail ?? '');
    }
    case 'hex':
      return fromHex(text);
    case 'base64':
      return fromBase64(text);
  }
}

/** `extended`: what JSON has no form for besides, as the decoders write it. */
function treeOf(text: string, extended: boolean, clock: () => number): { readonly root: Node } | { readonly problem: EncodingProblem } {
  const budget = newBudget(viewLimits, clock);
  const read = attempt(() => readTree((put) => readNotation(text, budget, put, extended, (at, detail) => refuse('invalid', at, detail))));
  if (!read.ok)
    return { problem: { at: Math.min(read.why.at ?? 0, text.length), what: read.why.kind === 'invalid' ? 'json' : 'size', detail: read.why.detail ?? '' } };
  return read.value.kind === 'tree' && read.value.cut === null ? { root: read.value.root } : { problem: { at: 0, what: 'size', detail: '' } };
}

/** Spaces and line breaks between digits are the writer's. */
function fromHex(text: string): Encoded {
  const bad = /[^0-9a-fA-F\s]/.exec(text);
  if (bad !== null) return wrong('hex', bad.index);
  const bytes = bytesOfHex(text);
  return bytes === null ? wrong('odd', text.length) : { ok: true, bytes };
}

function fromBase64(text: string): Encoded {
  const bad = /[^A-Za-z0-9+/=_\s-]|=\s*[^=\s]/.exec(text);
  if (bad !== null) return wrong('base64', bad.index + bad[0].length - 1);
  const bytes = bytesOfBase64(text);
  return bytes === null ? wrong('length', text.length) : { ok: true, bytes };
}
