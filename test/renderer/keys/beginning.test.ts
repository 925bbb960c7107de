/** A look in passing reads little: one small window of what is there, and nothing of what would be much. */
import { expect, test } from 'vitest';
import { readBeginning } from '../../../renderer/keys/beginning.ts';
import type { TabContext } from '../../../renderer/tab/slice.ts';
import { utf8 } from '../../../shared/bytes.ts';
import type { KeyDetails } from '../../../shared/keys/keys.ts';

type Known = Extract<KeyDetails, { kind: 'known' }>;
const known: Known = { kind: 'known', type: 'hash', ttl: null, length: 9, encoding: 'listpack', memory: 500, slot: null, node: null };
const rows = Array.from({ length: 9 }, (_, at) => [utf8(`f${at}`), utf8('v')]);

async function read(details: Known, answers: Readonly<Record<string, unknown>>) {
  const asked: { readonly method: string; readonly input: unknown }[] = [];
  const tab = {
    session: () => 's1',
    client: { call: (method: string, input: unknown) => (asked.push({ method, input }), Promise.resolve(answers[method])) },
  } as unknown as TabContext;
  return { found: await readBeginning(tab, utf8('k'), details, new AbortController().signal), asked };
}

test('a string’s first bytes, and how many it has', async () => {
  const { found, asked } = await read({ ...known, type: 'string' }, { 'value.bytes': { bytes: utf8('abc'), length: 3_000_000 } });
  expect(found).toEqual({ kind: 'bytes', bytes: utf8('abc'), length: 3_000_000 });
  expect(asked).toMatchObject([{ method: 'value.bytes', input: { from: 0, length: 512 } }]);
});

test('the first elements of a collection, also where more come than were asked for', async () => {
  const { found, asked } = await read(known, { 'value.read': { kind: 'table', columns: ['field', 'value'], rows, length: 9 } });
  expect(found).toEqual({ kind: 'rows', columns: ['field', 'value'], rows: rows.slice(0, 5), length: 9 });
  expect(asked).toMatchObject([{ method: 'value.read', input: { from: '', count: 5 } }]);
});

test('large elements are not read, whatever is known of their number; what is gone or has no view is nothing', async () => {
  expect(await read({ ...known, length: 3, memory: 10_000_000 }, {})).toEqual({ found: { kind: 'big' }, asked: [] });
  expect(await read({ ...known, type: 'module', length: null, memory: 10_000_000 }, {})).toEqual({ found: { kind: 'big' }, asked: [] });
  for (const kind of ['absent', 'other']) expect((await read(known, { 'value.read': { kind } })).found).toEqual({ kind: 'none' });
});
