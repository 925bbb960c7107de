/** Avro: container files, which carry their schema, and single values by a schema that the user gave (with the heads of Confluent and of single objects). */
import { type Bytes, displayText, exactText } from '../bytes.ts';
import { type AvroType, parseAvro } from './avroSchema.ts';
import { type Context, type Decoder, refuse } from './decoder.ts';
import { inflate } from './inflate.ts';
import { float32Text } from './msgpack.ts';
import { newReader, type Reader, startsWith, stringNode, varint, zigzag } from './reader.ts';
import { type Put, readTree } from './reading.ts';
import { snappy } from './snappy.ts';
import { millisecondsText, timeText } from './time.ts';
import { bytesNode, floatText, type Node, number, openList, openMap, tagged, textNode, word } from './tree.ts';

const file = [0x4f, 0x62, 0x6a, 0x01];

export const avro: Decoder = {
  name: 'avro',
  title: 'Avro',
  family: 'structure',
  detect(bytes) {
    if (startsWith(bytes, file)) return 0.99;
    return refuse('needs-schema');
  },
  decode(bytes, context) {
    if (startsWith(bytes, file)) return readTree((put) => readFile(bytes, context, put));
    const given = context.schemas.find(({ format, name }) => format === 'avro' && (context.argument === '' || name === context.argument));
    if (given === undefined) return refuse('needs-schema', undefined, context.argument);
    const type = parseAvro(exactText(given.source) ?? refuse('not-utf8'));
    // Confluent: a zero and four bytes of id; single objects: C3 01 and eight bytes of fingerprint.
    const head = bytes[0] === 0 && bytes.length > 5 ? 5 : bytes[0] === 0xc3 && bytes[1] === 1 ? 10 : 0;
    return readTree((put) => {
      const reader = newReader(bytes, true, head);
      read(reader, type, put, 0, context);
      reader.end();
    });
  },
};

function readFile(bytes: Bytes, context: Context, put: Put): void {
  const reader = newReader(bytes, true, 4);
  const meta = new Map<string, Bytes>();
  for (let count = long(reader); count !== 0n; count = long(reader)) {
    if (count < 0n) long(reader);
    for (let left = absolute(count, reader); left > 0; left--) meta.set(displayText(blob(reader)), blob(reader));
  }
  const sync = reader.take(16);
  const type = parseAvro(exactText(meta.get('avro.schema') ?? refuse('needs-schema', reader.at)) ?? refuse('not-utf8', reader.at));
  const codec = displayText(meta.get('avro.codec') ?? new Uint8Array(0));
  const list = openList();
  put(list);
  while (reader.left() > 0) {
    const count = absolute(long(reader), reader, Number.MAX_SAFE_INTEGER);
    const block = unpack(reader.take(Number(long(reader))), codec, context);
    const inside = newReader(block, true);
    for (let index = 0; index < count; index++) read(inside, type, (item) => list.items.push(item), 1, context);
    inside.end();
    if (!startsWith(bytes, [...sync], reader.at)) refuse('checksum', reader.at, 'sync marker');
    reader.take(16);
  }
}

function unpack(block: Bytes, codec: string, context: Context): Bytes {
  switch (codec) {
    case '':
    case 'null':
      return block;
    case 'deflate':
      return inflate(block, 0, context.budget).bytes;
    case 'snappy': {
      const done = snappy.decode(block.subarray(0, Math.max(0, block.length - 4)), context);
      return done.kind === 'bytes' ? done.bytes : refuse('invalid');
    }
    default:
      return refuse('unsupported', undefined, codec.slice(0, 40));
  }
}

const long = (reader: Reader): bigint => zigzag(varint(reader));

function absolute(count: bigint, reader: Reader, most = reader.left()): number {
  const size = count < 0n ? -count : count;
  return size <= BigInt(most) ? Number(size) : refuse('length', reader.at, String(count));
}

function blob(reader: Reader): Bytes {
  const size = long(reader);
  return size >= 0n && size <= BigInt(reader.left()) ? reader.take(Number(size)) : refuse('length', reader.at, String(size));
}

function read(reader: Reader, type: AvroType, put: Put, depth: number, context: Context): void {
  context.budget.takeNode();
  context.budget.checkDepth(depth);
  switch (type.kind) {
    case 'null':
      return put(word('null'));
    case 'boolean':
      return put(word(reader.u8() === 0 ? 'false' : 'true'));
    case 'int':
    case 'long':
      return put(logical(type.logical, long(reader)));
    case 'float':
      return put(number(float32Text(reader.f32())));
    case 'double':
      return put(number(floatText(reader.f64())));
    case 'bytes':
      return put(decimal(type.logical, type.scale, blob(reader)));
    case 'string':
      return put(stringNode(blob(reader)));
    case 'fixed':
      return put(decimal(type.logical, type.scale, reader.take(type.size)));
    case 'enum': {
      const index = Number(long(reader));
      return put(textNode(type.symbols[index] ?? refuse('invalid', reader.at, `enum ${index}`)));
    }
    case 'union': {
      const index = Number(long(reader));
      const branch = type.branches[index] ?? refuse('invalid', reader.at, `union ${index}`);
      return read(reader, branch, put, depth + 1, context);
    }
    case 'array': {
      const list = openList();
      put(list);
      return blocks(reader, () => read(reader, type.items, (item) => list.items.push(item), depth + 1, context));
    }
    case 'map': {
      const map = openMap();
      put(map);
      return blocks(reader, () => {
        const key = stringNode(blob(reader));
        read(reader, type.values, (value) => map.entries.push([key, value]), depth + 1, context);
      });
    }
    case 'record': {
      const map = openMap();
      put(map);
      for (const field of type.fields) read(reader, field.type, (value) => map.entries.push([textNode(field.name), value]), depth + 1, context);
    }
  }
}

function blocks(reader: Reader, each: () => void): void {
  for (let count = long(reader); count !== 0n; count = long(reader)) {
    if (count < 0n) long(reader);
    // A list of nulls takes no bytes: the budget of nodes bounds it.
    for (let left = absolute(count, reader, Number.MAX_SAFE_INTEGER); left > 0; left--) each();
  }
}

function logical(name: string, value: bigint): Node {
  const text =
    name === 'date'
      ? (millisecondsText(value * 86_400_000n)?.slice(0, 10) ?? null)
      : name === 'timestamp-millis'
        ? millisecondsText(value)
        : name === 'timestamp-micros'
          ? timeText(value * 1000n)
          : null;
  return text === null ? number(value) : tagged(name, textNode(text));
}

function decimal(name: string, scale: number, bytes: Bytes): Node {
  if (name !== 'decimal' || bytes.length === 0 || bytes.length > 1024) return bytesNode(bytes);
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return number(`${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`);
}
