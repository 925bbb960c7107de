/**
 * Trees as text that can be edited: JSON, and what JSON has not in a form of its own: numbers as keys, `h'00ff'` for bytes,
 * `@"tag" value` for what its format names, `&"place"` for references, bare words.
 */
import type { Bytes } from '../bytes.ts';
import { type Budget, refuse } from './decoder.ts';
import type { Put } from './reading.ts';
import { bytesNode, type Node, openList, openMap, scalarText, tagged, textNode, word } from './tree.ts';

type Fail = (at: number, detail: string) => never;

const space = /[ \t\r\n]*/y;
const numeral = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
/** What other formats write as numbers, besides. */
const wideNumeral = /[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?(Infinity|NaN|INF|NAN|inf|nan)/y;
const bare = /[A-Za-z_][A-Za-z_0-9() -]*[A-Za-z_0-9)]|[A-Za-z_]/y;
/** Where a string stops being plain: JSON forbids the control characters below the space. */
function plainEnd(source: string, from: number): number {
  let at = from;
  for (let code = source.charCodeAt(at); code >= 0x20 && code !== 0x22 && code !== 0x5c; code = source.charCodeAt(at)) at++;
  return at;
}

/** `extended`: the whole notation; otherwise JSON and nothing else. */
export function readNotation(source: string, budget: Budget, put: Put, extended: boolean, fail: Fail): void {
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found === null || found[0] === '') return null;
    at = pattern.lastIndex;
    return found[0];
  };
  const skip = (): void => void match(space);
  const expect = (char: string): void => {
    if (source[at] !== char) fail(at, `${char} expected`);
    at++;
  };

  const string = (): string => {
    expect('"');
    let text = '';
    for (;;) {
      budget.step();
      const end = plainEnd(source, at);
      text += source.slice(at, end);
      at = end;
      const char = source[at++];
      if (char === '"') return text;
      if (char === undefined) return fail(source.length, 'the string does not end');
      if (char !== '\\') return fail(at - 1, 'control character in a string');
      const letter = source[at++] ?? '';
      const simple = '"\\/bfnrt'.indexOf(letter);
      if (simple >= 0 && letter !== '') text += '"\\/\b\f\n\r\t'[simple];
      else if (letter === 'u' && /^[0-9a-fA-F]{4}$/.test(source.slice(at, at + 4))) {
        text += String.fromCharCode(Number.parseInt(source.slice(at, at + 4), 16));
        at += 4;
      } else return fail(at - 2, 'no such escape');
    }
  };

  const value = (into: Put, depth: number): void => {
    budget.checkDepth(depth);
    budget.takeNode();
    skip();
    const char = source[at];
    if (char === '{') return map(into, depth);
    if (char === '[') return list(into, depth);
    if (char === '"') return into(textNode(string()));
    if (extended && char === '@') {
      at++;
      const tag = string();
      return value((of) => into(tagged(tag, of)), depth + 1);
    }
    if (extended && char === '&') {
      at++;
      return into({ kind: 'reference', to: string() });
    }
    if (extended && source.startsWith("h'", at)) return into(hexBytes());
    const number = match(extended ? wideNumeral : numeral);
    if (number !== null) return into({ kind: 'number', text: number });
    const start = at;
    const name = match(bare);
    if (name === null) return fail(at, char === undefined ? 'a value is missing' : `unexpected ${JSON.stringify(char)}`);
    return extended || name === 'true' || name === 'false' || name === 'null' ? into(word(name)) : fail(start, `unexpected ${name.slice(0, 20)}`);
  };

  const hexBytes = (): Node => {
    const end = source.indexOf("'", at + 2);
    const digits = end < 0 ? '' : source.slice(at + 2, end);
    if (end < 0 || digits.length % 2 === 1 || !/^[0-9a-fA-F]*$/.test(digits)) return fail(at, 'hexadecimal digits expected');
    at = end + 1;
    return bytesNode(Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16)));
  };

  const list = (into: Put, depth: number): void => {
    at++;
    const open = openList();
    into(open);
    skip();
    if (source[at] === ']') return void at++;
    for (;;) {
      value((item) => open.items.push(item), depth + 1);
      skip();
      if (source[at] === ']') return void at++;
      expect(',');
    }
  };

  const map = (into: Put, depth: number): void => {
    at++;
    const open = openMap();
    into(open);
    skip();
    if (source[at] === '}') return void at++;
    for (;;) {
      skip();
      let key: Node = word('null');
      if (extended && source[at] !== '"') value((node) => (key = node), depth + 1);
      else key = textNode(string());
      skip();
      expect(':');
      value((item) => open.entries.push([key, item]), depth + 1);
      skip();
      if (source[at] === '}') return void at++;
      expect(',');
    }
  };

  value(put, 0);
  skip();
  if (at < source.length) fail(at, 'something follows the value');
}

const mostIndent = 40;

/** A whole tree as text; JSON wherever JSON has a form for it. */
export function notation(root: Node, budget: Budget): string {
  const parts: string[] = [];
  const add = (part: string): void => {
    budget.takeBytes(part.length);
    parts.push(part);
  };
  const write = (node: Node, depth: number): void => {
    const margin = `\n${'  '.repeat(Math.min(depth + 1, mostIndent))}`;
    switch (node.kind) {
      case 'number':
      case 'word':
        return add(node.text);
      case 'text':
        return add(JSON.stringify(node.text));
      case 'bytes':
        return add(hexText(node.bytes));
      case 'tagged':
        add(`@${JSON.stringify(node.tag)} `);
        return write(node.of, depth);
      case 'reference':
        return add(`&${JSON.stringify(node.to)}`);
      case 'list':
        add('[');
        for (const [index, item] of node.items.entries()) {
          add(index === 0 ? margin : `,${margin}`);
          write(item, depth + 1);
        }
        return add(node.items.length === 0 ? ']' : `${margin.slice(0, -2)}]`);
      case 'map':
        add('{');
        for (const [index, [key, value]] of node.entries.entries()) {
          add(index === 0 ? margin : `,${margin}`);
          write(key, depth + 1);
          add(': ');
          write(value, depth + 1);
        }
        return add(node.entries.length === 0 ? '}' : `${margin.slice(0, -2)}}`);
    }
  };
  write(root, 0);
  return parts.join('');
}

function hexText(bytes: Bytes): string {
  return `h'${scalarText(bytesNode(bytes)) ?? ''}'`;
}

/** What a user wrote; a mistake is told by its place. */
export function parseNotation(source: string, budget: Budget): Node {
  const found: Node[] = [];
  readNotation(
    source,
    budget,
    (node) => found.push(node),
    true,
    (at, detail) => refuse('invalid', at, detail),
  );
  return found[0] ?? refuse('empty');
}
