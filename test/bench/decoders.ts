/** What a look and a decode cost, and that bombs and gadgets are refused quickly and within their memory. */
import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { utf8 } from '../../shared/bytes.ts';
import { decodePath, detect } from '../../shared/decoders/chain.ts';
import { newBudget, viewLimits } from '../../shared/decoders/decoder.ts';
import { decoders as registry } from '../../shared/decoders/index.ts';
import { parsePath } from '../../shared/decoders/path.ts';
import { type Measure, median } from './measure.ts';

const megabyte = 1024 * 1024;
const clock = (): number => performance.now();

export async function* decoders(): AsyncGenerator<Measure> {
  yield* looks();
  yield* reads();
  yield* bombs();
  yield slowest();
}

/** Every decoder over bytes that were changed here and there: which one takes longest, and how long. */
function slowest(): Measure {
  const seeds = [json(20), gzipSync(json(20)), randomBytes(2000), utf8('a: 1\nb:\n  - x\n'), new Uint8Array([0x82, 0xa1, 0x61, 1, 0xa1, 0x62, 0x92, 1, 2])];
  let worst = { name: '', took: 0 };
  for (let count = 0; count < 400; count++) {
    const bytes = new Uint8Array(seeds[count % seeds.length] ?? []);
    for (let turn = 0; turn < 3; turn++) bytes[(count * 7919 + turn * 104_729) % bytes.length] = (count * 31 + turn * 17) % 256;
    for (const name of registry.keys()) {
      const began = process.cpuUsage();
      decodePath(registry, bytes, [{ name, argument: '' }], newBudget(viewLimits, clock));
      const { user, system } = process.cpuUsage(began);
      // The first turns are the compiler's.
      if (count >= seeds.length * 2 && (user + system) / 1000 > worst.took) worst = { name, took: (user + system) / 1000 };
    }
  }
  return {
    name: 'slowest of changed inputs',
    unit: 'ms',
    value: worst.took,
    limit: 50,
    note: `${worst.name}; own work of 400 inputs by each of ${registry.size} decoders`,
  };
}

function times(count: number, ...bytes: number[]): Uint8Array {
  return Uint8Array.from({ length: count * bytes.length }, (_, at) => bytes[at % bytes.length] ?? 0);
}

function took(run: () => unknown, turns = 7): number {
  run();
  return median(
    Array.from({ length: turns }, () => {
      const began = clock();
      run();
      return clock() - began;
    }),
  );
}

const order = (id: number): unknown => ({ id, name: `customer ${id % 97}`, price: id / 7, tags: ['new', 'paid'], note: null });
const json = (count: number): Uint8Array => utf8(JSON.stringify(Array.from({ length: count }, (_, id) => order(id))));

async function* looks(): AsyncGenerator<Measure> {
  const values: readonly (readonly [string, Uint8Array])[] = [
    ['JSON of 10 KB', json(100)],
    ['JSON of 10 MB', json(110_000)],
    ['10 KB of noise', randomBytes(10_240)],
    ['10 MB of noise', randomBytes(10 * megabyte)],
    ['gzip of 1 MB JSON', gzipSync(json(11_000))],
  ];
  for (const [name, bytes] of values)
    yield { name: `look at ${name}`, unit: 'ms', value: took(() => detect(registry, bytes, clock)), limit: 100, note: 'all decoders asked, median of 7' };
}

async function* reads(): AsyncGenerator<Measure> {
  const values: readonly (readonly [string, string, Uint8Array])[] = [
    ['a JSON tree of 1 MB', 'json', json(11_000)],
    ['a gzip of 1 MB JSON', 'gzip > json', gzipSync(json(11_000))],
  ];
  for (const [name, path, bytes] of values)
    yield {
      name: `read ${name}`,
      unit: 'ms',
      value: took(() => decodePath(registry, bytes, parsePath(path) ?? [], newBudget(viewLimits, clock))),
      limit: 150,
      note: `${path}, median of 7`,
    };
}

async function* bombs(): AsyncGenerator<Measure> {
  const hostile: readonly (readonly [string, string, Uint8Array])[] = [
    ['gzip of 200 MB zeros', 'gzip', gzipSync(Buffer.alloc(200 * megabyte))],
    ['zstd with a window of 2 GB', 'zstd', new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0])],
    ['brotli that states 16 MB', 'brotli', new Uint8Array([0xf2, 0xff, 0xff, 0x1f, 0, 0])],
    ['brotli of 200 MB zeros', 'brotli', brotliCompressSync(Buffer.alloc(200 * megabyte), { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } })],
    ['lz4 of a wrong size', 'lz4-block', new Uint8Array([0xff, 0xff, 0xff, 0x7f, 0x10, 0x61])],
    ['MessagePack of depth 1e5', 'msgpack', times(100_000, 0x91)],
    ['MessagePack list of 4e9', 'msgpack', new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff, 1])],
    ['CBOR of depth 1e5', 'cbor', times(100_000, 0x81)],
    ['pickle of depth 1e5', 'pickle', new Uint8Array([...times(100_000, 0x5d), ...times(99_999, 0x61), 0x2e])],
    ['Protobuf groups of depth 1e5', 'protobuf', times(100_000, 0x0b)],
  ];
  for (const [name, path, bytes] of hostile) {
    const run = (): unknown => decodePath(registry, bytes, parsePath(path) ?? [], newBudget(viewLimits, clock));
    yield { name: `refuse ${name}`, unit: 'ms', value: took(run), limit: 100, note: 'median of 7' };
    const before = process.memoryUsage();
    run();
    const after = process.memoryUsage();
    const grown = (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / megabyte;
    yield { name: `memory of ${name}`, unit: 'MB', value: Math.max(0, grown), limit: 100, note: 'heap and buffers more than before' };
  }
}
