/** Fills a fresh sample server. */
import type { Redis } from 'ioredis';
import { type Command, sendAll } from './client.ts';
import { oddities } from './oddities.ts';
import { createRandom } from './random.ts';
import { shop } from './shop.ts';
import { flashDeal, flashDeals } from './traffic.ts';

export interface Seeded {
  /** In all databases. */
  readonly keys: number;
  /** Commands this server refused: an old one without streams, say. The rest is there. */
  readonly refused: number;
}

const batch = 500;
const seed = 20_261;

/** The same `now` gives the same commands in the same order. */
export function* seedCommands(now: number): Generator<Command> {
  const random = createRandom(seed);
  yield* oddities(random);
  yield* shop(random, now);
  for (let index = 1; index <= flashDeals; index++) yield flashDeal(index, random);
}

function* secondDatabase(): Generator<Command> {
  yield ['SET', 'staging:greeting', 'This is database 1'];
  yield ['HSET', 'user:1001', 'name', 'Test User', 'email', 'test@example.com'];
  for (let index = 1; index <= 20; index++) yield ['SET', `cache:page:${index}`, `<h1>Page ${index}</h1>`, 'EX', 3600 * index];
}

/** Rejects with LineBroken; `progress` hears how many keys there are. */
export async function fill(redis: Redis, now: number, progress: (keys: number) => void): Promise<Seeded> {
  let refused = 0;
  let keys = 0;
  const send = async (commands: readonly Command[]): Promise<number> => {
    const replies = await sendAll(redis, [...commands, ['DBSIZE']]);
    refused += replies.filter(([error]) => error !== null).length;
    return Number(replies.at(-1)?.[1] ?? 0);
  };

  let waiting: Command[] = [];
  for (const command of seedCommands(now)) {
    waiting.push(command);
    if (waiting.length < batch) continue;
    keys = await send(waiting);
    progress(keys);
    waiting = [];
  }
  keys = await send(waiting);
  const before = keys;
  await send([['SELECT', 1]]);
  keys = before + (await send([...secondDatabase()]));
  await send([['SELECT', 0]]);
  progress(keys);
  return { keys, refused };
}
