/** Consumer groups of a real stream: seen, acknowledged, claimed, trimmed; with names of any bytes. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { applyPlan } from '../../../../electron/core/value/strings.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { Send } from '../../../../shared/reply.ts';
import { type GroupAct, planOfGroup, readGroups, readPending } from '../../../../shared/value/groups.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = Uint8Array.of(0x73, 0xff);
const name = Buffer.from(key);
const group = Uint8Array.of(0x67, 0xfe);
let redis: TestRedis;
let session: Session;
const send: Send = (command, ...args) => session.send(command, args);
const act = (what: GroupAct) => applyPlan(session, key, planOfGroup(key, what), {});

beforeAll(async () => {
  redis = await startRedis();
  session = await readySession(redis);
});
afterAll(async () => {
  session.close();
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
  const pending = await readPending(send, key, group, '', 2);
  expect(pending).toMatchObject([
    { id: '1-0', consumer: utf8('anna'), deliveries: 1 },
    { id: '2-0', consumer: utf8('anna'), deliveries: 1 },
  ]);
  expect(await readPending(send, key, group, '3-0', 2)).toHaveLength(1);
});

test('acknowledged, claimed by another consumer, a consumer that goes', async () => {
  await act({ kind: 'ack', group, ids: ['1-0'] });
  await act({ kind: 'claim', group, consumer: utf8('bert'), minIdle: 0, ids: ['2-0'] });
  expect(await readPending(send, key, group, '', 10)).toMatchObject([
    { id: '2-0', consumer: utf8('bert') },
    { id: '3-0', consumer: utf8('anna') },
  ]);
  await act({ kind: 'dropConsumer', group, consumer: utf8('anna') });
  expect(await readPending(send, key, group, '', 10)).toHaveLength(1);
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
