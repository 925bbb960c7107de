/** Turns what a query says into a test over packed rows, which looks at bytes and decodes next to nothing. */
import { type Bytes, exactText, utf8 } from '../../bytes.ts';
import { globOf } from '../../glob.ts';
import { findField } from './fields.ts';
import { someInside } from './inside.ts';
import { compileRegex, type Regex } from './regex.ts';
import { contentStart, type Opener, type QueryRow } from './row.ts';
import type { Compare, Term, Value } from './syntax.ts';
import { searchFor, type TextSearch } from './text.ts';

export interface Query {
  test(row: QueryRow): boolean;
  /** A text that every row that passes has in channel, payload or inside of it: what lacks it and is text need not be tested. */
  readonly needed: TextSearch | null;
  /** Looks through bytes of large payloads in pieces; the answers are used by `test` while they are set. */
  readonly texts: readonly Sought[];
  /** What looks into payloads that are no text, as things stand now; null: only their bytes are looked at. */
  readonly opener: () => Opener | null;
}

export interface Sought {
  readonly search: TextSearch;
  /** Whether it is in the payload of the row that is tested next; null where `test` has to look itself. */
  inPayload: boolean | null;
}

export interface QuerySource {
  readonly kind: string;
  readonly name: Bytes;
}

/** Regular expressions and fields are looked for in so much of a payload: the host must not be held by one row. */
const lookBytes = 512 * 1024;

type Test = (row: QueryRow) => boolean;

const unopened = (): null => null;

/** `sourceOf` says what a source's number stands for. */
export function compileQuery(term: Term, sourceOf: (id: number) => QuerySource | null, opener: () => Opener | null = unopened): Query {
  const texts: Sought[] = [];

  function test(one: Term): Test {
    switch (one.kind) {
      case 'all': {
        const tests = one.terms.toSorted((a, b) => price(a) - price(b)).map(test);
        return (row) => tests.every((passes) => passes(row));
      }
      case 'any': {
        const tests = one.terms.toSorted((a, b) => price(a) - price(b)).map(test);
        return (row) => tests.some((passes) => passes(row));
      }
      case 'not': {
        const inner = test(one.term);
        return (row) => !inner(row);
      }
      case 'text':
        return textTest(one.text);
      case 'regex':
        return regexTest(regexOf(one.source, one.anyCase), opener);
      case 'channel': {
        const matches = globOf(one.glob);
        return byChannel((name) => matches(name, 0, name.length));
      }
      case 'source':
        return sourceTest(one.glob, sourceOf);
      case 'size':
        return (row) => compares(row.size, one.op, one.bytes);
      case 'time':
        return (row) => compares(row.at, one.op, one.at);
      case 'field':
        return fieldTest(one.path.map(utf8), one.op, one.value, opener);
    }
  }

  function textTest(text: Bytes): Test {
    const search = searchFor(text);
    const sought: Sought = { search, inPayload: null };
    texts.push(sought);
    const inChannel = byChannel((name) => search.find(name, 0, name.length) >= 0);
    const within = insideTest((inner) => search.find(inner, 0, inner.length) >= 0, opener);
    return (row) => inChannel(row) || (sought.inPayload ?? search.find(row.bytes, contentStart(row), row.to) >= 0) || within(row);
  }

  return { test: test(term), needed: neededOf(term), texts, opener };
}

function neededOf(term: Term): TextSearch | null {
  if (term.kind === 'text') return searchFor(term.text);
  if (term.kind !== 'all') return null;
  const texts = term.terms.filter((one) => one.kind === 'text').toSorted((a, b) => b.text.length - a.text.length);
  return texts[0] === undefined ? null : searchFor(texts[0].text);
}

/** Cheap tests come first. */
function price(term: Term): number {
  switch (term.kind) {
    case 'size':
    case 'time':
    case 'source':
      return 0;
    case 'channel':
      return 1;
    case 'text':
      return 2;
    case 'field':
      return 3;
    case 'regex':
      return 4;
    case 'not':
      return price(term.term);
    case 'all':
    case 'any':
      return Math.max(0, ...term.terms.map(price));
  }
}

function byChannel(passes: (name: Bytes) => boolean): Test {
  const known = new WeakMap<object, boolean>();
  let last: object | null = null;
  let lastPasses = false;
  return ({ channel }) => {
    if (channel === last) return lastPasses;
    let told = known.get(channel);
    if (told === undefined) {
      told = passes(channel.name);
      known.set(channel, told);
    }
    last = channel;
    lastPasses = told;
    return told;
  };
}

function sourceTest(glob: string, sourceOf: (id: number) => QuerySource | null): Test {
  const matches = globOf(utf8(glob));
  return ({ source }) => {
    const one = sourceOf(source);
    return one !== null && (one.kind === glob || matches(one.name, 0, one.name.length));
  };
}

function regexTest(regex: Regex, opener: () => Opener | null): Test {
  const inChannel = byChannel((name) => regex.matches(name, 0, name.length));
  const within = insideTest((inner) => regex.matches(inner, 0, Math.min(inner.length, lookBytes)), opener);
  return (row) => {
    const from = contentStart(row);
    return inChannel(row) || regex.matches(row.bytes, from, Math.min(row.to, from + lookBytes)) || within(row);
  };
}

/** What is text inside is searched after the bytes, which are cheaper and exact. */
function insideTest(passes: (text: Bytes) => boolean, opener: () => Opener | null): Test {
  return (row) => {
    const now = row.plain === true ? null : opener();
    return now !== null && someInside(row, now, passes);
  };
}

function fieldTest(path: readonly Bytes[], op: Compare, value: Value, opener: () => Opener | null): Test {
  const holds = valueTest(op, value);
  return (row) => {
    const found = findField(row, path, lookBytes, row.plain === true ? null : opener());
    return found !== null && holds(found);
  };
}

/** `!=` holds where the field is there and is something else; `-field=value` where it is not there too. */
function valueTest(op: Compare, value: Value): (found: Bytes) => boolean {
  switch (value.kind) {
    case 'regex': {
      const regex = regexOf(value.source, value.anyCase);
      return (found) => regex.matches(found, 0, found.length) === (op !== '!=');
    }
    case 'glob': {
      const matches = globOf(value.glob);
      return (found) => matches(found, 0, found.length) === (op === '=');
    }
    case 'exact':
      return (found) => equal(found, value.bytes) === (op === '=');
    case 'number':
      return (found) => {
        if (op === '=' && equal(found, value.bytes)) return true;
        const number = numberOf(found);
        if (number === null) return op === '!=';
        // Beyond 2^53 two different numbers become the same one: there only the digits count.
        if (!Number.isInteger(number) || Number.isSafeInteger(number)) return compares(number, op, value.number);
        return op === '=' ? false : op === '!=' ? !equal(found, value.bytes) : compares(number, op, value.number);
      };
  }
}

function numberOf(bytes: Bytes): number | null {
  if (bytes.length === 0 || bytes.length > 40) return null;
  const text = exactText(bytes);
  return text !== null && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : null;
}

function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function compares(a: number, op: Compare, b: number): boolean {
  switch (op) {
    case '=':
    case '~':
      return a === b;
    case '!=':
      return a !== b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
  }
}

function regexOf(source: string, anyCase: boolean): Regex {
  const regex = compileRegex(source, anyCase);
  if (regex === null) throw new Error('the parser let an expression through that cannot be compiled');
  return regex;
}
