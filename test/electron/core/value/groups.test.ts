/** Consumer groups of a real stream: seen, acknowledged, claimed, trimmed; with names of any bytes. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { editValue } from '../../../../electron/core/value/edit.ts';
import { actOnGroup } from '../../../../electron/core/value/image.ts';
import { takeBack } from '../../../../electron/core/value/takeBack.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { Send } from '../../../../shared/reply.ts';
import { type GroupAct, readGroups, readPending } from '../../../../shared/value/groups.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = Uint8Array.of(0x73, 0xff);
const name = Buffer.from(key);
const group = Uint8Array.of(0x67, 0xfe);
let redis: TestRedis;
let session: Session;
/** A user who may not run scripts. */
let plain: Session;
const send: Send = (command, ...args) => session.send(command, args);
const undos = createUndos();
const act = (what: GroupAct, on = session) => actOnGroup(on, undos, key, what, {});

beforeAll(async () => {
  redis = await startRedis();
  await redis.direct.acl('SETUSER', 'plain', 'on', '>plain', '~*', '+@all', '-@scripting');
  session = await readySession(redis);
  plain = await readySession(redis, { username: 'plain', password: 'plain' });
});
afterAll(async () => {
  session.close();
  plain.close();
  await redis.stop();
});
beforeEach(async () => {
  await redis.direct.flushall();
  for (let at = 1; at <= 5; at++) await redis.direct.xadd(name, `${at}-0`, 'n', String(at));
  await act({ kind: 'create', group, id: '0' });
  await redis.direct.callBuffer('XREADGROUP', 'GROUP', Buffer.from(group), 'anna', 'COUNT', '3', 'STREAMS', name, '>');
});

test('groups and consumers with what is pending and what is not delivered yet', async () => {
  expect(await readGroups(send, key)).toMatchObject([
    { name: group, pending: 3, lastDelivered: '3-0', lag: 2, consumers: [{ name: utf8('anna'), pending: 3 }] },
  ]);
  const { rows, next } = await readPending(send, key, group, '', 2);
  expect(rows).toMatchObject([
    { id: '1-0', consumer: utf8('anna'), deliveries: 1 },
    { id: '2-0', consumer: utf8('anna'), deliveries: 1 },
  ]);
  expect(next).toBe('2-1');
  expect(await readPending(send, key, group, next ?? '', 2)).toMatchObject({ rows: [{ id: '3-0' }], next: null });
});

test('only what has waited for so long, in steps that are small for the server, and where it goes on', async () => {
  const long = Buffer.from('long');
  await redis.direct.eval("for i = 1, 2500 do redis.call('XADD', KEYS[1], i .. '-0', 'n', i) end redis.call('XGROUP', 'CREATE', KEYS[1], 'g', '0')", 1, long);
  await redis.direct.xreadgroup('GROUP', 'g', 'anna', 'COUNT', 2500, 'STREAMS', 'long', '>');
  // An idle time of its own, as if it had been delivered an hour ago.
  await redis.direct.call('XCLAIM', 'long', 'g', 'anna', '0', '2400-0', 'IDLE', '3600000', 'JUSTID');
  expect(await readPending(send, long, utf8('g'), '', 200, 60_000)).toMatchObject({ rows: [{ id: '2400-0' }], next: null });
  expect(await readPending(send, long, utf8('g'), '2400-1', 200, 60_000)).toEqual({ rows: [], next: null });
  expect(await readPending(send, long, utf8('g'), '', 1, 60_000)).toMatchObject({ rows: [{ id: '2400-0' }], next: null });
  await redis.direct.call('XCLAIM', 'long', 'g', 'anna', '0', '7-0', 'IDLE', '3600000', 'JUSTID');
  expect(await readPending(send, long, utf8('g'), '', 1, 60_000)).toMatchObject({ rows: [{ id: '7-0' }], next: '1000-1' });
});

test('acknowledged, claimed by another consumer, a consumer that goes', async () => {
  await act({ kind: 'ack', group, ids: ['1-0'] });
  await act({ kind: 'claim', group, consumer: utf8('bert'), minIdle: 0, ids: ['2-0'] });
  expect((await readPending(send, key, group, '', 10)).rows).toMatchObject([
    { id: '2-0', consumer: utf8('bert') },
    { id: '3-0', consumer: utf8('anna') },
  ]);
  await act({ kind: 'dropConsumer', group, consumer: utf8('anna') });
  expect((await readPending(send, key, group, '', 10)).rows).toHaveLength(1);
  await act({ kind: 'setId', group, id: '$' });
  expect(await readGroups(send, key)).toMatchObject([{ lastDelivered: '5-0' }]);
  await act({ kind: 'destroy', group });
  expect(await readGroups(send, key)).toEqual([]);
});

