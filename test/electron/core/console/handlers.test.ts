/** The console against a real server: typed replies, exact bytes, errors in the server's words, nothing that would break the shared line. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { consoleHandlers } from '../../../../electron/core/console/handlers.ts';
import { serverHandlers } from '../../../../electron/core/server/handlers.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { splitLine } from '../../../../shared/escape.ts';
import type { Reply } from '../../../../shared/reply.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession, sessionsOf } from '../../../support/session.ts';

const signal = new AbortController().signal;
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

async function run(line: string, confirmed: string | null = null): Promise<Reply> {
  const split = splitLine(line);
  if (!split.ok) throw new Error(split.why);
  const { reply } = await consoleHandlers(sessionsOf(session))['console.run']({ session: session.id, words: [...split.words], confirmed }, { signal });
  return reply;
}

test('every kind of reply keeps its kind', async () => {
  expect(await run('set k "\\x00\\xff"')).toEqual(utf8('OK'));
  expect(await run('get k')).toEqual(Uint8Array.of(0, 0xff));
  expect(await run('get nothing')).toBeNull();
  expect(await run('strlen k')).toBe('2');
  expect(await run('set big 9223372036854775806')).toEqual(utf8('OK'));
  expect(await run('incr big')).toBe('9223372036854775807');
  expect(await run('mget k nothing')).toEqual([Uint8Array.of(0, 0xff), null]);
  expect(await run('eval "return {1, {2, \'x\'}}" 0')).toEqual(['1', ['2', utf8('x')]]);
});

test("an error is the server's own, with its prefix", async () => {
  await run('rpush l a');
  expect(await faultOf(run('get l'))).toMatchObject({ code: 'redis', prefix: 'WRONGTYPE' });
  expect(await faultOf(run('nosuchcommand'))).toMatchObject({ code: 'redis', prefix: 'ERR' });
});

test.each(['subscribe a', 'monitor', 'multi', 'watch k', 'reset', 'quit', 'hello 2', 'client reply off', 'blpop l 0', 'select 3', 'auth a b'])(
  '%s is refused: the line is shared',
  async (line) => {
    expect(await faultOf(run(line))).toMatchObject({ code: 'input', path: 'command' });
    expect(await run('ping')).toEqual(utf8('PONG'));
  },
);

test('what changes the whole server is asked first', async () => {
  expect(await faultOf(run('flushall'))).toMatchObject({ code: 'confirm', blast: { command: 'FLUSHALL' } });
  expect(await redis.direct.exists('k')).toBe(1);
  await run('FlushAll', '');
  expect(await redis.direct.dbsize()).toBe(0);
});

test('INFO comes in its sections', async () => {
  const { sections } = await serverHandlers(sessionsOf(session))['server.info']({ session: session.id }, { signal });
  expect(sections.map(({ name }) => name)).toContain('Memory');
  expect(sections.find(({ name }) => name === 'Server')?.rows.find(([name]) => name === 'redis_version')?.[1]).toMatch(/^\d+\./);
});
