/** Reads a query: `channel:orders.* status=failed amount>100 size>2k "retry" /regex/ -channel:*.heartbeat`. */
import { type Bytes, utf8 } from '../../bytes.ts';
import { splitLine } from '../../escape.ts';
import { compileRegex } from './regex.ts';
import { type Compare, type ParsedQuery, type QueryProblem, type Reserved, reserved, type Term, type Value } from './syntax.ts';
import { readSize, readTime } from './units.ts';

class Problem extends Error {
  readonly from: number;
  readonly to: number;
  readonly problem: QueryProblem;
  constructor(problem: QueryProblem, from: number, to: number) {
    super(problem);
    this.problem = problem;
    this.from = from;
    this.to = to;
  }
}

interface Raw {
  readonly text: string;
  readonly form: 'bare' | 'quoted' | 'regex';
  readonly bytes: Bytes;
  readonly from: number;
  readonly to: number;
}

/** `now` is what times without a day and times ago are counted from. */
export function parseQuery(query: string, now: number): ParsedQuery {
  const reader = createReader(query, now);
  try {
    return { ok: true, term: reader.whole() };
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return { ok: false, from: thrown.from, to: Math.max(thrown.to, thrown.from), problem: thrown.problem };
  }
}

/** A name, then what compares; `:` only after the names that are reserved, because keys and channels are full of it. */
const comparison = /^(\.?[\p{L}_$@][\p{L}\p{N}_$@.[\]-]*)(>=|<=|!=|=|>|<|~)/u;
const namedText = /^(channel|source|size|time|text):/;
/** Deeper than anybody writes. */
const maxDepth = 50;

