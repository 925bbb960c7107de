/** Reads a regular expression into a tree over bytes; characters beyond ASCII become the bytes UTF-8 has for them. */
import { utf8 } from '../../bytes.ts';

export type RegexNode =
  | { readonly kind: 'bytes'; readonly set: Uint8Array }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly part: RegexNode; readonly least: number; readonly most: number | null };

class Refused extends Error {}

const maxRepeat = 1000;
const maxDepth = 50;

/** Null where it is refused. */
export function parseRegex(source: string, anyCase: boolean): RegexNode | null {
  try {
    return read(Array.from(source), anyCase);
  } catch (thrown) {
    if (thrown instanceof Refused) return null;
    throw thrown;
  }
}

const refuse = (): never => {
  throw new Refused();
};

function setOf(test: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(byte) ? 1 : 0));
}

const range = (from: number, to: number): RegexNode => ({ kind: 'bytes', set: setOf((byte) => byte >= from && byte <= to) });
const tail = range(0x80, 0xbf);
const isWord = (byte: number): boolean => /[A-Za-z0-9_]/.test(String.fromCharCode(byte));
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 9 && byte <= 13);
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const byLetter: ReadonlyMap<string, (byte: number) => boolean> = new Map([
  ['d', isDigit],
  ['w', isWord],
  ['s', isSpace],
]);
const controls: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['f', 12],
  ['v', 11],
  ['0', 0],
]);

/** One character beyond ASCII, or a byte that UTF-8 never has. A byte out of its place is named by `\xHH` only: taken as a character, it would split others. */
const beyondAscii: RegexNode = {
  kind: 'choice',
  parts: [
    { kind: 'sequence', parts: [range(0xc2, 0xdf), tail] },
    { kind: 'sequence', parts: [range(0xe0, 0xef), tail, tail] },
    { kind: 'sequence', parts: [range(0xf0, 0xf4), tail, tail, tail] },
    range(0xc0, 0xc1),
    range(0xf5, 0xff),
  ],
};

/** One character that passes, of ASCII; of the others all or none. */
function charOf(test: (byte: number) => boolean, others: boolean): RegexNode {
  const ascii: RegexNode = { kind: 'bytes', set: setOf((byte) => byte < 0x80 && test(byte)) };
  return others ? { kind: 'choice', parts: [ascii, beyondAscii] } : ascii;
}

function read(chars: readonly string[], anyCase: boolean): RegexNode {
  let at = 0;
  let depth = 0;

  function choice(): RegexNode {
    if (++depth > maxDepth) refuse();
    const parts = [sequence()];
    while (chars[at] === '|') {
      at++;
      parts.push(sequence());
    }
    depth--;
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  function sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (at < chars.length && chars[at] !== '|' && chars[at] !== ')') parts.push(repeated(atom()));
    return { kind: 'sequence', parts };
  }

  function repeated(part: RegexNode): RegexNode {
    let node = part;
    for (let bounds = quantifier(); bounds !== null; bounds = quantifier()) {
      if (part.kind === 'start' || part.kind === 'end') refuse();
      node = { kind: 'repeat', part: node, ...bounds };
      // Whether it takes much or little makes no difference to whether it matches.
      if (chars[at] === '?') at++;
    }
    return node;
  }

  function quantifier(): { readonly least: number; readonly most: number | null } | null {
    const char = chars[at];
    if (char === '*' || char === '+' || char === '?') {
      at++;
      return { least: char === '+' ? 1 : 0, most: char === '?' ? 1 : null };
    }
    const counted = char === '{' ? /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(chars.slice(at, at + 12).join('')) : null;
    if (counted === null) return null;
    at += counted[0].length;
    const least = Number(counted[1]);
    const most = counted[2] === undefined ? least : counted[3] === '' ? null : Number(counted[3]);
    if (least > maxRepeat || (most !== null && (most > maxRepeat || most < least))) refuse();
    return { least, most };
  }

  function atom(): RegexNode {
    const char = chars[at++] ?? refuse();
    switch (char) {
      case '(':
        return group();
      case '[':
        return charClass();
      case '.':
        return charOf((byte) => byte !== 10, true);
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '\\':
        return escaped();
      case '*':
      case '+':
      case '?':
        return refuse();
      default:
        return literal(char);
    }
  }

  function group(): RegexNode {
    if (chars[at] === '?') {
      if (chars[at + 1] !== ':') refuse();
      at += 2;
    }
    const inner = choice();
    if (chars[at] !== ')') refuse();
    at++;
    return inner;
  }

  function literal(char: string): RegexNode {
    const parts = [...utf8(char)].map((byte): RegexNode => {
      const same = (other: number): boolean => other === byte || (anyCase && swapped(byte) === other);
      return { kind: 'bytes', set: setOf(same) };
    });
    return { kind: 'sequence', parts };
  }

  function escaped(): RegexNode {
    const char = chars[at++] ?? refuse();
    const test = byLetter.get(char);
    if (test !== undefined) return charOf(test, false);
    const opposite = byLetter.get(char.toLowerCase());
    if (opposite !== undefined) return charOf((byte) => !opposite(byte), true);
    const byte = byteOf(char);
    if (byte !== null) return { kind: 'bytes', set: setOf((other) => other === byte) };
    // A letter may come to mean something; only what never does is taken as itself.
    return /[A-Za-z0-9]/.test(char) ? refuse() : literal(char);
  }

  /** `\n` and its like, `\xHH`. */
  function byteOf(char: string): number | null {
    if (char !== 'x') return controls.get(char) ?? null;
    const hex = chars.slice(at, at + 2).join('');
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) refuse();
    at += 2;
    return Number.parseInt(hex, 16);
  }

  function charClass(): RegexNode {
    const negated = chars[at] === '^';
    if (negated) at++;
    const set = new Uint8Array(256);
    let first = true;
    while (first || chars[at] !== ']') {
      const from = member(set);
      first = false;
      if (from === null || chars[at] !== '-' || chars[at + 1] === ']' || at + 1 >= chars.length) continue;
      at++;
      const to = member(set) ?? refuse();
      if (to < from) refuse();
      set.fill(1, from, to + 1);
    }
    at++;
    if (anyCase) for (let byte = 0x41; byte <= 0x5a; byte++) set[byte] = set[byte + 0x20] = Math.max(set[byte] ?? 0, set[byte + 0x20] ?? 0);
    return negated ? charOf((byte) => set[byte] !== 1, true) : { kind: 'bytes', set };
  }

  /** Adds one member; the byte it is where a range can begin or end with it. */
  function member(set: Uint8Array): number | null {
    const char = chars[at++] ?? refuse();
    const next = char === '\\' ? (chars[at++] ?? refuse()) : null;
    const test = next === null ? undefined : (byLetter.get(next) ?? refusedOpposite(next));
    if (test !== undefined) {
      for (let byte = 0; byte < 128; byte++) if (test(byte)) set[byte] = 1;
      return null;
    }
    const byte = next === null ? asciiOf(char) : (byteOf(next) ?? asciiOf(next));
    set[byte] = 1;
    return byte;
  }

  const tree = choice();
  if (at < chars.length) refuse();
  return tree;
}

/** `[\D]` would need the characters beyond ASCII inside of a class. */
function refusedOpposite(char: string): undefined {
  if (char === 'D' || char === 'W' || char === 'S') refuse();
}

function asciiOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? code : refuse();
}

function swapped(byte: number): number {
  if (byte >= 0x41 && byte <= 0x5a) return byte + 0x20;
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}
