/** Live traffic: messages on chat:*, orders.* and metrics.*, and the keys that move with them. */
import type { Redis } from 'ioredis';
import { type Command, LineBroken, sendAll } from './client.ts';
import { orderEvent, orderFields } from './orders.ts';
import { createPace } from './pace.ts';
import type { Random } from './random.ts';
import { anyUser, chatMessage, devices, hosts, pages, rooms } from './words.ts';

export interface Traffic {
  /** Resolves after `stop`; rejects with a bug. */
  readonly running: Promise<void>;
  /** Messages per second; at 0 nothing moves and nothing wakes up. */
  setRate(perSecond: number): void;
  /** Resolves when nothing is on its way any more; disconnect first where the server may no longer answer. */
  stop(): Promise<void>;
}

export const flashDeals = 24;
const tickMs = 40;
const rearmMs = 1000;
/** At a high rate keys move no faster than this per tick: messages are the show. */
const movesPerTick = 6;
const streamLength = 20_000;
const logLength = 1000;

/** A key that soon expires; set again only when it is gone. */
export function flashDeal(index: number, random: Random): Command {
  return ['SET', `flash:deal:${index}`, JSON.stringify({ product: random.int(1, 1200), off: random.int(5, 60) }), 'EX', random.int(3, 45), 'NX'];
}

export function startTraffic(redis: Redis, random: Random, perSecond: number): Traffic {
  const stopped = new AbortController();
  let rate = perSecond;
  let rearmAt = 0;
  let wake: () => void = () => undefined;
  const pace = createPace(rate, performance.now());

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await pause();
      if (stopped.signal.aborted) return;
      const now = performance.now();
      const due = pace.take(now);
      const commands: Command[] = [];
      for (let sent = 0; sent < due; sent++) commands.push(...message(random, sent < movesPerTick));
      if (rate > 0 && now >= rearmAt) {
        rearmAt = now + rearmMs;
        for (let index = 1; index <= flashDeals; index++) commands.push(flashDeal(index, random));
      }
      // One write under way at a time: a slow server slows the traffic instead of filling this process's memory.
      if (commands.length > 0) await deliver(commands);
    }
  }

  /**
   * What is refused is the user's own experiment (a replica, a memory limit, a key of another type), and a line that
   * broke (CLIENT KILL) comes back: either way these messages are simply not sent. The end of the process is seen elsewhere.
   */
  async function deliver(commands: readonly Command[]): Promise<void> {
    if (redis.status !== 'ready') return;
    try {
      await sendAll(redis, commands);
    } catch (thrown) {
      if (!(thrown instanceof LineBroken)) throw thrown;
    }
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = rate === 0 ? null : setTimeout(resolve, tickMs);
      wake = () => {
        if (timer !== null) clearTimeout(timer);
        resolve();
      };
    });
  }

  const running = run();
  return {
    running,
    setRate(next) {
      if (next === rate) return;
      rate = next;
      pace.setRate(next, performance.now());
      wake();
    },
    async stop() {
      stopped.abort();
      wake();
      await running;
    },
  };
}

function* message(random: Random, moveKeys: boolean): Generator<Command> {
  const kind = random.next();
  if (kind < 0.35) yield* chatLine(random, moveKeys);
  else if (kind < 0.65) yield* order(random, moveKeys);
  else yield* metric(random, moveKeys);
}

function* chatLine(random: Random, moveKeys: boolean): Generator<Command> {
  const room = random.pick(rooms);
  const text = chatMessage(random, room, Date.now());
  yield ['PUBLISH', `chat:${room}`, text];
  if (!moveKeys) return;
  yield ['RPUSH', `chat:room:${room}:log`, text];
  yield ['LTRIM', `chat:room:${room}:log`, -logLength, -1];
  const user = anyUser(random);
  yield random.chance(0.5) ? ['SADD', 'online:users', `user:${user}`] : ['SREM', 'online:users', `user:${user}`];
  if (random.chance(0.3)) yield ['SADD', `online:${random.pick(devices)}`, user];
}

function* order(random: Random, moveKeys: boolean): Generator<Command> {
  const event = orderEvent(random);
  const { kind, ...rest } = event;
  yield ['PUBLISH', `orders.${kind}`, JSON.stringify({ event: kind, ...rest, amount: Number(rest.amount), at: new Date().toISOString() })];
  if (!moveKeys) return;
  yield ['XADD', 'orders.events', 'MAXLEN', '~', streamLength, '*', ...orderFields(event)];
  yield ['INCR', 'stats:orders:total'];
  if (kind === 'paid') yield ['ZINCRBY', 'leaderboard:weekly', (Number(event.amount) / 100).toFixed(4), `user:${event.user}`];
}

function* metric(random: Random, moveKeys: boolean): Generator<Command> {
  const host = random.pick(hosts);
  switch (random.pick(['cpu', 'latency', 'memory', 'requests'] as const)) {
    case 'cpu':
      yield ['PUBLISH', 'metrics.cpu', JSON.stringify({ host, percent: Math.round(random.next() * 1000) / 10 })];
      break;
    case 'latency':
      // A bare number, as many programs send it.
      yield ['PUBLISH', 'metrics.latency', (2 + random.next() ** 4 * 400).toFixed(2)];
      break;
    case 'memory':
      yield ['PUBLISH', 'metrics.memory', JSON.stringify({ host, bytes: random.int(200_000_000, 2_000_000_000) })];
      break;
    case 'requests':
      yield ['PUBLISH', `metrics.requests.${host}`, String(random.int(0, 4000))];
      break;
  }
  if (!moveKeys) return;
  yield ['INCRBY', `stats:pageviews:2026-11-30:${random.pick(pages)}`, random.int(1, 9)];
  yield ['PFADD', 'visitors:2026-11-30', random.hex(8)];
}
