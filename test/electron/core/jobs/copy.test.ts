/** Time to live, copies and exports in bulk: exact, never over what is there, and readable again by the server that wrote them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { openFileSink } from '../../../../electron/core/fileSink.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

let redis: TestRedis;
let second: TestRedis;
let session: Session;
let other: Session;
let host: Host;
let folder: string;

beforeAll(async () => {
  redis = await startRedis();
  second = await startRedis();
  folder = await mkdtemp(join(tmpdir(), 'keytide-export-'));
});
afterAll(async () => {
  await redis.stop();
  await second.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await redis.direct.flushall();
  await second.direct.flushall();
  session = await readySession(redis);
  other = await readySession(second);
  host = hostOf(session, { others: [other] });
});
afterEach(() => {
  session.close();
  other.close();
});

/** Every type, under names and with values that are no text. */
async function strange(): Promise<void> {
  const { direct } = redis;
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
  await direct.set(Buffer.concat([Buffer.from('s:'), bytes]), bytes, 'PX', 3_600_000);
  await direct.set('s:text', 'a "quoted" line\nand another\\');
  await direct.call('HSET', 's:hash', bytes, bytes, '', '', 'f', 'v');
  await direct.call('RPUSH', 's:list', bytes, '', 'x', 'x');
  await direct.call('SADD', 's:set', bytes, 'one');
  await direct.call('ZADD', 's:zset', '0.30000000000000004', bytes, '-inf', 'low', '1e300', 'high');
  await direct.call('XADD', 's:stream', '5-1', bytes, bytes);
  await direct.call('XADD', 's:stream', '7-0', 'f', 'v');
  await direct.call('XADD', 's:grouped', '1-1', 'f', 'v');
  await direct.call('XGROUP', 'CREATE', 's:grouped', 'g', '0');
  await direct.call('XREADGROUP', 'GROUP', 'g', 'me', 'STREAMS', 's:grouped', '>');
}

async function picture(of: TestRedis): Promise<ReadonlyMap<string, string>> {
  const seen = new Map<string, string>();
  for (const key of await of.direct.keysBuffer('*')) {
    const digest = String(await of.direct.call('DEBUG', 'DIGEST-VALUE', key));
    const ttl = await of.direct.pttl(key);
    seen.set(key.toString('latin1'), `${digest} ${ttl < 0 ? 'none' : Math.round(ttl / 60_000)}`);
  }
  return seen;
}

