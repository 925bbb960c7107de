/** BSON documents, with the types JSON has not as tags: ObjectId, dates, 128-bit decimals, regular expressions. */
import type { Bytes } from '../bytes.ts';
import { decimal128 } from './decimal128.ts';
import { type Context, type Decoder, refuse } from './decoder.ts';
import { newReader, type Reader, stringNode } from './reader.ts';
import { type Put, readTree } from './reading.ts';
import { millisecondsText } from './time.ts';
import { bytesNode, floatText, type Node, number, openList, openMap, scalarText, tagged, textNode, word } from './tree.ts';

export const bson: Decoder = {
  name: 'bson',
  title: 'BSON',
  family: 'structure',
  detect(bytes, context) {
    const reader = newReader(bytes, true);
    if (reader.i32() !== bytes.length) return refuse('length', 0);
    if (bytes.at(-1) !== 0) return refuse('ends-early', bytes.length);
    readTree((put) => readAll(bytes, context, put));
    return bytes.length > 5 ? 0.97 : 0.5;
  },
  decode: (bytes, context) => readTree((put) => readAll(bytes, context, put)),
};

function readAll(bytes: Bytes, context: Context, put: Put): void {
  const reader = newReader(bytes, true);
  readDocument(reader, put, 0, context, false);
  reader.end();
}

function readDocument(reader: Reader, put: Put, depth: number, context: Context, asList: boolean): void {
  context.budget.checkDepth(depth);
  context.budget.takeNode();
  const start = reader.at;
  const size = reader.i32();
  if (size < 5 || size > reader.bytes.length - start) return refuse('length', start, String(size));
  const list = openList();
  const map = openMap();
  put(asList ? list : map);
  for (let type = reader.u8(); type !== 0; type = reader.u8()) {
    const name = nameOf(reader);
    readValue(reader, type, (value) => (asList ? list.items.push(value) : map.entries.push([name, value])), depth, context);
  }
  if (reader.at !== start + size) refuse('length', start, String(size));
}

function nameOf(reader: Reader): Node {
  const end = reader.bytes.indexOf(0, reader.at);
  if (end < 0) return refuse('ends-early', reader.bytes.length);
  const name = stringNode(reader.take(end - reader.at));
  reader.u8();
  return name;
}

function sized(reader: Reader): Node {
  const at = reader.at;
  const size = reader.i32();
  if (size < 1) return refuse('length', at, String(size));
  const text = stringNode(reader.take(size - 1));
  if (reader.u8() !== 0) refuse('invalid', reader.at - 1, 'string without end');
  return text;
}

function readValue(reader: Reader, type: number, put: Put, depth: number, context: Context): void {
  const at = reader.at - 1;
  if (type === 3 || type === 4) return readDocument(reader, put, depth + 1, context, type === 4);
  if (type === 15) return withScope(reader, put, depth, context);
  context.budget.takeNode();
  switch (type) {
    case 1:
      return put(number(floatText(reader.f64())));
    case 2:
      return put(sized(reader));
    case 5:
      return put(binary(reader));
    case 6:
      return put(word('undefined'));
    case 7:
      return put(tagged('ObjectId', textNode(scalarText(bytesNode(reader.take(12))) ?? '')));
    case 8: {
      const value = reader.u8();
      return put(word(value === 0 ? 'false' : value === 1 ? 'true' : refuse('invalid', reader.at - 1, 'boolean')));
    }
    case 9: {
      const time = reader.i64();
      const text = millisecondsText(time);
      return put(tagged('Date', text === null ? number(time) : textNode(text)));
    }
    case 10:
      return put(word('null'));
    case 11: {
      const pattern = nameOf(reader);
      const options = nameOf(reader);
      return put(tagged('RegExp', textNode(`/${scalarText(pattern)}/${scalarText(options)}`)));
    }
    case 12: {
      const space = sized(reader);
      return put(tagged('DBPointer', { kind: 'list', items: [space, bytesNode(reader.take(12))] }));
    }
    case 13:
      return put(tagged('JavaScript', sized(reader)));
    case 14:
      return put(tagged('Symbol', sized(reader)));
    case 16:
      return put(number(reader.i32()));
    case 17: {
      const increment = reader.u32();
      return put(tagged('Timestamp', textNode(`${reader.u32()}:${increment}`)));
    }
    case 18:
      return put(tagged('Int64', number(reader.i64())));
    case 19: {
      const low = reader.u64();
      return put(tagged('Decimal128', number(decimal128(reader.u64(), low))));
    }
    case 127:
      return put(word('MaxKey'));
    case 255:
      return put(word('MinKey'));
    default:
      return refuse('invalid', at, `type 0x${type.toString(16)}`);
  }
}

function binary(reader: Reader): Node {
  const size = reader.i32();
  const type = reader.u8();
  const bytes = reader.take(size);
  if (type === 4 && size === 16) return tagged('UUID', textNode((scalarText(bytesNode(bytes)) ?? '').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')));
  return type === 0 ? bytesNode(bytes) : tagged(`Binary ${type}`, bytesNode(bytes));
}

function withScope(reader: Reader, put: Put, depth: number, context: Context): void {
  const start = reader.at;
  const size = reader.i32();
  const code = sized(reader);
  const both = openList();
  both.items.push(code);
  put(tagged('JavaScript with scope', both));
  readDocument(reader, (scope) => both.items.push(scope), depth + 1, context, false);
  if (reader.at !== start + size) refuse('length', start, String(size));
}
