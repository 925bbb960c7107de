/** Where the keys of a command are: the table against the server's own word for it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeyed } from '../../../../../electron/core/connections/topology/keyed.ts';
import { fail } from '../../../../../shared/fault.ts';
import { startRedis, type TestRedis } from '../../../../support/redis.ts';
import { text } from '../setting.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const never = (): Promise<never> => Promise.reject(new Error('the server was asked'));
const lines = [
  'GET a',
  'SET a v',
  'MGET a b c',
  'DEL a b',
  'MSET a 1 b 2',
  'RENAME a b',
  'COPY a b',
  'BITOP AND d a b',
  'SORT a BY w_* STORE d',
  'SORT a',
  'EVAL s 2 a b x',
  'FCALL f 1 a x',
  'EVALSHA s 0',
  'ZUNION 2 a b WITHSCORES',
  'ZUNIONSTORE d 2 a b',
  'ZINTERCARD 2 a b LIMIT 1',
  'LMPOP 2 a b LEFT',
  'XREAD COUNT 1 STREAMS a b 0 0',
  'XREADGROUP GROUP g c STREAMS a >',
  'XGROUP CREATE a g $',
  'XINFO STREAM a',
  'OBJECT ENCODING a',
  'MEMORY USAGE a',
  'GEOSEARCHSTORE d a FROMMEMBER m BYRADIUS 1 m',
  'GEORADIUS a 1 1 1 m STORE d',
  'GEORADIUSBYMEMBER a m 1 m STOREDIST d',
  'LCS a b',
  'SINTERCARD 2 a b',
  'SDIFFSTORE d a b',
  'SMOVE a b m',
  'LMOVE a b LEFT LEFT',
  'PFMERGE d a b',
  'PFCOUNT a b',
  'ZRANGESTORE d a 0 1',
  'ZADD a 1 m',
  'TOUCH a b',
  'EXPIRE a 1',
  'MIGRATE h 1 k 0 1',
  'RESTORE a 0 x',
  'DUMP a',
  'SCAN 0',
  'PING',
  'DBSIZE',
  'PUBLISH c m',
  'INFO',
  'CONFIG GET x',
  'KEYS *',
  'RANDOMKEY',
  'SCRIPT LOAD s',
] as const;

test('every command of the table has its keys where the server says, without asking it', async () => {
  const keyed = createKeyed();
  for (const line of lines) {
    const [command = '', ...args] = line.split(' ');
    const told = (await redis.direct.call('COMMAND', 'GETKEYS', command, ...args).catch((error: Error) => {
      if (/no key arguments|wrong number of arguments for 'command|Invalid arguments/i.test(error.message)) return [];
      throw error;
    })) as string[];
    const found = (await keyed.keysOf({ command, args }, never)).map(text);
    expect([line, [...found].sort()]).toEqual([line, [...told].sort()]);
  }
});

test('a command that is not known is asked for once, and its keys each time only where they move', async () => {
  const asked: string[] = [];
  const info = (name: string, flags: readonly string[], first: string, last: string, step: string) => [
    [name, '-2', flags.map((flag) => Buffer.from(flag)), first, last, step],
  ];
  const ask = async (command: string, args: readonly unknown[]) => {
    asked.push([command, ...args].join(' '));
    if (args[0] === 'GETKEYS') return [Buffer.from('moved')];
    if (args[1] === 'JSON.MGET') return info('json.mget', ['readonly'], '1', '-2', '1');
    if (args[1] === 'NONE') return info('none', [], '0', '0', '0');
    return info('movable', ['movablekeys'], '0', '0', '0');
  };
  const keyed = createKeyed();
  const keys = async (command: string, ...args: string[]): Promise<string[]> => (await keyed.keysOf({ command, args }, ask)).map(text);
  expect(await keys('JSON.MGET', 'a', 'b', '$')).toEqual(['a', 'b']);
  expect(await keys('JSON.MGET', 'c', '$')).toEqual(['c']);
  expect(await keys('NONE', 'a')).toEqual([]);
  expect(await keys('MOVABLE', 'x', 'y')).toEqual(['moved']);
  expect(await keys('MOVABLE', 'x', 'z')).toEqual(['moved']);
  expect(asked).toEqual(['COMMAND INFO JSON.MGET', 'COMMAND INFO NONE', 'COMMAND INFO MOVABLE', 'COMMAND GETKEYS MOVABLE x y', 'COMMAND GETKEYS MOVABLE x z']);
});

test('where the server may not be asked, the first argument counts', async () => {
  const refused = (): Promise<never> => Promise.resolve().then(() => fail({ code: 'redis', prefix: 'NOPERM', message: 'NOPERM no' }));
  expect((await createKeyed().keysOf({ command: 'MODULE.THING', args: ['a', 'b'] }, refused)).map(text)).toEqual(['a']);
  const lost = (): Promise<never> => Promise.resolve().then(() => fail({ code: 'offline' }));
  await expect(createKeyed().keysOf({ command: 'MODULE.THING', args: ['a'] }, lost)).rejects.toThrow('offline');
});
