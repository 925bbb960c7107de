/** A Protobuf message read by its schema: names instead of numbers, enums by name, packed lists and maps; what the schema does not know is kept by number. */
import { type Bytes, exactText } from '../bytes.ts';
import { type Context, refuse } from './decoder.ts';
import { float32Text } from './msgpack.ts';
import type { ProtoField, ProtoMessage, ProtoSchema } from './protoSchema.ts';
import { newReader, varint, zigzag } from './reader.ts';
import type { Put } from './reading.ts';
import { bytesNode, floatText, type Node, number, type OpenList, type OpenMap, openList, openMap, tagged, textNode, word } from './tree.ts';
import { eachField, type WireField, type WireValue } from './wire.ts';

export function readMessage(bytes: Bytes, message: ProtoMessage, schema: ProtoSchema, context: Context, put: Put, depth: number): void {
  const fields: WireField[] = [];
  eachField(bytes, context, depth, (field) => fields.push(field));
  fillMessage(fields, message, schema, context, put, depth);
}

function fillMessage(fields: readonly WireField[], message: ProtoMessage, schema: ProtoSchema, context: Context, put: Put, depth: number): void {
  const map = openMap();
  put(map);
  const lists = new Map<number, OpenList>();
  const maps = new Map<number, OpenMap>();
  for (const value of fields) {
    const field = message.fields.get(value.field);
    if (field === undefined) {
      map.entries.push([number(value.field), unknown(value)]);
      continue;
    }
    const name = textNode(field.name);
    if (field.key !== null) {
      const into = maps.get(value.field) ?? openMap();
      if (!maps.has(value.field)) map.entries.push([name, into]);
      maps.set(value.field, into);
      into.entries.push(mapEntry(value, field, message, schema, context, depth));
      continue;
    }
    if (!field.repeated) {
      one(value, field.type, message.name, schema, context, (node) => map.entries.push([name, node]), depth);
      continue;
    }
    const list = lists.get(value.field) ?? openList();
    if (!lists.has(value.field)) map.entries.push([name, list]);
    lists.set(value.field, list);
    repeated(value, field, message, schema, context, list, depth);
  }
}

const packable = /^(double|float|u?int(32|64)|sint(32|64)|s?fixed(32|64)|bool)$/;

function repeated(value: WireValue, field: ProtoField, message: ProtoMessage, schema: ProtoSchema, context: Context, list: OpenList, depth: number): void {
  const type = schema.resolve(field.type, message.name);
  if (value.wire !== 'bytes' || !(packable.test(field.type) || type?.kind === 'enum'))
    return one(value, field.type, message.name, schema, context, (node) => list.items.push(node), depth);
  const reader = newReader(value.bytes, true);
  while (reader.left() > 0) {
    context.budget.takeNode();
    const size = /double|fixed64/.test(field.type) ? 8 : /float|fixed32/.test(field.type) ? 4 : 0;
    const item: WireValue = size === 0 ? { wire: 'varint', value: varint(reader) } : { wire: size === 8 ? 'fixed64' : 'fixed32', bytes: reader.take(size) };
    one(item, field.type, message.name, schema, context, (node) => list.items.push(node), depth);
  }
}

function mapEntry(value: WireValue, field: ProtoField, message: ProtoMessage, schema: ProtoSchema, context: Context, depth: number): [Node, Node] {
  let key: Node = word('default');
  let of: Node = word('default');
  if (value.wire !== 'bytes') return refuse('invalid', undefined, field.name);
  eachField(value.bytes, context, depth + 1, (part) => {
    if (part.field === 1) one(part, field.key ?? 'string', message.name, schema, context, (node) => (key = node), depth + 1);
    else if (part.field === 2) one(part, field.type, message.name, schema, context, (node) => (of = node), depth + 1);
  });
  return [key, of];
}

function one(value: WireValue, type: string, from: string, schema: ProtoSchema, context: Context, put: Put, depth: number): void {
  const scalar = scalarNode(value, type);
  if (scalar !== null) return put(scalar);
  const found = schema.resolve(type, from);
  if (found === null) return put(tagged(`unknown type ${type}`, unknown(value)));
  if (found.kind === 'enum') {
    if (value.wire !== 'varint') return refuse('invalid', undefined, `${type} as ${value.wire}`);
    const text = String(BigInt.asIntN(32, value.value));
    return put(tagged(found.values.get(text) ?? 'unknown', number(text)));
  }
  if (value.wire === 'group') return fillMessage(value.fields, found, schema, context, put, depth + 1);
  if (value.wire !== 'bytes') return refuse('invalid', undefined, `${type} as ${value.wire}`);
  readMessage(value.bytes, found, schema, context, put, depth + 1);
}

/** Null where the type is none of Protobuf's own. */
function scalarNode(value: WireValue, type: string): Node | null {
  const fixed = (wire: 'fixed32' | 'fixed64'): ReturnType<typeof newReader> =>
    value.wire === wire ? newReader(value.bytes, true) : refuse('invalid', undefined, `${type} as ${value.wire}`);
  const whole = (): bigint => (value.wire === 'varint' ? value.value : refuse('invalid', undefined, `${type} as ${value.wire}`));
  const bytes = (): Bytes => (value.wire === 'bytes' ? value.bytes : refuse('invalid', undefined, `${type} as ${value.wire}`));
  switch (type) {
    case 'double':
      return number(floatText(fixed('fixed64').f64()));
    case 'float':
      return number(float32Text(fixed('fixed32').f32()));
    case 'int32':
      return number(BigInt.asIntN(32, whole()));
    case 'int64':
      return number(BigInt.asIntN(64, whole()));
    case 'uint32':
      return number(BigInt.asUintN(32, whole()));
    case 'uint64':
      return number(whole());
    case 'sint32':
    case 'sint64':
      return number(zigzag(whole()));
    case 'fixed32':
      return number(fixed('fixed32').u32());
    case 'fixed64':
      return number(fixed('fixed64').u64());
    case 'sfixed32':
      return number(fixed('fixed32').i32());
    case 'sfixed64':
      return number(fixed('fixed64').i64());
    case 'bool':
      return word(whole() === 0n ? 'false' : 'true');
    case 'string': {
      const text = exactText(bytes());
      return text === null ? bytesNode(bytes()) : textNode(text);
    }
    case 'bytes':
      return bytesNode(bytes());
    default:
      return null;
  }
}

function unknown(value: WireValue): Node {
  switch (value.wire) {
    case 'varint':
      return number(value.value);
    case 'group':
      return { kind: 'map', entries: value.fields.map((field) => [number(field.field), unknown(field)]) };
    case 'bytes':
    case 'fixed32':
    case 'fixed64':
      return bytesNode(value.bytes);
  }
}
