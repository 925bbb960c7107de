/** Reads a compiled descriptor set (`protoc --descriptor_set_out`), which is itself Protobuf, by the field numbers of descriptor.proto. */
import { type Bytes, displayText } from '../bytes.ts';
import { type Context, newBudget, refuse } from './decoder.ts';
import type { ProtoField, ProtoType } from './protoSchema.ts';
import { eachField, type WireField } from './wire.ts';

const types = [
  '',
  'double',
  'float',
  'int64',
  'uint64',
  'int32',
  'fixed64',
  'fixed32',
  'bool',
  'string',
  'group',
  'message',
  'bytes',
  'uint32',
  'enum',
  'sfixed32',
  'sfixed64',
  'sint32',
  'sint64',
];

export function readDescriptorSet(source: Bytes): readonly (readonly ProtoType[])[] {
  // Read once, when it is given: bounded by its own size.
  const context: Context = { budget: newBudget({ bytes: source.length, nodes: 500_000, depth: 100, milliseconds: 2000 }, () => 0), schemas: [], argument: '' };
  const files: ProtoType[][] = [];
  for (const file of children(source, 1, context)) {
    const scope = texts(file, 2, context)[0] ?? '';
    const found: ProtoType[] = [];
    for (const message of children(file, 4, context)) readMessage(message, scope, found, context, 0);
    for (const one of children(file, 5, context)) found.push(readEnum(one, scope, context));
    files.push(found);
  }
  return files.some((one) => one.length > 0) ? files : refuse('needs-schema', undefined, 'no messages in the descriptor set');
}

function fieldsOf(bytes: Bytes, context: Context): readonly WireField[] {
  const fields: WireField[] = [];
  eachField(bytes, context, 0, (field) => fields.push(field));
  return fields;
}

function children(bytes: Bytes, field: number, context: Context): readonly Bytes[] {
  return fieldsOf(bytes, context).flatMap((one) => (one.field === field && one.wire === 'bytes' ? [one.bytes] : []));
}

const texts = (bytes: Bytes, field: number, context: Context): readonly string[] => children(bytes, field, context).map(displayText);

function integer(bytes: Bytes, field: number, context: Context): bigint {
  const found = fieldsOf(bytes, context).findLast((one) => one.field === field);
  return found?.wire === 'varint' ? BigInt.asIntN(64, found.value) : 0n;
}

const inside = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);

function readMessage(bytes: Bytes, scope: string, found: ProtoType[], context: Context, depth: number): void {
  context.budget.checkDepth(depth);
  const name = inside(scope, texts(bytes, 1, context)[0] ?? '');
  const fields = new Map<number, ProtoField>();
  found.push({ kind: 'message', name, fields });
  // A map is a repeated message of its own with two fields, marked as one by an option.
  const maps = new Map<string, Bytes>();
  for (const nested of children(bytes, 3, context)) {
    const [own = ''] = texts(nested, 1, context);
    if (children(nested, 7, context).some((options) => integer(options, 7, context) === 1n)) maps.set(`.${inside(name, own)}`, nested);
    readMessage(nested, name, found, context, depth + 1);
  }
  for (const one of children(bytes, 4, context)) found.push(readEnum(one, name, context));
  for (const one of children(bytes, 2, context)) {
    const field = readField(one, context);
    const entry = maps.get(field.type);
    if (entry === undefined) fields.set(field.number, field);
    else {
      const [key, value] = children(entry, 2, context).map((part) => readField(part, context));
      fields.set(field.number, { ...field, repeated: false, key: key?.type ?? 'string', type: value?.type ?? 'bytes' });
    }
  }
}

function readField(bytes: Bytes, context: Context): ProtoField {
  const type = types[Number(integer(bytes, 5, context))] ?? '';
  return {
    number: Number(integer(bytes, 3, context)),
    name: texts(bytes, 1, context)[0] ?? '',
    type: type === 'message' || type === 'enum' || type === 'group' ? (texts(bytes, 6, context)[0] ?? '') : type,
    key: null,
    repeated: integer(bytes, 4, context) === 3n,
  };
}

function readEnum(bytes: Bytes, scope: string, context: Context): ProtoType {
  const values = new Map<string, string>();
  for (const one of children(bytes, 2, context)) {
    const value = String(integer(one, 2, context));
    if (!values.has(value)) values.set(value, texts(one, 1, context)[0] ?? '');
  }
  return { kind: 'enum', name: inside(scope, texts(bytes, 1, context)[0] ?? ''), values };
}
