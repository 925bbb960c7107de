/** The fast readers against ioredis and a real server: the same bytes give the same messages, wherever the stream is cut. */
import { connect, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FrameError } from '../../../../electron/core/connections/framer.ts';
import { createMonitorReader, spare } from '../../../../electron/core/resp/monitorReader.ts';
import { createPushReader } from '../../../../electron/core/resp/pushReader.ts';
import { unpackWords } from '../../../../shared/feed/words.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const latin = (bytes: Uint8Array | null): string => (bytes === null ? 'null' : Buffer.from(bytes).toString('latin1'));

function read(chunks: readonly Uint8Array[]): string[] {
  const told: string[] = [];
  let head = '';
  const reader = createPushReader({
    message(by, again, bytes, nf, nt, cf, ct, pf, pt) {
      const before = head;
      head = [by, ...[bytes.subarray(nf, nt), bytes.subarray(cf, ct)].map(latin)].join('|');
      expect(again).toBe(head === before);
      told.push(`${head}|${latin(bytes.subarray(pf, pt))}`);
    },
    confirmed: (by, on, name) => told.push(`${by} ${on} ${latin(name)}`),
    answer: (text) => told.push(`answer ${text}`),
    error: (message) => told.push(`error ${message}`),
  });
  // Each in memory of its own that is gone afterwards: nothing may be kept of it.
  for (const chunk of chunks) {
    const own = Buffer.from(chunk);
    reader.read(own);
    own.fill(0x2a);
  }
  return told;
}

const names = [Buffer.from('plain'), Buffer.from([0xff, 0, 13, 10, 0x22]), Buffer.from(''), Buffer.from('p.one'), Buffer.from([0x70, 0x2e, 0xfe])];
const payloads = [Buffer.from('text'), Buffer.from(''), Buffer.from('\r\n$5\r\n*3\r\n'), Buffer.from([0, 0xff, 0xfe]), Buffer.alloc(300, 'x')];
const words = (...all: (string | Buffer)[]): Buffer =>
  Buffer.concat([
    Buffer.from(`*${all.length}\r\n`),
    ...all.flatMap((one) => [Buffer.from(`$${Buffer.byteLength(one)}\r\n`), Buffer.from(one), Buffer.from('\r\n')]),
  ]);

/** What a server sends to a subscriber while it is published to, and what ioredis made of the same. */
async function recorded(protocol: 2 | 3): Promise<{ readonly bytes: Buffer; readonly heard: readonly string[] }> {
  const heard: string[] = [];
  const reference = new Redis({ port: redis.port, host: '127.0.0.1', protocol });
  reference.on('messageBuffer', (channel: Buffer, payload: Buffer) => heard.push(`SUBSCRIBE|${latin(channel)}|${latin(channel)}|${latin(payload)}`));
  reference.on('smessageBuffer', (channel: Buffer, payload: Buffer) => heard.push(`SSUBSCRIBE|${latin(channel)}|${latin(channel)}|${latin(payload)}`));
  reference.on('pmessageBuffer', (pattern: string, channel: Buffer, payload: Buffer) =>
    heard.push(`PSUBSCRIBE|${pattern}|${latin(channel)}|${latin(payload)}`),
  );
  await reference.subscribe(...names);
  await reference.psubscribe('p.*');
  await reference.ssubscribe('shard');
  const socket: Socket = connect(redis.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const said = (text: string): Promise<void> => expect.poll(() => Buffer.concat(chunks).includes(text)).toBe(true);
  if (protocol === 3) {
    socket.write(words('HELLO', '3'));
    await said('proto');
    await said('modules');
    chunks.length = 0;
  }
  socket.write(Buffer.concat([words('SUBSCRIBE', ...names), words('PSUBSCRIBE', 'p.*'), words('SSUBSCRIBE', 'shard'), words('PING', 'fence')]));
  await said('fence');
  for (const name of names) for (const payload of payloads) await redis.direct.publish(name, payload);
  await redis.direct.call('SPUBLISH', 'shard', 'sharded');
  socket.write(Buffer.concat([words('UNSUBSCRIBE', 'nobody'), words('SUBSCRIBE'), words('PING', 'last')]));
  await said('last');
  await expect.poll(() => heard.length).toBe(names.length * payloads.length + 2 * payloads.length + 1);
  socket.destroy();
  reference.disconnect();
  return { bytes: Buffer.concat(chunks), heard };
}

describe.each([2, 3] as const)('RESP%i', (protocol) => {
  test('every message is what ioredis makes of it, and the same wherever the bytes are cut', async () => {
    const { bytes, heard } = await recorded(protocol);
    const whole = read([bytes]);
    expect(whole.filter((one) => one.includes('|'))).toEqual(heard);
    expect(whole.filter((one) => !one.includes('|'))).toEqual([
      ...names.map((name) => `SUBSCRIBE true ${latin(name)}`),
      'PSUBSCRIBE true p.*',
      'SSUBSCRIBE true shard',
      'answer fence',
      'SUBSCRIBE false nobody',
      expect.stringMatching(/^error ERR wrong number/),
      'answer last',
    ]);
    for (let cut = 1; cut < bytes.length; cut++) expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
    expect(read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        expect(read(places.slice(1).map((to, at) => bytes.subarray(places[at] ?? 0, to)))).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });
});

test('a message larger than many chunks is whole, and read in time of its length', () => {
  const payload = Buffer.alloc(8 * 1024 * 1024, 'y');
  const bytes = Buffer.concat([Buffer.from('>3\r\n'), words('message', 'c', payload).subarray(4)]);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, at) => bytes.subarray(at * 1000, at * 1000 + 1000));
  const [only] = read(chunks);
  expect(only?.length).toBe('SUBSCRIBE|c|c|'.length + payload.length);
});

