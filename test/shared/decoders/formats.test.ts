import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayText, utf8 } from '../../../shared/bytes.ts';
import { decodePath, detect } from '../../../shared/decoders/chain.ts';
import { type Decoded, newBudget, type Schema, viewLimits } from '../../../shared/decoders/decoder.ts';
import { editOf } from '../../../shared/decoders/editing.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { notation } from '../../../shared/decoders/notation.ts';
import { parsePath, pathText } from '../../../shared/decoders/path.ts';
import { protoMessages } from '../../../shared/decoders/protobuf.ts';
import { avroSchema, descriptorSet, fromBase64, protoText, references } from './references.ts';

/** It stands still: how busy the machine is decides nothing here. */
const clock = () => 0;
const budget = () => newBudget(viewLimits, clock);
const line = (text: string) => text.replace(/\n\s*/g, '');
const best = (bytes: Uint8Array) => pathText(detect(decoders, bytes, clock).best.path);

function read(path: string, bytes: Uint8Array, schemas: readonly Schema[] = []): string {
  const ran = decodePath(decoders, bytes, parsePath(path) ?? [], budget(), schemas);
  return ran.ok ? shown(ran.decoded) : `refused: ${ran.why.kind} ${ran.why.detail ?? ''} at ${ran.why.at ?? ''}`;
}

function shown(decoded: Decoded): string {
  switch (decoded.kind) {
    case 'tree':
      return line(notation(decoded.root, budget()));
    case 'text':
      return decoded.text;
    case 'bytes':
      return displayText(decoded.bytes);
    case 'table':
      return JSON.stringify(decoded.rows);
    case 'facts':
      return decoded.facts.map(({ name, text }) => `${name} ${text}`).join('; ');
    case 'numbers':
      return `${decoded.numbers.constructor.name} ${decoded.numbers.join(' ')}`;
    case 'image':
      return `${decoded.mime} ${decoded.width}x${decoded.height}`;
    case 'digits':
      return `base ${decoded.base}`;
  }
}

describe('bytes of the formats’ own implementations', () => {
  test.each(references)('$decoder of $made', ({ decoder, bytes, expect: expected, saves }) => {
    const schemas = [descriptorSet, avroSchema];
    const text = read(decoder, bytes, schemas);
    expect(text.length > 100 && decoder.endsWith('text') ? `${text.length} characters` : text).toBe(expected);
    expect(editOf(decoders, bytes, parsePath(decoder) ?? [], budget(), schemas).ok).toBe(saves);
  });

  // What needs a schema is never guessed.
  test.each(references.filter(({ decoder, made }) => !decoder.includes('(') && made !== 'python avro, one value'))(
    '$decoder recognises itself: $made',
    ({ decoder, bytes }) => {
      expect(best(bytes)).toBe(decoder);
    },
  );

  test('a .proto and its descriptor set read the same', () => {
    const order = references.find(({ decoder }) => decoder === 'protobuf(shop.Order)');
    expect(protoMessages([protoText])).toEqual(['shop.Order', 'shop.Order.Item']);
    expect(read('protobuf(shop.Order)', order?.bytes ?? utf8(''), [protoText])).toBe(order?.expect);
    expect(read('protobuf(Nothing)', order?.bytes ?? utf8(''), [protoText])).toMatch(/^refused: needs-schema Nothing/);
  });
});

test('packed by zlib and brotli of Node, at every level', () => {
  const text = JSON.stringify(Array.from({ length: 3000 }, (_, index) => ({ id: index, name: `user ${index % 7}`, score: Math.sin(index) })));
  for (let level = 0; level <= 9; level++) {
    expect(read('gzip', gzipSync(text, { level }))).toBe(text);
    expect(read('zlib', deflateSync(text, { level }))).toBe(text);
    expect(read('deflate', deflateRawSync(text, { level }))).toBe(text);
  }
  expect(read('brotli', brotliCompressSync(text))).toBe(text);
  expect(best(gzipSync(text))).toBe('gzip > json');
  expect(best(brotliCompressSync(text))).toBe('brotli > json');
  expect(best(utf8(gzipSync(text).toString('base64')))).toBe('base64 > gzip > json');
});

test('several gzip members are one value; a broken checksum is no value', () => {
  const both = new Uint8Array(Buffer.concat([gzipSync('one '), gzipSync('two')]));
  expect(read('gzip', both)).toBe('one two');
  const broken = both.slice();
  broken[broken.length - 6] = (broken.at(-6) ?? 0) ^ 1;
  expect(read('gzip', broken)).toMatch(/^refused: checksum/);
});