describe('copy', () => {
  test('to another database, leaving what is there', async () => {
    for (let at = 0; at < 50; at++) await redis.direct.set(`k:${at}`, 'mine', 'EX', 500);
    await redis.direct.select(3);
    await redis.direct.set('k:7', 'theirs');
    const state = await host.run({ kind: 'copy', to: { kind: 'db', db: 3 }, replace: false }, pattern('k:*'));
    expect(state).toMatchObject({ counts: { applied: 49, failed: 1 }, reasons: [{ why: { kind: 'exists' }, count: 1 }] });
    expect(await redis.direct.get('k:7')).toBe('theirs');
    expect(await redis.direct.ttl('k:8')).toBeGreaterThan(400);
    await redis.direct.select(0);
    expect(await redis.direct.dbsize()).toBe(50);
  });

  test('to another server, every type exactly and with its time to live', async () => {
    await strange();
    await second.direct.set('s:text', 'theirs');
    const state = await host.run({ kind: 'copy', to: { kind: 'session', session: other.id, db: null }, replace: false }, pattern('*'));
    expect(state).toMatchObject({ counts: { applied: 7, failed: 1 } });
    expect(await second.direct.get('s:text')).toBe('theirs');
    await redis.direct.del('s:text');
    await second.direct.del('s:text');
    expect(await picture(second)).toEqual(await picture(redis));
  });

  test('over what is there, at the user’s wish: values, types and times to live are those of the source', async () => {
    await strange();
    for (const key of ['s:text', 's:hash', 's:zset']) await second.direct.rpush(key, 'theirs');
    await second.direct.set('other', 'stays');
    const state = await host.run({ kind: 'copy', to: { kind: 'session', session: other.id, db: null }, replace: true }, pattern('*'));
    expect(state.counts).toMatchObject({ applied: 8, failed: 0 });
    await second.direct.del('other');
    expect(await picture(second)).toEqual(await picture(redis));
    await redis.direct.select(3);
    await redis.direct.set('s:text', 'theirs');
    const here = await host.run({ kind: 'copy', to: { kind: 'db', db: 3 }, replace: true }, pattern('s:text'));
    expect(here.counts).toMatchObject({ applied: 1, failed: 0 });
    expect(await redis.direct.get('s:text')).toContain('quoted');
    await redis.direct.select(0);
  });

  test('to a database of another server that its tab is not in, whatever that tab does meanwhile', async () => {
    for (let at = 0; at < 3000; at++) await redis.direct.set(`k:${at}`, `v${at}`, 'EX', 5000);
    await second.direct.set('k:1', 'in the database that is open there');
    const plan = await host.plan({ kind: 'copy', to: { kind: 'session', session: other.id, db: 5 }, replace: false }, pattern('k:*'));
    const job = await host.start(plan, { pace: 'gentle' });
    await host.until(job, ({ done }) => done > 0);
    await other.select(1);
    host.steer(job, 'full');
    const state = await host.ended(job);
    expect(state).toMatchObject({ to: 'test db5', counts: { applied: 3000, failed: 0, unknown: 0 } });
    await plan.drop();
    expect(await second.direct.info('keyspace')).toMatch(/db0:keys=1,.*\s+db5:keys=3000,expires=3000/);
    expect(other.state().db).toBe(1);
    expect(await second.direct.dbsize()).toBe(1);
  });

  test('never where they are: another tab of the same server and database is refused, another database of it is not', async () => {
    await redis.direct.set('k', 'v');
    const again = await readySession(redis);
    const own = hostOf(session, { others: [again] });
    const to = { kind: 'session', session: again.id } as const;
    expect(await faultOf(own.plan({ kind: 'copy', to: { ...to, db: null }, replace: true }, pattern('*')))).toMatchObject({ code: 'input', path: 'to' });
    expect((await own.run({ kind: 'copy', to: { ...to, db: 2 }, replace: false }, pattern('*'))).counts).toMatchObject({ applied: 1 });
    again.close();
  });

  test('OOM over there halts it; nothing is claimed', async () => {
    for (let at = 0; at < 50; at++) await redis.direct.set(`k:${at}`, 'mine');
    await second.direct.config('SET', 'maxmemory', '1');
    const plan = await host.plan({ kind: 'copy', to: { kind: 'session', session: other.id, db: null }, replace: false }, pattern('k:*'));
    const job = await host.start(plan);
    const halted = await host.until(job, ({ phase }) => phase.kind === 'halted');
    expect(halted).toMatchObject({ done: 0, phase: { why: { fault: { prefix: 'OOM' } } } });
    await second.direct.config('SET', 'maxmemory', '0');
    host.steer(job, 'resume');
    expect((await host.ended(job)).counts).toMatchObject({ applied: 50, failed: 0 });
    await plan.drop();
  });

  test('a read-only connection over there refuses the plan', async () => {
    const locked = await readySession(second, { protection: 'read-only' });
    const own = hostOf(session, { others: [locked] });
    expect(await faultOf(own.plan({ kind: 'copy', to: { kind: 'session', session: locked.id, db: null }, replace: false }, pattern('*')))).toMatchObject({
      code: 'readonly',
    });
    locked.close();
  });
});