test.each([
  ['+OK\r\n', 'a reply nobody asked for'],
  [':1\r\n', 'an integer'],
  ['*1\r\n$7\r\nmessage\r\n', 'too few'],
  ['*5\r\n', 'too many'],
  ['*-1\r\n', 'a null list'],
  ['*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$-1\r\n', 'a null payload'],
  ['>3\r\n_\r\n:1\r\n:1\r\n', 'no name'],
  ['>2\r\n_\r\n:1\r\n', 'what ioredis throws on'],
  ['*3\r\n$7\r\nmessage\r\n*0\r\n', 'a list inside'],
  ['*3\r\n$7\r\nmassage\r\n$1\r\nc\r\n$1\r\np\r\n', 'another name'],
  ['*3\r\n$7\r\nmessage\r\n$2\r\ncc11', 'longer than it said'],
  ['*3\r\n$7\r\nmessage\r\n$abc\r\n', 'a length that is none'],
  ['$99999999999\r\n', 'more than allowed'],
  ['*4294967296\r\n', 'more elements than allowed'],
  ['HTTP/1.1 400 Bad Request\r\n', 'another protocol'],
  ['|1\r\n+a\r\n+b\r\n', 'attributes'],
  [`-${'x'.repeat(70_000)}`, 'a line without an end'],
])('%j ends the connection: %s', (bytes) => {
  const all = Buffer.from(bytes);
  expect(() => read([all])).toThrow(FrameError);
  expect(() => read(Array.from(all, (byte) => Uint8Array.of(byte)))).toThrow(FrameError);
});

function monitored(chunks: readonly Uint8Array[]): string[] {
  const told: string[] = [];
  let last = '';
  const reader = createMonitorReader({
    begun: () => told.push('begun'),
    command(again, _, bytes, from, to, clientFrom, clientTo, nameFrom, nameTo) {
      const [, db, by, ...all] = unpackWords(bytes.subarray(from, to)).map(latin);
      const client = latin(bytes.subarray(clientFrom, clientTo));
      expect(by).toBe(client);
      if (again) expect(client).toBe(last);
      last = client;
      expect(latin(bytes.subarray(nameFrom, nameTo))).toBe(all[0]);
      expect(from).toBeGreaterThanOrEqual(spare);
      told.push(`${db} ${/lua|unix/.test(client) ? client : 'client'} ${all.join('|')}`);
    },
    odd: (line) => told.push(`odd ${latin(line)}`),
    error: (message) => told.push(`error ${message}`),
  });
  for (const chunk of chunks) reader.read(Buffer.from(chunk));
  return told;
}

