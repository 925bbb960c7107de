/** Queries as they are typed: what they say, what they pass, and where they are wrong. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bytes, utf8 } from '../../../../shared/bytes.ts';
import type { PayloadForm } from '../../../../shared/feed/feed.ts';
import { compileQuery } from '../../../../shared/feed/query/compile.ts';
import { parseQuery } from '../../../../shared/feed/query/parse.ts';
import type { QueryRow } from '../../../../shared/feed/query/row.ts';
import { packWords } from '../../../../shared/feed/words.ts';

const now = new Date(2026, 10, 25, 14, 0, 0).getTime();

interface Sample {
  readonly channel?: string;
  readonly payload?: string | Bytes;
  readonly words?: readonly string[];
  readonly form?: PayloadForm;
  readonly at?: number;
  readonly source?: number;
}

function passes(query: string, sample: Sample): boolean {
  const parsed = parseQuery(query, now);
  if (!parsed.ok) throw new Error(`${parsed.problem} at ${parsed.from}`);
  if (parsed.term === null) return true;
  const { channel = 'c', payload = '', words, form = 'payload', at = now, source = 1 } = sample;
  const bytes = words === undefined ? (typeof payload === 'string' ? utf8(payload) : payload) : packWords(words.map(utf8));
  // Not at the start of its memory, as in a segment.
  const memory = new Uint8Array(bytes.length + 20).fill(0x61);
  memory.set(bytes, 10);
  const row: QueryRow = { channel: { name: utf8(channel) }, source, at, size: bytes.length, form, bytes: memory, from: 10, to: 10 + bytes.length, plain: null };
  return compileQuery(parsed.term, (id) => (id === 1 ? { kind: 'pattern', name: utf8('orders.*') } : null)).test(row);
}

const order = {
  channel: 'orders.eu',
  payload: '{"id":7,"status":"failed","amount":250.5,"user":{"name":"Ann","tags":["vip","new"]},"note":"say \\"hi\\"","big":9007199254740993}',
};

test.each([
  ['', true],
  ['FAILED', true],
  ['"say \\\\"', true],
  ['vip ann', true],
  ['vip bob', false],
  ['vip OR bob', true],
  ['bob | vip', true],
  ['(bob OR vip) -eu', false],
  ['-bob', true],
  ['NOT bob', true],
  ['channel:orders.*', true],
  ['channel:orders', false],
  ['-channel:*.us', true],
  ['channel!=orders.eu', false],
  ['channel:"orders.eu"', true],
  ['channel:"orders.*"', false],
  ['source:pattern', true],
  ['source:monitor', false],
  ['source:orders.*', true],
  ['status=failed', true],
  ['status=fail*', true],
  ['status="fail*"', false],
  ['status!=failed', false],
  ['status!=done', true],
  ['missing!=done', false],
  ['-missing=done', true],
  ['status~^f.*d$', true],
  ['status=/^f/', true],
  ['status!=/^f/', false],
  ['amount>100', true],
  ['amount>=250.5', true],
  ['amount<250.5', false],
  ['amount=250.50', true],
  ['amount=2*', true],
  ['status>1', false],
  ['user.name=Ann', true],
  ['user.tags[1]=new', true],
  ['user.tags.0=vip', true],
  ['user.tags.2=vip', false],
  ['note="say \\"hi\\""', true],
  ['big=9007199254740993', true],
  ['big=9007199254740992', false],
  ['id=7 amount>100 status=failed -channel:*.heartbeat', true],
  ['/amount":\\d+/', true],
  ['/AMOUNT/', false],
  ['/AMOUNT/i', true],
  ['size>2k', false],
  ['size<2k', true],
  ['size:>10', true],
  ['time>12:30', true],
  ['time<-5m', false],
  ['time>2026-11-25', true],
  ['orders:eu', false],
])('%s', (query, expected) => expect(passes(query, order)).toBe(expected));

test('an entry of a stream has its fields, and JSON within them', () => {
  const entry: Sample = { channel: 'events', words: ['1-0', 'status', 'failed', 'data', '{"n":5}', 'odd'], form: 'entry' };
  for (const query of ['status=failed', 'data.n>4', 'id=1-0', 'channel:events', '"status failed"']) expect(passes(query, entry)).toBe(true);
  for (const query of ['odd=odd', 'failed=data', 'data.n>5']) expect(passes(query, entry)).toBe(false);
});

test('a command that MONITOR saw has its parts', () => {
  const seen: Sample = { channel: 'SET', words: ['1700000000.5', '3', '127.0.0.1:5000', 'SET', 'user:1', 'x'], form: 'command' };
  for (const query of ['key=user:*', 'db=3', 'cmd=SET', 'client=127.*', '"SET user:1"', 'channel:SET']) expect(passes(query, seen)).toBe(true);
  for (const query of ['key=x', 'db=0']) expect(passes(query, seen)).toBe(false);
});

test('an event has key, event and database, whichever way it is told', () => {
  for (const [channel, payload] of [
    ['__keyspace@2__:user:1', 'expired'],
    ['__keyevent@2__:expired', 'user:1'],
  ])
    for (const query of ['event=expired', 'key=user:*', 'db=2']) expect(passes(query, { channel: channel ?? '', payload: payload ?? '' })).toBe(true);
});

test.each([
  ['"open', 0, 5, 'quote'],
  ['a (b', 2, 3, 'paren'],
  ['a b)', undefined, undefined, undefined],
  ['(a))', 3, 4, 'paren'],
  ['a OR', 3, 5, 'value'],
  ['amount>abc', 7, 10, 'number'],
  ['size>big', 5, 8, 'size'],
  ['time>25:00', 5, 10, 'time'],
  ['/(/', 0, 3, 'regex'],
  ['status~(', 7, 8, 'regex'],
  ['status=', 0, 7, 'value'],
  ['channel:', 0, 8, 'value'],
  ['channel>a', 0, 8, 'operator'],
  ['()', 0, 2, 'value'],
])('%s is wrong where it is wrong', (query, from, to, problem) => {
  const parsed = parseQuery(query, now);
  if (from === undefined) expect(parsed.ok).toBe(true);
  else expect(parsed).toEqual({ ok: false, from, to, problem });
});

test('whatever is typed is a query or has its place, and never throws', () => {
  const unit = fc.constantFrom('a', '-', '(', ')', '"', '/', '=', '>', '<', '!', '~', ':', ' ', '\\', 'OR ', 'channel:', 'size', '1', '*', '[', '.');
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 20 }), (parts) => {
      const query = parts.join('');
      const parsed = parseQuery(query, now);
      if (parsed.ok) passes(query, order);
      else {
        expect(parsed.from).toBeGreaterThanOrEqual(0);
        expect(parsed.from).toBeLessThanOrEqual(query.length);
      }
    }),
    { numRuns: 5000 },
  );
});

test('ten thousand brackets are refused, not climbed into', () => {
  expect(parseQuery('('.repeat(10_000), now).ok).toBe(false);
  expect(parseQuery('-'.repeat(10_001), now).ok).toBe(true);
});

test('words come back as they were, and a text that lies in one is found in its line', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9 }), { minLength: 1, maxLength: 6 }), (words) => {
      const row: Sample = { words: words.map((word) => String.fromCharCode(...word)), form: 'entry' };
      expect(passes('zzzzzz', row)).toBe(false);
    }),
  );
});
