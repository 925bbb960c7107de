/** The keys that are listed in benches: a million of them, or ten. */
import type { TestRedis } from '../support/redis.ts';

/** Names of 34 bytes: ten folders, in each a folder of a hundred thousand keys; one key in ten is no string. */
const seedScript = `
for n = ARGV[1], ARGV[2] - 1 do
  local i = math.floor(n)
  local name = string.format('t%d:session:%08x-%014d', i % 10, (i * 40503) % 4294967296, i)
  local kind = i % 40
  if kind == 1 then redis.call('HSET', name, 'f', i)
  elseif kind == 11 then redis.call('RPUSH', name, i)
  elseif kind == 21 then redis.call('SADD', name, i)
  elseif kind == 31 then redis.call('ZADD', name, i, 'm')
  else redis.call('SET', name, i) end
end`;

export async function seedKeys(redis: TestRedis, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 100_000) await redis.direct.eval(seedScript, 0, at, Math.min(to, at + 100_000));
}
