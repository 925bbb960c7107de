/** Fields of MessagePack: what another writer wrote is found by its path, and no bytes whatever throw or loop. */
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bytes, displayText, utf8 } from '../../../../shared/bytes.ts';
import { compileQuery } from '../../../../shared/feed/query/compile.ts';
import { eachPacked, findInMsgpack } from '../../../../shared/feed/query/msgpack.ts';
import { parseQuery } from '../../../../shared/feed/query/parse.ts';
import { isPacked } from '../../../../shared/feed/query/row.ts';

const find = (bytes: Bytes, ...path: readonly string[]): string | null => {
  const found = findInMsgpack(bytes, 0, bytes.length, path.map(utf8));
  return found === null ? null : displayText(found);
};
const message = {
  id: 7,
  status: 'failed',
  none: null,
  ok: false,
  amount: 1.5,
  low: -3,
  wide: 1_000_000_000_000,
  long: 'x'.repeat(300),
  deep: { list: [1, { who: 'ann' }, [2, 3]] },
};

test('each kind of value by its path, as a query would write it', () => {
  const bytes = encode(message);
  expect(['id', 'status', 'none', 'ok', 'amount', 'low', 'wide'].map((name) => find(bytes, name))).toEqual([
    '7',
    'failed',
    'null',
    'false',
    '1.5',
    '-3',
    '1000000000000',
  ]);
  expect(find(bytes, 'long')).toHaveLength(300);
  expect(find(bytes, 'deep', 'list', '1', 'who')).toBe('ann');
  expect(find(bytes, 'deep', 'list', '2', '1')).toBe('3');
  for (const path of [['nothing'], ['deep', 'list', '3'], ['deep', 'list', 'who'], ['status', '0'], ['deep', '']]) expect(find(bytes, ...path)).toBeNull();
  expect(findInMsgpack(utf8('{"a":1}'), 0, 7, [utf8('a')])).toBeNull();
  expect(find(encode(new Map([[5, 'five']]) as unknown as Record<string, string>))).not.toBeNull();
});

test('64-bit numbers, numbers as names, bytes and extensions', () => {
  const bytes = Uint8Array.from(Buffer.from('84 a175 cfffffffffffffffff 05 a176 a162 c401ff a165 d40100'.replaceAll(' ', ''), 'hex'));
  expect(find(bytes, 'u')).toBe('18446744073709551615');
  expect(find(bytes, '5')).toBe('v');
  expect(findInMsgpack(bytes, 0, bytes.length, [utf8('b')])).toEqual(Uint8Array.of(0xff));
  expect(find(bytes, 'e')).toBeNull();
});

test('a query passes what it means, in MessagePack as in JSON', () => {
  const passes = (query: string): boolean => {
    const parsed = parseQuery(query, 0);
    if (!parsed.ok || parsed.term === null) throw new Error(query);
    const bytes = Uint8Array.of(9, 9, ...encode(message));
    const row = { channel: { name: utf8('c') }, source: 1, at: 0, size: bytes.length, form: 'payload', bytes, from: 2, to: bytes.length, plain: null } as const;
    return compileQuery(parsed.term, () => null).test(row);
  };
  for (const yes of ['status=failed', 'status=fail*', 'id>6', 'amount<=1.5', 'ok=false', 'deep.list.1.who=ann', '-status=new'])
    expect(passes(yes), yes).toBe(true);
  for (const no of ['status=new', 'id>7', 'nothing=1', 'deep.list.0>1']) expect(passes(no), no).toBe(false);
});

test('what any writer wrote is found, entry by entry, and nothing breaks at broken bytes', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const name = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(scalar, fc.array(scalar), fc.dictionary(name, scalar)), { maxKeys: 20, noNullPrototype: true }), (value) => {
      const bytes = encode(value);
      const seen: string[] = [];
      eachPacked(bytes, 0, bytes.length, (found) => seen.push(displayText(found)));
      expect(seen).toEqual(Object.keys(value));
      for (const [key, one] of Object.entries(value)) if (one === null || typeof one !== 'object') expect(find(bytes, key)).toBe(String(one));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(name, { maxLength: 3 }), (bytes, path) => {
      find(bytes, ...path);
      eachPacked(bytes, 0, bytes.length, () => undefined);
    }),
  );
  // A list that says it has four milliards of items ends with its bytes.
  expect(find(Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff, 1, 1), '5')).toBeNull();
  expect(find(Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff, 1, 1), '5')).toBeNull();
});

test('no JSON begins as MessagePack does', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(isPacked(utf8(text)[0])).toBe(false);
    }),
  );
  expect(isPacked(undefined)).toBe(false);
});
