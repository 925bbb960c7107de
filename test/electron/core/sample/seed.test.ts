/** What the sample server is filled with, read back from a real server. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill, type Seeded, seedCommands } from '../../../../electron/core/sample/seed.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

let server: TestRedis;
let seeded: Seeded;
let names: Buffer[];
const progress: number[] = [];

beforeAll(async () => {
  server = await startRedis();
  seeded = await fill(server.direct, Date.now(), (keys) => progress.push(keys));
  names = await allNames();
});
afterAll(() => server.stop());

async function allNames(): Promise<Buffer[]> {
  const found: Buffer[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await server.direct.scanBuffer(cursor, 'COUNT', 2000);
    found.push(...keys);
    cursor = next.toString();
  } while (cursor !== '0');
  return found;
}

function named(start: string): string[] {
  return names.map((name) => name.toString('utf8')).filter((name) => name.startsWith(start));
}

describe('fill', () => {
  it('is refused nothing and says how many keys there are in both databases', async () => {
    expect(seeded.refused).toBe(0);
    const zero = await server.direct.dbsize();
    await server.direct.select(1);
    const one = await server.direct.dbsize();
    await server.direct.select(0);
    expect(seeded.keys).toBe(zero + one);
    expect(zero).toBeGreaterThan(9500);
    expect(zero).toBeLessThan(10_500);
    expect(one).toBeGreaterThan(10);
  });

  it('reports growing numbers and the last one', () => {
    expect(progress.length).toBeGreaterThan(5);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(seeded.keys);
  });

  it('has every core type', async () => {
    const pipeline = server.direct.pipeline();
    for (const name of names) pipeline.type(name);
    const counts = new Map<string, number>();
    for (const [, type] of (await pipeline.exec()) ?? []) counts.set(String(type), (counts.get(String(type)) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      string: expect.toSatisfy((n: number) => n > 5000) as unknown,
      hash: expect.toSatisfy((n: number) => n > 3000) as unknown,
      list: expect.toSatisfy((n: number) => n >= 12) as unknown,
      set: expect.toSatisfy((n: number) => n > 150) as unknown,
      zset: expect.toSatisfy((n: number) => n >= 7) as unknown,
      stream: 2,
    });
  });

  it('gives the same commands for the same time', () => {
    const digest = (now: number): string => {
      const hash = createHash('sha256');
      for (const command of seedCommands(now)) for (const word of command) hash.update(typeof word === 'number' ? String(word) : word).update('\n');
      return hash.digest('hex');
    };
    expect(digest(1_800_000_000_000)).toBe(digest(1_800_000_000_000));
    expect(digest(1_800_000_000_000)).not.toBe(digest(1_800_000_001_000));
  });
});

describe('odd names, to the byte', () => {
  const expected: readonly (readonly [what: string, name: Buffer])[] = [
    ['empty', Buffer.alloc(0)],
    ['only a delimiter', Buffer.from(':')],
    ['markup', Buffer.from('<img src=x onerror=alert(1)>')],
    ['right-to-left override', Buffer.from('odd:\u202egnp.exe\u202c')],
    ['control characters', Buffer.from('odd:line\nbreak\ttab\r\u0000nul\u001b[31mred\u0007', 'utf8')],
    ['__proto__', Buffer.from('__proto__')],
    ['composed', Buffer.from([...Buffer.from('odd:caf'), 0xc3, 0xa9])],
    ['decomposed', Buffer.from([...Buffer.from('odd:cafe'), 0xcc, 0x81])],
    ['very long', Buffer.from(`odd:long:${'x'.repeat(4000)}`)],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28])],
    ['binary after text', Buffer.from([...Buffer.from('odd:binary:'), 0xde, 0xad, 0xbe, 0xef, 0x3a, 0x00])],
  ];
  it.each(expected)('%s', async (_, name) => {
    expect(names.filter((one) => one.equals(name))).toHaveLength(1);
    expect((await server.direct.get(name))?.startsWith('value ')).toBe(true);
  });

  it('goes many levels deep', () => {
    expect(Math.max(...names.map((name) => name.toString('utf8').split(':').length))).toBeGreaterThan(20);
  });
});

describe('values', () => {
  it('has JSON both pretty and minified, and plain counters', async () => {
    const [minified, pretty] = await server.direct.mget('cache:product:1', 'cache:product:2');
    expect(minified).toBe(JSON.stringify(JSON.parse(minified ?? '')));
    expect(pretty).toBe(JSON.stringify(JSON.parse(pretty ?? ''), null, 2));
    expect(await server.direct.incr('stats:orders:total')).toBeGreaterThan(0);
  });

  it('has users as hashes with JSON in a field', async () => {
    expect(named('user:1001')).toContain('user:1001');
    const profile: unknown = JSON.parse((await server.direct.hget('user:1001', 'profile')) ?? '');
    expect(profile).toMatchObject({ id: 1001, address: { zip: expect.stringMatching(/^\d{5}$/) as unknown } });
  });

  it('has msgpack and gzip that decode', async () => {
    const packed = named('session:msgpack:');
    expect(packed).toHaveLength(200);
    expect(decode((await server.direct.getBuffer(packed[0] ?? '')) ?? Buffer.alloc(0))).toMatchObject({
      user: expect.any(Number) as unknown,
      seen: expect.any(Date) as unknown,
      token: expect.any(Uint8Array) as unknown,
    });
    const zipped = await server.direct.getBuffer('report:2026-03:gz');
    expect(JSON.parse(gunzipSync(zipped ?? Buffer.alloc(0)).toString())).toMatchObject({ month: '2026-03' });
  });

  it('has lists of chat, sets of who is online, geo, HyperLogLog and bitmaps', async () => {
    const line: unknown = JSON.parse((await server.direct.lindex('chat:room:general:log', -1)) ?? '');
    expect(line).toMatchObject({ room: 'general', user: expect.any(Number) as unknown, text: expect.any(String) as unknown });
    expect(await server.direct.scard('online:users')).toBe(400);
    expect(Number(await server.direct.call('GEODIST', 'stores:geo', 'Berlin Mitte', 'Hamburg Altona', 'km'))).toBeCloseTo(255, -1);
    expect(await server.direct.pfcount('visitors:2026-11-01')).toBeGreaterThan(40);
    expect(await server.direct.bitcount('active:2026-11-01')).toBeGreaterThan(500);
  });

  it('has scores that are fractions and infinities', async () => {
    const score = (member: string) => server.direct.zscore('leaderboard:alltime', member);
    expect(await score('user:the-founder')).toBe('inf');
    expect(await score('user:banned')).toBe('-inf');
    expect(Number(await score('user:fraction'))).toBe(0.1);
  });

  it('has order events with a group that has work pending at two consumers, and one that is behind', async () => {
    const [pending, , , consumers] = (await server.direct.xpending('orders.events', 'fulfilment')) as [number, string, string, [string, string][]];
    expect(pending).toBe(25);
    expect(consumers).toEqual([
      ['packer-1', '5'],
      ['packer-2', '20'],
    ]);
    const groups = (await server.direct.call('XINFO', 'GROUPS', 'orders.events')) as unknown[][];
    expect(groups.map((group) => group[1])).toEqual(['analytics', 'fulfilment']);
    // What traffic adds gets an id of the server's clock, so the seed must not be ahead of it.
    expect(await server.direct.xadd('orders.events', '*', 'event', 'created')).toMatch(/^\d+-\d+$/);
  });

  it('has a big hash, a 5 MiB string and empty values', async () => {
    expect(await server.direct.hlen('inventory:all')).toBe(20_000);
    expect(await server.direct.strlen('export:orders:csv')).toBe(5 * 1024 * 1024);
    expect(await server.direct.get('odd:value:empty')).toBe('');
    expect(await server.direct.hget('odd:hash', '')).toBe('the empty field');
    expect(await server.direct.xlen('odd:stream:empty')).toBe(0);
  });

  it('has TTLs from seconds to months, and keys without', async () => {
    const pipeline = server.direct.pipeline();
    for (const name of names) pipeline.ttl(name);
    const ttls = ((await pipeline.exec()) ?? []).map(([, ttl]) => Number(ttl));
    const living = ttls.filter((ttl) => ttl >= 0);
    expect(ttls.filter((ttl) => ttl === -1).length).toBeGreaterThan(5000);
    expect(living.filter((ttl) => ttl < 60).length).toBeGreaterThan(10);
    expect(living.filter((ttl) => ttl > 60 * 86_400).length).toBeGreaterThan(10);
    expect(living.length).toBeGreaterThan(1500);
  });
});
