/** Types that no view knows: what they are and how large, whatever the module answers. */
import { expect, test } from 'vitest';
import { readValue } from '../../../../electron/core/value/read.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { wholeLook } from '../../../../shared/value/edit.ts';
import { readySession } from '../../../support/session.ts';
import { bulk, fakeRedis } from '../connections/fakes.ts';

async function readFrom(memory: string, dump: string): Promise<{ read: unknown; dumps: number }> {
  const fake = await fakeRedis(([name = '']) => {
    switch (name.toUpperCase()) {
      case 'TYPE':
        return '+MBbloom--\r\n';
      case 'PTTL':
        return ':-1\r\n';
      case 'MEMORY':
        return memory;
      case 'DUMP':
        return dump;
      default:
        return undefined;
    }
  });
  const session = await readySession({ port: fake.port });
  try {
    const read = await readValue(session, utf8('k'), { look: wholeLook, from: '', count: 10 }, new AbortController().signal);
    return { read, dumps: fake.heard.filter((line) => line.startsWith('DUMP')).length };
  } finally {
    session.close();
    await fake.close();
  }
}

const other = { kind: 'other', type: 'MBbloom--', ttl: null };

test.each([
  ['little: dumped', ':1000\r\n', bulk('x'.repeat(90)), { memory: 1000, dump: 90 }, 1],
  ['large: never dumped', ':1000000\r\n', bulk('x'), { memory: 1_000_000, dump: null }, 0],
  ['a module that refuses both', '-ERR no memory usage\r\n', '-ERR no\r\n', { memory: null, dump: null }, 0],
  ['a module that refuses to dump', ':10\r\n', '-ERR no\r\n', { memory: 10, dump: null }, 1],
  ['gone meanwhile', '_\r\n', '_\r\n', { memory: null, dump: null }, 0],
] as const)('%s', async (_, memory, dump, sizes, dumps) => {
  expect(await readFrom(memory, dump)).toEqual({ read: { ...other, ...sizes }, dumps });
});
