import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import { decodePath, detect } from '../../../shared/decoders/chain.ts';
import { newBudget, viewLimits, type Why } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { notation } from '../../../shared/decoders/notation.ts';
import { parsePath, pathText } from '../../../shared/decoders/path.ts';
import { protoMessages, schemaFault } from '../../../shared/decoders/protobuf.ts';
import { nodeAt } from '../../../shared/decoders/tree.ts';
import { references } from './references.ts';

const clock = () => performance.now();
/** A busy machine is no reason to refuse. */
const patient = { ...viewLimits, milliseconds: 60_000 };
const run = (path: string, bytes: Uint8Array) => decodePath(decoders, bytes, parsePath(path) ?? [], newBudget(patient, clock));

function why(path: string, bytes: Uint8Array): Why['kind'] | 'read' {
  const ran = run(path, bytes);
  return ran.ok ? 'read' : ran.why.kind;
}

function tree(path: string, bytes: Uint8Array) {
  const ran = run(path, bytes);
  if (!ran.ok || ran.decoded.kind !== 'tree') throw new Error('no tree');
  return ran.decoded;
}

const times = (count: number, ...bytes: number[]) => Uint8Array.from({ length: count * bytes.length }, (_, index) => bytes[index % bytes.length] ?? 0);

test('bad input 13: JSON as it is written, whatever its size, depth and numbers', () => {
  const strange = '{"a":1e400,"a":9007199254740993,"\\u0061":-0.0,"__proto__":[]}';
  expect(notation(tree('json', utf8(strange)).root, newBudget(viewLimits, clock)).replace(/\s/g, '')).toBe(strange.replace('\\u0061', 'a'));
  expect(tree('json', utf8('['.repeat(100_000) + ']'.repeat(100_000))).cut).toEqual({ kind: 'cap-depth' });
  expect(run('json', utf8('{"a":1,}'))).toMatchObject({ ok: false, why: { kind: 'invalid', at: 7, detail: expect.stringContaining('line 1, column 8') } });
  // 20 MB in one line: seen for what it is, and its tree ends at the cap.
  const long = utf8(`[${'{"id":1,"name":"x"},'.repeat(1_000_000)}0]`);
  expect(pathText(detect(decoders, long, clock).best.path)).toBe('json');
  expect(tree('json', long).cut).toEqual({ kind: 'cap-nodes' });
});

test('bad input 31: bombs are refused at the cap, and the view falls back to digits', () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024);
  const bomb = new Uint8Array(gzipSync(zeros, { level: 1 }));
  expect(why('gzip', bomb)).toBe('cap-bytes');
  // Detection names the wrapper, and does not take it off.
  expect(pathText(detect(decoders, bomb, clock).best.path)).toBe('gzip');
  // The head of a single packed block of 16 MiB, in a budget of half of that.
  const half = newBudget({ ...patient, bytes: 8 << 20 }, clock);
  expect(decodePath(decoders, new Uint8Array([0xf2, 0xff, 0xff, 0x1f, 0, 0]), [{ name: 'brotli', argument: '' }], half)).toMatchObject({
    ok: false,
    why: { kind: 'cap-bytes' },
  });
  // A frame that wants a window of 2 GB, and one that states 2^60 bytes of content.
  expect(why('zstd', new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0]))).toBe('cap-window');
  expect(why('zstd', new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x10, 1, 0, 0]))).toBe('cap-bytes');
  expect(why('lz4-block', new Uint8Array([0xff, 0xff, 0xff, 0x7f, 0x10, 0x61]))).toBe('length');
  expect(why('lz4', new Uint8Array([0x04, 0x22, 0x4d, 0x18, 0x68, 0x70, 0, 0, 0, 0, 0, 0, 0, 0x10, 0]))).toBe('cap-bytes');
  expect(why('snappy', new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f, 0]))).toBe('length');
  // Garbage; a bomb of many packed blocks, whose size nobody knows before.
  expect(
    why(
      'brotli',
      Uint8Array.from({ length: 200 }, (_, index) => (index * 73 + 5) % 256),
    ),
  ).not.toBe('read');
  expect(why('brotli', new Uint8Array(brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })))).toBe('cap-bytes');
});

test('bad input 31: a bomb inside of wrappers counts against one budget', () => {
  const inner = gzipSync(Buffer.alloc(10 * 1024 * 1024));
  expect(why('gzip > gzip', new Uint8Array(gzipSync(inner)))).toBe('read');
  expect(why('gzip > gzip', new Uint8Array(gzipSync(gzipSync(Buffer.alloc(20 * 1024 * 1024)))))).toBe('cap-bytes');
});

test('bad input 32: MessagePack of 4e9 items, of depth 1e5, with extension types, int64 and __proto__', () => {
  expect(why('msgpack', new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff, 1]))).toBe('length');
  expect(why('msgpack', new Uint8Array([0xdf, 0xff, 0xff, 0xff, 0xff, 1, 1]))).toBe('length');
  expect(why('msgpack', new Uint8Array([0xc6, 0xff, 0xff, 0xff, 0xff, 1]))).toBe('ends-early');
  expect(tree('msgpack', times(100_000, 0x91)).cut).toEqual({ kind: 'cap-depth' });
  const proto = tree('msgpack', new Uint8Array([0x82, 0xa9, ...utf8('__proto__'), 0x81, 0xa1, 0x78, 1, 0xa1, 0x69, 0xcf, ...times(8, 0xff)]));
  expect(notation(proto.root, newBudget(viewLimits, clock)).replace(/\s+/g, ' ')).toBe('{ "__proto__": { "x": 1 }, "i": 18446744073709551615 }');
  expect(nodeAt(proto.root, ['__proto__', 'x'])).toEqual({ kind: 'number', text: '1' });
  expect(nodeAt(proto.root, ['constructor'])).toBeNull();
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

