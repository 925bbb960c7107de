/** PHP serialize(): arrays, objects, references and enums as data; no class is ever looked for. PHP's session format (`name|value…`) too. */
import { type Bytes, exactText, utf8 } from '../bytes.ts';
import { type Context, type Decoder, refuse } from './decoder.ts';
import { latin1, newReader, type Reader, stringNode } from './reader.ts';
import { type Put, readTree } from './reading.ts';
import { keyText, type Node, number, openMap, tagged, word } from './tree.ts';
import { newWriter, type Writer } from './writer.ts';

export const php: Decoder = {
  name: 'php',
  title: 'PHP serialize',
  family: 'structure',
  detect(bytes, context) {
    const first = String.fromCharCode(bytes[0] ?? 0);
    if (!'abdisrONCRE'.includes(first) || (bytes[1] !== 0x3a && bytes[1] !== 0x3b)) return refuse('mark', 0);
    readTree((put) => readAll(bytes, context, put));
    return 0.98;
  },
  decode: (bytes, context) => readTree((put) => readAll(bytes, context, put)),
  encode(decoded) {
    if (decoded.kind !== 'tree' || decoded.cut !== null) return refuse('unsupported');
    const writer = newWriter();
    write(writer, decoded.root);
    return writer.done();
  },
};

export const phpSession: Decoder = {
  name: 'php-session',
  title: 'PHP session',
  family: 'structure',
  detect(bytes, context) {
    if (!/^[A-Za-z_0-9.-]{1,100}\|[abdisON][:;]/.test(latin1(bytes.subarray(0, 104)))) return refuse('mark', 0);
    readTree((put) => readSession(bytes, context, put));
    return 0.97;
  },
  decode: (bytes, context) => readTree((put) => readSession(bytes, context, put)),
  encode(decoded) {
    if (decoded.kind !== 'tree' || decoded.cut !== null || decoded.root.kind !== 'map') return refuse('unsupported');
    const writer = newWriter();
    for (const [key, value] of decoded.root.entries) {
      writer.raw(utf8(`${keyText(key)}|`));
      write(writer, value);
    }
    return writer.done();
  },
};

function readAll(bytes: Bytes, context: Context, put: Put): void {
  const reader = newReader(bytes);
  read(reader, put, 0, context);
  reader.end();
}

function readSession(bytes: Bytes, context: Context, put: Put): void {
  const reader = newReader(bytes);
  const map = openMap();
  put(map);
  while (reader.left() > 0) {
    const bar = bytes.indexOf(0x7c, reader.at);
    if (bar < 0) return refuse('ends-early', reader.at);
    const name = stringNode(reader.take(bar - reader.at));
    reader.u8();
    read(reader, (value) => map.entries.push([name, value]), 1, context);
  }
}

/** Digits and the like up to a mark; such words are short. */
function until(reader: Reader, mark: string, most = 400): string {
  const end = reader.bytes.indexOf(mark.charCodeAt(0), reader.at);
  if (end < 0 || end - reader.at > most) return refuse('ends-early', reader.at, mark);
  const text = latin1(reader.take(end - reader.at));
  reader.u8();
  return text;
}

function expectByte(reader: Reader, mark: string): void {
  if (reader.u8() !== mark.charCodeAt(0)) refuse('invalid', reader.at - 1, `no ${mark}`);
}

function sizeOf(reader: Reader): number {
  const at = reader.at;
  const text = until(reader, ':');
  return /^\d{1,10}$/.test(text) && Number(text) <= reader.left() ? Number(text) : refuse('length', at, text);
}

/** `s:3:"abc"`: the length counts bytes. */
function counted(reader: Reader): Bytes {
  const size = sizeOf(reader);
  expectByte(reader, '"');
  const bytes = reader.take(size);
  expectByte(reader, '"');
  return bytes;
}

