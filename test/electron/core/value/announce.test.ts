/** A save tells a channel of the key's name, in the step that writes: told and written, or neither. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createBin } from '../../../../electron/core/bin/bin.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { create } from '../../../../electron/core/keys/create.ts';
import { expireAt } from '../../../../electron/core/keys/expireAt.ts';
import { rename } from '../../../../electron/core/keys/transfer.ts';
import { apply } from '../../../../electron/core/value/apply.ts';
import { finishUpload, uploadPart } from '../../../../electron/core/value/strings.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { setTtl } from '../../../../electron/core/value/write.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { Plan } from '../../../../shared/value/plan.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = Uint8Array.of(0x6b, 0xff);
const name = Buffer.from(key);
const blast = { command: 'SET', keys: 1, typed: null };
const saving = (loaded: string): Plan => ({
  type: 'string',
  checks: [{ ask: ['GET', key], is: utf8(loaded), else: 'changed' }],
  writes: [['SET', key, utf8('mine'), 'XX', 'KEEPTTL']],
});

let redis: TestRedis;
let listener: TestRedis['direct'];
const open: Session[] = [];
let heard: string[] = [];

beforeAll(async () => {
  redis = await startRedis();
  listener = redis.direct.duplicate();
  listener.on('pmessageBuffer', (_pattern: Buffer, channel: Buffer, message: Buffer) => heard.push(`${channel.toString()} ${message.toString('latin1')}`));
  await listener.psubscribe('*');
  await redis.direct.call('ACL', 'SETUSER', 'plain', 'on', '>pw', '~*', '&saved', '+@all', '-@scripting');
  await redis.direct.call('ACL', 'SETUSER', 'shy', 'on', '>pw', '~*', 'resetchannels', '&other', '+@all');
  await redis.direct.call('ACL', 'SETUSER', 'both', 'on', '>pw', '~*', 'resetchannels', '&other', '+@all', '-@scripting');
});
afterAll(async () => {
  for (const session of open) session.close();
  listener.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  await redis.direct.flushall();
  await redis.direct.set(name, 'loaded', 'PX', 100_000);
  heard = [];
});

async function sessionOf(username: string, announce: string): Promise<Session> {
  const session = await readySession(redis, username === '' ? { announce } : { username, password: 'pw', announce });
  open.push(session);
  return session;
}

/** Everything that was published before has been heard. */
async function heardAll(): Promise<readonly string[]> {
  await redis.direct.publish('end', 'end');
  await vi.waitFor(() => expect(heard.at(-1)).toBe('end end'));
  return heard.slice(0, -1);
}

test.each([
  ['in a script', ''],
  ['in a transaction, where scripts are not allowed', 'plain'],
])('%s: what was written is told once, byte for byte, and the answer is the write’s', async (_, user) => {
  const session = await sessionOf(user, 'saved');
  expect(await apply(session, key, saving('loaded'), blast, {})).toMatchObject({ there: true });
  expect(await redis.direct.get(name)).toBe('mine');
  expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
  const counted = await apply(session, utf8('n'), { type: 'none', checks: [], writes: [['RPUSH', utf8('n'), utf8('a'), utf8('b')]] }, blast, {});
  expect(counted.last).toBe('2');
  expect(await faultOf(apply(session, key, saving('loaded'), blast, {}))).toEqual({ code: 'conflict', found: 'changed' });
  expect(await heardAll()).toEqual(['saved k\xff', 'saved n']);
});

test('a new key and a file that takes a value’s place are saves too', async () => {
  const session = await sessionOf('', 'saved');
  await create(session, utf8('new'), { type: 'hash', fields: [{ field: utf8('f'), value: utf8('v') }] }, null, null);
  expect(await faultOf(create(session, utf8('new'), { type: 'string', bytes: utf8('x') }, null, null))).toEqual({ code: 'conflict', found: 'exists' });
  const { upload } = await uploadPart(session, key, '', 0, utf8('file'), {});
  await finishUpload(session, createUndos(), key, upload, 4, { length: 6, head: utf8('loaded') }, {});
  expect(await redis.direct.get(name)).toBe('file');
  expect(await heardAll()).toEqual(['saved new', 'saved k\xff']);
});

