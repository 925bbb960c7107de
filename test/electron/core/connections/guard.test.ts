/** The tiers: what leaves the host under each, what is asked first, what never shares this connection. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { kindOf, kindOfFlags } from '../../../../electron/core/connections/commands.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import type { Protection } from '../../../../shared/connections/profile.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { fakeRedis } from './fakes.ts';
import { closeAll, faultOf, openTest, ready, text } from './setting.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(() => redis.direct.flushall());
afterEach(closeAll);
afterAll(() => redis.stop());

const guarded = (protection: Protection, name = ''): Promise<Session> => ready(openTest({ port: redis.port, protection, name }));
const run = (session: Session, line: string, confirmed: string | null = null): Promise<unknown> => {
  const [command = '', ...args] = line.split(' ');
  return session.send(command, args, { confirmed });
};

test.each([
  'SET a 1',
  'sEt a 1',
  'DEL a',
  'GETEX a PERSIST',
  'GETDEL a',
  'SORT a STORE b',
  'sort a get # store b',
  'GEORADIUS a 0 0 1 m STOREDIST b',
  'XREADGROUP GROUP g c STREAMS s >',
  'EVAL return 0',
  'EVALSHA abc 0',
  'FCALL f 0',
  'PUBLISH a b',
  'SPUBLISH a b',
  'CONFIG SET maxmemory 1',
  'CONFIG REWRITE',
  'CLIENT KILL TYPE normal',
  'CLIENT PAUSE 1000',
  'FLUSHALL',
  'flushdb',
  'SCRIPT FLUSH',
  'FUNCTION DELETE f',
  'ACL SETUSER x',
  'ACL LOG RESET',
  'SLOWLOG RESET',
  'DEBUG SLEEP 0',
  'SHUTDOWN',
  'MIGRATE h 1 k 0 1',
  'RESTORE a 0 x',
  'BITFIELD a SET u8 0 1',
  'XGROUP CREATE s g 0',
  'MODULE LOAD x',
  'OBJECT SOMETHING a',
  'NOSUCHCOMMAND a',
  'PFDEBUG GETREG a',
  'RESTORE-ASKING a 0 x',
  'CLUSTER MEET a 1',
  'MEMORY PURGE',
])('bad input 20: read-only: %s does not leave the host', async (line) => {
  const session = await guarded('read-only');
  const before = String(await redis.direct.call('INFO', 'commandstats'));
  expect(await faultOf(run(session, line, ''))).toMatchObject({ code: 'readonly' });
  const name = (line.split(' ')[0] ?? '').toLowerCase();
  const calls = (info: string): string[] => info.split('\r\n').filter((row) => row.startsWith(`cmdstat_${name}:`) || row.startsWith(`cmdstat_${name}|`));
  expect(calls(String(await redis.direct.call('INFO', 'commandstats')))).toEqual(calls(before));
});

test.each([
  'GET a',
  'get a',
  'SCAN 0',
  'INFO',
  'TYPE a',
  'SORT a',
  'CONFIG GET maxmemory',
  'CLIENT LIST',
  'SLOWLOG GET',
  'MEMORY USAGE a',
  'OBJECT HELP',
  'XINFO HELP',
  'EVAL_RO return{} 0',
  'ACL WHOAMI',
  'PUBSUB CHANNELS',
  'COMMAND COUNT',
  'LATENCY LATEST',
  'SORT_RO a',
  'XREAD STREAMS a 0',
])('read-only: %s passes', async (line) => {
  const session = await guarded('read-only');
  await expect(run(session, line)).resolves.toBeDefined();
});

test('read-only judges every command of a batch before any is sent', async () => {
  const session = await guarded('read-only');
  expect(
    await faultOf(
      session.sendMany([
        ['GET', 'a'],
        ['SET', 'a', 1],
      ]),
    ),
  ).toEqual({ code: 'readonly', command: 'SET' });
});

test('confirm: a write says what it will do and waits for a yes', async () => {
  const session = await guarded('confirm');
  expect(await faultOf(run(session, 'DEL a b c'))).toEqual({ code: 'confirm', blast: { command: 'DEL', keys: 3, typed: null } });
  expect(await faultOf(run(session, 'PUBLISH a b'))).toEqual({ code: 'confirm', blast: { command: 'PUBLISH', keys: 0, typed: null } });
  expect(
    await faultOf(
      session.sendMany([
        ['GET', 'a'],
        ['SET', 'a', 1],
        ['MSET', 'b', 1, 'c', 1],
      ]),
    ),
  ).toEqual({ code: 'confirm', blast: { command: 'SET', keys: 3, typed: null } });
  expect(await redis.direct.dbsize()).toBe(0);
  await run(session, 'SET a 1', '');
  expect(await redis.direct.get('a')).toBe('1');
});

test('confirm: what changes the whole server wants the name of the connection typed', async () => {
  const session = await guarded('confirm', 'Orders');
  await redis.direct.set('a', '1');
  const asked = { code: 'confirm', blast: { command: 'FLUSHDB', keys: 1, typed: 'Orders' } };
  expect(await faultOf(run(session, 'flushdb'))).toEqual(asked);
  for (const wrong of ['', 'orders', 'Orders ']) expect(await faultOf(run(session, 'flushdb', wrong))).toEqual(asked);
  expect(await redis.direct.exists('a')).toBe(1);
  await run(session, 'flushdb', 'Orders');
  expect(await redis.direct.exists('a')).toBe(0);
});

test('free: writes pass; what changes the whole server wants a yes', async () => {
  const session = await guarded('free', 'Orders');
  await run(session, 'SET a 1');
  expect(await faultOf(run(session, 'CONFIG SET maxmemory 0'))).toEqual({ code: 'confirm', blast: { command: 'CONFIG SET', keys: 0, typed: null } });
  await run(session, 'FLUSHALL', '');
  expect(await redis.direct.dbsize()).toBe(0);
});

test('what a script stands for is judged in its place', async () => {
  const as = { command: 'SET', keys: 1, typed: null } as const;
  const script = ["return redis.call('SET', KEYS[1], '1')", 1, 'a'];
  const session = await guarded('confirm');
  expect(await faultOf(session.send('EVAL', script, { as }))).toEqual({ code: 'confirm', blast: as });
  expect(await faultOf(session.send('EVAL', script, { as: { ...as, typed: '17' }, confirmed: '16' }))).toEqual({
    code: 'confirm',
    blast: { ...as, typed: '17' },
  });
  expect(text(await session.send('EVAL', script, { as: { ...as, typed: '17' }, confirmed: '17' }))).toBe('OK');
  expect(await faultOf((await guarded('read-only')).send('EVAL', script, { as, confirmed: '' }))).toEqual({ code: 'readonly', command: 'SET' });
});

test.each([
  'SUBSCRIBE a',
  'PSUBSCRIBE a',
  'MONITOR',
  'MULTI',
  'EXEC',
  'WATCH a',
  'RESET',
  'HELLO 2',
  'QUIT',
  'CLIENT REPLY OFF',
  'client reply skip',
  'SELECT 1',
  'AUTH x',
  'BLPOP a 0',
  'XREAD BLOCK 0 STREAMS a $',
  'xreadgroup GROUP g c block 0 STREAMS s >',
  'WAIT 1 0',
  'SYNC',
  'REPLCONF x',
  'CLIENT TRACKING ON',
  'READONLY',
])('bad input 19: %s would desync or block what is shared, and is refused', async (line) => {
  const opened = openTest({ port: redis.port });
  const session = await ready(opened);
  expect(await faultOf(run(session, line, ''))).toMatchObject({ code: 'input', path: 'command' });
  expect(text(await session.send('PING', []))).toBe('PONG');
  expect(opened.phases.filter(({ kind }) => kind === 'ready')).toHaveLength(1);
});

test('a command not known here is judged by what the server says of it, asked once', async () => {
  const info = (name: string, flag: string): string => `*1\r\n*6\r\n$${name.length}\r\n${name}\r\n:2\r\n*1\r\n+${flag}\r\n:1\r\n:1\r\n:1\r\n`;
  const flags = new Map([
    ['MOD.READ', 'readonly'],
    ['MOD.SET', 'write'],
    ['MOD.WAIT', 'blocking'],
  ]);
  const fake = await fakeRedis((words) => (words[0] === 'COMMAND' ? info(words[2] ?? '', flags.get(words[2] ?? '') ?? 'fast') : undefined));
  const session = await ready(openTest({ port: fake.port, protection: 'read-only' }));
  await session.send('mod.read', ['a']);
  await session.send('MOD.READ', ['a']);
  expect(fake.heard.filter((line) => line === 'COMMAND INFO MOD.READ')).toHaveLength(1);
  expect(await faultOf(session.send('MOD.SET', ['a']))).toEqual({ code: 'readonly', command: 'MOD.SET' });
  expect(await faultOf(session.send('MOD.WAIT', ['a']))).toMatchObject({ code: 'input' });
  expect(await faultOf(session.send('MOD.ELSE', ['a']))).toEqual({ code: 'readonly', command: 'MOD.ELSE' });
  await fake.close();
});

test('bad input 43: a name that is no command name is refused before it is sent', async () => {
  const session = await guarded('free');
  for (const name of ['', ' ', 'GET\r\nSET', 'İNFO', 'x'.repeat(129)])
    expect(await faultOf(session.send(name, []))).toMatchObject({ code: 'input', path: 'command' });
});

test('the built-in table agrees with the server on every command that it calls a read', async () => {
  const known = (await redis.direct.call('COMMAND')) as [string, number, string[], ...unknown[]][];
  const containers = new Set([
    'client',
    'config',
    'acl',
    'slowlog',
    'latency',
    'memory',
    'module',
    'object',
    'pubsub',
    'script',
    'function',
    'xinfo',
    'xgroup',
    'cluster',
    'command',
  ]);
  const byOption = new Set(['sort', 'georadius', 'georadiusbymember']);
  const flat = known.flatMap((entry) => (containers.has(entry[0]) ? ((entry[9] ?? []) as typeof known) : [entry]));
  expect(flat.length).toBeGreaterThan(300);
  for (const [name, , flags] of flat) {
    if (byOption.has(name)) continue;
    const [command = '', sub] = name.toUpperCase().split('|');
    if (kindOf(command, sub === undefined ? [] : [sub]) !== 'read') continue;
    expect(flags, name).not.toContain('write');
    expect(flags, name).not.toContain('blocking_');
  }
  for (const [name, , flags] of flat)
    if (flags.includes('write') && !byOption.has(name)) expect(kindOf(name.toUpperCase(), []) ?? kindOfFlags(flags), name).not.toBe('read');
});
