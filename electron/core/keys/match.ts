/** What a typed filter means, as a test over the bytes of a name. */
import { utf8 } from '../../../shared/bytes.ts';
import { globOf } from '../../../shared/glob.ts';
import type { KeyFilter } from '../../../shared/keys/shape.ts';
import { automatonOf } from './automaton.ts';
import { foldTable } from './fold.ts';
import { parseRegex } from './regex.ts';

export interface Matcher {
  /** Null: every name passes. */
  readonly test: ((block: Uint8Array, from: number, to: number) => boolean) | null;
  readonly error: { readonly at: number; readonly message: string } | null;
}

export function matcherOf({ text, how, caseSensitive }: KeyFilter): Matcher {
  if (text === '') return { test: null, error: null };
  switch (how) {
    case 'substring':
      return { test: substring(utf8(text), caseSensitive), error: null };
    case 'exact':
      return { test: exact(utf8(text), caseSensitive), error: null };
    case 'glob':
      return { test: globOf(utf8(text), foldTable(caseSensitive)), error: null };
    case 'regex': {
      const parsed = parseRegex(text, caseSensitive);
      return 'error' in parsed ? { test: null, error: parsed.error } : { test: automatonOf(parsed.program), error: null };
    }
  }
}

function exact(text: Uint8Array, caseSensitive: boolean): Matcher['test'] {
  const fold = foldTable(caseSensitive);
  const wanted = text.map((byte) => fold[byte] as number);
  return (block, from, to) => {
    if (to - from !== wanted.length) return false;
    for (let at = 0; at < wanted.length; at++) if (fold[block[from + at] as number] !== wanted[at]) return false;
    return true;
  };
}

/** Horspool: looks at the last byte of each place first and skips as far as it allows. */
function substring(text: Uint8Array, caseSensitive: boolean): Matcher['test'] {
  const fold = foldTable(caseSensitive);
  const wanted = text.map((byte) => fold[byte] as number);
  const last = wanted.length - 1;
  const end = wanted[last] as number;
  const skips = new Uint32Array(256).fill(wanted.length);
  for (let at = 0; at < last; at++) for (let byte = 0; byte < 256; byte++) if (fold[byte] === wanted[at]) skips[byte] = last - at;
  return (block, from, to) => {
    for (let at = from + last; at < to; ) {
      const byte = block[at] as number;
      if ((fold[byte] as number) === end) {
        let back = 1;
        while (back <= last && fold[block[at - back] as number] === wanted[last - back]) back++;
        if (back > last) return true;
      }
      at += skips[byte] as number;
    }
    return false;
  };
}
