/** Copied commands do what they say: run by redis-cli, ioredis and Python where they are, and read by the rules of Go's and Java's literals. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Bytes, idOf, utf8 } from '../../../shared/bytes.ts';
import { quoteWhereNeeded, splitLine } from '../../../shared/escape.ts';
import { type Copied, type CopyForm, copyAs } from '../../../shared/value/copyAs.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

/** What is copied, and the commands that it means: made side by side, with no text between them. */
interface Case {
  readonly copied: Copied;
  readonly commands: readonly (readonly [string, ...Bytes[]])[];
}

const awkward = [
  "it's",
  '"',
  '\\',
  '\\\\u0041',
  '\\x41',
  '\\n',
  '$(x)',
  '%s',
  '`',
  '*/',
  '//',
  '#',
  '*',
  '-1',
  '',
  ' ',
  '\u202e',
  '\ufeff',
  '\r\n',
  '__proto__',
];
/** Short, so that Redis keeps small collections in the order in which they were written: DUMP is then the same for the same entries. */
const word = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 12 }).map(utf8),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map(utf8),
  fc.constantFrom(...awkward).map(utf8),
);
const score = fc.oneof(fc.constantFrom('inf', '-inf', '0', '9007199254740993'), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));

const one: fc.Arbitrary<Case> = fc
  .record({
    type: fc.constantFrom('string', 'hash', 'list', 'set', 'zset', 'stream'),
    key: word,
    list: fc.uniqueArray(fc.tuple(word, word, score), { minLength: 1, maxLength: 6, selector: ([first]) => idOf(first) }),
  })
  .map(({ type, key, list }): Case => {
    const of = (columns: Copied['columns'], rows: Copied['rows'], ...commands: Case['commands']): Case => ({ copied: { key, type, columns, rows }, commands });
    const firsts = list.map(([first]) => first);
    switch (type) {
      case 'string':
        return of(['value'], [[list[0]?.[0] ?? utf8('')]], ['SET', key, list[0]?.[0] ?? utf8('')]);
      case 'hash': {
        const rows = list.map(([field, value]) => [field, value]);
        return of(['field', 'value'], rows, ['HSET', key, ...rows.flat()]);
      }
      case 'list':
        return of(
          ['index', 'value'],
          firsts.map((value, at) => [utf8(String(at)), value]),
          ['RPUSH', key, ...firsts],
        );
      case 'set':
        return of(
          ['member'],
          firsts.map((member) => [member]),
          ['SADD', key, ...firsts],
        );
      case 'zset': {
        const rows = list.map(([member, , at]) => [utf8(at), member]);
        return of(['score', 'member'], rows, ['ZADD', key, ...rows.flat()]);
      }
      default: {
        const rows = list.map(([field, value], at) => [utf8(`${at + 1}-0`), utf8(`${quoteWhereNeeded(field)} ${quoteWhereNeeded(value)}`)]);
        return of(['id', 'entry'], rows, ...list.map(([field, value], at): Case['commands'][number] => ['XADD', key, utf8(`${at + 1}-0`), field, value]));
      }
    }
  });

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(() => redis.direct.flushall());

const meant = ({ commands }: Case): readonly (readonly Bytes[])[] => commands.map(([command, ...args]) => [utf8(command), ...args]);
const plain = (words: readonly (string | Uint8Array)[]): readonly Bytes[] =>
  words.map((word) => (typeof word === 'string' ? utf8(word) : Uint8Array.from(word)));
const dump = async ({ copied }: Case): Promise<string> =>
  ((await redis.direct.callBuffer('DUMP', Buffer.from(copied.key))) as Buffer | null)?.toString('hex') ?? 'nothing';

/** Cases of different keys, and what Redis has after the commands that they mean. */
async function arranged(count: number): Promise<readonly { readonly one: Case; readonly dumped: string }[]> {
  const cases = [...new Map(fc.sample(one, count).map((each) => [idOf(each.copied.key), each])).values()];
  for (const [command, ...args] of cases.flatMap(({ commands }) => commands)) await redis.direct.callBuffer(command, ...args.map((arg) => Buffer.from(arg)));
  const dumped = await Promise.all(cases.map(dump));
  await redis.direct.flushall();
  return cases.map((each, at) => ({ one: each, dumped: dumped[at] ?? '' }));
}

async function told(program: string, args: readonly string[], input: string): Promise<string> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stdin.end(input);
  await once(child, 'close');
  return out;
}

test('redis-cli makes the same values', async () => {
  const cases = await arranged(150);
  await told('redis-cli', ['-p', String(redis.port)], cases.map(({ one: { copied } }) => `${copyAs(copied, 'redis-cli')}\n`).join(''));
  for (const { one, dumped } of cases) expect(await dump(one)).toBe(dumped);
  expect(await redis.direct.dbsize()).toBe(cases.length);
});

test('ioredis makes the same values', async () => {
  const cases = await arranged(150);
  for (const { one, dumped } of cases) {
    await runInNewContext(`(async () => { ${copyAs(one.copied, 'ioredis')} })()`, { redis: redis.direct, Buffer });
    expect(await dump(one)).toBe(dumped);
  }
});

