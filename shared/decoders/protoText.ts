/** Reads a .proto file: what decoding needs (messages, fields, enums, maps); options, services and comments are passed over. */
import { refuse } from './decoder.ts';
import type { ProtoEnum, ProtoField, ProtoType } from './protoSchema.ts';

const longest = 4 * 1024 * 1024;

interface Tokens {
  peek(): string;
  next(): string;
  take(expected: string): boolean;
  need(expected: string): void;
  fail(detail: string): never;
}

function tokensOf(source: string): Tokens {
  if (source.length > longest) return refuse('cap-input', undefined, '.proto');
  const pattern = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_][\w.]*|\.[A-Za-z_][\w.]*|[-+]?[\d.][\w.]*|[^\s])/y;
  let token: string | undefined;
  let at = 0;
  const fetch = (): string => {
    while (token === undefined) {
      if (at >= source.length) return '';
      pattern.lastIndex = at;
      const match = pattern.exec(source);
      if (match === null) return refuse('invalid', at, '.proto');
      at = pattern.lastIndex;
      token = match[1];
    }
    return token;
  };
  const fail = (detail: string): never => refuse('invalid', at, `.proto line ${source.slice(0, at).split('\n').length}: ${detail}`);
  const tokens: Tokens = {
    peek: fetch,
    next() {
      const found = fetch();
      if (found === '') fail('unexpected end');
      token = undefined;
      return found;
    },
    take(expected) {
      if (fetch() !== expected) return false;
      token = undefined;
      return true;
    },
    need(expected) {
      if (!tokens.take(expected)) fail(`${expected} expected, not ${fetch().slice(0, 40)}`);
    },
    fail,
  };
  return tokens;
}

export function parseProto(source: string): readonly ProtoType[] {
  const tokens = tokensOf(source);
  const types: ProtoType[] = [];
  let scope = '';
  while (tokens.peek() !== '') {
    const word = tokens.next();
    if (word === 'package') {
      scope = tokens.next();
      tokens.need(';');
    } else if (word === 'message') message(tokens, scope, types, 0);
    else if (word === 'enum') types.push(enumeration(tokens, scope));
    else if (word === 'extend' || word === 'service') {
      while (tokens.peek() !== '{') tokens.next();
      block(tokens);
    } else if (word !== ';') statement(tokens);
  }
  return types;
}

const inside = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);

function message(tokens: Tokens, scope: string, types: ProtoType[], depth: number): void {
  if (depth > 100) refuse('cap-depth', undefined, '.proto');
  const name = inside(scope, tokens.next());
  const fields = new Map<number, ProtoField>();
  types.push({ kind: 'message', name, fields });
  tokens.need('{');
  body(tokens, name, fields, types, depth);
}

function body(tokens: Tokens, name: string, fields: Map<number, ProtoField>, types: ProtoType[], depth: number): void {
  while (!tokens.take('}')) {
    const word = tokens.next();
    switch (word) {
      case ';':
        break;
      case 'message':
        message(tokens, name, types, depth + 1);
        break;
      case 'enum':
        types.push(enumeration(tokens, name));
        break;
      case 'oneof':
        tokens.next();
        tokens.need('{');
        body(tokens, name, fields, types, depth + 1);
        break;
      case 'extend':
        tokens.next();
        block(tokens);
        break;
      case 'option':
      case 'reserved':
      case 'extensions':
        statement(tokens);
        break;
      default:
        field(tokens, word, name, fields, types, depth);
    }
  }
}

function field(tokens: Tokens, first: string, scope: string, fields: Map<number, ProtoField>, types: ProtoType[], depth: number): void {
  const repeated = first === 'repeated';
  let type = repeated || first === 'optional' || first === 'required' ? tokens.next() : first;
  let key: string | null = null;
  if (type === 'map' && tokens.take('<')) {
    key = tokens.next();
    tokens.need(',');
    type = tokens.next();
    tokens.need('>');
  }
  if (!/^\.?[A-Za-z_]/.test(type)) tokens.fail(`type expected, not ${type.slice(0, 40)}`);
  const name = tokens.next();
  if (!/^[A-Za-z_]\w*$/.test(name)) tokens.fail(`name expected, not ${name.slice(0, 40)}`);
  tokens.need('=');
  const digits = tokens.next();
  const number = Number(digits);
  if (!Number.isInteger(number) || number < 1 || number > 536_870_911) tokens.fail(`field number ${digits.slice(0, 40)}`);
  if (tokens.take('[')) skipTo(tokens, ']', '[');
  if (type === 'group') {
    const own = new Map<number, ProtoField>();
    types.push({ kind: 'message', name: inside(scope, name), fields: own });
    tokens.need('{');
    body(tokens, inside(scope, name), own, types, depth + 1);
    type = name;
  } else tokens.need(';');
  fields.set(number, { number, name, type, key, repeated });
}

function enumeration(tokens: Tokens, scope: string): ProtoEnum {
  const name = inside(scope, tokens.next());
  const values = new Map<string, string>();
  tokens.need('{');
  while (!tokens.take('}')) {
    const word = tokens.next();
    if (word === ';') continue;
    if (word === 'option' || word === 'reserved') {
      statement(tokens);
      continue;
    }
    tokens.need('=');
    const sign = tokens.take('-') ? '-' : '';
    const digits = sign + tokens.next();
    if (tokens.take('[')) skipTo(tokens, ']', '[');
    tokens.need(';');
    // The first name of an aliased number is the one shown.
    const value = String(Number(digits));
    if (!values.has(value)) values.set(value, word);
  }
  return { kind: 'enum', name, values };
}

/** To the semicolon that ends it, over any braces between. */
function statement(tokens: Tokens): void {
  for (;;) {
    const word = tokens.next();
    if (word === ';') return;
    if (word === '{') skipTo(tokens, '}', '{');
  }
}

function block(tokens: Tokens): void {
  tokens.need('{');
  skipTo(tokens, '}', '{');
}

function skipTo(tokens: Tokens, close: string, open: string): void {
  for (let depth = 1; depth > 0; ) {
    const word = tokens.next();
    if (word === open) depth++;
    else if (word === close) depth--;
  }
}
