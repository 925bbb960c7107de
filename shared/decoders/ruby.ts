/** Ruby Marshal 4.8 as data: objects, structs and user-marshalled classes are named, never made. */
import type { Bytes } from '../bytes.ts';
import { type Context, type Decoder, refuse } from './decoder.ts';
import { latin1, newReader, type Reader, startsWith, stringNode } from './reader.ts';
import { type Put, readTree } from './reading.ts';
import { bytesNode, floatText, type Node, number, openList, openMap, scalarText, tagged, textNode, word } from './tree.ts';

export const ruby: Decoder = {
  name: 'ruby',
  title: 'Ruby Marshal',
  family: 'structure',
  detect(bytes, context) {
    if (!startsWith(bytes, [0x04, 0x08]) || bytes.length < 3) return refuse('mark', 0);
    ruby.decode(bytes, context);
    return 0.96;
  },
  decode: (bytes, context) =>
    readTree((put) => {
      if (!startsWith(bytes, [0x04, 0x08])) refuse('mark', 0);
      const stream: Stream = { reader: newReader(bytes, true, 2), context, symbols: [], objects: 0, shown: new Map() };
      read(stream, put, 0);
      stream.reader.end();
    }),
};

interface Stream {
  readonly reader: Reader;
  readonly context: Context;
  readonly symbols: string[];
  /** How many objects there were: links count them. */
  objects: number;
  /** Those that may be shown again as they are, by number. */
  readonly shown: Map<number, Node>;
}

/** Ruby's own form of a 32-bit integer, one to five bytes. */
function fixnum(reader: Reader): number {
  const head = reader.i8();
  if (head === 0) return 0;
  if (head > 4) return head - 5;
  if (head < -4) return head + 5;
  const size = Math.abs(head);
  let value = head < 0 ? -1 : 0;
  for (let index = 0; index < size; index++) {
    const byte = reader.u8();
    value = (value & ~(0xff << (8 * index))) | (byte << (8 * index));
  }
  return head > 0 ? value >>> 0 : value;
}

function counted(reader: Reader): number {
  const at = reader.at;
  const count = fixnum(reader);
  return count >= 0 && count <= reader.left() ? count : refuse('length', at, String(count));
}

function blob(reader: Reader): Bytes {
  return reader.take(counted(reader));
}

function symbol(stream: Stream): string {
  const { reader } = stream;
  const at = reader.at;
  const type = String.fromCharCode(reader.u8());
  if (type === ';') return stream.symbols[fixnum(reader)] ?? refuse('invalid', at, 'symbol link');
  if (type === 'I') {
    const name = symbol(stream);
    for (let left = counted(reader); left > 0; left--) {
      symbol(stream);
      read(stream, () => undefined, 1);
    }
    return name;
  }
  if (type !== ':') return refuse('invalid', at, 'symbol');
  const name = scalarText(stringNode(blob(reader))) ?? '';
  stream.symbols.push(name);
  return name;
}

function read(stream: Stream, put: Put, depth: number): void {
  const { reader, context } = stream;
  context.budget.checkDepth(depth);
  context.budget.takeNode();
  const at = reader.at;
  const type = String.fromCharCode(reader.u8());
  switch (type) {
    case '0':
      return put(word('nil'));
    case 'T':
      return put(word('true'));
    case 'F':
      return put(word('false'));
    case 'i':
      return put(number(fixnum(reader)));
    case ':':
    case ';':
      reader.at = at;
      return put(tagged('symbol', textNode(symbol(stream))));
    case '@': {
      const id = fixnum(reader);
      if (id < 0 || id >= stream.objects) return refuse('invalid', at, 'link');
      return put(stream.shown.get(id) ?? { kind: 'reference', to: `#${id}` });
    }
    case 'I':
      return withVariables(stream, put, depth);
    default:
      return readObject(stream, type, at, put, depth);
  }
}

/** Instance variables behind a value: of a string they only say its encoding. */
function withVariables(stream: Stream, put: Put, depth: number): void {
  const { reader } = stream;
  let inner: Node = word('nil');
  read(stream, (node) => (inner = node), depth + 1);
  const variables = openMap();
  for (let left = counted(reader); left > 0; left--) {
    const name = symbol(stream);
    read(stream, (value) => name !== 'E' && name !== 'encoding' && variables.entries.push([textNode(name), value]), depth + 1);
  }
  put(variables.entries.length === 0 ? inner : tagged('with variables', { kind: 'list', items: [inner, variables] }));
}

function readObject(stream: Stream, type: string, at: number, put: Put, depth: number): void {
  const { reader } = stream;
  const id = stream.objects++;
  const leaf = (node: Node): void => {
    stream.shown.set(id, node);
    put(node);
  };
  switch (type) {
    case '"':
      return leaf(stringNode(blob(reader)));
    case '/': {
      const pattern = stringNode(blob(reader));
      reader.u8();
      return leaf(tagged('Regexp', pattern));
    }
    case 'f': {
      const text = latin1(blob(reader));
      return leaf(
        number(
          /^-?(inf|\d+(\.\d+)?(e[-+]?\d+)?)$|^nan$/.test(text)
            ? /^-?\d+$/.test(text)
              ? floatText(Number(text))
              : text
            : refuse('invalid', at, text.slice(0, 40)),
        ),
      );
    }
    case 'l': {
      const sign = reader.u8();
      const bytes = reader.take(counted(reader) * 2);
      if (bytes.length > 1024) return leaf(tagged('bignum', bytesNode(bytes)));
      const value = BigInt(`0x0${Array.from(bytes.toReversed(), (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
      return leaf(number(sign === 0x2d ? -value : value));
    }
    case '[': {
      const list = openList();
      const count = counted(reader);
      put(list);
      for (let index = 0; index < count; index++) read(stream, (item) => list.items.push(item), depth + 1);
      return;
    }
    case '{':
    case '}': {
      const map = openMap();
      const count = counted(reader);
      put(map);
      pairs(stream, map, count, depth);
      if (type === '}') read(stream, (value) => map.entries.push([word('default'), value]), depth + 1);
      return;
    }
    case 'o':
    case 'S': {
      const name = symbol(stream);
      const map = openMap();
      const count = counted(reader);
      put(tagged(`${type === 'o' ? 'object' : 'struct'} ${name}`, map));
      for (let index = 0; index < count; index++) {
        const field = textNode(symbol(stream));
        read(stream, (value) => map.entries.push([field, value]), depth + 1);
      }
      return;
    }
    case 'u': {
      const name = symbol(stream);
      return leaf(tagged(`dumped ${name}`, bytesNode(blob(reader))));
    }
    case 'U':
    case 'C':
    case 'e':
    case 'd': {
      const name = symbol(stream);
      // Extended and subclassed values are the object they wrap, which counts itself.
      if (type === 'C' || type === 'e') stream.objects--;
      return read(
        stream,
        (of) => put(tagged(`${type === 'U' ? 'marshalled' : type === 'd' ? 'data' : type === 'C' ? 'subclass' : 'extended'} ${name}`, of)),
        depth + 1,
      );
    }
    case 'c':
    case 'm':
    case 'M':
      return leaf(tagged(type === 'c' ? 'class' : 'module', stringNode(blob(reader))));
    default:
      return refuse('invalid', at, `type ${JSON.stringify(type)}`);
  }
}

function pairs(stream: Stream, map: ReturnType<typeof openMap>, count: number, depth: number): void {
  for (let index = 0; index < count; index++) {
    let key: Node = word('nil');
    read(stream, (node) => (key = node), depth + 1);
    read(stream, (value) => map.entries.push([key, value]), depth + 1);
  }
}