test('trimmed exactly, by length and by id; nonsense is refused before anything is sent', async () => {
  await act({ kind: 'trim', by: 'MAXLEN', to: '4' });
  expect(await redis.direct.xlen(name)).toBe(4);
  await act({ kind: 'trim', by: 'MINID', to: '5' });
  expect(await redis.direct.xlen(name)).toBe(1);
  expect(await faultOf(Promise.resolve().then(() => act({ kind: 'trim', by: 'MAXLEN', to: '~ 1' })))).toMatchObject({ code: 'input', path: 'to' });
  expect(await faultOf(Promise.resolve().then(() => act({ kind: 'create', group, id: 'now' })))).toMatchObject({ code: 'input', path: 'id' });
});

test('a stream that went is not made again by a group', async () => {
  await redis.direct.del(name);
  expect(await faultOf(act({ kind: 'create', group, id: '0' }))).toEqual({ code: 'conflict', found: 'gone' });
  expect(await redis.direct.exists(name)).toBe(0);
});

const acts: readonly GroupAct[] = [
  { kind: 'trim', by: 'MAXLEN', to: '1' },
  { kind: 'destroy', group },
  { kind: 'dropConsumer', group, consumer: utf8('anna') },
  { kind: 'setId', group, id: '$' },
  { kind: 'ack', group, ids: ['1-0'] },
  { kind: 'create', group: utf8('other'), id: '0' },
];

describe.each([
  ['by script', () => session],
  ['by transaction', () => plain],
])('taken back %s', (_how, on) => {
  test.each(acts)('$kind: the same bytes and the same time, with groups and what is pending', async (what) => {
    await redis.direct.pexpire(name, 100_000);
    const before = await redis.direct.dumpBuffer(name);
    const { undo } = await act(what, on());
    expect(await redis.direct.dumpBuffer(name)).not.toEqual(before);
    await takeBack(on(), undos.get(undo ?? ''), {});
    expect(await redis.direct.dumpBuffer(name)).toEqual(before);
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
  });

  test('entries that were deleted, in the middle as well', async () => {
    const before = await redis.direct.dumpBuffer(name);
    const { undo } = await editValue(on(), undos, { key, type: 'stream', edit: { kind: 'remove', rows: [[utf8('2-0'), utf8('n 2')]] } }, {});
    expect(await redis.direct.xlen(name)).toBe(4);
    await takeBack(on(), undos.get(undo ?? ''), {});
    expect(await redis.direct.dumpBuffer(name)).toEqual(before);
  });
});

test('several entries at once are taken back together', async () => {
  const before = await redis.direct.dumpBuffer(name);
  const rows = [utf8('a 1'), utf8('b 2'), utf8('c "\\xff"')].map((entry) => [utf8('*'), entry]);
  const { undo, length } = await editValue(session, undos, { key, type: 'stream', edit: { kind: 'add', rows, at: 'tail' } }, {});
  expect(length).toBe(8);
  await takeBack(session, undos.get(undo ?? ''), {});
  expect(await redis.direct.dumpBuffer(name)).toEqual(before);
});

test('somebody wrote since: nothing is taken back over it', async () => {
  const { undo } = await act({ kind: 'trim', by: 'MAXLEN', to: '1' });
  await redis.direct.xadd(name, '9-0', 'theirs', '1');
  expect(await faultOf(takeBack(session, undos.get(undo ?? ''), {}))).toEqual({ code: 'conflict', found: 'changed' });
  expect(await redis.direct.xlen(name)).toBe(2);
});

test('what could not be taken back is asked about before: too large, or RESTORE is not allowed', async () => {
  await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~*', '+@all', '-restore');
  const eve = await readySession(redis, { username: 'eve', password: 'eve' });
  try {
    expect(await faultOf(act({ kind: 'destroy', group }, eve))).toMatchObject({ code: 'confirm', blast: { command: 'XGROUP', final: 'permission' } });
    // An acknowledgement is what a consumer does all day: done, without a way back.
    expect(await act({ kind: 'ack', group, ids: ['1-0'] }, eve)).toMatchObject({ undo: null });
  } finally {
    eve.close();
  }
  for (let at = 0; at < 6; at++) await redis.direct.xadd(name, '*', 'f', Buffer.alloc(1024 * 1024, 0x61 + at));
  expect(await faultOf(act({ kind: 'trim', by: 'MAXLEN', to: '1' }))).toMatchObject({ code: 'confirm', blast: { command: 'XTRIM', final: 'size' } });
  expect(await redis.direct.xlen(name)).toBe(11);
  expect(await actOnGroup(session, undos, key, { kind: 'trim', by: 'MAXLEN', to: '1' }, { confirmed: '' })).toMatchObject({ undo: null });
  expect(await redis.direct.xlen(name)).toBe(1);
});