describe('MONITOR', () => {
  test('bad input 30: every byte of every argument is what was sent, wherever the stream is cut', async () => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    const args = [
      every,
      Buffer.from('" "'),
      Buffer.from('\\"'),
      Buffer.from('\\\\'),
      Buffer.from('\\x41'),
      Buffer.from(''),
      Buffer.from('a" "b\\'),
      Buffer.from('é'),
    ];
    const socket = connect(redis.port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.write('MONITOR\r\n');
    await expect.poll(() => Buffer.concat(chunks).toString()).toBe('+OK\r\n');
    for (const arg of args) await redis.direct.call('ECHO', arg);
    await redis.direct.eval("return redis.call('GET', KEYS[1])", 1, 'k" "k');
    await redis.direct.call('ECHO', 'last');
    await expect.poll(() => Buffer.concat(chunks).includes('"last"')).toBe(true);
    socket.destroy();
    const bytes = Buffer.concat(chunks);
    const whole = monitored([bytes]);
    expect(whole).toEqual([
      'begun',
      ...args.map((arg) => `0 client ECHO|${latin(arg)}`),
      `0 client eval|return redis.call('GET', KEYS[1])|1|k" "k`,
      '0 lua GET|k" "k',
      '0 client ECHO|last',
    ]);
    for (let cut = 1; cut < bytes.length; cut++) expect(monitored([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
  });

  test('any words come back byte for byte, however many, and the time to the microsecond', () => {
    const escapes = new Map(Object.entries({ '\\': '\\', '"': '"', '\n': 'n', '\r': 'r', '\t': 't', '\x07': 'a', '\b': 'b' }));
    const quoted = (word: string): string =>
      `"${word.replace(/[^ !#-[\]-~]/g, (byte) => `\\${escapes.get(byte) ?? `x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`}`)}"`;
    const word = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => latin(Buffer.from(bytes))),
      fc.constantFrom('', '"', '\\', '" "', '\r\n', '\\x41', 'x'.repeat(70_000)),
    );
    const head = fc.constantFrom('1700000000.123456 [12 10.0.0.1:6379]', '1700000000.9 [12 10.0.0.1:6379]', '1700000001.000001 [12 10.0.0.1:63791]');
    const many = fc.integer({ min: 1, max: 5000 }).map((count) => Array.from({ length: count }, (_, at) => (at % 3 === 0 ? '' : `w${at}`)));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(head, fc.oneof({ weight: 5, arbitrary: fc.array(word, { minLength: 1, maxLength: 8 }) }, many)), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (lines, cut) => {
          const bytes = Buffer.from(lines.map(([stamp, words]) => `+${stamp} ${words.map(quoted).join(' ')}\r\n`).join(''), 'latin1');
          const at = cut % bytes.length;
          const expected = lines.map(([, words]) => `12 client ${words.join('|')}`);
          expect(monitored([bytes])).toEqual(expected);
          expect(monitored([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a line that begins like the one before has its own time, words, and the client of that one', () => {
    const told: string[] = [];
    const reader = createMonitorReader({
      begun: () => undefined,
      command: (again, at, bytes, from, to) =>
        told.push(`${again} ${(at - 1_700_000_000_000).toFixed(3)} ${unpackWords(bytes.subarray(from, to)).map(latin).join('|')}`),
      odd: (line) => told.push(latin(line)),
      error: () => undefined,
    });
    const lines = ['000001 [0 a:1] "GET" "k"', '123456 [0 a:1] "SET" "k" "v"', '123457 [0 a:1] "open', '99999x [0 a:1] "GET"', '500000 [0 a:1] "GET" "k"'];
    reader.read(Buffer.from([...lines, '6 [0 a:1] "GET"', '600000 [1 a:1] "GET"', '600001 [1 a:12] "GET"'].map((line) => `+1700000000.${line}\r\n`).join('')));
    expect(told).toEqual([
      'false 0.001 1700000000.000001|0|a:1|GET|k',
      'true 123.456 1700000000.123456|0|a:1|SET|k|v',
      '1700000000.123457 [0 a:1] "open',
      '1700000000.99999x [0 a:1] "GET"',
      'false 500.000 1700000000.500000|0|a:1|GET|k',
      'false 600.000 1700000000.6|0|a:1|GET',
      'false 600.000 1700000000.600000|1|a:1|GET',
      'false 600.001 1700000000.600001|1|a:12|GET',
    ]);
  });

  test('bad input 30: quotes that a server does not escape belong to the argument', () => {
    expect(monitored([Buffer.from('+1700000000.1 [0 127.0.0.1:1] "SET" "k" "{"a":"b"}"\r\n')])).toEqual(['0 client SET|k|{"a":"b"}']);
  });

  test('bad input 30: a client can be a path with anything in it', () => {
    expect(monitored([Buffer.from('+1.5 [3 unix:/tmp/"x] "GET" "a"\r\n+1.5 [0 lua] "GET" "b"\r\n')])).toEqual(['3 unix:/tmp/"x GET|a', '0 lua GET|b']);
  });

  test('a line of another shape is kept as it is, and what is no line ends the connection', () => {
    expect(monitored([Buffer.from('+OK\r\n+hello\r\n+1.5 [0 a] "open\r\n+PONG\r\n-ERR no\r\n')])).toEqual([
      'begun',
      'odd hello',
      'odd 1.5 [0 a] "open',
      'error ERR no',
    ]);
    expect(() => monitored([Buffer.from('$3\r\nabc\r\n')])).toThrow(FrameError);
  });

  test('whatever comes, it is told or refused, and never runs on', () => {
    const unit = fc.constantFrom('+', '1.5 [0 a] ', '"', '\\', '\\x4', 'x', ' ', '\r\n', '\n', '[', ']');
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), (parts) => {
        try {
          monitored([Buffer.from(parts.join(''))]);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FrameError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