function read(reader: Reader, put: Put, depth: number, context: Context): void {
  context.budget.checkDepth(depth);
  context.budget.takeNode();
  const at = reader.at;
  const type = String.fromCharCode(reader.u8());
  if (type === 'N') {
    expectByte(reader, ';');
    return put(word('null'));
  }
  expectByte(reader, ':');
  switch (type) {
    case 'b': {
      const text = until(reader, ';');
      return put(word(text === '1' ? 'true' : text === '0' ? 'false' : refuse('invalid', at, `b:${text}`)));
    }
    case 'i': {
      const text = until(reader, ';');
      return put(number(/^[+-]?\d{1,20}$/.test(text) ? text : refuse('invalid', at, `i:${text}`)));
    }
    case 'd': {
      const text = until(reader, ';');
      if (!/^(-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NAN)$/.test(text)) return refuse('invalid', at, `d:${text}`);
      return put(/^-?\d+$/.test(text) ? tagged('float', number(text)) : number(text));
    }
    case 's': {
      const bytes = counted(reader);
      expectByte(reader, ';');
      return put(stringNode(bytes));
    }
    case 'a':
      return readEntries(reader, put, depth, context);
    case 'O': {
      const name = nameText(counted(reader));
      expectByte(reader, ':');
      return readEntries(reader, (of) => put(tagged(`object ${name}`, of)), depth, context);
    }
    case 'C': {
      const name = nameText(counted(reader));
      expectByte(reader, ':');
      const size = sizeOf(reader);
      expectByte(reader, '{');
      const body = reader.take(size);
      expectByte(reader, '}');
      return put(tagged(`custom ${name}`, stringNode(body)));
    }
    case 'E': {
      const bytes = counted(reader);
      expectByte(reader, ';');
      return put(tagged('enum', stringNode(bytes)));
    }
    case 'r':
    case 'R': {
      const text = until(reader, ';');
      return put({ kind: 'reference', to: `${type}:${/^\d{1,10}$/.test(text) ? text : refuse('invalid', at, text)}` });
    }
    default:
      return refuse('invalid', at, `type ${JSON.stringify(type)}`);
  }
}

function readEntries(reader: Reader, put: Put, depth: number, context: Context): void {
  const size = sizeOf(reader);
  expectByte(reader, '{');
  const map = openMap();
  put(map);
  for (let index = 0; index < size; index++) {
    const at = reader.at;
    let key: Node = word('null');
    read(reader, (node) => (key = node), depth + 1, context);
    if (key.kind !== 'text' && key.kind !== 'bytes' && key.kind !== 'number') return refuse('invalid', at, 'key');
    read(reader, (value) => map.entries.push([key, value]), depth + 1, context);
  }
  expectByte(reader, '}');
}

function nameText(bytes: Bytes): string {
  return exactText(bytes) ?? latin1(bytes);
}

function write(writer: Writer, node: Node): void {
  const ascii = (text: string): void => writer.raw(utf8(text));
  switch (node.kind) {
    case 'number':
      return ascii(/^[+-]?\d+$/.test(node.text) ? `i:${node.text};` : `d:${node.text};`);
    case 'word':
      return ascii(node.text === 'null' ? 'N;' : node.text === 'true' ? 'b:1;' : node.text === 'false' ? 'b:0;' : refuse('unsupported', undefined, node.text));
    case 'text':
    case 'bytes':
      writeCounted(writer, 's', node.kind === 'text' ? utf8(node.text) : node.bytes);
      return ascii(';');
    case 'list':
      // A PHP list is a map from 0 upward.
      return write(writer, { kind: 'map', entries: node.items.map((item, index) => [number(index), item]) });
    case 'map':
      ascii('a:');
      return writeEntries(writer, node);
    case 'tagged': {
      if (node.tag === 'float' && node.of.kind === 'number') return ascii(`d:${node.of.text};`);
      if (node.tag === 'enum' && node.of.kind === 'text') {
        writeCounted(writer, 'E', utf8(node.of.text));
        return ascii(';');
      }
      const name = /^object (.*)$/s.exec(node.tag)?.[1];
      if (name === undefined || node.of.kind !== 'map') return refuse('unsupported', undefined, node.tag);
      writeCounted(writer, 'O', utf8(name));
      ascii(':');
      return writeEntries(writer, node.of);
    }
    case 'reference':
      return ascii(`${node.to};`);
  }
}

function writeCounted(writer: Writer, type: string, bytes: Bytes): void {
  writer.raw(utf8(`${type}:${bytes.length}:"`));
  writer.raw(bytes);
  writer.raw(utf8('"'));
}

function writeEntries(writer: Writer, { entries }: Extract<Node, { kind: 'map' }>): void {
  writer.raw(utf8(`${entries.length}:{`));
  for (const [key, value] of entries) {
    write(writer, key);
    write(writer, value);
  }
  writer.raw(utf8('}'));
}
