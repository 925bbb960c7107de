/** Checksums of packed formats: right for what their own tools write, and a wrong one is refused with its place. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bytes, sameBytes, utf8 } from '../../../shared/bytes.ts';
import { decodePath } from '../../../shared/decoders/chain.ts';
import { crc32c } from '../../../shared/decoders/checksums.ts';
import { newBudget, viewLimits } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { xxh64Low } from '../../../shared/decoders/xxh64.ts';
import { references } from './references.ts';

const read = (name: string, bytes: Bytes) =>
  decodePath(
    decoders,
    bytes,
    [{ name, argument: '' }],
    newBudget({ ...viewLimits, milliseconds: 60_000 }, () => 0),
  );
const inside = (name: string, bytes: Bytes): Bytes | null => {
  const ran = read(name, bytes);
  return ran.ok && ran.decoded.kind === 'bytes' ? ran.decoded.bytes : null;
};

test('CRC-32C and XXH64 of what their authors publish', () => {
  expect(crc32c(utf8('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(xxh64Low(utf8(''))).toBe(0x51d8e999);
  expect(xxh64Low(utf8('a'))).toBe(0xa98c6e5b);
  expect(xxh64Low(utf8('abc'))).toBe(0xad770999);
  expect(xxh64Low(utf8('Nobody inspects the spammish repetition'))).toBe(0x8a378bf1);
});

/** As the specification has it, in numbers of 64 bits. */
function slowXxh64(bytes: Uint8Array): number {
  const [p1, p2, p3, p4, p5]: readonly [bigint, bigint, bigint, bigint, bigint] = [
    0x9e3779b185ebca87n,
    0xc2b2ae3d27d4eb4fn,
    0x165667b19e3779f9n,
    0x85ebca77c2b2ae63n,
    0x27d4eb2f165667c5n,
  ];
  const cut = (value: bigint) => BigInt.asUintN(64, value);
  const turn = (value: bigint, by: bigint) => cut((value << by) | (value >> (64n - by)));
  const round = (lane: bigint, word: bigint) => cut(turn(cut(lane + word * p2), 31n) * p1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = p5;
  if (bytes.length >= 32) {
    const lanes = [cut(p1 + p2), p2, 0n, cut(-p1)];
    for (; at + 32 <= bytes.length; at += 32)
      for (let lane = 0; lane < 4; lane++) lanes[lane] = round(lanes[lane] ?? 0n, view.getBigUint64(at + lane * 8, true));
    hash = cut(lanes.reduce((sum, lane, index) => sum + turn(lane, [1n, 7n, 12n, 18n][index] ?? 0n), 0n));
    for (const lane of lanes) hash = cut((hash ^ round(0n, lane)) * p1 + p4);
  }
  hash = cut(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) hash = cut(turn(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * p1 + p4);
  if (at + 4 <= bytes.length) {
    hash = cut(turn(hash ^ cut(BigInt(view.getUint32(at, true)) * p1), 23n) * p2 + p3);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = cut(turn(hash ^ cut(BigInt(bytes[at] ?? 0) * p5), 11n) * p1);
  hash = cut((hash ^ (hash >> 33n)) * p2);
  hash = cut((hash ^ (hash >> 29n)) * p3);
  return Number((hash ^ (hash >> 32n)) & 0xffffffffn);
}

test('XXH64 of anything, as numbers of 64 bits have it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(xxh64Low(bytes)).toBe(slowXxh64(bytes));
    }),
    { numRuns: 1000 },
  );
});

/** What a tool of this machine makes of bytes; null, said aloud, where there is no such tool. */
function tool(name: string, args: readonly string[], input: Uint8Array): Bytes | null {
  const { error, stdout, status } = spawnSync(name, args, { input, maxBuffer: 64 * 1024 * 1024 });
  if (error === undefined && status === 0) return new Uint8Array(stdout);
  process.stdout.write(`skipped: ${name} ${args.join(' ')} does not run here\n`);
  return null;
}

const samples = [utf8(''), utf8('a'), utf8('the same words again and again, '.repeat(10_000)), new Uint8Array(randomBytes(300_000)), new Uint8Array(400_000)];
const tools: readonly (readonly [string, string, readonly string[]])[] = [
  ['zstd', 'zstd', ['-q', '-c', '-1']],
  ['zstd', 'zstd', ['-q', '-c', '-19']],
  ['zstd', 'zstd', ['-q', '-c', '--no-check']],
  ['lz4', 'lz4', ['-q', '-c', '-1']],
  ['lz4', 'lz4', ['-q', '-c', '-9', '-BD', '-BX']],
  ['lz4', 'lz4', ['-q', '-c', '-B4', '--no-frame-crc']],
  ['gzip', 'gzip', ['-c', '-9']],
];

describe('what their own tools write', () => {
  test.each(tools)('%s, by %s %j', (format, name, args) => {
    for (const bytes of samples) {
      const packed = tool(name, args, bytes);
      if (packed === null) return;
      const found = inside(format, packed);
      expect(found !== null && sameBytes(found, bytes)).toBe(true);
      // Two of them, one after the other, are one.
      const twice = inside(format, new Uint8Array(Buffer.concat([packed, packed])));
      expect(twice?.length).toBe(bytes.length * 2);
    }
  });
});

describe('a wrong checksum', () => {
  test.each([
    ['zstd', ['-q', '-c'], -1],
    ['lz4', ['-q', '-c'], -1],
    ['lz4', ['-q', '-c', '-BX', '--no-frame-crc'], -6],
    ['gzip', ['-c'], -8],
  ] as const)('of %s %j is refused', (name, args, at) => {
    const packed = tool(name, args, utf8('some words, '.repeat(100)));
    if (packed === null) return;
    packed[packed.length + at] = (packed.at(at) ?? 0) ^ 1;
    expect(read(name, packed)).toMatchObject({ ok: false, why: { kind: 'checksum', at: expect.any(Number) } });
  });

  test('of a Snappy frame is refused, and its right one is not', () => {
    const made = references.find((one) => one.made.startsWith('frame made by hand'))?.bytes ?? utf8('');
    expect(inside('snappy', made)).not.toBeNull();
    const wrong = made.map((byte, at) => (at === 14 ? byte ^ 1 : byte));
    expect(read('snappy', wrong)).toMatchObject({ ok: false, why: { kind: 'checksum' } });
    const plain = utf8('as it is');
    const sum = crc32c(plain);
    const masked = (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
    const frame = Uint8Array.of(
      0xff,
      6,
      0,
      0,
      ...utf8('sNaPpY'),
      1,
      plain.length + 4,
      0,
      0,
      masked & 255,
      (masked >> 8) & 255,
      (masked >> 16) & 255,
      masked >>> 24,
      ...plain,
    );
    expect(inside('snappy', frame)).toEqual(plain);
  });

  test('of the head of an LZ4 frame is refused', () => {
    const made = references.find((one) => one.made === 'python lz4 frame')?.bytes ?? utf8('');
    expect(
      read(
        'lz4',
        made.map((byte, at) => (at === 4 ? byte ^ 4 : byte)),
      ),
    ).toMatchObject({ ok: false, why: { kind: 'checksum' } });
  });
});

test('bad input 31: a Zstandard frame of blocks of one byte over and over says its size before anything is made', () => {
  const bomb = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, ...Array.from({ length: 1000 }, () => [2, 0, 0x10, 0x61]).flat(), 3, 0, 0x10, 0x61);
  const before = process.memoryUsage().arrayBuffers;
  expect(read('zstd', bomb)).toMatchObject({ ok: false, why: { kind: 'cap-bytes' } });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
});
