/** Protobuf: by its wire format alone, or by a message of a .proto or a descriptor set that the user gave; read by tables, no code is made. */
import { type Bytes, exactText } from '../bytes.ts';
import { assertNever } from '../fault.ts';
import { attempt, type Context, type Decoder, refuse, type Schema } from './decoder.ts';
import { readDescriptorSet } from './protoDescriptors.ts';
import { readMessage } from './protoMessage.ts';
import { newProtoSchema, type ProtoSchema } from './protoSchema.ts';
import { parseProto } from './protoText.ts';
import { newReader } from './reader.ts';
import { readTree } from './reading.ts';
import { readable } from './text.ts';
import { bytesNode, floatText, type Node, number, openMap, tagged, textNode } from './tree.ts';
import { eachField, type WireField } from './wire.ts';

export const protobuf: Decoder = {
  name: 'protobuf',
  title: 'Protobuf',
  family: 'structure',
  unmarked: true,
  detect(bytes, context) {
    if (bytes.length < 2) return refuse('unlikely');
    let fields = 0;
    let largest = 0;
    eachField(bytes, context, 0, ({ field }) => {
      fields++;
      largest = Math.max(largest, field);
    });
    // Letters are field numbers from 8 to 15; small numbers that grow are what messages have.
    if (readable(bytes)) return 0.03;
    return largest > 10_000 ? 0.1 : largest > 100 ? 0.3 : fields === 1 ? 0.45 : 0.7;
  },
  decode(bytes, context) {
    if (context.argument === '') return readTree((put) => readPlain(bytes, context, put, 0));
    const schema = schemaOf(context.schemas);
    const message = schema.find(context.argument);
    if (message === null) return refuse('needs-schema', undefined, context.argument);
    return readTree((put) => readMessage(bytes, message, schema, context, put, 0));
  },
};

const parsed = new WeakMap<readonly Schema[], ProtoSchema>();

function schemaOf(schemas: readonly Schema[]): ProtoSchema {
  const before = parsed.get(schemas);
  if (before !== undefined) return before;
  const schema = newProtoSchema(
    schemas.flatMap(({ name, format, source }) => {
      switch (format) {
        case 'proto':
          return [parseProto(exactText(source) ?? refuse('needs-schema', undefined, `${name} is not UTF-8`))];
        case 'descriptor-set':
          return readDescriptorSet(source);
        case 'avro':
          return [];
        default:
          return assertNever(format);
      }
    }),
  );
  parsed.set(schemas, schema);
  return schema;
}

/** The names of all messages, for choosing one; a refusal says what is wrong with the schemas. */
export function protoMessages(schemas: readonly Schema[]): readonly string[] {
  const names = attempt(() => schemaOf(schemas).messages());
  return names.ok ? names.value : [];
}

/** What is wrong with a schema, before it is kept. */
export function schemaFault(schema: Schema): ReturnType<typeof attempt<readonly string[]>> {
  return attempt(() => schemaOf([schema]).messages());
}

function readPlain(bytes: Bytes, context: Context, put: (node: Node) => void, depth: number): void {
  const map = openMap();
  put(map);
  eachField(bytes, context, depth, (field) => map.entries.push([number(field.field), plainValue(field, context, depth)]));
}

/** What a value could be: without a schema only its length is known, so the likeliest of text, message and bytes. */
function plainValue(value: WireField, context: Context, depth: number): Node {
  switch (value.wire) {
    case 'varint':
      return number(value.value);
    case 'fixed32': {
      const reader = newReader(value.bytes, true);
      const float = reader.f32();
      reader.at = 0;
      return plausible(float) ? tagged('fixed32', number(floatText(float))) : tagged('fixed32', number(reader.u32()));
    }
    case 'fixed64': {
      const reader = newReader(value.bytes, true);
      const float = reader.f64();
      reader.at = 0;
      return plausible(float) ? tagged('fixed64', number(floatText(float))) : tagged('fixed64', number(reader.u64()));
    }
    case 'group': {
      const map = openMap();
      for (const field of value.fields) map.entries.push([number(field.field), plainValue(field, context, depth + 1)]);
      return tagged('group', map);
    }
    case 'bytes': {
      const { bytes } = value;
      const text = exactText(bytes);
      if (text !== null && readable(bytes)) return textNode(text);
      if (bytes.length === 0) return textNode('');
      const nested: Node[] = [];
      const inner = attempt(() => readPlain(bytes, context, (node) => nested.push(node), depth + 1));
      if (!inner.ok && inner.why.kind.startsWith('cap-')) return refuse(inner.why.kind);
      const [message] = nested;
      if (inner.ok && message !== undefined) return message;
      return text === null ? bytesNode(bytes) : textNode(text);
    }
  }
}

/** Floats of everyday size have exponents that whole numbers of everyday size have not. */
function plausible(value: number): boolean {
  const size = Math.abs(value);
  return Number.isFinite(value) && size >= 1e-6 && size <= 1e12;
}
