/** The reader of SCAN against ioredis: the same bytes give the same names, wherever they are cut; what is no answer ends it. */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FrameError } from '../../../../electron/core/connections/framer.ts';
import { createScanReader } from '../../../../electron/core/resp/scanReader.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
  const odd = [Buffer.alloc(0), Buffer.from([0xff, 0, 13, 10]), Buffer.from('$3\r\n*2\r\n'), Buffer.from('\r'), Buffer.alloc(3000, ':'), Buffer.from([0xfe])];
  for (const name of odd) await redis.direct.set(name, 'x');
  // More than are handed on at once.
  for (let at = 0; at < 300; at++) await redis.direct.set(`plain:${at}`, 'x');
});
afterAll(() => redis.stop());

function read(bytes: Uint8Array, cuts: readonly number[]): readonly string[] {
  const told: string[] = [];
  const reader = createScanReader(
    {
      cursor: (text) => told.push(`cursor ${text}`) > 0,
      names(block, ranges, many) {
        for (let at = 0; at < many; at++) told.push(Buffer.from(block.subarray(ranges[at * 2], ranges[at * 2 + 1])).toString('latin1'));
      },
      end: () => told.push('end'),
      error: (line) => told.push(`error ${line}`),
    },
    { replyBytes: 20_000, elements: 1000 },
  );
  const edges = [0, ...[...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b), bytes.length];
  try {
    for (let at = 0; at + 1 < edges.length; at++) {
      // In memory that is another's right after it: nothing may be kept of it.
      const own = Uint8Array.from(bytes.subarray(edges[at], edges[at + 1]));
      reader.read(own);
      own.fill(0x2a);
    }
  } catch (thrown) {
    if (!(thrown instanceof FrameError)) throw thrown;
    told.push(thrown.kind);
  }
  return told;
}

/** What the server sends for two answers and an error, and what ioredis makes of the same commands. */
async function recorded(): Promise<{ readonly bytes: Buffer; readonly told: readonly string[] }> {
  const told: string[] = [];
  for (const [cursor, count] of [
    ['0', 5],
    ['0', 1000],
  ] as const) {
    const [next, names] = await redis.direct.scanBuffer(cursor, 'COUNT', count);
    told.push(`cursor ${next.toString()}`, ...names.map((name) => name.toString('latin1')), 'end');
  }
  told.push('error ERR invalid cursor');
  const bytes = await new Promise<Buffer>((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(redis.port, '127.0.0.1', () => socket.end('SCAN 0 COUNT 5\r\nSCAN 0 COUNT 1000\r\nSCAN x\r\n'));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
  return { bytes, told };
}

test('at every split position the names are those of ioredis', async () => {
  const { bytes, told } = await recorded();
  expect(read(bytes, [])).toEqual(told);
  for (let cut = 1; cut < bytes.length; cut++) expect([cut, read(bytes, [cut])]).toEqual([cut, told]);
  expect(
    read(
      bytes,
      Array.from({ length: bytes.length }, (_, at) => at),
    ),
  ).toEqual(told);
});

test('any cuts at all make no difference', async () => {
  const { bytes, told } = await recorded();
  fc.assert(fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (cuts) => void expect(read(bytes, cuts)).toEqual(told)));
});

test.each([
  '*3\r\n$1\r\n0\r\n*0\r\n',
  '*-2\r\n',
  '$5\r\nhello\r\n',
  '*2\r\n$-1\r\n*0\r\n',
  '*2\r\n$1\r\nx\r\n*0\r\n',
  '*2\r\n$21\r\n111111111111111111111\r\n*0\r\n',
  '*2\r\n$1\r\n0\r\n*1\r\n:5\r\n',
  '*2\r\n$1\r\n0\r\n*1\r\n$3\r\nabcd\r\n',
  '*2\r\n$1\r\n0\r\n$0\r\n\r\n',
  '*2\r\n$abc\r\n',
  'HTTP/1.1 400 Bad Request\r\n',
  '*2\n$1\n\r\n',
  '*2\rx',
  `+${'x'.repeat(9000)}`,
])('%#: no answer to SCAN, however it is cut', (text) => {
  const bytes = Buffer.from(text);
  for (const cuts of [[], [1], [5], Array.from({ length: bytes.length }, (_, at) => at)]) expect(read(bytes, cuts).at(-1)).toBe('malformed');
});

test('an answer that is larger than allowed ends it before there is memory for it', () => {
  expect(read(Buffer.from('*2\r\n$1\r\n0\r\n*1001\r\n'), [])).toEqual(['cursor 0', 'too-large']);
  expect(read(Buffer.from('*2\r\n$1\r\n0\r\n*1\r\n$20001\r\n'), [])).toEqual(['cursor 0', 'too-large']);
});

test('heartbeats between the answers are not names', () => {
  expect(read(Buffer.from('+PONG\r\n*2\r\n$1\r\n0\r\n*0\r\n+PONG\r\n'), [3])).toEqual(['cursor 0', 'end']);
});
