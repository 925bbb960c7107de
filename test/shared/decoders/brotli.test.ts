/** Brotli against the library of Node: all that it writes is read, byte for byte, and no stream makes more than it may. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bytes, sameBytes } from '../../../shared/bytes.ts';
import { decodePath, detect } from '../../../shared/decoders/chain.ts';
import { newBudget, viewLimits } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';

const clock = () => performance.now();

function unpacked(bytes: Bytes, most = viewLimits.bytes): Bytes | string {
  const ran = decodePath(decoders, bytes, [{ name: 'brotli', argument: '' }], newBudget({ ...viewLimits, bytes: most, milliseconds: 60_000 }, clock));
  return !ran.ok ? ran.why.kind : ran.decoded.kind === 'bytes' ? ran.decoded.bytes : 'no bytes';
}

function packed(bytes: Uint8Array, quality = 11, window = 22, mode: number = constants.BROTLI_MODE_GENERIC): Bytes {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_MODE } = constants;
  return new Uint8Array(brotliCompressSync(bytes, { params: { [BROTLI_PARAM_QUALITY]: quality, [BROTLI_PARAM_LGWIN]: window, [BROTLI_PARAM_MODE]: mode } }));
}

/** True, or why not. */
function isRead(bytes: Uint8Array, ...how: [quality?: number, window?: number, mode?: number]): boolean | string {
  const found = unpacked(packed(bytes, ...how));
  return typeof found === 'string' ? found : sameBytes(found, new Uint8Array(bytes));
}

const words = readFileSync(join(import.meta.dirname, '../../../ARCHITECTURE.md'));
const source = readFileSync(join(import.meta.dirname, '../../../shared/contract.ts'));

describe('what Node writes', () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])('at quality %i', (quality) => {
    for (const bytes of [
      words,
      source,
      Buffer.alloc(300_000, 'ab'),
      randomBytes(200_000),
      Buffer.concat([randomBytes(70_000), words, Buffer.alloc(70_000), source]),
    ])
      for (const window of quality < 10 ? [10, 16, 18, 22, 24] : [10, 22]) expect(isRead(bytes, quality, window)).toBe(true);
    expect(isRead(words, quality, 22, constants.BROTLI_MODE_TEXT)).toBe(true);
    expect(isRead(randomBytes(5000), quality, 22, constants.BROTLI_MODE_FONT)).toBe(true);
  });

  test('of one byte, of none, and of millions', () => {
    expect(isRead(new Uint8Array())).toBe(true);
    expect(isRead(Uint8Array.of(0xff))).toBe(true);
    for (const quality of [1, 5])
      expect(isRead(Buffer.concat(Array.from({ length: 500 }, (_, at) => Buffer.concat([words, Buffer.from(String(at))]))), quality)).toBe(true);
  });

  test('of anything', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(words.subarray(0, 900), source.subarray(100, 700)),
        fc.string().map((text) => Buffer.from(text)),
      ),
    );
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 11 }), fc.integer({ min: 10, max: 24 }), (parts, quality, window) => {
        expect(isRead(Buffer.concat(parts), quality, window)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('with words of its own, large letters and all', () => {
    const text = ' The Time Is Now of the world, and THE END OF THE WORLD; "Information" href="http://www.example.com/" Что это? Привет, Россия '.repeat(3);
    expect(isRead(Buffer.from(text), 11)).toBe(true);
    expect(isRead(Buffer.from('Информация о том, что это было — это очень важно. 日本語のテキストもある。'.repeat(40)), 11)).toBe(true);
    expect(isRead(Buffer.from(text), 11, 22, constants.BROTLI_MODE_TEXT)).toBe(true);
  });
});

test('what is changed is refused, or read as Node reads it', () => {
  const whole = packed(words);
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = whole.map((byte, index) => (index === at ? byte ^ by : byte));
      const found = unpacked(changed);
      if (typeof found === 'string') return void refused++;
      expect(sameBytes(found, new Uint8Array(brotliDecompressSync(changed)))).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(100);
  for (const cut of [1, 10, 1000]) expect(unpacked(whole.subarray(0, whole.length - cut))).toBeTypeOf('string');
  expect(unpacked(Uint8Array.of(...whole, 0))).toBe('goes-on');
});

test('bad input 31: a bomb of any number of blocks ends at the cap, not after it', () => {
  for (const quality of [1, 5, 9]) {
    const bomb = packed(new Uint8Array(64 * 1024 * 1024), quality);
    const before = process.memoryUsage().arrayBuffers;
    expect(unpacked(bomb)).toBe('cap-bytes');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * 1024 * 1024);
    expect(unpacked(bomb, 1024)).toBe('cap-bytes');
  }
  const exact = packed(new Uint8Array(1_000_000));
  expect(unpacked(exact, 1_000_000)).toHaveLength(1_000_000);
  expect(unpacked(exact, 999_999)).toBe('cap-bytes');
});

test('a long text is recognised by its beginning, however long it is', () => {
  const rows = Array.from({ length: 120_000 }, (_, id) => ({ id, name: `customer ${id % 97}`, price: id / 7 }));
  const long = new TextEncoder().encode(JSON.stringify(rows));
  expect(long.length).toBeGreaterThan(5 * 1024 * 1024);
  // No clock: what it takes is not the question.
  const found = detect(decoders, packed(long, 5), () => 0);
  expect(found.best.path.map(({ name }) => name)).toEqual(['brotli', 'json']);
});
