/** Connections as a page uses them: tests of a draft, sessions that live while watched, TLS. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createArrivals } from '../../../../electron/core/connections/arrivals.ts';
import { connectionHandlers } from '../../../../electron/core/connections/handlers.ts';
import { openProfiles, type Profiles } from '../../../../electron/core/connections/profiles.ts';
import { testConnection } from '../../../../electron/core/connections/report.ts';
import { timing } from '../../../../electron/core/connections/timing.ts';
import { knownHostsOnly } from '../../../../electron/core/connections/way/hostKeys.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { createSessions } from '../../../../electron/core/sessions.ts';
import { newProfile, type ProfileFields } from '../../../../shared/connections/profile.ts';
import type { SessionState, TestReport } from '../../../../shared/connections/session.ts';
import { freePort, startRedis, type TestRedis } from '../../../support/redis.ts';
import { fakeRedis } from './fakes.ts';
import { closeAll, faultOf, openTest, phaseOf, ready } from './setting.ts';

let redis: TestRedis;
let folder = '';
let profiles: Profiles;
const log = createLog(() => undefined);
const sessions = createSessions();
let handlers: ReturnType<typeof connectionHandlers>;
const signal = new AbortController().signal;

beforeAll(async () => {
  redis = await startRedis(['--requirepass', 'pw'], { password: 'pw' });
  folder = await mkdtemp(join(tmpdir(), 'keytide-handlers-'));
  profiles = await openProfiles({ dataFolder: folder, secrets: { seal: null, open: () => Promise.reject(new Error('none')) }, log });
  handlers = connectionHandlers({
    hostKeys: knownHostsOnly(),
    profiles,
    sessions,
    arrivals: createArrivals(profiles, {}),
    log,
    leave: (session) => session.close(),
  });
});
afterAll(async () => {
  closeAll();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

const report = (profile: Partial<ProfileFields>, password: string | null = null): Promise<TestReport> =>
  Promise.resolve(
    handlers['connections.test'](
      { profile: { ...newProfile, ...profile }, secrets: password === null ? {} : { password: { kind: 'set', password } } },
      { signal },
    ),
  );
const steps = ({ steps: all }: TestReport): unknown[] =>
  all.map(({ step, fault }) => [step, fault === null ? 'ok' : fault.code === 'connect' ? fault.reason : fault.code]);

test('a session lives exactly as long as it is watched', async () => {
  const { id } = await profiles.save({ ...newProfile, port: redis.port, db: 2 }, { password: { kind: 'set', password: 'pw' } });
  const end = new AbortController();
  const states: SessionState[] = [];
  for await (const state of handlers['session.open']({ profileId: id, db: null }, { signal: end.signal })) {
    states.push(state);
    if (state.phase.kind !== 'ready') continue;
    await sessions.get(state.session).send('SET', ['a', '1']);
    await handlers['session.select']({ session: state.session, db: 4 }, { signal });
    expect(sessions.get(state.session).state().db).toBe(4);
    end.abort();
  }
  expect(states[0]).toMatchObject({ db: 2, phase: { kind: 'connecting' }, profile: { id, secrets: ['password'] } });
  expect(JSON.stringify(states)).not.toContain('"pw"');
  expect(() => sessions.get(states[0]?.session ?? '')).toThrow('missing');
  await expect.poll(async () => String(await redis.direct.client('LIST')).includes('keytide:session')).toBe(false);
});

test('opening what is not there fails', async () => {
  const states = handlers['session.open']({ profileId: 'none', db: null }, { signal })[Symbol.asyncIterator]();
  expect(await faultOf(states.next())).toEqual({ code: 'missing', what: 'profile' });
});

test('a test that goes well takes every step and leaves nothing behind', async () => {
  const told = await report({ port: redis.port, db: 3 }, 'pw');
  expect(steps(told)).toEqual(
    [
      ['name', 'ok'],
      ['tcp', 'ok'],
      ['answer', 'ok'],
      ['login', 'ok'],
      ['select', 'ok'],
      ['facts', 'ok'],
      ['permissions', 'ok'],
    ].filter(([step]) => step !== 'name' || told.steps[0]?.step === 'name'),
  );
  expect(told.facts).toMatchObject({ product: 'redis', user: 'default' });
  expect(told.abilities?.every(({ may }) => may === 'yes') ?? true).toBe(true);
  await expect.poll(async () => String(await redis.direct.client('LIST')).includes('keytide:test')).toBe(false);
});

test('a test tells which step failed', async () => {
  const last = async (told: Promise<TestReport>): Promise<unknown> => steps(await told).at(-1);
  expect(await last(report({ host: 'no-such-host.invalid' }))).toEqual(['name', 'name']);
  expect(await last(report({ port: await freePort() }))).toEqual(['tcp', 'refused']);
  expect(await last(report({ port: redis.port }, 'wrong'))).toEqual(['login', 'auth']);
  expect(await last(report({ port: redis.port, db: 99 }, 'pw'))).toEqual(['select', 'select']);
  const http = await fakeRedis(() => 'HTTP/1.1 400 Bad Request\r\n\r\n');
  expect(await last(report({ port: http.port }))).toEqual(['answer', 'http']);
  expect(await last(report({ port: http.port, topology: 'cluster' }))).toEqual(['answer', 'http']);
  await http.close();
});

test('a test of a silent server ends in time', async () => {
  const silent = await fakeRedis(() => null);
  const told = await testConnection({ ...newProfile, port: silent.port, secrets: [] }, { secrets: () => null, signal, timing: { ...timing, connectMs: 200 } });
  expect(steps(told).at(-1)).toEqual(['answer', 'timeout']);
  await silent.close();
});

test('a saved password is used for a test without the page having it', async () => {
  const profile = await profiles.save({ ...newProfile, port: redis.port }, { password: { kind: 'set', password: 'pw' } });
  const told = await handlers['connections.test']({ profile, secrets: {} }, { signal });
  expect(told.facts).not.toBeNull();
});

test('TLS: an untrusted certificate is refused, a plain client is told, a plain port is told', async () => {
  const [key, crt] = [join(folder, 'key.pem'), join(folder, 'crt.pem')];
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-keyout',
    key,
    '-out',
    crt,
  ]);
  const port = await freePort();
  const secure = await startRedis([
    '--tls-port',
    String(port),
    '--tls-cert-file',
    crt,
    '--tls-key-file',
    key,
    '--tls-ca-cert-file',
    crt,
    '--tls-auth-clients',
    'no',
  ]);
  const untrusted = openTest({ port, host: 'localhost', tls: true });
  expect((await phaseOf(untrusted, 'stopped')).fault).toMatchObject({
    code: 'connect',
    reason: 'tls-certificate',
    detail: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
  });
  const plain = openTest({ port });
  expect((await phaseOf(plain, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'tls-wanted' });
  const wrongPort = openTest({ port: secure.port, tls: true }, { timing: { connectMs: 1000 } });
  expect((await phaseOf(wrongPort, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'tls' });
  closeAll();
  await secure.stop();
});

test('databases are counted when somebody looks; a user who may not ask is told nothing', async () => {
  const keyed = await startRedis();
  for (const [db, count] of [
    [0, 1],
    [5, 3],
  ] as const) {
    await keyed.direct.select(db);
    for (let at = 0; at < count; at++) await keyed.direct.set(`k${at}`, 'v', 'EX', 1000);
  }
  await keyed.direct.call('ACL', 'SETUSER', 'blind', 'reset', 'on', 'nopass', '+@all', '-info', '~*');
  const databases = async (username: string): Promise<unknown> => {
    const opened = openTest({ port: keyed.port, username });
    await ready(opened);
    sessions.add(opened.session);
    return handlers['session.databases']({ session: opened.session.id }, { signal });
  };
  expect(await databases('')).toEqual({
    databases: [
      { db: 0, keys: 1, expires: 1 },
      { db: 5, keys: 3, expires: 3 },
    ],
  });
  expect(await databases('blind')).toEqual({ databases: null });
  await keyed.stop();
});

test('a session that is asked for read-only writes nothing, whatever the profile allows', async () => {
  const { id } = await profiles.save({ ...newProfile, port: redis.port }, { password: { kind: 'set', password: 'pw' } });
  const end = new AbortController();
  for await (const state of handlers['session.open']({ profileId: id, db: null, readOnly: true }, { signal: end.signal })) {
    if (state.phase.kind !== 'ready') continue;
    expect(state.profile.protection).toBe('read-only');
    expect(await faultOf(sessions.get(state.session).send('SET', ['k', 'v'], { confirmed: '' }))).toMatchObject({ code: 'readonly' });
    expect(profiles.get(id).protection).toBe('free');
    end.abort();
  }
});