describe('export', () => {
  async function exported(format: 'dump' | 'values' | 'commands'): Promise<Buffer> {
    const path = join(folder, `out.${format}`);
    const own = hostOf(session, { saveAs: () => openFileSink(path) });
    const state = await own.run({ kind: 'export', format }, pattern('*'));
    expect(state).toMatchObject({ phase: { how: 'complete' }, counts: { failed: 0, unknown: 0 } });
    const bytes = await readFile(path);
    expect(state.file).toEqual({ name: `out.${format}`, bytes: bytes.length, offered: false });
    return bytes;
  }

  test('commands make the same keys again through redis-cli', async () => {
    await strange();
    const text = await exported('commands');
    const cli = spawn('redis-cli', ['-p', String(second.port)], { stdio: ['pipe', 'pipe', 'ignore'] });
    const out: Buffer[] = [];
    cli.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    cli.stdin.end(text);
    await once(cli, 'exit');
    expect(Buffer.concat(out).toString()).not.toMatch(/ERR|WRONGTYPE|Invalid/);
    expect(await picture(second)).toEqual(await picture(redis));
  });

  test('values that are too big for one answer come in windows, and whole', async () => {
    const many = Array.from({ length: 5000 }, (_, at) => `element ${at} ${'x'.repeat(60)}`);
    await redis.direct.set('big:string', Buffer.alloc(400_000, 0xe9));
    for (let from = 0; from < many.length; from += 1000) {
      const some = many.slice(from, from + 1000);
      await redis.direct.rpush('big:list', ...some);
      await redis.direct.sadd('big:set', ...some);
      await redis.direct.hset('big:hash', ...some.flatMap((one) => [one, one]));
      await redis.direct.zadd('big:zset', ...some.flatMap((one, at) => [from + at, one]));
      for (const one of some.slice(0, 500)) void redis.direct.xadd('big:stream', '*', 'f', one);
    }
    await redis.direct.config('RESETSTAT');
    const text = await exported('commands');
    const asked = [...(await redis.direct.info('commandstats')).matchAll(/^cmdstat_([\w|-]+)/gm)].map(([, name]) => name);
    expect(asked).toEqual(expect.arrayContaining(['hscan', 'sscan', 'lrange', 'zrange', 'xrange', 'getrange']));
    for (const name of ['get', 'hgetall', 'smembers', 'dump']) expect(asked).not.toContain(name);
    const cli = spawn('redis-cli', ['-p', String(second.port)], { stdio: ['pipe', 'ignore', 'ignore'] });
    cli.stdin.end(text);
    await once(cli, 'exit');
    expect(await picture(second)).toEqual(await picture(redis));
  });

  test('DUMP lines hold what RESTORE takes', async () => {
    await strange();
    for (const line of (await exported('dump')).toString().trim().split('\n')) {
      const one = JSON.parse(line) as { key: string | { b64: string }; expiresAt: number | null; dump: string };
      const key = typeof one.key === 'string' ? Buffer.from(one.key) : Buffer.from(one.key.b64, 'base64');
      await second.direct.call('RESTORE', key, String(one.expiresAt ?? 0), Buffer.from(one.dump, 'base64'), 'ABSTTL');
    }
    expect(await picture(second)).toEqual(await picture(redis));
  });

  test('values are JSON, bytes that are no text are told as such, scores stay text', async () => {
    await strange();
    const lines = (await exported('values'))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: unknown; type: string; value: unknown });
    expect(lines).toHaveLength(8);
    expect(lines.find(({ key }) => key === 's:text')).toMatchObject({ type: 'string', value: 'a "quoted" line\nand another\\' });
    expect(lines.find(({ key }) => key === 's:zset')?.value).toContainEqual(['low', '-inf']);
  });

  test('nobody takes the file any more: the job says so, and does not call itself complete', async () => {
    for (let at = 0; at < 200; at++) await redis.direct.set(`k:${at}`, Buffer.alloc(100_000, at));
    const plan = await host.plan({ kind: 'export', format: 'values' }, pattern('*'));
    const job = await host.start(plan, { name: 'keys.ndjson' });
    for await (const _ of host.handlers['jobs.file']({ session: session.id, job }, { signal: new AbortController().signal })) break;
    const state = await host.ended(job);
    expect(state.phase).toEqual({ kind: 'ended', how: 'stopped', why: { kind: 'fault', fault: { code: 'cancelled' } } });
    expect(state.done).toBeLessThan(200);
    await plan.drop();
  });

  test('a cancelled export leaves no file; a page that takes pieces gets all of them', async () => {
    for (let at = 0; at < 3000; at++) await redis.direct.set(`k:${at}`, 'x'.repeat(100));
    const path = join(folder, 'cancelled');
    const own = hostOf(session, { saveAs: () => openFileSink(path) });
    const plan = await own.plan({ kind: 'export', format: 'dump' }, pattern('*'));
    const job = await own.start(plan, { pace: 'gentle' });
    own.steer(job, 'cancel');
    await own.ended(job);
    await plan.drop();
    expect((await readdir(folder)).filter((name) => name.startsWith('cancelled'))).toEqual([]);

    const offered = await host.plan({ kind: 'export', format: 'dump' }, pattern('*'));
    const taking = await host.start(offered, { name: 'keys.ndjson' });
    const pieces: Buffer[] = [];
    for await (const piece of host.handlers['jobs.file']({ session: session.id, job: taking }, { signal: new AbortController().signal }))
      pieces.push(Buffer.from(piece));
    expect(Buffer.concat(pieces).toString().trim().split('\n')).toHaveLength(3000);
    expect((await host.ended(taking)).file).toMatchObject({ name: 'keys.ndjson', offered: true });
    await offered.drop();
  });
});
