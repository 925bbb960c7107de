/** Versions of a value that is followed: each once, with what happened between, within a budget. */
import { expect, test } from 'vitest';
import { seen, type Watching } from '../../../renderer/value/watching.ts';
import { utf8 } from '../../../shared/bytes.ts';
import type { ValueRead } from '../../../shared/value/value.ts';

const value = (text: string): ValueRead => ({ kind: 'string', bytes: utf8(text), length: text.length, ttl: null });
const none: Watching = { pace: 1000, versions: [], dropped: 0 };

test('the same again is no version, and being gone is one', () => {
  let watching = none;
  for (const one of [value('a'), value('a'), value('b'), { kind: 'absent' } as const, { kind: 'absent' } as const, value('b')])
    watching = seen(watching, one, 5);
  expect(watching.versions.map(({ bytes }) => (bytes === null ? null : String.fromCharCode(...bytes)))).toEqual(['a', 'b', null, 'b']);
});

test('more than the budget drops the oldest, and says how many', () => {
  let watching = none;
  for (let at = 0; at < 250; at++) watching = seen(watching, value(`v${at}`), at);
  expect(watching.versions).toHaveLength(200);
  expect(watching.dropped).toBe(50);
  expect(watching.versions[0]?.at).toBe(50);
  const big = (at: number): ValueRead => ({ kind: 'string', bytes: new Uint8Array(9 * 1024 * 1024).fill(at), length: 9 * 1024 * 1024, ttl: null });
  watching = seen(seen(none, big(1), 1), big(2), 2);
  expect(watching).toMatchObject({ dropped: 1 });
});
