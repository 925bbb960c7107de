/** Strings of any size against a real server: windows, searches, changes in place, counters, files. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { changeString, countHll, dropUpload, findBytes, finishUpload, mergeHll, readBytes, uploadPart } from '../../../../electron/core/value/strings.ts';
import { takeBack } from '../../../../electron/core/value/takeBack.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { maxFileUndo } from '../../../../shared/value/value.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = Uint8Array.of(0x6b, 0x00, 0xff);
const name = Buffer.from(key);
const { signal } = new AbortController();
const undos = createUndos();
let redis: TestRedis;
let session: Session;

beforeAll(async () => {
  redis = await startRedis();
  session = await readySession(redis);
});
afterAll(async () => {
  session.close();
  await redis.stop();
});
beforeEach(async () => {
  await redis.direct.flushall('ASYNC');
  await expect.poll(() => session.state().phase.kind, { timeout: 20_000 }).toBe('ready');
});

const undo = async (id: string | null): Promise<void> => takeBack(session, undos.get(id ?? ''), {});

test('bad input 12: any window of 512 MB, and no command of it is slow', { timeout: 60_000 }, async () => {
  await redis.direct.setrange(name, 512 * 1024 * 1024 - 4, 'tail');
  await redis.direct.config('SET', 'slowlog-log-slower-than', '5000');
  await redis.direct.slowlog('RESET');
  // While it was made the server answered nobody.
  await expect.poll(() => session.state().phase.kind, { timeout: 20_000 }).toBe('ready');
  const window = await readBytes(session, key, 512 * 1024 * 1024 - 8, 65_536, signal);
  expect(window).toEqual({ bytes: Uint8Array.from([0, 0, 0, 0, ...utf8('tail')]), length: 512 * 1024 * 1024 });
  expect(await redis.direct.slowlog('GET')).toEqual([]);
});

test('what is looked for is found once, also across the border of two windows', async () => {
  const needle = Uint8Array.of(0xff, 0x00, 0xff);
  const bytes = Buffer.alloc(2_500_000, 0x61);
  const places = [0, 1_048_574, 2_097_151, 2_499_997];
  for (const at of places) bytes.set(needle, at);
  await redis.direct.set(name, bytes);
  const found: number[] = [];
  let last = 0;
  for await (const step of findBytes(session, key, needle, 0, signal)) {
    found.push(...step.found);
    last = step.looked;
  }
  expect(found).toEqual(places);
  expect(last).toBe(2_500_000);
});

describe('changes in place', () => {
  test('a bit, only while it is the other one', async () => {
    await redis.direct.set(name, Buffer.from([0b1000_0000]), 'PX', 100_000);
    const done = await changeString(session, undos, key, { kind: 'bit', offset: 7, to: 1 }, {});
    expect(await redis.direct.getBuffer(name)).toEqual(Buffer.from([0b1000_0001]));
    expect(await faultOf(changeString(session, undos, key, { kind: 'bit', offset: 7, to: 1 }, {}))).toEqual({ code: 'conflict', found: 'changed' });
    await undo(done.undo);
    expect(await redis.direct.getBuffer(name)).toEqual(Buffer.from([0b1000_0000]));
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
  });

  test('bytes in the middle of a long value', async () => {
    await redis.direct.setrange(name, 50_000_000, 'end');
    const change = { kind: 'patch', at: 50_000_001, from: utf8('nd'), to: Uint8Array.of(0, 0xff) } as const;
    const done = await changeString(session, undos, key, change, {});
    expect(await redis.direct.getrangeBuffer(name, 50_000_000, -1)).toEqual(Buffer.from([0x65, 0, 0xff]));
    expect(await faultOf(changeString(session, undos, key, change, {}))).toEqual({ code: 'conflict', found: 'changed' });
    await undo(done.undo);
    expect(await redis.direct.strlen(name)).toBe(50_000_003);
    expect(await faultOf(changeString(session, undos, key, { ...change, to: utf8('long') }, {}))).toMatchObject({ code: 'input' });
  });

  test('bad input 15: a counter at its limits: exact, and the server says where it ends', async () => {
    await redis.direct.set(name, '9223372036854775806');
    expect((await changeString(session, undos, key, { kind: 'count', by: '1' }, {})).count).toBe('9223372036854775807');
    expect(await faultOf(changeString(session, undos, key, { kind: 'count', by: '1' }, {}))).toMatchObject({ code: 'redis', prefix: 'ERR' });
    expect(await redis.direct.get(name)).toBe('9223372036854775807');
    for (const by of ['9223372036854775808', '1.5', '1e3', '', '--1'])
      expect(await faultOf(changeString(session, undos, key, { kind: 'count', by }, {}))).toMatchObject({ code: 'input', path: 'by' });
  });

  test('a counter that expired is not made again', async () => {
    expect(await faultOf(changeString(session, undos, key, { kind: 'count', by: '1' }, {}))).toEqual({ code: 'conflict', found: 'gone' });
    expect(await redis.direct.exists(name)).toBe(0);
  });
});

test('a HyperLogLog counts, takes others in, and gives them back', async () => {
  await redis.direct.pfadd(name, 'a', 'b');
  await redis.direct.pfadd('other', 'c');
  expect(await countHll(session, key, signal)).toBe('2');
  const merged = await mergeHll(session, undos, key, [utf8('other')], {});
  expect(await countHll(session, key, signal)).toBe('3');
  await undo(merged);
  expect(await countHll(session, key, signal)).toBe('2');
});

describe('a file as the value', () => {
  const parts = async (...all: readonly Uint8Array[]): Promise<{ upload: string; length: number }> => {
    let upload = '';
    let length = 0;
    for (const bytes of all) {
      upload = (await uploadPart(session, key, upload, length, bytes, {})).upload;
      length += bytes.length;
    }
    return { upload, length };
  };

  test('takes the place of what was loaded, with its time to live, in one step', async () => {
    await redis.direct.set(name, 'old', 'PX', 100_000);
    const { upload, length } = await parts(Uint8Array.of(0, 0xff), utf8('rest'));
    expect(await redis.direct.getBuffer(name)).toEqual(Buffer.from('old'));
    const { undo: back } = await finishUpload(session, undos, key, upload, length, { length: 3, head: utf8('old') }, {});
    expect(await redis.direct.getBuffer(name)).toEqual(Buffer.from([0, 0xff, ...utf8('rest')]));
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
    expect(await redis.direct.dbsize()).toBe(1);
    await takeBack(session, undos.get(back ?? ''), {});
    expect(await redis.direct.getBuffer(name)).toEqual(Buffer.from('old'));
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
  });

  test('what is too large has no way back', async () => {
    await redis.direct.setrange(name, maxFileUndo, 'x');
    const { upload, length } = await parts(utf8('small'));
    expect(await finishUpload(session, undos, key, upload, length, { length: maxFileUndo + 1, head: new Uint8Array(10) }, {})).toEqual({ undo: null });
    expect(await redis.direct.get(name)).toBe('small');
  });

  test('somebody wrote meanwhile, a part is missing, it was given up: nothing is replaced and nothing stays', async () => {
    await redis.direct.set(name, 'theirs');
    const { upload, length } = await parts(utf8('mine'));
    expect(await faultOf(finishUpload(session, undos, key, upload, length, { length: 6, head: utf8('loaded') }, {}))).toEqual({
      code: 'conflict',
      found: 'changed',
    });
    expect(await faultOf(finishUpload(session, undos, key, upload, length + 1, { length: 6, head: utf8('theirs') }, {}))).toMatchObject({ code: 'input' });
    expect(await faultOf(finishUpload(session, undos, key, upload, length, null, {}))).toEqual({ code: 'conflict', found: 'exists' });
    const names = (await redis.direct.keys('keytide:upload:*')).length;
    expect(names).toBe(1);
    await dropUpload(session, key, upload, {});
    expect(await redis.direct.dbsize()).toBe(1);
    expect(await redis.direct.get(name)).toBe('theirs');
  });

  test('what is left of a broken upload expires', async () => {
    await parts(utf8('half'));
    const [left] = (await redis.direct.callBuffer('KEYS', '*')) as Buffer[];
    expect(await redis.direct.pttl(left ?? '')).toBeGreaterThan(0);
  });
});
