/** Schemas from files: told apart, checked with the place of what is wrong, capped, and offered as paths. */
import { expect, test } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import { decodePath } from '../../../shared/decoders/chain.ts';
import { newBudget, viewLimits } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { parsePath, pathText } from '../../../shared/decoders/path.ts';
import { schemasOf } from '../../../shared/decoders/rules.ts';
import { pathsOf, readSchema, withSchema } from '../../../shared/decoders/schemas.ts';
import { avroSchema, descriptorSet } from './references.ts';

const proto = utf8('syntax = "proto3"; package shop; message Order { int32 id = 1; message Item { string name = 1; } }');

test('each is known by what it is, and read with afterwards', () => {
  const all = [readSchema('/home/me/shop.proto', proto), readSchema('C:\\x\\all set.pb', descriptorSet.source), readSchema('order.avsc', avroSchema.source)];
  expect(all.map((one) => (one.ok ? [one.value.name, one.value.format] : one.why))).toEqual([
    ['shop.proto', 'proto'],
    ['all_set.pb', 'descriptor-set'],
    ['order', 'avro'],
  ]);
  const schemas = schemasOf(all.flatMap((one) => (one.ok ? [one.value] : [])));
  expect(schemas.flatMap((one) => pathsOf(one)).map(pathText)).toEqual(
    expect.arrayContaining(['protobuf(shop.Order)', 'protobuf(shop.Order.Item)', 'avro(order)']),
  );
  const ran = decodePath(
    decoders,
    Uint8Array.of(8, 5),
    parsePath('protobuf(shop.Order)') ?? [],
    newBudget(viewLimits, () => 0),
    schemas.slice(0, 1),
  );
  expect(ran).toMatchObject({ ok: true, decoded: { kind: 'tree' } });
});

test('what is wrong is told with its place, and nothing is kept', () => {
  expect(readSchema('a.proto', utf8('syntax = "proto3";\nmessage A { int32 a = ; }'))).toMatchObject({
    ok: false,
    why: { kind: 'invalid', detail: expect.stringContaining('line 2') },
  });
  expect(readSchema('a.proto', utf8('syntax = "proto3";'))).toMatchObject({ ok: false, why: { detail: 'no message in it' } });
  expect(readSchema('a.avsc', utf8('{"type": "record", '))).toMatchObject({ ok: false, why: { kind: 'invalid' } });
  expect(readSchema('a.avsc', utf8('{"type": "nothing"}'))).toMatchObject({ ok: false, why: { kind: 'needs-schema' } });
  expect(readSchema('a.pb', Uint8Array.of(0, 0xff, 1))).toMatchObject({ ok: false });
  expect(readSchema('big.proto', utf8(`message A {}\n//${'x'.repeat(300_000)}`))).toMatchObject({ ok: false, why: { kind: 'cap-input' } });
});

test('names cannot break out of a path, one of the same name is replaced, and no more than the profile keeps', () => {
  const odd = readSchema('x) > gzip(\u202e.proto', proto);
  expect(odd.ok && parsePath(`protobuf > ${'text'}`)).not.toBeNull();
  expect(odd.ok && odd.value.name).toBe('x_gzip_.proto');
  const one = { name: 'a', format: 'proto' as const, source: '1' };
  expect(withSchema([one], { ...one, source: '2' })).toEqual({ ok: true, value: [{ ...one, source: '2' }] });
  const full = Array.from({ length: 20 }, (_, at) => ({ ...one, name: String(at) }));
  expect(withSchema(full, one)).toMatchObject({ ok: false, why: { kind: 'cap-input' } });
});
