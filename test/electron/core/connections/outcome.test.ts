/** Commands of unknown outcome: told until somebody looked, compared with what the server has, and never sent again by it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkOutcome } from '../../../../electron/core/connections/outcome.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { OutcomeCheck } from '../../../../shared/connections/session.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { type FaultProxy, proxyTo } from './fakes.ts';
import { closeAll, faultOf, type Opened, openTest, ready, text } from './setting.ts';

let redis: TestRedis;
let proxy: FaultProxy;
let opened: Opened;
let session: Session;

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(async () => {
  await redis.direct.flushall();
  proxy = await proxyTo(redis.port);
  opened = openTest({ port: proxy.port }, { timing: { firstRetryMs: 5, lastRetryMs: 20 } });
  session = await ready(opened);
});
afterEach(async () => {
  closeAll();
  await proxy.close();
});
afterAll(() => redis.stop());

/** The command runs and its answer is lost, or (`held`) it never arrives. */
async function lost(held: boolean, command: string, ...args: (string | number | Uint8Array)[]): Promise<OutcomeCheck> {
  if (held) proxy.blackhole(true);
  else proxy.dropReplies(true);
  const sent = faultOf(session.send(command, args, { confirmed: '' }));
  await new Promise((resolve) => setTimeout(resolve, 60));
  proxy.kill();
  expect(await sent).toEqual({ code: 'unknown', command: command.toUpperCase() });
  proxy.blackhole(false);
  proxy.dropReplies(false);
  await ready(opened);
  const [doubt] = (session.state().doubts ?? []).slice(-1);
  if (doubt === undefined) throw new Error('nobody is in doubt');
  expect(text(doubt.words[0])).toBe(command);
  return checkOutcome(session, doubt.entry);
}

describe('what ran', () => {
  test.each([
    [['SET', 'k', 'v']],
    [['DEL', 'had']],
    [['RENAME', 'had', 'b']],
    [['RENAMENX', 'had', 'b']],
    [['MOVE', 'had', 3]],
    [['EXPIRE', 'had', 1000]],
    [['HSET', 'h', 'f', 'v', 'g', 'w']],
    [['HDEL', 'h0', 'f']],
    [['SADD', 's', 'a', 'b']],
    [['ZADD', 'z', 'NX', '1.5', 'm']],
    [['LSET', 'l', 0, 'x']],
    [['XADD', 'x', '5-1', 'f', 'v']],
    [['CONFIG', 'SET', 'slowlog-max-len', '77']],
    [['FLUSHDB']],
  ] as const)('%j is found to be there', async ([command, ...args]) => {
    await redis.direct.mset('had', 'x', 'other', 'y');
    await redis.direct.hset('h0', 'f', 'v', 'g', 'w');
    await redis.direct.rpush('l', 'a', 'b');
    expect(await lost(false, command, ...args)).toMatchObject({ verdict: 'there' });
  });
});

test('what never arrived is found to be missing', async () => {
  expect(await lost(true, 'SET', 'k', 'v')).toMatchObject({ verdict: 'missing', keys: [{ type: 'none' }] });
  expect(await redis.direct.exists('k')).toBe(0);
});

test('what did not run is found to be missing, and what depends on the past is left open, with the keys as they are', async () => {
  await redis.direct.set('n', '41', 'PX', 500_000);
  const counted = await lost(false, 'INCR', 'n');
  expect(counted).toMatchObject({ verdict: 'open', more: 0, keys: [{ key: utf8('n'), type: 'string', size: 2, sample: utf8('42') }] });
  expect(counted.keys[0]?.ttlMs).toBeGreaterThan(400_000);
  // Somebody else put it back: the server does not have what was sent.
  const { doubts = [] } = session.state();
  session.settle(doubts.map(({ entry }) => entry));
  const removed = await lost(false, 'DEL', 'n');
  expect(removed).toMatchObject({ verdict: 'there', keys: [{ type: 'none', ttlMs: null, size: null, sample: null }] });
  await redis.direct.rpush('n', 'a', 'b');
  const [doubt] = session.state().doubts ?? [];
  expect(await checkOutcome(session, doubt?.entry ?? -1)).toMatchObject({ verdict: 'missing', keys: [{ type: 'list', size: 2 }] });
});

test('each stays until somebody has looked; what is only read is never in doubt, and secrets are not told', async () => {
  await lost(false, 'SET', 'a', '1');
  await lost(false, 'CONFIG', 'SET', 'requirepass', '');
  const told = session.state().doubts ?? [];
  expect(told.map(({ words }) => words.map(text).join(' '))).toEqual(['SET a 1', 'CONFIG SET requirepass \u00c2\u00absecret\u00c2\u00bb']);
  session.settle([told[0]?.entry ?? -1]);
  expect(session.state().doubts).toEqual([told[1]]);
  session.settle([told[1]?.entry ?? -1]);
  expect(session.state().doubts).toBeUndefined();
  expect(await faultOf(checkOutcome(session, told[0]?.entry ?? -1))).toMatchObject({ code: 'missing' });
  proxy.dropReplies(true);
  const read = faultOf(session.send('GET', ['a']));
  await new Promise((resolve) => setTimeout(resolve, 40));
  proxy.kill();
  expect((await read).code).toBe('offline');
  expect(session.state().doubts).toBeUndefined();
});

test('the same command twice in doubt is one key, many keys are told in part', async () => {
  const names = Array.from({ length: 30 }, (_, at) => `k${at}`);
  const check = await lost(false, 'DEL', ...names, 'k0');
  expect(check.keys).toHaveLength(20);
  expect(check.more).toBe(10);
});
