/** Sorting over packed bytes: the order of a plain comparison, whatever the bytes, and numbers as numbers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNames } from '../../../../electron/core/keys/names.ts';
import { sortedByName, sortedByNumber } from '../../../../electron/core/keys/order.ts';
import { sortPacked } from '../../../../electron/core/keys/radix.ts';
import { giveBack } from '../../../../electron/core/keys/room.ts';
import type { Work } from '../../../../electron/core/keys/work.ts';

function finish<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function sorted(all: readonly Uint8Array[]): readonly number[] {
  const starts = new Uint32Array(all.length + 1);
  const packed = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  all.forEach((bytes, at) => {
    packed.set(bytes, starts[at]);
    starts[at + 1] = (starts[at] as number) + bytes.length;
  });
  const order = Uint32Array.from(all, (_, at) => at);
  finish(sortPacked(packed, starts, order, [0, order.length]));
  return [...order];
}

const byBytes = (all: readonly Uint8Array[]): readonly Buffer[] => sorted(all).map((at) => Buffer.from(all[at] as Uint8Array));
const expected = (all: readonly Uint8Array[]): readonly Buffer[] => all.map((one) => Buffer.from(one)).sort(Buffer.compare);
const asExpected = (all: readonly Uint8Array[]): void => void expect(byBytes(all)).toEqual(expected(all));

test('any bytes are in the order of their bytes', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 60 }), asExpected));
  // Few different bytes: long common beginnings, and names that are the beginnings of others.
  fc.assert(
    fc.property(
      fc.array(
        fc.array(fc.constantFrom(0, 1, 255), { maxLength: 14 }).map((bytes) => Uint8Array.from(bytes)),
        { maxLength: 200 },
      ),
      asExpected,
    ),
  );
});

test('more than are sorted in one piece', () => {
  const all = Array.from({ length: 70_000 }, (_, at) => Buffer.from(`common:beginning:${(at * 7919) % 70_000}`));
  expect(Buffer.concat(byBytes(all)).equals(Buffer.concat(expected(all)))).toBe(true);
});

function natural(all: readonly string[]): readonly string[] {
  const names = createNames();
  const ids = Uint32Array.from(all, (one) => names.add(Buffer.from(one), 0, Buffer.byteLength(one)));
  return [...finish(sortedByName(names, { ids, from: 0, to: null }))].map((at) => all[at] as string);
}

test('numbers in names are in the order of their values', () => {
  expect(natural(['a10', 'a9', 'a', 'a1b', 'a1', 'b', 'a100', 'a01', 'a2', 'A3', '10:2', '9:10', '9:9'])).toEqual([
    '9:9',
    '9:10',
    '10:2',
    'A3',
    'a',
    'a1',
    'a01',
    'a1b',
    'a2',
    'a9',
    'a10',
    'a100',
    'b',
  ]);
  const values = Array.from({ length: 3000 }, (_, at) => `user:${(at * 7919) % 3000}:x`);
  expect(natural(values)).toEqual(Array.from({ length: 3000 }, (_, at) => `user:${at}:x`));
});

test('many are in the order that any two of them have, whatever their first bytes tell', () => {
  const bytes = fc.array(fc.constantFrom(0, 0x30, 0x31, 0x39, 0x61, 0x7a, 0xff), { maxLength: 18 }).map((all) => Uint8Array.from(all));
  const some = [...new Map(fc.sample(bytes, { numRuns: 9000, seed: 3 }).map((one) => [Buffer.from(one).toString('hex'), one])).values()];
  const common = Buffer.from('common:beginning:');
  const begunSo = some.map((one) => Buffer.concat([common, one]));
  // One that is no sample and has nothing in common with the others.
  for (const all of [some, begunSo, begunSo.with(1, Buffer.from('com'))]) {
    expect(all.length).toBeGreaterThan(4096);
    const names = createNames();
    const ids = Uint32Array.from(all, (one) => names.add(one, 0, one.length));
    const order = finish(sortedByName(names, { ids, from: 0, to: null }));
    expect([...order].sort((a, b) => a - b)).toEqual(all.map((_, at) => at));
    const stays = (first: number, second: number): boolean =>
      finish(sortedByName(names, { ids: Uint32Array.of(ids[first] as number, ids[second] as number), from: 0, to: null }))[0] === 0;
    // Where both ways stay they are equal: `0a00` and `00a0`.
    expect([...order.subarray(1)].filter((second, at) => !stays(order[at] as number, second))).toEqual([]);
  }
});

test('sortings that take turns, in room that was used before, do not touch each other', () => {
  const all = Array.from({ length: 20_000 }, (_, at) => `k${(at * 7919) % 20_000}`);
  const names = createNames();
  const ids = Uint32Array.from(all, (one) => names.add(Buffer.from(one), 0, one.length));
  const sorting = (): Work<Uint32Array> => sortedByName(names, { ids: ids.slice(), from: 0, to: null });
  const alone = finish(sorting()).slice();
  giveBack(finish(sorting()));
  const [a, b] = [sorting(), sorting()];
  // What was begun and is never ended keeps its room.
  sorting().next();
  const ended: Uint32Array[] = [];
  for (let running = [a, b]; running.length > 0; )
    running = running.filter((one) => {
      const step = one.next();
      if (step.done === true) ended.push(step.value);
      return step.done !== true;
    });
  expect(ended).toHaveLength(2);
  for (const order of ended) expect(order).toEqual(alone);
  expect(ended[0]?.buffer).not.toBe(ended[1]?.buffer);
});

test('by number what is equal stays as it was', () => {
  const values = Array.from({ length: 5000 }, (_, at) => (at * 31) % 7);
  const order = Uint32Array.from(values, (_, at) => at);
  for (const descending of [false, true]) {
    const sortedSo = [...order].sort((a, b) => (descending ? -1 : 1) * ((values[a] as number) - (values[b] as number)) || a - b);
    expect([...finish(sortedByNumber(order, (at) => values[at] as number, descending))]).toEqual(sortedSo);
  }
});