test('LZF as Redis keeps it, and in the blocks of liblzf', () => {
  // "aaaaaaaaaaaaaaaaaaaa": a literal, then a match of 19 that overlaps itself.
  const bare = fromBase64(Buffer.from([0, 0x61, 0xe0, 10, 0]).toString('base64'));
  expect(read('lzf', bare)).toBe('a'.repeat(20));
  const framed = new Uint8Array([0x5a, 0x56, 1, 0, 5, 0, 20, ...bare, 0x5a, 0x56, 0, 0, 2, 0x68, 0x69]);
  expect(read('lzf', framed)).toBe(`${'a'.repeat(20)}hi`);
});

describe('texts', () => {
  test('JSON keeps numbers, order and doubled keys, and tells mistakes by place', () => {
    expect(read('json', utf8('{"b":1e400,"a":12345678901234567890,"b":-0.0,"__proto__":{"x":1}}'))).toBe(
      '{"b": 1e400,"a": 12345678901234567890,"b": -0.0,"__proto__": {"x": 1}}',
    );
    expect(read('json', utf8('{"é":1,\n  "a" 2}'))).toBe('refused: invalid line 2, column 7: : expected at 15');
    expect(read('json', utf8('[1,2'))).toMatch(/^refused: ends-early/);
    expect(read('json', utf8('[01]'))).toMatch(/^refused: invalid/);
    expect(read('json', utf8('\ufeff{}'))).toMatch(/^refused: invalid/);
  });

  test('JSON agrees with JSON.parse on what JSON is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((text) => text.slice(1)),
          fc.json().map((text) => ` ${text}\n`),
        ),
        (text) => {
          const ran = decodePath(decoders, utf8(text), [{ name: 'json', argument: '' }], budget());
          let valid = !/\p{Cs}/u.test(text);
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          expect(ran.ok).toBe(valid);
          if (ran.ok && ran.decoded.kind === 'tree') expect(JSON.parse(notation(ran.decoded.root, budget()))).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('YAML keeps scalars as written, and aliases do not grow', () => {
    expect(read('yaml', utf8('a: 0x1F\nb: [1.50, yes, ~]\nc: &x {d: e}\nd: *x\n'))).toBe('{"a": 0x1F,"b": [1.50,"yes",~],"c": @"&x" {"d": "e"},"d": &"*x"}');
    expect(read('yaml', utf8('a: [1\nb: 2'))).toMatch(/^refused: invalid/);
    expect(best(utf8('name: Ann\nage: 5\ntags:\n  - a\n  - b\n'))).toBe('yaml');
  });

  test('CSV, markup, URL-encoded, hexadecimal', () => {
    expect(read('csv', utf8('a;b\r\n"x;""y""";2\r\n'))).toBe('[["a","b"],["x;\\"y\\"","2"]]');
    expect(best(utf8('id,name,n\n1,Ann,5\n2,"B, c",6\n'))).toBe('csv');
    expect(best(utf8('<?xml version="1.0"?><a><b/></a>'))).toBe('xml');
    expect(best(utf8('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script/></svg>'))).toBe('xml');
    expect(best(utf8('<!DOCTYPE html><p>x</p>'))).toBe('html');
    expect(read('url', utf8('a=1+2&b=%C3%A9'))).toBe('a=1 2&b=é');
    expect(read('url', utf8('a+b%20c'))).toBe('a+b c');
    expect(best(utf8(Buffer.from('{"hello":"world"}').toString('hex')))).toBe('hex-text > json');
  });

  test('plain words stay text', () => {
    for (const word of [
      'username',
      'hello world',
      'Hello, world. How are you?',
      'OK',
      '',
      '42',
      'pending',
      'user:1001',
      '3.14',
      'deadbeefdeadbeefdeadbeefdeadbeef',
      'I am fine: thank you',
      'a',
      'true',
    ])
      expect([word, best(utf8(word))]).toEqual([word, 'text']);
  });
});

test('small values say what is in them', () => {
  const facts = (path: string, text: string) => read(path, utf8(text));
  expect(facts('epoch', '1700000000')).toBe('time 2023-11-14T22:13:20Z; seconds 1700000000');
  expect(facts('epoch', '1700000000123')).toBe('time 2023-11-14T22:13:20.123Z; milliseconds 1700000000123');
  expect(facts('epoch', '1700000000123456789')).toBe('time 2023-11-14T22:13:20.123456789Z; nanoseconds 1700000000123456789');
  expect(facts('epoch', '1700000000.5')).toBe('time 2023-11-14T22:13:20.500Z; seconds 1700000000.5');
  expect(facts('epoch', '123456789')).toMatch(/^refused: unlikely/);
  expect(facts('uuid', '018bcfe5-687b-7000-8000-000000000001')).toMatch(/version 7; variant RFC 9562; time 2023-11-14T22:13:20.123Z$/);
  expect(facts('uuid', 'c232ab00-9414-11ec-b3c8-9f6bdeced846')).toMatch(/time 2022-02-22T19:22:22Z$/);
  expect(facts('ulid', '01HF7YAT3V0000000000000000')).toMatch(/^time 2023-11-14T22:13:20.123Z/);
  expect(facts('objectid', '65534be3a1b2c3d4e5f60718')).toMatch(/^time 2023-11-14T10:28:51Z/);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: 'é', iat: 1700000000, exp: 1700003600 })}.c2ln`;
  expect(facts('jwt', token)).toBe(
    'header {"alg":"none","typ":"JWT"}; payload {"sub":"é","iat":1700000000,"exp":1700003600}; issued 2023-11-14T22:13:20Z; expires 2023-11-14T23:13:20Z; signature c2ln',
  );
  expect(best(utf8(token))).toBe('jwt');
  expect(facts('ip', '10.0.0.7')).toBe('address 10.0.0.7; version 4; scope private');
  expect(facts('ip', '2001:DB8:0:0::1')).toBe('address 2001:db8::1; version 6; scope public');
  expect(facts('ip', '::ffff:1.2.3.4')).toBe('address ::ffff:102:304; version 6; scope public');
  expect(facts('ip', '1.2.3.256')).toMatch(/^refused: mark/);
});

test('vectors of every width and both byte orders', () => {
  const floats = new Uint8Array(Float32Array.from({ length: 16 }, (_, index) => Math.sin(index)).buffer);
  expect(best(floats)).toBe('float32');
  expect(best(new Uint8Array(Float64Array.from({ length: 16 }, (_, index) => Math.sin(index)).buffer))).toBe('float64');
  expect(read('int64', new Uint8Array(BigInt64Array.of(-(2n ** 63n), 5n).buffer))).toBe('BigInt64Array -9223372036854775808 5');
  expect(read('int16(be)', new Uint8Array([0, 1, 0xff, 0xfe]))).toBe('Int16Array 1 -2');
  expect(read('float32', new Uint8Array(7))).toMatch(/^refused: length/);
});

test('images by their own bytes and stated size', () => {
  const png = fromBase64('iVBORw0KGgoAAAANSUhEUgAAAAUAAAAHCAYAAADAp4fuAAAAAXNSR0IArs4c6QAAAABJRU5ErkJggg==');
  expect(read('image', png)).toBe('image/png 5x7');
  expect(best(png)).toBe('image');
  expect(read('image', utf8('GIF89a\u0003\u0000\u0004\u0000'))).toBe('image/gif 3x4');
  expect(read('image', new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 8, 3, 1, 0x11, 0]))).toBe('image/jpeg 8x9');
  const webp = new Uint8Array(30);
  webp.set(utf8('RIFF'), 0);
  webp.set(utf8('WEBPVP8X'), 8);
  webp.set([9, 0, 0, 7, 0, 0], 24);
  expect(read('image', webp)).toBe('image/webp 10x8');
});

test('the head of BinaryFormatter, and no more than its head', () => {
  const text = (value: string) => [value.length, ...utf8(value)];
  const bytes = new Uint8Array([
    0,
    1,
    0,
    0,
    0,
    0xff,
    0xff,
    0xff,
    0xff,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    12,
    2,
    0,
    0,
    0,
    ...text('Shop, Version=1.0'),
    5,
    1,
    0,
    0,
    0,
    ...text('Shop.Cart'),
    1,
    0,
    0,
    0,
    ...text('total'),
    0,
    8,
    2,
    0,
    0,
    0,
  ]);
  expect(best(bytes)).toBe('dotnet');
  expect(read('dotnet', bytes)).toBe(
    '@"BinaryFormatter" {"root": 1,"version": "1.0","library": "Shop, Version=1.0","record": "ClassWithMembersAndTypes","class": "Shop.Cart","members": ["total"]}',
  );
});
