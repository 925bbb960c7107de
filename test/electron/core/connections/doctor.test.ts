/** Every failed connect tells its steps: which one failed, after what time, without a second login; and what a user may not do. */
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { abilitiesOf } from '../../../../electron/core/connections/abilities.ts';
import { connectionHandlers } from '../../../../electron/core/connections/handlers.ts';
import { testConnection } from '../../../../electron/core/connections/report.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createSessions } from '../../../../electron/core/sessions.ts';
import { newProfile, type ProfileFields } from '../../../../shared/connections/profile.ts';
import type { Ability, Phase, TestStep } from '../../../../shared/connections/session.ts';
import { freePort, startRedis, type TestRedis } from '../../../support/redis.ts';
import { fakeRedis } from './fakes.ts';
import { closeAll, openTest, phaseOf, ready } from './setting.ts';

let redis: TestRedis;
/** Older ones have no ACL DRYRUN. */
let tells = false;

beforeAll(async () => {
  redis = await startRedis(['--requirepass', 'pw'], { password: 'pw' });
  tells = Number(/redis_version:(\d+)/.exec(await redis.direct.info('server'))?.[1] ?? 0) >= 7;
});
afterEach(closeAll);
afterAll(() => redis.stop());

const told = (steps: readonly TestStep[] | undefined): unknown[] =>
  (steps ?? [])
    .filter(({ step }) => step !== 'name')
    .map(({ step, fault }) => [step, fault === null ? 'ok' : fault.code === 'connect' ? fault.reason : fault.code]);
const soon = { firstRetryMs: 60_000, lastRetryMs: 60_000 };

async function failed(profile: Partial<ProfileFields> & { port: number }, password?: string): Promise<Phase & { kind: 'waiting' | 'stopped' }> {
  const opened = openTest(profile, { timing: soon, db: profile.db ?? 0, ...(password === undefined ? {} : { password }) });
  await expect.poll(() => opened.session.state().phase.kind, { timeout: 15_000, interval: 10 }).toMatch(/waiting|stopped/);
  return opened.session.state().phase as Phase & { kind: 'waiting' | 'stopped' };
}

