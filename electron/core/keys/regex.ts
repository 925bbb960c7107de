/** Regular expressions over bytes: what can be matched in one pass without going back, so that no pattern can hold the host. */
import { utf8 } from '../../../shared/bytes.ts';
import { type CharSet, escapes, sets } from './charSets.ts';
import { foldTable } from './fold.ts';

/** One state of the machine: takes a byte, or leads on without one. */
export type State =
  | { readonly kind: 'bytes'; readonly set: Uint8Array; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'begin' | 'end'; next: number }
  | { readonly kind: 'match' };

export interface Program {
  readonly states: readonly State[];
  readonly start: number;
}

export type Parsed = { readonly program: Program } | { readonly error: { readonly at: number; readonly message: string } };

/** What a part of the pattern becomes: where it begins, and which ends are still to be led somewhere. */
interface Fragment {
  readonly start: number;
  readonly ends: readonly ((to: number) => void)[];
}

class PatternError extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const maxStates = 4000;
const maxDepth = 60;
const maxRange = 1024;

export function parseRegex(pattern: string, caseSensitive: boolean): Parsed {
  const fold = foldTable(caseSensitive);
  const states: State[] = [];
  // Code points, not what a reader takes for one character: so count the bytes of a name.
  const chars = Array.from(pattern);
  let at = 0;

  function add(state: State): number {
    if (states.length >= maxStates) throw new PatternError(at, 'the pattern is too large');
    return states.push(state) - 1;
  }

  /** A set of bytes, with the other case of its letters. */
  function bytes(has: (byte: number) => boolean): Fragment {
    const set = new Uint8Array(256);
    for (let byte = 0; byte < 256; byte++) if (has(byte)) for (let other = 0; other < 256; other++) if (fold[other] === fold[byte]) set[other] = 1;
    const state = { kind: 'bytes' as const, set, next: -1 };
    return { start: add(state), ends: [(to) => (state.next = to)] };
  }

  function nothing(): Fragment {
    const state = { kind: 'split' as const, next: -1, other: -1 };
    return { start: add(state), ends: [(to) => void ([state.next, state.other] = [to, to])] };
  }

  function sequence(parts: readonly Fragment[]): Fragment {
    const [first, ...rest] = parts;
    if (first === undefined) return nothing();
    let { ends } = first;
    for (const part of rest) {
      for (const end of ends) end(part.start);
      ends = part.ends;
    }
    return { start: first.start, ends };
  }

  function either(parts: readonly Fragment[]): Fragment {
    return parts.reduceRight((right, left) => ({ start: add({ kind: 'split', next: left.start, other: right.start }), ends: [...left.ends, ...right.ends] }));
  }

  const sequenceOf = (text: string): Fragment => sequence([...utf8(text)].map((byte) => bytes((one) => one === byte)));
  const between = (low: number, high: number): Fragment => bytes((byte) => byte >= low && byte <= high);
  const tail = (): Fragment => between(0x80, 0xbf);
  /** Any character beyond ASCII; what is no UTF-8 counts byte by byte. */
  const wide = (): Fragment =>
    either([
      sequence([between(0xc2, 0xdf), tail()]),
      sequence([between(0xe0, 0xef), tail(), tail()]),
      sequence([between(0xf0, 0xf4), tail(), tail(), tail()]),
      between(0x80, 0xff),
    ]);

  function alternatives(depth: number): Fragment {
    if (depth > maxDepth) throw new PatternError(at, 'groups are nested too deep');
    const parts = [branch(depth)];
    while (chars[at] === '|') {
      at++;
      parts.push(branch(depth));
    }
    return either(parts);
  }

  function branch(depth: number): Fragment {
    const parts: Fragment[] = [];
    while (at < chars.length && chars[at] !== '|' && chars[at] !== ')') parts.push(repeated(depth));
    return sequence(parts);
  }

  function repeated(depth: number): Fragment {
    const from = at;
    const first = atom(depth);
    const [least, most] = quantifier();
    if (least === 1 && most === 1) return first;
    const end = at;
    // A part that is wanted several times is read several times.
    const again = (): Fragment => {
      at = from;
      const part = atom(depth);
      at = end;
      return part;
    };
    const parts: Fragment[] = [];
    let unused: Fragment | null = first;
    const next = (): Fragment => {
      const part = unused ?? again();
      unused = null;
      return part;
    };
    for (let count = 0; count < least; count++) parts.push(next());
    if (most === null) parts.push(loop(next()));
    else {
      let tailEnds: ((to: number) => void)[] = [];
      for (let count = least; count < most; count++) {
        const part = next();
        const state = { kind: 'split' as const, next: part.start, other: -1 };
        const optional: Fragment = { start: add(state), ends: part.ends };
        tailEnds = [...tailEnds, (to) => (state.other = to)];
        parts.push(optional);
      }
      const whole = sequence(parts);
      return { start: whole.start, ends: [...whole.ends, ...tailEnds] };
    }
    return sequence(parts);
  }

  function loop(part: Fragment): Fragment {
    const state = { kind: 'split' as const, next: part.start, other: -1 };
    const start = add(state);
    for (const end of part.ends) end(start);
    return { start, ends: [(to) => (state.other = to)] };
  }

  function quantifier(): readonly [least: number, most: number | null] {
    const from = at;
    const char = chars[at];
    let found: readonly [number, number | null] = [1, 1];
    if (char === '*' || char === '+' || char === '?') {
      at++;
      found = char === '*' ? [0, null] : char === '+' ? [1, null] : [0, 1];
    } else if (char === '{') {
      const text = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(chars.slice(at, at + 12).join(''));
      // As a brace that counts nothing, it is one.
      if (text === null) return found;
      at += text[0].length;
      const least = Number(text[1]);
      found = [least, text[2] === undefined ? least : text[3] === '' ? null : Number(text[3])];
      if (found[1] !== null && found[1] < least) throw new PatternError(from, 'the numbers are in the wrong order');
    } else return found;
    // Which of several ways is taken makes no difference to whether there is one.
    if (chars[at] === '?') at++;
    if (chars[at] === '*' || chars[at] === '+' || chars[at] === '?') throw new PatternError(at, 'nothing to repeat');
    return found;
  }

  function atom(depth: number): Fragment {
    const from = at;
    const char = chars[at++] as string;
    switch (char) {
      case '(': {
        if (chars[at] === '?') {
          if (chars[at + 1] !== ':') throw new PatternError(from, 'only (?: ) groups; what looks ahead or behind is not supported');
          at += 2;
        }
        const inner = alternatives(depth + 1);
        if (chars[at++] !== ')') throw new PatternError(from, 'a group that is not closed');
        return inner;
      }
      case '[':
        return charClass(from);
      case '.':
        return either([between(0, 0x7f), wide()]);
      case '^':
      case '$': {
        const state = { kind: char === '^' ? ('begin' as const) : ('end' as const), next: -1 };
        return { start: add(state), ends: [(to) => (state.next = to)] };
      }
      case '*':
      case '+':
      case '?':
        throw new PatternError(from, 'nothing to repeat');
      case '\\': {
        const read = escaped(from);
        return typeof read === 'string' ? sequenceOf(read) : typeof read === 'number' ? bytes((byte) => byte === read) : setOf(read);
      }
      default:
        return sequenceOf(char);
    }
  }

  const setOf = ({ ascii, others }: CharSet): Fragment => {
    const inAscii = bytes((byte) => byte < 0x80 && ascii(byte));
    return others ? either([inAscii, wide()]) : inAscii;
  };

  /** A character, a byte, or a set of characters. */
  function escaped(from: number): string | number | CharSet {
    const char = chars[at++];
    if (char === undefined) throw new PatternError(from, 'a backslash at the end');
    const set = sets.get(char.toLowerCase());
    if (set !== undefined && char.toLowerCase() === char) return { ascii: set, others: false };
    if (set !== undefined) return { ascii: (byte) => !set(byte), others: true };
    const plain = escapes.get(char);
    if (plain !== undefined) return plain;
    const rest = chars.slice(at, at + 8).join('');
    const hex = char === 'x' ? /^[0-9a-f]{2}/i.exec(rest) : char === 'u' ? /^(?:[0-9a-f]{4}|\{[0-9a-f]{1,6}\})/i.exec(rest) : null;
    if (hex !== null) {
      at += hex[0].length;
      const code = Number.parseInt(hex[0].replace(/[{}]/g, ''), 16);
      if (code > 0x10_ffff) throw new PatternError(from, 'no such character');
      return char === 'x' ? code : String.fromCodePoint(code);
    }
    if (/[a-z0-9]/i.test(char)) throw new PatternError(from, `\\${char} is not supported`);
    return char;
  }

  function charClass(from: number): Fragment {
    const not = chars[at] === '^';
    if (not) at++;
    const ascii: ((byte: number) => boolean)[] = [];
    const wides: Fragment[] = [];
    let others = false;
    for (let first = true; chars[at] !== ']' || first; first = false) {
      if (at >= chars.length) throw new PatternError(from, 'a class that is not closed');
      if (chars[at] === ']' && !first) break;
      const one = member(from);
      if (typeof one === 'object') {
        ascii.push(one.ascii);
        others ||= one.others;
        continue;
      }
      let last = one;
      if (chars[at] === '-' && chars[at + 1] !== ']' && at + 1 < chars.length) {
        at++;
        const to = member(from);
        if (typeof to === 'object' || to < one) throw new PatternError(from, 'a range in the wrong order');
        last = to;
      }
      ascii.push((byte) => byte >= one && byte <= last);
      if (last < 0x80) continue;
      if (not || last - one > maxRange) throw new PatternError(from, 'such a range beyond ASCII is not supported');
      for (let code = Math.max(0x80, one); code <= last; code++) wides.push(sequenceOf(String.fromCodePoint(code)));
    }
    at++;
    const has = (byte: number): boolean => byte < 0x80 && ascii.some((test) => test(byte)) !== not;
    const found = bytes(has);
    return either([found, ...wides, ...(others !== not ? [wide()] : [])]);
  }

  function member(from: number): number | CharSet {
    const char = chars[at++] as string;
    if (char !== '\\') return char.codePointAt(0) as number;
    const read = escaped(from);
    return typeof read === 'string' ? (read.codePointAt(0) as number) : read;
  }

  try {
    const whole = alternatives(0);
    if (at < chars.length) throw new PatternError(at, 'a group that was not opened');
    const end = add({ kind: 'match' });
    for (const to of whole.ends) to(end);
    return { program: { states, start: whole.start } };
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown;
    return { error: { at: thrown.at, message: thrown.message } };
  }
}