test('a deletion and its undo, both names of a rename, and every change of the time to live are told; what changed nothing is not', async () => {
  const session = await sessionOf('', 'saved');
  const bin = createBin();
  await bin.remove(session, key, {});
  await bin.restore(session, key, {});
  await setTtl(session, key, 50_000, {});
  await setTtl(session, key, null, {});
  await setTtl(session, key, null, {});
  await expireAt(session, key, Date.now() + 3_600_000, {});
  await redis.direct.set('taken', 'x');
  expect(await faultOf(rename({ session, key, to: utf8('taken'), replace: false, confirmed: null }))).toEqual({ code: 'conflict', found: 'exists' });
  await rename({ session, key, to: utf8('renamed'), replace: false, confirmed: null });
  expect(await faultOf(bin.remove(session, key, {}))).toEqual({ code: 'conflict', found: 'gone' });
  expect(await faultOf(setTtl(session, key, 50_000, {}))).toEqual({ code: 'conflict', found: 'gone' });
  expect(await heardAll()).toEqual([...Array.from({ length: 6 }, () => 'saved k\xff'), 'saved renamed']);
  expect(await redis.direct.get('renamed')).toBe('loaded');
});

test('a deletion, a rename and a time to live that may not be told are not done', async () => {
  const session = await sessionOf('shy', 'saved');
  const refused = { code: 'redis', prefix: 'NOPERM', message: expect.stringMatching(/channel saved/) };
  expect(await faultOf(createBin().remove(session, key, {}))).toMatchObject(refused);
  expect(await faultOf(rename({ session, key, to: utf8('renamed'), replace: true, confirmed: null }))).toMatchObject(refused);
  expect(await faultOf(setTtl(session, key, null, {}))).toMatchObject(refused);
  expect(await faultOf(expireAt(session, key, Date.now() + 3_600_000, {}))).toMatchObject(refused);
  expect(await redis.direct.get(name)).toBe('loaded');
  expect(await redis.direct.pttl(name)).toBeLessThanOrEqual(100_000);
  expect(await redis.direct.pttl(name)).toBeGreaterThan(0);
});

test.each([
  ['in a script', 'shy'],
  ['in a transaction', 'both'],
])('%s: a user who may not publish there is told so, and nothing is written', async (_, user) => {
  const session = await sessionOf(user, 'saved');
  const fault = await faultOf(apply(session, key, saving('loaded'), blast, {}));
  expect(fault).toMatchObject({ code: 'redis', message: expect.stringMatching(/channel/i) });
  if (user === 'shy') {
    expect(await faultOf(create(session, utf8('new'), { type: 'string', bytes: utf8('x') }, null, null))).toMatchObject({ code: 'redis' });
    const { upload } = await uploadPart(session, key, '', 0, utf8('file'), {});
    expect(await faultOf(finishUpload(session, createUndos(), key, upload, 4, { length: 6, head: utf8('loaded') }, {}))).toMatchObject({ code: 'redis' });
  }
  expect(await redis.direct.get(name)).toBe('loaded');
  expect(await redis.direct.exists('new')).toBe(0);
  expect(await heardAll()).toEqual([]);
});

test('nobody is told unless a channel was chosen, and a read-only connection neither writes nor tells', async () => {
  await apply(await sessionOf('', ''), key, saving('loaded'), blast, {});
  const locked = await readySession(redis, { protection: 'read-only', announce: 'saved' });
  open.push(locked);
  expect(await faultOf(apply(locked, key, saving('mine'), blast, {}))).toMatchObject({ code: 'readonly' });
  expect(await heardAll()).toEqual([]);
});
