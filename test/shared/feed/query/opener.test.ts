/** Queries over payloads that are packed or binary: the same answer as over the JSON that is in them, and no harm from what is made to do some. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bytes, exactBytes, utf8 } from '../../../../shared/bytes.ts';
import { cborBytes } from '../../../../shared/decoders/cborWrite.ts';
import { detect, fullLook } from '../../../../shared/decoders/chain.ts';
import { newBudget, type Schema, viewLimits } from '../../../../shared/decoders/decoder.ts';
import { decoders } from '../../../../shared/decoders/index.ts';
import { isPlain, likely } from '../../../../shared/decoders/likely.ts';
import { parseNotation } from '../../../../shared/decoders/notation.ts';
import { pathText } from '../../../../shared/decoders/path.ts';
import type { DecoderRule } from '../../../../shared/decoders/rules.ts';
import type { PayloadForm } from '../../../../shared/feed/feed.ts';
import { compileQuery } from '../../../../shared/feed/query/compile.ts';
import { createOpener } from '../../../../shared/feed/query/opener.ts';
import { parseQuery } from '../../../../shared/feed/query/parse.ts';
import { beginsAsText } from '../../../../shared/feed/query/plain.ts';
import type { Opener } from '../../../../shared/feed/query/row.ts';
import { packWords } from '../../../../shared/feed/words.ts';

const still = (): number => 0;
const proto: Schema = {
  name: 'shop.proto',
  format: 'proto',
  source: utf8(
    'syntax = "proto3"; package shop; message Order { uint32 id = 1; string status = 2; double amount = 3; User user = 4; } message User { string name = 1; }',
  ),
};

interface Sample {
  readonly channel?: string;
  readonly form?: PayloadForm;
  readonly opener?: Opener;
}

function passes(query: string, payload: Bytes, { channel = 'c', form = 'payload', opener = createOpener([], [], still) }: Sample = {}): boolean {
  const parsed = parseQuery(query, 0);
  if (!parsed.ok || parsed.term === null) throw new Error(query);
  const bytes = new Uint8Array(payload.length + 5).fill(4);
  bytes.set(payload, 3);
  const row = { channel: { name: utf8(channel) }, source: 1, at: 0, size: payload.length, form, bytes, from: 3, to: 3 + payload.length, plain: null };
  return compileQuery(
    parsed.term,
    () => null,
    () => opener,
  ).test(row);
}

const own = (bytes: Uint8Array): Bytes => exactBytes(bytes);
const cbor = (json: string): Bytes => cborBytes(parseNotation(json, newBudget(viewLimits, still)));

/** Each takes the JSON text of an object. */
const formats: ReadonlyMap<string, (json: string) => Bytes> = new Map([
  ['JSON', utf8],
  ['gzip', (json) => own(gzipSync(json))],
  ['zlib', (json) => own(deflateSync(json))],
  ['zlib, quickly', (json) => own(deflateSync(json, { level: 3 }))],
  ['Brotli', (json) => own(brotliCompressSync(json))],
  ['CBOR', cbor],
  ['MessagePack', (json) => own(encode(JSON.parse(json)))],
  ['gzip of CBOR', (json) => own(gzipSync(cbor(json)))],
  ['gzip of MessagePack', (json) => own(gzipSync(encode(JSON.parse(json))))],
  ['gzip of gzip', (json) => own(gzipSync(gzipSync(json)))],
]);

const order = '{"id":7,"status":"failed","amount":250.5,"user":{"name":"Ann","tags":["vip","new"]},"note":"say \\"hi\\", retry","ok":true,"none":null}';
const yes = [
  'status=failed',
  'status=fail*',
  'status~^fail',
  'amount>100',
  'amount<=250.5',
  'amount=250.50',
  'user.name=Ann',
  'user.tags.1=new',
  'ok=true',
  'none=null',
  'retry',
  'RETRY',
  'status=failed amount>100 "retry"',
  '-status=done',
  '/failed|done/',
  'status!=done',
  'note="say \\"hi\\", retry"',
];
const no = [
  'status=done',
  'amount>251',
  'user.name=Bob',
  'user.tags.2=new',
  'nothing=1',
  'missing',
  '-retry',
  '/fail[^e]/',
  '-status=failed',
  'status=failed -retry',
];

