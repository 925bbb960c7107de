/** Protobuf's wire format: numbered fields without names, each with one of five ways to tell where it ends. */
import type { Bytes } from '../bytes.ts';
import { type Context, refuse } from './decoder.ts';
import { newReader, type Reader, varint, varlength } from './reader.ts';

export type WireValue =
  | { readonly wire: 'varint'; readonly value: bigint }
  | { readonly wire: 'fixed64' | 'fixed32' | 'bytes'; readonly bytes: Bytes }
  | { readonly wire: 'group'; readonly fields: readonly WireField[] };

export type WireField = WireValue & { readonly field: number; readonly at: number };

/** Each field in the order in which it stands. `each` is called as soon as one was read. */
export function eachField(bytes: Bytes, context: Context, depth: number, each: (field: WireField) => void): void {
  const reader = newReader(bytes, true);
  while (reader.left() > 0) each(readField(reader, context, depth) ?? refuse('invalid', reader.at, 'end of no group'));
}

/** Null at the end of a group. */
function readField(reader: Reader, context: Context, depth: number, group = 0): WireField | null {
  context.budget.takeNode();
  context.budget.checkDepth(depth);
  const at = reader.at;
  const key = varint(reader);
  const field = Number(key >> 3n);
  if (field === 0 || key >> 3n > 536_870_911n) return refuse('invalid', at, `field ${key >> 3n}`);
  switch (Number(key & 7n)) {
    case 0:
      return { wire: 'varint', value: varint(reader), field, at };
    case 1:
      return { wire: 'fixed64', bytes: reader.take(8), field, at };
    case 2:
      return { wire: 'bytes', bytes: reader.take(varlength(reader)), field, at };
    case 3: {
      const fields: WireField[] = [];
      for (let inner = readField(reader, context, depth + 1, field); inner !== null; inner = readField(reader, context, depth + 1, field)) fields.push(inner);
      return { wire: 'group', fields, field, at };
    }
    case 4:
      return field === group ? null : refuse('invalid', at, `end of group ${field}`);
    case 5:
      return { wire: 'fixed32', bytes: reader.take(4), field, at };
    default:
      return refuse('invalid', at, `wire type ${key & 7n}`);
  }
}
