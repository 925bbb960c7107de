/** Live traffic on a real server: what is published, how fast, and what it survives. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sampleClient } from '../../../../electron/core/sample/client.ts';
import { createPace } from '../../../../electron/core/sample/pace.ts';
import { createRandom } from '../../../../electron/core/sample/random.ts';
import { startTraffic, type Traffic } from '../../../../electron/core/sample/traffic.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

const password = 'sample';

interface Stage {
  readonly server: TestRedis;
  readonly traffic: Traffic;
  readonly heard: { channel: string; payload: string }[];
}

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function stage(rate: number): Promise<Stage> {
  const server = await startRedis(['--requirepass', password], { password });
  const client = sampleClient(server.port, password, true);
  const listener = sampleClient(server.port, password, true);
  await Promise.all([client.connect(), listener.connect()]);
  const heard: { channel: string; payload: string }[] = [];
  listener.on('pmessage', (_pattern: string, channel: string, payload: string) => heard.push({ channel, payload }));
  await listener.psubscribe('*');
  const traffic = startTraffic(client, createRandom(1), rate);
  cleanups.push(async () => {
    client.disconnect();
    listener.disconnect();
    await traffic.stop();
    await server.stop();
  });
  return { server, traffic, heard };
}

function heardAtLeast(one: Stage, count: number): Promise<void> {
  return vi.waitFor(() => expect(one.heard.length).toBeGreaterThanOrEqual(count), { timeout: 15_000, interval: 10 });
}

describe('pace', () => {
  it('is exact over any row of ticks that are not late by more than a second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 60 }), (rate, ticks) => {
        const pace = createPace(rate, 100);
        let now = 100;
        let total = 0;
        for (const tick of ticks) {
          now += tick;
          const due = pace.take(now);
          expect(due).toBeGreaterThanOrEqual(0);
          total += due;
        }
        expect(total).toBe(Math.floor(((now - 100) * rate) / 1000));
      }),
    );
  });

  it('drops what a sleeping machine missed', () => {
    const pace = createPace(1000, 0);
    expect(pace.take(10)).toBe(10);
    expect(pace.take(3_600_000)).toBe(1000);
    expect(pace.take(3_600_010)).toBe(10);
  });

  it('starts counting anew at a new rate', () => {
    const pace = createPace(1000, 0);
    pace.take(500);
    pace.setRate(10, 500);
    expect(pace.take(599)).toBe(0);
    expect(pace.take(600)).toBe(1);
  });
});

describe('traffic', () => {
  it('publishes chat, orders and metrics in the shapes of a real shop', async () => {
    const one = await stage(2000);
    await heardAtLeast(one, 1500);
    const on = (pattern: RegExp) => one.heard.filter(({ channel }) => pattern.test(channel));
    expect(on(/^chat:/).length).toBeGreaterThan(300);
    expect(on(/^orders\./).length).toBeGreaterThan(300);
    expect(on(/^metrics\./).length).toBeGreaterThan(300);
    expect(on(/^(?!chat:|orders\.|metrics\.)/)).toEqual([]);
    expect(new Set(on(/^orders\./).map(({ channel }) => channel))).toEqual(
      new Set(['orders.created', 'orders.paid', 'orders.shipped', 'orders.failed', 'orders.refunded']),
    );
    for (const { payload } of on(/^chat:/))
      expect(JSON.parse(payload)).toMatchObject({ user: expect.any(Number) as unknown, text: expect.any(String) as unknown });
    for (const { payload } of on(/^orders\.failed/))
      expect(JSON.parse(payload)).toMatchObject({ amount: expect.any(Number) as unknown, reason: expect.any(String) as unknown });
    for (const { payload } of on(/^metrics\.latency/)) expect(Number(payload)).toBeGreaterThan(0);
  });

  it('keeps to its rate: four times the rate is four times the messages', async () => {
    const [slow, fast] = await Promise.all([stage(250), stage(1000)]);
    await Promise.all([heardAtLeast(slow, 1), heardAtLeast(fast, 1)]);
    slow.heard.length = 0;
    fast.heard.length = 0;
    await heardAtLeast(fast, 2000);
    const ratio = fast.heard.length / slow.heard.length;
    expect(ratio).toBeGreaterThan(3.2);
    expect(ratio).toBeLessThan(4.8);
  });

  it('stands still at 0, and moves again', async () => {
    const [still, clock] = await Promise.all([stage(0), stage(1000)]);
    await heardAtLeast(clock, 300);
    expect(still.heard).toEqual([]);
    expect(await still.server.direct.dbsize()).toBe(0);
    still.traffic.setRate(500);
    await heardAtLeast(still, 50);
  });

  it('moves keys, and re-arms those that expired', async () => {
    const { server } = await stage(1000);
    await vi.waitFor(async () => {
      expect(await server.direct.xlen('orders.events')).toBeGreaterThan(10);
      expect(await server.direct.zcard('leaderboard:weekly')).toBeGreaterThan(0);
      expect(await server.direct.scard('online:users')).toBeGreaterThan(0);
      expect(Number(await server.direct.get('stats:orders:total'))).toBeGreaterThan(10);
      expect(await server.direct.ttl('flash:deal:1')).toBeGreaterThan(0);
    });
    await server.direct.del('flash:deal:1');
    await vi.waitFor(async () => expect(await server.direct.exists('flash:deal:1')).toBe(1), { timeout: 5000 });
  });

  it('goes on after CLIENT KILL, and after the server came back', async () => {
    const one = await stage(500);
    await heardAtLeast(one, 50);
    expect(await one.server.direct.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')).toBeGreaterThan(0);
    const before = Number(await one.server.direct.get('stats:orders:total'));
    await vi.waitFor(async () => expect(Number(await one.server.direct.get('stats:orders:total'))).toBeGreaterThan(before + 10), { timeout: 10_000 });
    await one.server.kill();
    await one.server.restart();
    await vi.waitFor(async () => expect(Number(await one.server.direct.get('stats:orders:total'))).toBeGreaterThan(10), { timeout: 10_000 });
  });

  it('is not stopped by a server that refuses its writes', async () => {
    const one = await stage(500);
    await one.server.direct.set('orders.events', 'not a stream');
    const from = one.heard.length;
    await heardAtLeast(one, from + 300);
    expect(await one.server.direct.get('orders.events')).toBe('not a stream');
  });
});