describe.each([...formats])('%s', (_, pack) => {
  const packed = pack(order);
  test.each(yes)('%s', (query) => expect(passes(query, packed)).toBe(true));
  test.each(no)('not %s', (query) => expect(passes(query, packed)).toBe(false));
});

const scalar = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  fc.boolean(),
  fc.constant(null),
);
const name = fc.stringMatching(/^[a-z]{1,5}$/);
const thing = fc.dictionary(name, fc.oneof(scalar, fc.dictionary(name, scalar, { maxKeys: 3 }), fc.array(scalar, { maxLength: 3 })), {
  minKeys: 2,
  maxKeys: 5,
  noNullPrototype: true,
});

test('whatever an object has in it, a query finds it as well in every format as in JSON', () => {
  fc.assert(
    fc.property(thing, fc.constantFrom(...formats.keys()), fc.nat(), (value, format, pick) => {
      const json = JSON.stringify({ kind: 'thing of some length', ...value });
      const packed = formats.get(format)?.(json) ?? utf8('');
      // What has parts is written otherwise in each format.
      const names = Object.keys(value).filter((one) => value[one] === null || typeof value[one] !== 'object');
      const chosen = names[pick % names.length] ?? 'none';
      const inner: unknown = value[chosen];
      for (const query of [
        `.${chosen}=x`,
        `.${chosen}>0`,
        `.${chosen}<=100`,
        `.${chosen}~[0-9]`,
        `.${chosen}=*a*`,
        'nothere=1',
        'kind="thing of some length"',
        'SOME',
      ])
        expect(passes(query, packed), `${query} in ${json} as ${format}`).toBe(passes(query, utf8(json)));
      if (typeof inner === 'number' || typeof inner === 'boolean') expect(passes(`.${chosen}=${inner}`, packed), `${inner} in ${json} as ${format}`).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('what is found at once is what a look at every format finds', () => {
  fc.assert(
    fc.property(thing, fc.constantFrom(...formats.keys()), (value, format) => {
      const packed = formats.get(format)?.(JSON.stringify({ kind: 'thing of some length', ...value })) ?? utf8('');
      const quick = likely(decoders, packed, still, [], fullLook);
      if (format === 'JSON') return void expect(quick).toBeNull();
      const { best } = detect(decoders, packed, still, [], fullLook);
      expect(quick === null ? '' : pathText(quick.path)).toBe(pathText(best.path));
    }),
    { numRuns: 200 },
  );
});

describe('rules of the connection', () => {
  const rules: DecoderRule[] = [
    { pattern: 'orders.*', path: 'protobuf(shop.Order)' },
    { pattern: 'z.*', path: 'gzip > protobuf(shop.Order)' },
    { pattern: 'b.*', path: 'base64 > json' },
    { pattern: 'own.*', path: 'command(unwrap)' },
    { pattern: 'j.*', path: 'json' },
  ];
  const opener = createOpener(rules, [proto], still);
  // id 7, status "failed", amount 250.5, user { name "Ann" }
  const message = Uint8Array.of(0x08, 7, 0x12, 6, ...utf8('failed'), 0x19, 0, 0, 0, 0, 0, 0x50, 0x6f, 0x40, 0x22, 5, 0x0a, 3, ...utf8('Ann'));

  test('Protobuf is read by its message, also inside of gzip', () => {
    for (const [channel, payload] of [
      ['orders.eu', message],
      ['z.eu', own(gzipSync(message))],
    ] as const) {
      for (const query of ['status=failed', 'amount>100', 'amount=250.5', 'user.name=Ann', 'id=7', 'status=failed amount>100 ann'])
        expect(passes(query, payload, { channel, opener }), query).toBe(true);
      for (const query of ['status=done', 'amount>251', 'nothing=1']) expect(passes(query, payload, { channel, opener }), query).toBe(false);
    }
    // Without its rule nothing has a name.
    expect(passes('status=failed', message)).toBe(false);
  });

  test('a rule holds for text as well', () => {
    const base64 = utf8(Buffer.from(order).toString('base64'));
    expect(passes('status=failed retry', base64, { channel: 'b.1', opener })).toBe(true);
    expect(passes('status=failed', base64, { channel: 'c', opener })).toBe(false);
  });

  test('where a rule does not fit the bytes are searched, and JSON says nothing new', () => {
    expect(passes('status=failed retry', utf8(order), { channel: 'z.1', opener })).toBe(true);
    expect(passes('status=failed retry', utf8(order), { channel: 'j.1', opener })).toBe(true);
    expect(passes('status=failed', own(gzipSync(order)), { channel: 'j.1', opener })).toBe(true);
  });

  test('a program of the user is not run, and that is counted', () => {
    const before = opener.looks.failed;
    expect(passes('status=failed', utf8('whatever it packs'), { channel: 'own.1', opener })).toBe(false);
    expect(opener.looks.failed).toBe(before + 1);
  });
});

test('entries of streams are looked into value by value', () => {
  const entry = packWords([utf8('1-0'), utf8('type'), utf8('order'), utf8('body'), own(gzipSync(order))]);
  for (const query of ['body.status=failed', 'body.user.name=Ann', 'retry', 'type=order retry'])
    expect(passes(query, entry, { form: 'entry' }), query).toBe(true);
  for (const query of ['body.status=done', 'status=failed', 'missing']) expect(passes(query, entry, { form: 'entry' }), query).toBe(false);
});

describe('what is made to do harm does not match, throws nothing and is counted', () => {
  const deep = own(gzipSync(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`));
  const hostile: readonly (readonly [string, Bytes])[] = [
    ['a bomb', own(gzipSync(new Uint8Array(50_000_000)))],
    ['a bomb of text', own(gzipSync('a'.repeat(50_000_000)))],
    ['a bomb in a bomb', own(gzipSync(gzipSync(new Uint8Array(50_000_000))))],
    ['a Brotli bomb', own(brotliCompressSync(new Uint8Array(50_000_000)))],
    ['gzip that breaks off', own(gzipSync(order)).subarray(0, 60)],
    ['gzip with a wrong sum', own(gzipSync(order)).map((byte, at, all) => (at === all.length - 6 ? byte ^ 1 : byte))],
    ['CBOR that breaks off', cbor(order).subarray(0, 40)],
    ['CBOR of four thousand million items', Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff, 0x01)],
    ['CBOR that nests without end', new Uint8Array(100_000).fill(0x81)],
    ['MessagePack that nests without end', new Uint8Array(100_000).fill(0x91)],
    ['zstd of a window too large', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff, 0x01, 0x00, 0x00)],
    ['more than is looked at', own(new Uint8Array(600_000).map((_, at) => (at * 7919) & 0xff))],
  ];
  test.each(hostile)('%s', (_, payload) => {
    const opener = createOpener([], [], () => performance.now());
    for (const query of ['status=failed', '"retry this"', '/retr[y]/', 'a.b.0>1']) {
      const { opened, failed } = opener.looks;
      expect(passes(query, payload, { opener }), query).toBe(false);
      expect(opener.looks).toEqual({ opened: opened + 1, failed: failed + 1 });
    }
  });
  test('nesting inside of gzip is counted, not recursed into', () => expect(passes('a.b=1', deep)).toBe(false));
  test('any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...yes, ...no), (bytes, query) => {
        const answer = passes(query, bytes);
        // A query that only asks for what is there finds nothing in noise.
        if (query.includes('=failed') && !query.startsWith('-')) expect(answer).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
  test('gzip with any byte of it changed', () => {
    const good = own(gzipSync(order));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        expect(
          typeof passes(
            'status=failed "retry"',
            good.map((byte, index) => (index === at ? byte ^ change : byte)),
          ),
        ).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});

describe('text is known by its first bytes', () => {
  test.each(['{"a":1}', '[1,2]', '[]', '{}', '{', 'x', 'order 7 failed', '"quoted"', '订单 7 失败了', 'é', '12', '[{"a":1}]', '{"消息":1}', '<a>b</a>', ''])(
    '%s',
    (text) => {
      const bytes = utf8(`..${text}..`);
      expect(beginsAsText(bytes, 2, bytes.length - 2)).toBe(true);
    },
  );
  test('what is no text is looked at, unless it hides behind eight letters', () => {
    for (const [format, pack] of formats) if (format !== 'JSON') expect(beginsAsText(pack(order), 0, pack(order).length), format).toBe(false);
    const bson = Uint8Array.of(0x7b, 0, 0, 0, ...new Uint8Array(119));
    const protobuf = Uint8Array.of(0x0a, 36, ...utf8('0123456789abcdef0123456789abcdef0123'), 0x10, 1);
    const snappy = Uint8Array.of(0x64, 0x3c, ...utf8('{"id":7,"status"'), 0x05, 0x08, ...utf8('rest of it'));
    for (const bytes of [bson, protobuf, snappy]) expect(beginsAsText(bytes, 0, bytes.length)).toBe(false);
  });
  test('it never asks for bytes behind the payload', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), fc.uint8Array({ minLength: 24, maxLength: 24 }), (bytes, behind) => {
        const alone = beginsAsText(bytes, 0, bytes.length);
        expect(beginsAsText(Uint8Array.of(...bytes, ...behind), 0, bytes.length)).toBe(alone);
        if (bytes.length <= 2 && alone) expect(isPlain(bytes)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

test('the memory of rows that went is written to again, and read anew', () => {
  const opener = createOpener([], [], still);
  const parsed = parseQuery('status=failed', 0);
  if (!parsed.ok || parsed.term === null) throw new Error('not a query');
  const query = compileQuery(
    parsed.term,
    () => null,
    () => opener,
  );
  const channel = { name: utf8('c') };
  const memory = own(gzipSync('{"status":"failed"}'));
  const row = { channel, source: 1, at: 0, size: memory.length, form: 'payload' as const, bytes: memory, from: 0, to: memory.length, plain: null };
  expect(query.test(row)).toBe(true);
  memory.set(own(gzipSync('{"status":"fooled"}')).subarray(0, memory.length));
  expect(query.test(row)).toBe(false);
});

describe('a channel of one kind', () => {
  test('is read as the last one was, also where that has no mark of its own', () => {
    const opener = createOpener([], [], still);
    const channel = { name: utf8('c') };
    const brotli = (n: number): Bytes => own(brotliCompressSync(`{"id":${n},"status":"failed","note":"please retry"}`));
    for (let n = 0; n < 5; n++) {
      const payload = brotli(n);
      expect(opener.open(channel, payload, 0, payload.length)?.find([utf8('id')])).toEqual(utf8(String(n)));
    }
    const gzip = own(gzipSync(order));
    expect(opener.open(channel, gzip, 0, gzip.length)?.find([utf8('id')])).toEqual(utf8('7'));
    const plain = utf8('\ufeffsome text');
    expect(opener.open(channel, plain, 0, plain.length)).toBeNull();
    expect(opener.looks).toEqual({ opened: 7, failed: 0 });
  });

  test('where nothing is ever found few are looked at, all are counted, and one that is found ends it', () => {
    let reads = 0;
    const opener = createOpener([], [], () => (reads++, 0));
    const channel = { name: utf8('c') };
    const noise = (n: number): Bytes => Uint8Array.of(0xfe, 0x00, 0xc1, 0x07, n & 0xff, n >> 8, 0x99);
    let each = 0;
    for (let n = 0; n < 1000; n++) {
      expect(opener.open(channel, noise(n), 0, 7)).toBeNull();
      if (n === 99) each = reads / 100;
    }
    expect(reads / each).toBeLessThan(250);
    expect(opener.looks).toEqual({ opened: 1000, failed: 1000 });
    // Sooner or later one of them is looked at; from then on each is.
    let found = 0;
    for (let n = 0; n < 48; n++) {
      const payload = own(gzipSync(`{"id":${n}}`));
      if (opener.open(channel, payload, 0, payload.length) !== null) found++;
    }
    expect(found).toBeGreaterThanOrEqual(32);
    // Another channel is not judged by this one.
    const gzip = own(gzipSync(order));
    expect(opener.open({ name: utf8('c') }, gzip, 0, gzip.length)).not.toBeNull();
  });
});

test('what the first look had no time for is looked at once more, and not for ever', () => {
  let now = 0;
  let slow = true;
  const opener = createOpener([], [], () => (slow ? (now += 10) : now));
  const brotli = own(brotliCompressSync(order));
  const whenFast = createOpener([], [], still).open({ name: utf8('c') }, brotli, 0, brotli.length);
  expect(whenFast).not.toBeNull();
  expect(opener.open({ name: utf8('c') }, brotli, 0, brotli.length)).toBeNull();
  expect(opener.looks).toEqual({ opened: 1, failed: 1 });
  // Slow at first only.
  slow = false;
  let reads = 0;
  const warming = createOpener([], [], () => (reads++ < 60 ? (now += 10) : now));
  expect(warming.open({ name: utf8('c') }, brotli, 0, brotli.length)?.find([utf8('status')])).toEqual(utf8('failed'));
});
