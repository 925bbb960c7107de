/** Saves by WATCH: written once or not at all, whatever happens to the connection and to the key in between. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { transact } from '../../../../electron/core/value/transaction.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { Plan } from '../../../../shared/value/plan.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = Uint8Array.of(0x6b, 0xff);
const name = Buffer.from(key);
const blast = { command: 'SET', keys: 1, typed: null };
const plan: Plan = {
  type: 'string',
  checks: [{ ask: ['GET', key], is: utf8('loaded'), else: 'changed' }],
  writes: [['SET', key, utf8('mine'), 'XX', 'KEEPTTL']],
};
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
  await redis.direct.flushall();
  await redis.direct.set(name, 'loaded', 'PX', 100_000);
});

/** The session, with something done as soon as this command of its line has been answered. */
function after(command: string, act: () => Promise<unknown>): Session {
  return {
    ...session,
    openLine(role, events) {
      const line = session.openLine(role, events);
      let done = false;
      return {
        ...line,
        async send(name, args, options) {
          const reply = await line.send(name, args, options);
          if (name === command && !done) {
            done = true;
            await act();
          }
          return reply;
        },
      };
    },
  };
}

async function killWriter(): Promise<void> {
  const clients = String(await redis.direct.client('LIST'));
  const id = /id=(\d+)[^\n]*name=keytide:write/.exec(clients)?.[1];
  if (id === undefined) throw new Error(clients);
  await redis.direct.client('KILL', 'ID', id);
}

test('nobody in the way: written, the time to live kept', async () => {
  expect(await transact(session, key, plan, blast, {})).toMatchObject({ there: true });
  expect(await redis.direct.get(name)).toBe('mine');
  expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
});

test.each(['WATCH', 'GET', 'MULTI', 'SET', 'EXISTS'])('the connection is killed after %s: not written, not sent again over the next one', async (command) => {
  const killed = after(command, async () => {
    await killWriter();
    // Long enough for the line to have another connection.
    await new Promise((resolve) => setTimeout(resolve, 600));
  });
  expect(await faultOf(transact(killed, key, plan, blast, {}))).toMatchObject({ code: 'offline' });
  expect(await redis.direct.get(name)).toBe('loaded');
});

test.each([
  ['another value', () => redis.direct.set(name, 'theirs')],
  ['the same value again', () => redis.direct.set(name, 'loaded')],
  ['nothing: it expired', () => redis.direct.pexpire(name, 1).then(() => new Promise((resolve) => setTimeout(resolve, 20)))],
  ['another type', () => redis.direct.multi().del(name).rpush(name, 'a').exec()],
])('somebody puts %s there between the look and the write: conflict', async (_what, act) => {
  expect(await faultOf(transact(after('GET', act), key, plan, blast, {}))).toEqual({ code: 'conflict', found: 'changed' });
  expect(await redis.direct.getBuffer(name).catch(() => 'list')).not.toEqual(Buffer.from('mine'));
});

test('no connection is left behind', async () => {
  await transact(session, key, plan, blast, {});
  await expect.poll(async () => String(await redis.direct.client('LIST')).includes('keytide:write')).toBe(false);
});
