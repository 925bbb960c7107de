/** Thrift's compact protocol without a schema: fields by number, and the message head where there is one. */
import { type Context, type Decoder, refuse } from './decoder.ts';
import { newReader, type Reader, stringNode, varint, varlength, zigzag } from './reader.ts';
import { type Put, readTree } from './reading.ts';
import { floatText, type Node, number, openList, openMap, tagged, textNode, word } from './tree.ts';

export const thrift: Decoder = {
  name: 'thrift',
  title: 'Thrift compact',
  family: 'structure',
  unmarked: true,
  detect(bytes, context) {
    if (bytes.length < 3) return refuse('unlikely');
    const done = thrift.decode(bytes, context);
    if (bytes[0] === 0x82) return 0.8;
    return done.kind === 'tree' && done.root.kind === 'map' && done.root.entries.length > 1 ? 0.35 : 0.1;
  },
  decode: (bytes, context) =>
    readTree((put) => {
      const reader = newReader(bytes, true);
      if (bytes[0] === 0x82) {
        reader.u8();
        const kind = reader.u8();
        if ((kind & 31) !== 1) refuse('invalid', 1, `version ${kind & 31}`);
        const id = varint(reader);
        const name = stringNode(reader.take(varlength(reader)));
        const type = ['', 'call', 'reply', 'exception', 'oneway'][kind >> 5] ?? refuse('invalid', 1, 'message type');
        const head = openMap();
        put(head);
        head.entries.push([textNode('type'), textNode(type)], [textNode('name'), name], [textNode('id'), number(id)]);
        struct(reader, (body) => head.entries.push([textNode('body'), body]), 0, context);
      } else struct(reader, put, 0, context);
      reader.end();
    }),
};

function struct(reader: Reader, put: Put, depth: number, context: Context): void {
  context.budget.checkDepth(depth);
  const map = openMap();
  put(map);
  let field = 0;
  for (let head = reader.u8(); head !== 0; head = reader.u8()) {
    const at = reader.at - 1;
    field = head >> 4 === 0 ? Number(zigzag(varint(reader))) : field + (head >> 4);
    if (field < -32_768 || field > 32_767) return refuse('invalid', at, `field ${field}`);
    const id = number(field);
    const type = head & 15;
    if (type === 1 || type === 2) {
      context.budget.takeNode();
      map.entries.push([id, word(type === 1 ? 'true' : 'false')]);
    } else value(reader, type, (node) => map.entries.push([id, node]), depth + 1, context);
  }
}

function value(reader: Reader, type: number, put: Put, depth: number, context: Context): void {
  context.budget.takeNode();
  context.budget.checkDepth(depth);
  switch (type) {
    case 1:
    case 2: {
      // In a list a boolean is a byte of its own.
      const byte = reader.u8();
      return put(word(byte === 1 ? 'true' : byte === 2 || byte === 0 ? 'false' : refuse('invalid', reader.at - 1, 'boolean')));
    }
    case 3:
      return put(number(reader.i8()));
    case 4:
    case 5:
    case 6:
      return put(number(zigzag(varint(reader))));
    case 7:
      return put(number(floatText(reader.f64())));
    case 8:
      return put(stringNode(reader.take(varlength(reader))));
    case 9:
    case 10: {
      const head = reader.u8();
      const count = head >> 4 === 15 ? varlength(reader) : head >> 4;
      if (count > reader.left()) return refuse('length', reader.at, String(count));
      const list = openList();
      put(type === 10 ? tagged('set', list) : list);
      for (let index = 0; index < count; index++) value(reader, head & 15, (item) => list.items.push(item), depth + 1, context);
      return;
    }
    case 11: {
      const count = varlength(reader);
      const map = openMap();
      put(map);
      if (count === 0) return;
      const types = reader.u8();
      if (count > reader.left()) return refuse('length', reader.at, String(count));
      for (let index = 0; index < count; index++) {
        let key: Node = word('null');
        value(reader, types >> 4, (node) => (key = node), depth + 1, context);
        value(reader, types & 15, (node) => map.entries.push([key, node]), depth + 1, context);
      }
      return;
    }
    case 12:
      return struct(reader, put, depth, context);
    case 13:
      return put(tagged('uuid', { kind: 'bytes', bytes: reader.take(16) }));
    default:
      return refuse('invalid', reader.at, `type ${type}`);
  }
}