test('bad input 33: CBOR of depth 1e5, of length 2^60, of a huge bignum', () => {
  expect(tree('cbor', times(100_000, 0x81)).cut).toEqual({ kind: 'cap-depth' });
  expect(why('cbor', times(100_000, 0xc1))).toBe('cap-depth');
  expect(why('cbor', new Uint8Array([0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0, 1]))).toBe('length');
  expect(why('cbor', new Uint8Array([0x5b, 0x10, 0, 0, 0, 0, 0, 0, 0, 1]))).toBe('length');
  const huge = tree('cbor', new Uint8Array([0xc2, 0x5a, 0, 1, 0, 0, ...times(65_536, 0xff)]));
  expect(huge.root.kind === 'tagged' && huge.root.of.kind).toBe('bytes');
});

test('bad input 34: gadgets are data: named, never made', () => {
  const system = references.find(({ made }) => made.includes('os.system'));
  const called = tree('pickle', system?.bytes ?? utf8(''));
  expect(called.root).toEqual({ kind: 'tagged', tag: 'call posix.system', of: { kind: 'list', items: [{ kind: 'text', text: 'touch /tmp/owned' }] } });
  expect(tree('php', utf8('O:7:"Gadget_":1:{s:9:"__proto__";s:1:"x";}')).root).toMatchObject({ kind: 'tagged', tag: 'object Gadget_' });
  expect(why('php', utf8('a:4000000000:{}'))).toBe('length');
  expect(why('php', utf8('s:99999999999:"x";'))).toBe('length');
  // Ten times ten times … of the same list is one list and references to it.
  const laughs = `(lp0\n${Array.from({ length: 60 }, (_, index) => `(lp${index + 1}\ng${index}\nag${index}\na`).join('')}.`;
  expect(tree('pickle', utf8(laughs)).cut).toBeNull();
  expect(why('pickle', times(100_000, 0x5d))).toBe('ends-early');
  expect(why('pickle', new Uint8Array([...times(100_000, 0x5d), ...times(99_999, 0x61), 0x2e]))).toBe('cap-depth');
  expect(tree('ruby', new Uint8Array([4, 8, ...times(1000, 0x5b, 6)])).cut).toEqual({ kind: 'cap-depth' });
});

test('bad input 35: Protobuf garbage, and schemas that ask for more than decoding', () => {
  expect(why('protobuf', new Uint8Array([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]))).toBe('length');
  expect(why('protobuf', times(12, 0xff))).toBe('invalid');
  expect(tree('protobuf', times(100_000, 0x0b)).cut).toEqual({ kind: 'cap-depth' });
  const tricks = `syntax = "proto2"; import "file:///etc/passwd"; option java_package = "x"; option (evil) = { a: "};", b { c: 1 } };
    message __proto__ { option (x).y = "message Fake { int32 a = 1; }"; optional string constructor = 1 [(v) = { re: "[" }]; extensions 100 to max; }
    service S { rpc A (B) returns (C) { option (http) = { get: "/" }; } }`;
  const schema = { name: 'tricks', format: 'proto' as const, source: utf8(tricks) };
  expect(protoMessages([schema])).toEqual(['__proto__']);
  const ran = decodePath(decoders, new Uint8Array([0x0a, 1, 0x61]), parsePath('protobuf(__proto__)') ?? [], newBudget(viewLimits, clock), [schema]);
  expect(ran.ok && ran.decoded.kind === 'tree' && ran.decoded.root).toEqual({
    kind: 'map',
    entries: [
      [
        { kind: 'text', text: 'constructor' },
        { kind: 'text', text: 'a' },
      ],
    ],
  });
  expect(schemaFault({ ...schema, source: utf8('message A { int32 a = ; }') })).toMatchObject({
    ok: false,
    why: { kind: 'invalid', detail: '.proto line 1: field number ;' },
  });
});

test('bad input 36: wrong magic, SVG, a picture too large to draw', () => {
  expect(why('image', utf8('\u0089PNX'))).toBe('mark');
  const svg = utf8('<svg onload="alert(1)"/>');
  expect(why('image', svg)).toBe('mark');
  expect(pathText(detect(decoders, svg, clock).best.path)).toBe('xml');
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
  expect(run('image', png)).toMatchObject({ ok: false, why: { kind: 'cap-pixels', detail: '50000 × 50000' } });
});

test('the clock stops what would take too long', () => {
  let now = 0;
  const budget = newBudget({ ...viewLimits, milliseconds: 5 }, () => now++);
  const ran = decodePath(decoders, utf8(`[${'1,'.repeat(100_000)}1]`), [{ name: 'json', argument: '' }], budget);
  expect(ran.ok && ran.decoded.kind === 'tree' && ran.decoded.cut).toEqual({ kind: 'cap-time' });
});

test('a tree that is cut says so, and is what was read until then', () => {
  const budget = newBudget({ ...viewLimits, nodes: 10 }, clock);
  const ran = decodePath(decoders, utf8(`{"a":[${'1,'.repeat(100)}1]}`), [{ name: 'json', argument: '' }], budget);
  expect(ran).toMatchObject({ ok: true, decoded: { cut: { kind: 'cap-nodes' } } });
  expect(ran.ok && ran.decoded.kind === 'tree' && nodeAt(ran.decoded.root, ['a', '5'])).toEqual({ kind: 'number', text: '1' });
});