test('node-redis is given the same words', () => {
  fc.assert(
    fc.property(one, (each) => {
      const sent: (readonly (string | Uint8Array)[])[] = [];
      void runInNewContext(`(async () => { ${copyAs(each.copied, 'node-redis')} })()`, {
        client: { sendCommand: (words: readonly (string | Uint8Array)[]) => void sent.push([...words]) },
        Buffer,
      });
      // Only the first is sent at once; what follows is awaited one by one.
      expect(plain(sent[0] ?? [])).toEqual(meant(each)[0]);
    }),
  );
});

const recorder = `
import json, sys
class R:
    def execute_command(self, *words):
        print(json.dumps([(one.encode() if isinstance(one, str) else one).hex() for one in words]))
exec(sys.stdin.buffer.read().decode(), {"r": R()})
`;

test('redis-py is given the same words', async (context) => {
  if (spawnSync('python3', ['--version']).status !== 0) context.skip('no Python here');
  const cases = fc.sample(one, 300);
  const out = await told('python3', ['-c', recorder], cases.map(({ copied }) => copyAs(copied, 'redis-py')).join('\n'));
  const words = out
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as readonly string[]).map((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))));
  expect(words).toEqual(cases.flatMap(meant));
});

/** A call's words, read by a language's own rules of what a literal is. */
type Reader = (line: string) => readonly Bytes[];
const readers: readonly (readonly [CopyForm, Reader])[] = [
  ['redis-cli', (line) => wordsOf(splitLine(line))],
  ['go-redis', (line) => goStrings(callOf(/^rdb\.Do\(ctx, (.*)\)$/s.exec(line)))],
  ['Jedis', (line) => javaWords(callOf(/^jedis\.sendCommand\((.*)\);$/s.exec(javaUnicode(line))))],
];

test.each(readers)('%s: read back by the rules of its literals', (form, read) => {
  fc.assert(
    fc.property(one, (each) => {
      const lines = copyAs(each.copied, form).split('\n');
      expect(lines.map(read)).toEqual(meant(each));
    }),
  );
});

function wordsOf(split: ReturnType<typeof splitLine>): readonly Bytes[] {
  if (!split.ok) throw new Error(split.why);
  return split.words;
}

function callOf(found: RegExpExecArray | null): string {
  if (found?.[1] === undefined) throw new Error('another call than the one that was written');
  return found[1];
}

/** Go: interpreted string literals, of UTF-8 text without line ends and of escapes; \x is a byte. */
function goStrings(text: string): readonly Bytes[] {
  return listed(text, (rest) => {
    const found = literalOf(/^"((?:[^"\\\n]|\\.)*)"/su.exec(rest));
    const bytes: number[] = [];
    for (const [piece, hex, mark] of found[1].matchAll(/\\x([0-9a-f]{2})|\\(["\\])|[^\\]+|\\/gu)) {
      if (piece === '\\') throw new Error('an escape that Go has not');
      if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
      else bytes.push(...utf8(mark ?? piece));
    }
    return [Uint8Array.from(bytes), found[0].length];
  });
}

/** Java takes \u for a character before anything else, where an even number of backslashes stands before it. */
function javaUnicode(text: string): string {
  return text.replaceAll(/(\\\\)|\\u+([0-9a-fA-F]{4})/g, (all: string, pair: string | undefined, hex: string | undefined) =>
    pair !== undefined || hex === undefined ? all : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function javaWords(text: string): readonly Bytes[] {
  return listed(text, (rest) => {
    const command = /^Protocol\.Command\.([A-Z]+)/.exec(rest);
    if (command?.[1] !== undefined) return [utf8(command[1]), command[0].length];
    const hex = /^HexFormat\.of\(\)\.parseHex\("([0-9a-f]*)"\)/.exec(rest);
    if (hex?.[1] !== undefined) return [Uint8Array.from(Buffer.from(hex[1], 'hex')), hex[0].length];
    const found = literalOf(/^SafeEncoder\.encode\("((?:[^"\\\r\n]|\\["\\btnfr0-7])*)"\)/u.exec(rest));
    const literal = found[1].replaceAll(/\\(.)/gu, (written, mark: string) => {
      if (mark !== '"' && mark !== '\\') throw new Error(`${written} is another character`);
      return mark;
    });
    return [utf8(literal), found[0].length];
  });
}

function literalOf(found: RegExpExecArray | null): readonly [string, string] {
  if (found?.[1] === undefined) throw new Error('no literal here');
  return [found[0], found[1]];
}

function listed(text: string, next: (rest: string) => readonly [Bytes, number]): readonly Bytes[] {
  const words: Bytes[] = [];
  for (let at = 0; at < text.length; ) {
    const [word, length] = next(text.slice(at));
    words.push(word);
    at += length;
    if (at < text.length && !text.startsWith(', ', at)) throw new Error('words are parted by a comma');
    at += 2;
  }
  return words;
}
