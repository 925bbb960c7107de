/** What is found in the activity, and what of it may be copied. */
import { expect, test } from 'vitest';
import { findEntries, notExact, wordText } from '../../../renderer/jobs/entries.ts';
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import type { ActivityEntry } from '../../../shared/jobs/activity.ts';

const entry = (seq: number, words: readonly (string | Bytes)[], patch: Partial<ActivityEntry> = {}): ActivityEntry => ({
  seq,
  at: 0,
  words: words.map((word) => (typeof word === 'string' ? utf8(word) : word)),
  cut: false,
  ms: 1,
  outcome: 'applied',
  why: '',
  ...patch,
});

const entries = [
  entry(1, ['GET', 'user:1']),
  entry(2, ['SET', '频道', Uint8Array.of(0xff)]),
  entry(3, ['AUTH', '«secret»']),
  entry(4, ['HGETALL', 'User:1'], { outcome: 'rejected', why: 'WRONGTYPE' }),
];
const found = (wanted: string): readonly number[] => findEntries(entries, wanted).map(({ seq }) => seq);

test('by words as they are, as redis-cli writes them, by outcome and reason', () => {
  expect(found('')).toEqual([1, 2, 3, 4]);
  expect(found(' user:1 ')).toEqual([1, 4]);
  expect(found('get user')).toEqual([1]);
  expect(found('频道')).toEqual([2]);
  expect(found('\\xff')).toEqual([2]);
  expect(found('wrongtype')).toEqual([4]);
  expect(found('rejected')).toEqual([4]);
  expect(found('nowhere')).toEqual([]);
});

test('a cut command or one with a secret left out cannot be copied', () => {
  expect(entries.map(notExact)).toEqual([null, null, 'secret', null]);
  expect(notExact(entry(5, ['SET', 'k', 'xxx'], { cut: true }))).toBe('cut');
});

test('words are shown as redis-cli takes them', () => {
  expect(['a', 'a b', '«secret»', ''].map((word) => wordText(utf8(word)))).toEqual(['a', '"a b"', '«secret»', '""']);
});
