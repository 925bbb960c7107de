/** The packed index: each name once, byte for byte, found again; sweeps take away exactly what was not seen. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeyIndex, type KeyIndex } from '../../../../electron/core/keys/keyIndex.ts';
import { createNames } from '../../../../electron/core/keys/names.ts';

test('it holds what a set of the same names holds, in the order in which they came', () => {
  const name = fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ minLength: 120, maxLength: 200 }));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 300 }), (all) => {
      const names = createNames();
      const atOnce = createNames();
      const ids = new Int32Array(all.length);
      const ends = all.map((one) => one.length).map((_, at, lengths) => lengths.slice(0, at + 1).reduce((sum, one) => sum + one, 0));
      const ranges = Uint32Array.from(ends.flatMap((end, at) => [ends[at - 1] ?? 0, end]));
      expect(atOnce.addAll(Buffer.concat(all), ranges, all.length, ids)).toBe(all.length);
      const expected = new Map<string, number>();
      for (const [at, one] of all.entries()) {
        const text = Buffer.from(one).toString('latin1');
        const answer = names.add(one, 0, one.length);
        expect(ids[at]).toBe(answer);
        expect(answer).toBe(expected.has(text) ? ~(expected.get(text) as number) : expected.size);
        if (!expected.has(text)) expected.set(text, expected.size);
      }
      expect(names.count).toBe(expected.size);
      for (const [text, id] of expected) {
        expect(Buffer.from(names.name(id)).toString('latin1')).toBe(text);
        expect(names.find(Buffer.from(text, 'latin1'))).toBe(id);
      }
      expect(names.find(Buffer.from('something that is not there'))).toBe(-1);
    }),
  );
});

test('names that cross its blocks are whole, and larger ones have a block to themselves', () => {
  const names = createNames();
  const all = Array.from({ length: 40 }, (_, at) => Buffer.alloc(at === 20 ? 9_000_000 : 300_000, at + 1));
  for (const one of all) names.add(one, 0, one.length);
  expect(all.every((one, id) => Buffer.compare(names.name(id), one) === 0 && names.find(one) === id)).toBe(true);
});

function sweep(index: KeyIndex): { readonly appeared: number; readonly gone: number } {
  for (const work = index.sweep(); ; ) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

test('a sweep that is broken off any number of times takes away what is gone, and nothing else', () => {
  const index = createKeyIndex();
  const [a, b] = [Buffer.from('a'), Buffer.from('b')];
  const see = (one: Buffer): boolean => index.found(one, Uint32Array.of(0, one.length), 1);
  see(a);
  see(b);
  for (let times = 1; times < 300; times++) {
    for (let begun = 0; begun < (times % 5) + 1; begun++) index.beginSweep();
    see(b);
    expect([times, sweep(index).gone, index.alive]).toEqual([times, times === 1 ? 1 : 0, 1]);
  }
  for (let begun = 0; begun < 500; begun++) index.beginSweep();
  see(a);
  see(b);
  // Conservative in the worst case: it never takes away what is there.
  expect(sweep(index).gone).toBe(0);
  expect(index.alive).toBe(2);
});
