/** Globs as a real server reads them. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patternSource } from '../../electron/core/feed/sources/pattern.ts';
import { utf8 } from '../../shared/bytes.ts';
import { globMatches, literalPrefix } from '../../shared/glob.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

test('matches what the server matches', async () => {
  const name = fc.array(fc.constantFrom(0x61, 0x62, 0x63, 0xff, 0x2a, 0x5d), { minLength: 1, maxLength: 6 });
  const pattern = fc.array(fc.constantFrom(0x61, 0x62, 0x63, 0xff, 0x2a, 0x3f, 0x5b, 0x5d, 0x5e, 0x2d, 0x5c), { maxLength: 8 });
  // A range above 0x7f means something else on a server that was built with signed characters than on one that was not.
  const sameEverywhere = (bytes: readonly number[]): boolean => !(bytes.includes(0x5b) && bytes.includes(0x2d) && bytes.includes(0xff));
  const names = fc.sample(name, { numRuns: 400, seed: 7 }).map((bytes) => Uint8Array.from(bytes));
  await redis.direct.mset(names.flatMap((one) => [Buffer.from(one), '']));
  const keys = await redis.direct.keysBuffer('*');
  await fc.assert(
    fc.asyncProperty(pattern.filter(sameEverywhere), async (bytes) => {
      const glob = Uint8Array.from(bytes);
      const theirs = new Set(((await redis.direct.callBuffer('KEYS', Buffer.from(glob))) as Buffer[]).map((key) => key.toString('latin1')));
      const mine = new Set(keys.filter((key) => globMatches(glob, key)).map((key) => key.toString('latin1')));
      expect(mine).toEqual(theirs);
    }),
    { numRuns: 1500 },
  );
});

test('a hostile pattern does not take for ever', () => {
  expect(globMatches(utf8('*a'.repeat(200)), utf8('a'.repeat(5000).concat('b')))).toBe(false);
});

test('what a pattern begins with, and whether it can reach a prefix', () => {
  expect(literalPrefix(utf8('orders.*'))).toEqual(utf8('orders.'));
  const reaches = (pattern: string): boolean => patternSource.reaches(utf8(pattern), utf8('__key'));
  expect(['*', '__*', '__keyevent@0__:*', '_[_]x', '__key'].filter(reaches)).toEqual(['*', '__*', '__keyevent@0__:*', '_[_]x', '__key']);
  expect(['orders.*', '__x*', '__ke', 'k*'].filter(reaches)).toEqual([]);
});