function createReader(query: string, now: number): { whole(): Term | null } {
  let at = 0;
  let depth = 0;

  const rest = (): string => query.slice(at);
  const skip = (): void => {
    while (/\s/.test(query.charAt(at))) at++;
  };
  const bad = (problem: QueryProblem, from: number, to = query.length): never => {
    throw new Problem(problem, from, to);
  };

  function whole(): Term | null {
    skip();
    if (at === query.length) return null;
    const term = any();
    if (at < query.length) bad('paren', at, at + 1);
    return term;
  }

  function any(): Term {
    const terms = [all()];
    for (let word = orWord(); word > 0; word = orWord()) {
      at += word;
      skip();
      terms.push(all());
    }
    const [only] = terms;
    return terms.length === 1 && only !== undefined ? only : { kind: 'any', terms };
  }

  function orWord(): number {
    return /^(OR(?=[\s(]|$)|\|)/.exec(rest())?.[0].length ?? 0;
  }

  function all(): Term {
    const terms: Term[] = [];
    const from = at;
    for (skip(); at < query.length && query.charAt(at) !== ')' && orWord() === 0; skip()) terms.push(one());
    const [only] = terms;
    if (only === undefined) return bad('value', Math.max(0, from - 1), at + 1);
    return terms.length === 1 ? only : { kind: 'all', terms };
  }

  function one(): Term {
    const char = query.charAt(at);
    const not = /^(-(?=[^\s-])|NOT\s+)/.exec(rest());
    if (not !== null) {
      at += not[0].length;
      if (at === query.length) bad('value', at - not[0].length);
      return nested(() => ({ kind: 'not', term: one() }), at);
    }
    if (char === '(') return group();
    const named = namedText.exec(rest());
    if (named !== null) return about(named[1] as Reserved, ':', named[0].length);
    const compared = comparison.exec(rest());
    if (compared !== null) return field(compared[1] ?? '', compared[2] as Compare, compared[0].length);
    return anywhere(value());
  }

  function group(): Term {
    const from = at++;
    return nested(() => {
      const term = any();
      if (query.charAt(at) !== ')') bad('paren', from, from + 1);
      at++;
      return term;
    }, from);
  }

  function nested(read: () => Term, from: number): Term {
    if (++depth > maxDepth) bad('paren', from, from + 1);
    const term = read();
    depth--;
    return term;
  }

  function field(name: string, op: Compare, length: number): Term {
    if ((reserved as readonly string[]).includes(name)) return about(name as Reserved, op, length);
    const from = at;
    const path = pathOf(name);
    at += length;
    const raw = value();
    if (raw.text === '' && raw.form === 'bare') bad('value', from, raw.to);
    return { kind: 'field', path, op, value: meant(raw, op) };
  }

  function meant(raw: Raw, op: Compare): Value {
    if (op === '~' || raw.form === 'regex') {
      if (op !== '=' && op !== '!=' && op !== '~') bad('operator', raw.from, raw.to);
      return { kind: 'regex', ...regexOf(raw) };
    }
    const number = raw.form === 'bare' && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(raw.text) ? Number(raw.text) : null;
    if (number !== null) return { kind: 'number', number, bytes: raw.bytes };
    if (op !== '=' && op !== '!=') return bad('number', raw.from, raw.to);
    return raw.form === 'bare' && /[*?]/.test(raw.text) ? { kind: 'glob', glob: raw.bytes } : { kind: 'exact', bytes: raw.bytes };
  }

  function about(name: Reserved, op: Compare | ':', length: number): Term {
    const from = at;
    at += length;
    // `size:>2k` as much as `size>2k`.
    const inner = op === ':' && (name === 'size' || name === 'time') ? /^(>=|<=|!=|=|>|<)/.exec(rest()) : null;
    at += inner?.[0].length ?? 0;
    const raw = value();
    if (raw.text === '' && raw.form === 'bare') bad('value', from, raw.to);
    const compare = (inner?.[0] ?? (op === ':' ? '=' : op)) as Compare;
    const ordered = name === 'size' || name === 'time';
    if (compare === '~' || (!ordered && compare !== '=' && compare !== '!=')) bad('operator', from, raw.from);
    const negated = (term: Term): Term => (compare === '!=' && !ordered ? { kind: 'not', term } : term);
    switch (name) {
      case 'channel':
        return negated(raw.form === 'bare' ? { kind: 'channel', glob: raw.bytes } : { kind: 'channel', glob: literal(raw.bytes) });
      case 'source':
        return negated({ kind: 'source', glob: raw.text });
      case 'text':
        return negated(anywhere(raw));
      case 'size':
        return { kind: 'size', op: compare, bytes: readSize(raw.text) ?? bad('size', raw.from, raw.to) };
      case 'time':
        return { kind: 'time', op: compare, at: readTime(raw.text, now) ?? bad('time', raw.from, raw.to) };
    }
  }

  function anywhere(raw: Raw): Term {
    return raw.form === 'regex' ? { kind: 'regex', ...regexOf(raw) } : { kind: 'text', text: raw.bytes };
  }

  function regexOf(raw: Raw): { readonly source: string; readonly anyCase: boolean } {
    const written = raw.form === 'regex' ? /^\/(.*)\/(i?)$/s.exec(raw.text) : null;
    const [, source = raw.text, flag = ''] = written ?? [];
    if (source === '' || compileRegex(source, flag === 'i') === null) bad('regex', raw.from, raw.to);
    return { source, anyCase: flag === 'i' };
  }

  /** Up to the next space or closing bracket, unless it is quoted or a regular expression. */
  function value(): Raw {
    const from = at;
    const first = query.charAt(at);
    if (first === '"') return quoted(from);
    if (first === '/') {
      const end = /^\/(?:[^\\/]|\\.)+\/i?(?=[\s)]|$)/s.exec(rest());
      if (end !== null) {
        at += end[0].length;
        return { text: end[0], form: 'regex', bytes: utf8(end[0]), from, to: at };
      }
    }
    while (at < query.length && !/\s/.test(query.charAt(at)) && !(depth > 0 && query.charAt(at) === ')')) at++;
    const text = query.slice(from, at);
    return { text, form: 'bare', bytes: utf8(text), from, to: at };
  }

  function quoted(from: number): Raw {
    const end = /^"(?:[^"\\]|\\.)*"/s.exec(rest());
    if (end === null) return bad('quote', from);
    at += end[0].length;
    const split = splitLine(end[0]);
    const bytes = (split.ok ? split.words[0] : null) ?? bad('quote', from, at);
    return { text: end[0].slice(1, -1), form: 'quoted', bytes, from, to: at };
  }

  return { whole };
}

/** `a.b[0].c` or `a.b.0.c`; a leading dot only says that the name is a field's. */
function pathOf(name: string): readonly string[] {
  return name
    .replace(/^\./, '')
    .split(/[.[\]]+/)
    .filter((part) => part !== '');
}

/** A glob that matches exactly this. */
function literal(bytes: Bytes): Bytes {
  const special = new Set([0x2a, 0x3f, 0x5b, 0x5c]);
  return Uint8Array.from([...bytes].flatMap((byte) => (special.has(byte) ? [0x5c, byte] : [byte])));
}
