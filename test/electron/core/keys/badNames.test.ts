/** Names that are made to be confused, to break out, or to be too much: each is a row, and each row is exactly its key. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { KeysFrame, KeysRow } from '../../../../shared/keys/frame.ts';
import { everyKey, firstShape, type KeyShape } from '../../../../shared/keys/shape.ts';
import { type KeyLook, lookAtKeys } from '../../../support/keyView.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const signal = new AbortController().signal;
let redis: TestRedis;
let session: Session;

beforeAll(async () => void (redis = await startRedis()));
beforeEach(async () => void (session = await readySession(redis)));
afterEach(async () => {
  session.close();
  await redis.direct.flushall();
});
afterAll(() => redis.stop());

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const list: KeyShape = { ...firstShape, layout: 'list' };
const namesOf = ({ rows }: KeysFrame): string[] => rows.map((row) => (row.kind === 'key' ? latin(row.name) : `folder ${latin(row.path)}`));

const odd: Buffer[] = [
  '<img src=x onerror=alert(1)>',
  '\x1b]0;pwn\x07\x1b[2J',
  'user\u202Egnp.exe',
  'a\0b',
  '\0',
  '',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\ufefffirst',
  'lines\r\n',
  ' trailing ',
  '\u00e9',
  'e\u0301',
]
  .map((text) => Buffer.from(text))
  .concat([Buffer.from([0xff]), Buffer.from([0xfe]), Buffer.from([0xc0, 0x80]), Buffer.from([0xed, 0xa0, 0x80])]);

test('bad input 1, 2, 3, 4, 5, 7, 8: every odd name is a row of its own, byte for byte, and is selected, found and renamed as itself', async () => {
  for (const name of odd) await redis.direct.set(name, name);
  const look = await lookAtKeys(session, { shape: list });
  const frame = await look.settled();
  expect(namesOf(frame).sort()).toEqual(odd.map(latin).sort());
  for (const [at, row] of frame.rows.entries()) {
    if (row.kind !== 'key') throw new Error('a folder in a list');
    expect(await look.handlers['keys.reveal']({ ...look.at, key: row.name }, { signal })).toEqual({ position: at });
    const [meta] = await look.handlers['keys.meta']({ session: session.id, keys: [row.name] }, { signal });
    expect(meta).toEqual({ kind: 'known', type: 'string', ttl: null });
  }
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  // One of two that differ in a byte: the other is untouched.
  await look.handlers['keys.rename']({ session: session.id, key: Uint8Array.of(0xff), to: utf8('was ff'), replace: false, confirmed: null }, { signal });
  const after = await look.until((next) => namesOf(next).includes('was ff') && !namesOf(next).includes('\xff'));
  expect(namesOf(after)).toContain('\xfe');
  look.end();
});

test('bad input 11: the same letters composed and not are two keys', async () => {
  await redis.direct.mset('\u00e9', '1', 'e\u0301', '2');
  const look = await lookAtKeys(session, { shape: { ...list, filter: { ...everyKey, text: '\u00e9' } } });
  expect((await look.settled()).filter.matched).toBe(1);
  look.end();
});

async function openAll(look: KeyLook, first: KeysFrame, rounds: number): Promise<KeysFrame> {
  let frame = first;
  for (let round = 0; round < rounds; round++) {
    const closed = frame.rows.find((row): row is KeysRow & { kind: 'folder' } => row.kind === 'folder' && !row.open);
    if (closed === undefined) return frame;
    await look.handlers['keys.open']({ ...look.at, folder: closed.id, open: true }, { signal });
    frame = await look.until(({ total, filter }) => total > frame.total && !filter.pending);
  }
  return frame;
}

test('a folder that is also a key, and names of nothing but delimiters', async () => {
  for (const name of ['a', 'a:', 'a:b', ':', '::', ':a', 'a::b']) await redis.direct.set(name, 'x');
  const look = await lookAtKeys(session);
  const all = await openAll(look, await look.settled(), 10);
  const shown = all.rows.map((row) => `${' '.repeat(row.depth)}${latin(row.label)}${row.kind === 'folder' ? `(${row.count})` : ''}`);
  expect(shown).toEqual([':(3)', ' :(1)', '  ', ' ', ' a', 'a:(3)', ' :(1)', '  b', ' ', ' b', 'a']);
  look.end();
});

test.each([100_000, 1_000_000])(
  'bad input 6: %d delimiters end at the depth that is shown, and say so',
  async (many) => {
    const deep = Buffer.alloc(many, ':');
    await redis.direct.set(deep, 'x');
    const look = await lookAtKeys(session, { rows: 100 });
    const all = await openAll(look, await look.settled(), 70);
    expect(all.total).toBe(65);
    const last = all.rows.at(-1);
    expect(last).toMatchObject({ kind: 'key', depth: 64, deep: true });
    expect(last?.kind === 'key' && last.name.length).toBe(many);
    look.end();
  },
  30_000,
);

test('bad input 6: a name of a megabyte, and one larger than a block of the index', async () => {
  const [large, huge] = [Buffer.alloc(1_000_000, 'l'), Buffer.alloc(5_000_000, 'h')];
  for (const name of [large, huge, Buffer.from('small')]) await redis.direct.set(name, 'x');
  const look = await lookAtKeys(session, { shape: list });
  const frame = await look.settled();
  expect(frame.rows.map((row) => row.label.length)).toEqual([5_000_000, 1_000_000, 5]);
  expect(await look.handlers['keys.reveal']({ ...look.at, key: Uint8Array.from(huge) }, { signal })).toEqual({ position: 0 });
  look.end();
});

test('several delimiters: the one that comes first divides, of two at one place the longer', async () => {
  for (const name of ['a::b/c', 'a::d', 'a/e', 'f']) await redis.direct.set(name, 'x');
  const look = await lookAtKeys(session, { shape: { ...firstShape, delimiters: [':', '/', '::'] } });
  const all = await openAll(look, await look.settled(), 10);
  expect(all.rows.map((row) => latin(row.label))).toEqual(['a/', 'e', 'a::', 'b/', 'c', 'd', 'f']);
  look.end();
});

test('keys of another pattern are rows without permission, and no failure', async () => {
  await redis.direct.mset('mine:1', 'x', 'other:1', 'x');
  await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~mine:*', '+@all');
  const eve = await readySession(redis, { username: 'eve', password: 'eve' });
  const look = await lookAtKeys(eve, { shape: list });
  expect(namesOf(await look.settled())).toEqual(['mine:1', 'other:1']);
  const details = await look.handlers['keys.details']({ session: eve.id, keys: ['mine:1', 'other:1', 'gone'].map(utf8) }, { signal });
  expect(details).toEqual([
    { kind: 'known', type: 'string', ttl: null, length: 1, encoding: 'embstr', memory: expect.any(Number), slot: null, node: null },
    { kind: 'denied' },
    { kind: 'denied' },
  ]);
  look.end();
  eve.close();
});

test('what vanishes or changes between the list and the act is told, and nothing is made of it', async () => {
  await redis.direct.set('a', 'x');
  const look = await lookAtKeys(session);
  await look.settled();
  await redis.direct.del('a');
  expect(await look.handlers['keys.details']({ session: session.id, keys: [utf8('a')] }, { signal })).toEqual([{ kind: 'gone' }]);
  const rename = Promise.resolve().then(() =>
    look.handlers['keys.rename']({ session: session.id, key: utf8('a'), to: utf8('b'), replace: false, confirmed: null }, { signal }),
  );
  await expect(rename).rejects.toMatchObject({ fault: { code: 'conflict', found: 'gone' } });
  expect(await redis.direct.dbsize()).toBe(0);
  look.end();
});

test('a folder is measured by a sample, and exactly where it is small', async () => {
  await redis.direct.eval(
    "for i = 1, 3000 do redis.call('SET', 'big:' .. i, string.rep('x', 1000)) end for i = 1, 30 do redis.call('SET', 'few:' .. i, 'x') end",
    0,
  );
  const look = await lookAtKeys(session);
  const frame = await look.settled();
  const sizeOf = async (at: number) => {
    const row = frame.rows[at];
    if (row?.kind !== 'folder') throw new Error('no folder');
    let last = null;
    for await (const size of look.handlers['keys.sizes']({ ...look.at, folder: row.id }, { signal })) last = size;
    return last;
  };
  const [big, few] = [await sizeOf(0), await sizeOf(1)];
  expect(big).toMatchObject({ keys: 3000, done: true });
  expect(big?.sampled).toBeLessThan(3000);
  expect(Math.abs((big?.bytes ?? 0) - 3000 * ((await redis.direct.memory('USAGE', 'big:1')) ?? 0))).toBeLessThan(3000 * 100);
  expect(few).toMatchObject({ keys: 30, sampled: 30, plusMinus: 0, done: true });
  look.end();
});
