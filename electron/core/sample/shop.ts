/** The believable part of the sample data: a shop with chat, every core type, about 10,000 keys. */
import { gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import type { Command } from './client.ts';
import { ordersGroup } from './orders.ts';
import type { Random } from './random.ts';
import {
  anyUser,
  categories,
  chatMessage,
  cities,
  countries,
  devices,
  firstOrder,
  firstUser,
  fullName,
  lastOrder,
  lastUser,
  pages,
  phrase,
  productName,
  rooms,
  stores,
} from './words.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** `now` in milliseconds dates what is recent; the same `now` and random give the same commands. */
export function* shop(random: Random, now: number): Generator<Command> {
  yield* users(random, now);
  yield* products(random, now);
  yield* sessions(random, now);
  yield* carts(random);
  yield* orders(random, now);
  yield* ordersGroup(random, now);
  yield* chat(random, now);
  yield* boards(random);
  yield* statistics(random);
  yield* reports(random);
  yield* settings(random, now);
}

function* users(random: Random, now: number): Generator<Command> {
  for (let id = firstUser; id <= lastUser; id++) {
    const name = fullName(random);
    const profile = {
      id,
      name,
      country: random.pick(countries),
      address: { city: random.pick(cities), zip: String(random.int(10_000, 99_999)) },
      tags: random.chance(0.3) ? ['vip', 'newsletter'] : [],
    };
    const created = new Date(now - random.int(1, 900) * day * 1000).toISOString();
    const numbers = ['visits', random.int(1, 900), 'balance', money(random, 0, 50_000)];
    yield ['HSET', `user:${id}`, 'name', name, 'email', `user${id}@example.com`, 'profile', JSON.stringify(profile), ...numbers, 'created', created];
    if (id % 3 === 0) yield ['SET', `user:${id}:unread`, random.int(0, 40)];
    if (id % 7 === 0) yield ['SADD', `user:${id}:wishlist`, ...distinct(random, random.int(1, 12), 1, 1200).map((product) => `product:${product}`)];
  }
}

function* products(random: Random, now: number): Generator<Command> {
  for (let id = 1; id <= 1200; id++) {
    const category = random.pick(categories);
    const product = {
      id,
      sku: `SKU-${String(id).padStart(5, '0')}`,
      name: productName(random),
      category: category.split(':'),
      price: { amount: random.int(199, 49_900) / 100, currency: random.pick(['EUR', 'USD', 'CNY']) },
      stock: random.int(0, 400),
      rating: Math.round(random.next() * 50) / 10,
      variants: Array.from({ length: random.int(1, 4) }, (_, index) => ({
        color: random.pick(['black', 'oak', 'sage', 'red']),
        barcode: 4_006_381_333_931 + id * 10 + index,
      })),
      updated: new Date(now - random.int(1, 40) * hour * 1000).toISOString(),
      discontinued: random.chance(0.05),
      supplier: null,
    };
    const json = id % 2 === 0 ? JSON.stringify(product, null, 2) : JSON.stringify(product);
    yield id % 3 === 0 ? ['SET', `cache:product:${id}`, json, 'EX', random.int(10 * minute, 60 * day)] : ['SET', `cache:product:${id}`, json];
    yield ['SET', `shop:catalog:${category}:${id}:stock`, product.stock];
  }
}

function* sessions(random: Random, now: number): Generator<Command> {
  for (let index = 0; index < 1300; index++) {
    const since = new Date(now - random.int(0, 5 * day) * 1000).toISOString();
    const session = { user: anyUser(random), device: random.pick(devices), ip: `203.0.113.${random.int(1, 254)}`, csrf: random.hex(24), since };
    yield ['SET', `session:${random.hex(32)}`, JSON.stringify(session), 'EX', random.int(5 * minute, 30 * day)];
  }
  for (let index = 0; index < 200; index++) {
    const session = {
      user: anyUser(random),
      roles: ['customer'],
      cart: { items: random.int(0, 9), total: random.int(0, 30_000) / 100 },
      seen: new Date(now - random.int(0, hour) * 1000),
      token: random.bytes(16),
      trial: random.chance(0.5),
      note: random.chance(0.5) ? phrase(random) : null,
    };
    yield ['SET', `session:msgpack:${random.hex(16)}`, encode(session), 'EX', random.int(hour, 90 * day)];
  }
  for (let index = 0; index < 100; index++) yield ['SET', `ratelimit:login:203.0.113.${index + 1}`, random.int(1, 20), 'EX', random.int(30, 15 * minute)];
}

function* carts(random: Random): Generator<Command> {
  for (const id of distinct(random, 600, firstUser, lastUser)) {
    const items = distinct(random, random.int(1, 6), 1, 1200).flatMap((product) => [`product:${product}`, random.int(1, 5)]);
    yield ['HSET', `cart:${id}`, ...items];
    if (random.chance(0.5)) yield ['EXPIRE', `cart:${id}`, random.int(hour, 14 * day)];
  }
}

function* orders(random: Random, now: number): Generator<Command> {
  for (let id = firstOrder; id <= lastOrder; id++) {
    const placed = new Date(now - random.int(1, 300 * day) * 1000);
    const month = placed.toISOString().slice(0, 7).replace('-', ':');
    const status = random.pick(['created', 'paid', 'shipped', 'delivered', 'failed', 'refunded']);
    const items = distinct(random, random.int(1, 4), 1, 1200).map((product) => ({ product, quantity: random.int(1, 3) }));
    const paid = ['total', money(random, 500, 90_000), 'currency', 'EUR'];
    yield ['HSET', `order:${month}:${id}`, 'status', status, 'user', anyUser(random), ...paid, 'placed', placed.toISOString(), 'items', JSON.stringify(items)];
  }
  for (const queue of ['queue:emails', 'queue:invoices', 'queue:thumbnails']) {
    const jobs = Array.from({ length: random.int(20, 200) }, () => JSON.stringify({ job: random.hex(8), user: anyUser(random), tries: random.int(0, 3) }));
    yield ['RPUSH', queue, ...jobs];
  }
}

function* chat(random: Random, now: number): Generator<Command> {
  for (const room of rooms) {
    const count = random.int(80, 600);
    const lines = Array.from({ length: count }, (_, index) => chatMessage(random, room, now - (count - index) * 50_000 + random.int(0, 40_000)));
    yield ['RPUSH', `chat:room:${room}:log`, ...lines];
    yield ['SADD', `chat:room:${room}:members`, ...distinct(random, random.int(20, 300), firstUser, lastUser)];
    yield ['HSET', `chat:room:${room}`, 'topic', phrase(random), 'opened', '2024-03-01', 'pinned', ''];
  }
  for (const device of devices) yield ['SADD', `online:${device}`, ...distinct(random, 150, firstUser, lastUser)];
  yield ['SADD', 'online:users', ...distinct(random, 400, firstUser, lastUser).map((id) => `user:${id}`)];
}

function* boards(random: Random): Generator<Command> {
  for (const board of ['weekly', 'alltime', 'reviews', 'referrals', 'eu:weekly', 'us:weekly', 'cn:weekly']) {
    const ranks = distinct(random, 300, firstUser, lastUser).flatMap((id) => [(random.next() * 5000).toFixed(random.int(0, 6)), `user:${id}`]);
    yield ['ZADD', `leaderboard:${board}`, ...ranks];
  }
  yield ['ZADD', 'leaderboard:alltime', '+inf', 'user:the-founder', '-inf', 'user:banned', '0.1', 'user:fraction', '1e-7', 'user:tiny', '-0', 'user:zero'];
  yield ['GEOADD', 'stores:geo', ...stores.flatMap(([name, longitude, latitude]) => [longitude, latitude, name])];
}

function* statistics(random: Random): Generator<Command> {
  for (let date = 1; date <= 30; date++) {
    const on = `2026-11-${String(date).padStart(2, '0')}`;
    for (const page of pages) yield ['SET', `stats:pageviews:${on}:${page}`, random.int(10, 90_000)];
    yield ['PFADD', `visitors:${on}`, ...Array.from({ length: random.int(50, 400) }, () => random.hex(8))];
    // A bitmap is a string: one bit per user, the highest bit of a byte first.
    yield ['SET', `active:${on}`, random.bytes(Math.ceil((lastUser + 1) / 8))];
  }
  for (const name of ['orders:total', 'signups:total', 'emails:sent', 'errors:5xx']) yield ['SET', `stats:${name}`, random.int(1000, 9_000_000)];
}

function* reports(random: Random): Generator<Command> {
  for (let month = 1; month <= 12; month++) {
    const rows = Array.from({ length: 200 }, () => ({ sku: `SKU-${random.int(1, 1200)}`, sold: random.int(0, 90), revenue: random.int(0, 900_000) / 100 }));
    const name = `2026-${String(month).padStart(2, '0')}`;
    yield ['SET', `report:${name}:gz`, zipped(JSON.stringify({ month: name, rows }))];
    yield ['SET', `report:${name}:csv:gz`, zipped(['sku,sold,revenue', ...rows.map((row) => `${row.sku},${row.sold},${row.revenue}`)].join('\n'))];
  }
}

function* settings(random: Random, now: number): Generator<Command> {
  yield ['HSET', 'feature:flags', 'new-checkout', 'true', 'dark-mode', 'true', 'chat-translate', 'false', 'rollout', '0.25'];
  yield [
    'SET',
    'config:shop',
    JSON.stringify({ name: 'Kestrel & Co', currency: 'EUR', taxes: { DE: 0.19, FR: 0.2 }, maxOrderId: '9223372036854775807', limits: [1, 2.5, 1e21] }, null, 2),
  ];
  yield ['SET', 'config:shop:logo', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7"/></svg>'];
  yield ['SET', 'lock:nightly-export', random.hex(16), 'EX', 2 * hour];
  yield ['SET', 'maintenance:until', new Date(now + 60 * day * 1000).toISOString(), 'EX', 60 * day];
  for (let index = 0; index < 1450; index++)
    yield ['SET', `i18n:${random.pick(['en', 'de', 'es', 'zh-CN'])}:${random.pick(['cart', 'checkout', 'mail'])}:text-${index}`, phrase(random)];
}

function distinct(random: Random, count: number, low: number, high: number): number[] {
  const found = new Set<number>();
  while (found.size < count) found.add(random.int(low, high));
  return [...found];
}

function money(random: Random, low: number, high: number): string {
  return (random.int(low, high) / 100).toFixed(2);
}

function zipped(text: string): Bytes {
  return gzipSync(utf8(text));
}
