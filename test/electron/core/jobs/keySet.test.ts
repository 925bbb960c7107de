/** The frozen set of a plan: each name once, in the order of servers and slots, against a plain model. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLots } from '../../../../electron/core/bin/lots.ts';
import { gatherKeys } from '../../../../electron/core/jobs/keySet.ts';
import { createPacer } from '../../../../electron/core/jobs/pace.ts';
import { createQueue } from '../../../../electron/core/jobs/queue.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const name = fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(1_200_000)));

test('holds each name once, on one server, those of a slot together; queues give all of them once', () => {
  const added = fc.record({ key: name, node: fc.integer({ min: 0, max: 2 }), slot: fc.integer({ min: 0, max: 5 }) });
  fc.assert(
    fc.property(fc.array(added, { maxLength: 120 }), fc.boolean(), (all, cluster) => {
      const model = new Map<string, string>();
      const keys = gatherKeys();
      for (const { key, node, slot } of all) {
        const address = cluster ? `n${node}` : 'n0';
        expect(keys.add(key, address, cluster ? slot : -1)).toBe(!model.has(hex(key)));
        if (!model.has(hex(key))) model.set(hex(key), address);
      }
      const set = keys.freeze();
      expect(set.count).toBe(model.size);
      const seen = new Map<string, string>();
      for (const segment of set.segments) {
        const queue = createQueue(set, segment);
        for (let groups = queue.take(7); groups.length > 0; groups = queue.take(7)) {
          expect(groups.reduce((sum, group) => sum + group.length, 0)).toBeLessThanOrEqual(7);
          for (const group of groups) {
            expect(new Set(group.map(set.slotAt)).size).toBe(1);
            for (const position of group) {
              expect(seen.has(hex(set.at(position)))).toBe(false);
              seen.set(hex(set.at(position)), segment.address);
            }
          }
        }
      }
      expect(seen).toEqual(model);
    }),
    { numRuns: 60 },
  );
});

test('the bin never holds more than its budget, gives up the oldest first, and never what is added together', () => {
  const lotOf = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(lotOf, { maxLength: 12 }), (plan) => {
      const budget = 2000;
      const bin = createLots(budget);
      const lots = plan.map((sizes) => {
        const lot = bin.open(0);
        for (const [at, size] of sizes.entries()) {
          const kept = { key: Uint8Array.of(at), dump: new Uint8Array(size).fill(at), expires: at };
          if (lot.room() < size + 1 + 24) break;
          lot.add(kept);
          expect(lot.keys).toBe(at + 1);
        }
        return lot;
      });
      expect(lots.reduce((sum, lot) => sum + lot.bytes, 0)).toBeLessThanOrEqual(budget);
      const held = lots.map((lot) => lot.keys > 0);
      // Whatever an older one still has, every younger one has all of its own.
      const first = held.indexOf(true);
      for (const lot of lots.slice(first + 1))
        for (const number of lot.numbers(0, 100)) expect(lot.at(number)?.dump.every((byte) => byte === number)).toBe(true);
    }),
  );
});

test('a pace holds its time: batches shrink where keys are dear, and grow where they are cheap', () => {
  const bounds = { least: 4, first: 64, most: 1000 };
  for (const [costMs, pace] of [
    [1, 'full'],
    [0.01, 'full'],
    [1, 'gentle'],
  ] as const) {
    const pacer = createPacer(pace, bounds);
    for (let round = 0; round < 30; round++) pacer.took(pacer.size(), pacer.size() * costMs + 0.2, 0.2);
    const target = pace === 'full' ? 3 : 1.5;
    expect(pacer.size() * costMs).toBeLessThanOrEqual(Math.max(target * 1.1, bounds.least * costMs));
    expect(pacer.size()).toBeGreaterThanOrEqual(Math.min(bounds.most, Math.floor((target / costMs) * 0.8)));
  }
  expect(createPacer('gentle', bounds).took(64, 2.2, 0.2)).toBeCloseTo(6);
  expect(createPacer('full', bounds).took(64, 2.2, 0.2)).toBe(0);
});