describe('a failed connect of a session', () => {
  test('says how far it came', async () => {
    const http = await fakeRedis(() => 'HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(told((await failed({ port: await freePort() })).steps)).toEqual([['tcp', 'refused']]);
    expect(told((await failed({ port: redis.port }, 'wrong')).steps)).toEqual([
      ['tcp', 'ok'],
      ['login', 'auth'],
    ]);
    expect(told((await failed({ port: redis.port, db: 99 }, 'pw')).steps)).toEqual([
      ['tcp', 'ok'],
      ['answer', 'ok'],
      ['login', 'ok'],
      ['select', 'select'],
    ]);
    expect(told((await failed({ port: http.port })).steps)).toEqual([
      ['tcp', 'ok'],
      ['answer', 'http'],
    ]);
    expect(told((await failed({ port: http.port, topology: 'cluster' })).steps)).toEqual([
      ['tcp', 'ok'],
      ['answer', 'http'],
    ]);
    await http.close();
  });

  test('tells it from the one attempt that was made: nobody logs in twice to find out', async () => {
    await redis.direct.call('ACL', 'LOG', 'RESET');
    await failed({ port: redis.port, username: 'nobody' }, 'wrong');
    const log = (await redis.direct.call('ACL', 'LOG')) as unknown[][];
    expect(log.map((entry) => entry[entry.indexOf('count') + 1])).toEqual([1]);
  });

  test('a connection that was up is lost without steps', async () => {
    const own = await startRedis();
    const opened = openTest({ port: own.port }, { timing: soon });
    await ready(opened);
    await own.kill();
    expect((await phaseOf(opened, 'waiting')).steps).toBeUndefined();
    await own.stop();
  });

  test('takes at most eight seconds, whatever is silent: a port that accepts and says nothing, with TLS and without', async () => {
    const hole: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
    const { port } = hole.address() as { port: number };
    const timed = async (run: () => Promise<readonly TestStep[] | undefined>): Promise<void> => {
      const began = performance.now();
      const steps = (await run()) ?? [];
      expect(steps.at(-1)?.fault).toMatchObject({ code: 'connect', reason: 'timeout' });
      // Planned for less than 7.8 s; a busy machine runs its timers late.
      expect(steps.reduce((sum, { ms }) => sum + (ms ?? 0), 0)).toBeLessThan(9000);
      expect(performance.now() - began).toBeLessThan(9500);
    };
    await Promise.all([
      timed(async () => (await failed({ port })).steps),
      timed(async () => (await failed({ port, tls: true })).steps),
      timed(async () => (await testConnection({ ...newProfile, port, secrets: [] }, { secrets: () => null, signal: new AbortController().signal })).steps),
    ]);
    hole.close();
  }, 20_000);
});

describe('permissions', () => {
  async function sessionOf(user: string, ...rules: string[]): Promise<Session> {
    await redis.direct.call('ACL', 'SETUSER', user, 'reset', 'on', '>pw', ...rules);
    return ready(openTest({ port: redis.port, username: user }, { password: 'pw' }));
  }
  async function permissions(session: Session): Promise<{ abilities: readonly Ability[] | null; refused: readonly string[] }> {
    const sessions = createSessions();
    sessions.add(session);
    const handlers = connectionHandlers({ sessions } as Parameters<typeof connectionHandlers>[0]);
    return handlers['session.permissions']({ session: session.id }, { signal: new AbortController().signal });
  }
  const lacking = (abilities: readonly Ability[] | null): unknown => abilities?.filter(({ may }) => may !== 'yes').map(({ command, may }) => [command, may]);

  test('a user of one command connects; what it lacks is listed, and its own actions list stays quiet', async () => {
    const session = await sessionOf('getter', '+get', '~*');
    expect(session.state().facts).toMatchObject({ user: 'getter', refused: ['PING', 'CLIENT INFO', 'INFO', 'CONFIG GET'] });
    expect(await permissions(session)).toMatchObject({ abilities: null, refused: ['PING', 'CLIENT INFO', 'INFO', 'CONFIG GET'] });
    for await (const entries of session.activity(new AbortController().signal)) {
      expect(entries).toEqual([]);
      break;
    }
  });

  test('a reader of some keys: told by purpose, without one refusal in the log of the server', async () => {
    if (!tells) return;
    const session = await sessionOf('reader', '+@read', '+@connection', '+info', '+config|get', '+acl|dryrun', '~app:*', 'resetchannels');
    await redis.direct.call('ACL', 'LOG', 'RESET');
    const { abilities } = await permissions(session);
    expect(lacking(abilities)).toEqual(
      expect.arrayContaining([
        ['GET', 'some'],
        ['SET', 'no'],
        ['DEL', 'no'],
        ['EVAL', 'no'],
        ['MONITOR', 'no'],
      ]),
    );
    expect(abilities?.find(({ command }) => command === 'SCAN')).toEqual({ purpose: 'browse', command: 'SCAN', may: 'yes' });
    expect(await redis.direct.call('ACL', 'LOG')).toEqual([]);
    expect(await redis.direct.call('EXISTS', 'k')).toBe(0);
  });

  test('a user without limits has none, and a server that does not know the question tells nothing', async () => {
    if (tells) {
      const told = await permissions(await sessionOf('all', '+@all', '~*', '&*'));
      expect(lacking(told.abilities)).toEqual([]);
    }
    expect(await abilitiesOf('u', (all) => Promise.resolve(all.map(() => null)))).toEqual([]);
  });

  test('is the last step of a test', async () => {
    await redis.direct.call('ACL', 'SETUSER', 'writer', 'reset', 'on', '>pw', '+@all', '-@dangerous', '~*', '&*', '+acl|dryrun');
    const report = await testConnection(
      { ...newProfile, port: redis.port, username: 'writer', secrets: [] },
      { secrets: (name) => (name === 'password' ? 'pw' : null), signal: new AbortController().signal },
    );
    expect(report.steps.at(-1)).toMatchObject({ step: 'permissions', fault: null });
    if (tells) expect(lacking(report.abilities)).toContainEqual(['MONITOR', 'no']);
  });
});
