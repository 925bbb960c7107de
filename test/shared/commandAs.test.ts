/** A copied command, run as what it claims to be, sends the bytes that were sent. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bytes, utf8 } from '../../shared/bytes.ts';
import { commandAs } from '../../shared/commandAs.ts';
import { splitLine } from '../../shared/escape.ts';

const get = [utf8('GET'), utf8('user:1')];
const binary = [utf8('SET'), Uint8Array.of(0xff, 0x00), utf8("it's\\"), utf8('日本 ok')];

test('redis-cli', () => {
  expect(commandAs(get, 'redis-cli')).toBe('GET user:1');
  expect(commandAs(binary, 'redis-cli')).toBe('SET "\\xff\\x00" "it\'s\\\\" "\\xe6\\x97\\xa5\\xe6\\x9c\\xac ok"');
});

test('ioredis', () => {
  expect(commandAs(get, 'ioredis')).toBe("await redis.callBuffer('GET', 'user:1');");
  expect(commandAs(binary, 'ioredis')).toBe("await redis.callBuffer('SET', Buffer.from('ff00', 'hex'), 'it\\'s\\\\', '日本 ok');");
});

test('Python', () => {
  expect(commandAs(get, 'redis-py')).toBe("r.execute_command('GET', 'user:1')");
  expect(commandAs(binary, 'redis-py')).toBe("r.execute_command('SET', bytes.fromhex('ff00'), 'it\\'s\\\\', '日本 ok')");
});

test('Jedis: a command that is none of Redis’s own is named by its bytes', () => {
  expect(commandAs([utf8('get'), utf8('user:1')], 'Jedis')).toBe('jedis.sendCommand(Protocol.Command.GET, SafeEncoder.encode("user:1"));');
  expect(commandAs([utf8('JSON.GET'), utf8('k')], 'Jedis')).toBe('jedis.sendCommand(() -> SafeEncoder.encode("JSON.GET"), SafeEncoder.encode("k"));');
});

describe('what could not be seen is written as its bytes', () => {
  test.each(['a\u202eb', 'a\u200bb', 'line\nend', 'tab\t', '\u00a0', '\u2028', '\ufeff', '\u0000', '\u007f'])('%j', (text) => {
    for (const client of ['ioredis', 'redis-py'] as const) expect(commandAs([utf8(text)], client)).not.toContain(text);
  });
});

describe('every byte comes back', () => {
  const commands = fc.array(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }).map(utf8), fc.string().map(utf8)), { minLength: 1 });
  const plain = (sent: readonly (string | Uint8Array)[]): readonly Bytes[] =>
    sent.map((word) => (typeof word === 'string' ? utf8(word) : Uint8Array.from(word)));

  test('from redis-cli', () => {
    fc.assert(
      fc.property(commands, (words) => {
        expect(splitLine(commandAs(words, 'redis-cli'))).toEqual({ ok: true, words });
      }),
    );
  });

  test('from ioredis', () => {
    fc.assert(
      fc.property(commands, (words) => {
        const code = commandAs(words, 'ioredis').replace(/^await /, '');
        const sent: unknown = runInNewContext(code, { Buffer, redis: { callBuffer: (...all: (string | Uint8Array)[]) => all } });
        expect(plain(sent as (string | Uint8Array)[])).toEqual(words);
      }),
    );
  });

  // Of Python only quoted text with two escapes and one call are written, and JavaScript reads those the same.
  test('from Python', () => {
    const bytes = { fromhex: (hex: string) => Buffer.from(hex, 'hex') };
    fc.assert(
      fc.property(commands, (words) => {
        const sent: unknown = runInNewContext(commandAs(words, 'redis-py'), { bytes, r: { execute_command: (...all: (string | Uint8Array)[]) => all } });
        expect(plain(sent as (string | Uint8Array)[])).toEqual(words);
      }),
    );
  });
});
