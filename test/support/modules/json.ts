/** RedisJSON's commands as documented, on a document that keeps order and numbers as they are written. */
import { utf8 } from '../../../shared/bytes.ts';
import { newBudget, viewLimits } from '../../../shared/decoders/decoder.ts';
import { json } from '../../../shared/decoders/json.ts';
import type { Node } from '../../../shared/decoders/tree.ts';
import { bulk } from '../../electron/core/connections/fakes.ts';
import { type Command, type Held, integer, type JsonDocument, list, nil, type Protocol, word } from './replies.ts';

export function document(text: string): Held {
  return { type: 'ReJSON-RL', json: { root: parse(text) } };
}

function parse(text: string): Node {
  const read = json.decode(utf8(text), { budget: newBudget(viewLimits, () => 0), schemas: [], argument: '' });
  if (read.kind !== 'tree') throw new Error('no JSON');
  return read.root;
}

function written(node: Node): string {
  switch (node.kind) {
    case 'list':
      return `[${node.items.map(written).join(',')}]`;
    case 'map':
      return `{${node.entries.map(([key, value]) => `${written(key)}:${written(value)}`).join(',')}}`;
    case 'text':
      return JSON.stringify(node.text);
    case 'number':
    case 'word':
      return node.text;
    default:
      throw new Error('no JSON');
  }
}

type Step = string | number;
const utf8Of = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

/** `$["a"][0]`; null for what is no such path. */
function stepsOf(path: string): readonly Step[] | null {
  const steps: Step[] = [];
  const step = /\[(?:(\d+)|"((?:[^"\\]|\\["\\])*)")\]/y;
  step.lastIndex = 1;
  if (!path.startsWith('$')) return null;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null) return null;
    steps.push(found[1] === undefined ? utf8Of((found[2] ?? '').replace(/\\(.)/g, '$1')) : Number(found[1]));
  }
  return steps;
}

function child(node: Node | undefined, step: Step): Node | undefined {
  if (node?.kind === 'list' && typeof step === 'number') return node.items[step];
  if (node?.kind === 'map' && typeof step === 'string') return node.entries.find(([key]) => key.kind === 'text' && key.text === step)?.[1];
  return undefined;
}

const at = (root: Node, steps: readonly Step[]): Node | undefined => steps.reduce<Node | undefined>((node, step) => child(node, step), root);

/** All places that a path leads to: one by its steps, or what has a name anywhere below (`$..name`). Null: a path that is not known here. */
function found(root: Node, path: string): readonly Node[] | null {
  const steps = stepsOf(path);
  const one = steps === null ? undefined : at(root, steps);
  if (steps !== null) return one === undefined ? [] : [one];
  const name = /^\$\.\.(\w+)$/.exec(path)?.[1];
  return name === undefined ? null : named(root, name);
}

function named(node: Node, name: string): readonly Node[] {
  if (node.kind === 'list') return node.items.flatMap((item) => named(item, name));
  if (node.kind !== 'map') return [];
  return node.entries.flatMap(([key, value]) => [...(key.kind === 'text' && key.text === name ? [value] : []), ...named(value, name)]);
}

/** The tree with something else in one place; undefined takes it away. */
function put(node: Node, [step, ...rest]: readonly Step[], next: Node | undefined): Node {
  if (step === undefined) return next ?? node;
  if (node.kind === 'list' && typeof step === 'number') {
    const items = node.items.flatMap((item, index) => (index !== step ? [item] : rest.length > 0 ? [put(item, rest, next)] : next === undefined ? [] : [next]));
    return { kind: 'list', items };
  }
  if (node.kind !== 'map' || typeof step !== 'string') return node;
  const is = (key: Node): boolean => key.kind === 'text' && key.text === step;
  if (rest.length === 0 && next !== undefined && !node.entries.some(([key]) => is(key)))
    return { kind: 'map', entries: [...node.entries, [{ kind: 'text', text: step }, next]] };
  return {
    kind: 'map',
    entries: node.entries.flatMap((entry) =>
      !is(entry[0]) ? [entry] : rest.length > 0 ? [[entry[0], put(entry[1], rest, next)] as const] : next === undefined ? [] : [[entry[0], next] as const],
    ),
  };
}

function typeOf(node: Node): string {
  switch (node.kind) {
    case 'list':
      return 'array';
    case 'map':
      return 'object';
    case 'text':
      return 'string';
    case 'number':
      return /[.eE]/.test(node.text) ? 'number' : 'integer';
    case 'word':
      return node.text === 'null' ? 'null' : 'boolean';
    default:
      throw new Error('no JSON');
  }
}

const missing = "-ERR could not perform this operation on a key that doesn't exist\r\n";
const wrong = '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n';

function on(reply: (document: JsonDocument, steps: readonly Step[], args: readonly string[], protocol: Protocol) => string): Command {
  return (held, [, path = '', ...args], _, protocol) => {
    if (held === undefined) return missing;
    if (!('json' in held)) return wrong;
    const steps = stepsOf(path);
    return steps === null ? '-ERR Error occurred on position 1\r\n' : reply(held.json, steps, args, protocol);
  };
}

/** What may lead to many places at once. */
function searching(reply: (nodes: readonly Node[], protocol: Protocol) => string): Command {
  return (held, [, path = ''], _, protocol) => {
    if (held === undefined) return missing;
    if (!('json' in held)) return wrong;
    const nodes = found(held.json.root, path);
    return nodes === null ? '-ERR Error occurred on position 1\r\n' : reply(nodes, protocol);
  };
}

/** JSON.SET makes the document where there is none. */
function creating(reply: Parameters<typeof on>[0]): Command {
  return (held, args, keys, protocol) => {
    const [key = '', path = '', value = '', condition = ''] = args;
    if (held !== undefined) return on(reply)(held, args, keys, protocol);
    if (path !== '$') return '-ERR new objects must be created at the root\r\n';
    if (condition.toUpperCase() === 'XX') return nil(protocol);
    if (!isJson(utf8Of(value))) return notJson;
    keys.set(key, document(utf8Of(value)));
    return word('OK');
  };
}

const notJson = '-ERR expected value at line 1 column 1\r\n';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** With a `$` path each match has one answer in a list. */
const sized = (kind: Node['kind'], count: (node: Node) => number): Command =>
  on(({ root }, steps, _, protocol) => {
    const node = at(root, steps);
    return node === undefined ? list([]) : list([node.kind === kind ? integer(count(node)) : nil(protocol)]);
  });

export const jsonCommands: readonly (readonly [string, Command])[] = [
  [
    'JSON.TYPE',
    searching((nodes, { version }) => {
      const types = list(nodes.map((node) => bulk(typeOf(node))));
      return version === 3 ? list([types]) : types;
    }),
  ],
  ['JSON.GET', searching((nodes) => bulk(`[${nodes.map(written).join(',')}]`))],
  ['JSON.OBJLEN', sized('map', (node) => (node.kind === 'map' ? node.entries.length : 0))],
  ['JSON.ARRLEN', sized('list', (node) => (node.kind === 'list' ? node.items.length : 0))],
  ['JSON.STRLEN', sized('text', (node) => (node.kind === 'text' ? node.text.length : 0))],
  [
    'JSON.OBJKEYS',
    on(({ root }, steps, _, protocol) => {
      const node = at(root, steps);
      if (node === undefined) return list([]);
      return list([node.kind === 'map' ? list(node.entries.map(([key]) => bulk(key.kind === 'text' ? key.text : ''))) : nil(protocol)]);
    }),
  ],
  [
    'JSON.SET',
    creating((document, steps, [value = '', condition = ''], protocol) => {
      const there = at(document.root, steps) !== undefined;
      if (condition.toUpperCase() === (there ? 'NX' : 'XX')) return nil(protocol);
      const text = utf8Of(value);
      if (!isJson(text)) return notJson;
      const parent = steps.length === 0 ? document.root : at(document.root, steps.slice(0, -1));
      if (!there && parent?.kind !== 'map') return nil(protocol);
      document.root = steps.length === 0 ? parse(text) : put(document.root, steps, parse(text));
      return word('OK');
    }),
  ],
  [
    'JSON.DEL',
    on((document, steps) => {
      if (at(document.root, steps) === undefined) return integer(0);
      document.root = put(document.root, steps, undefined);
      return integer(1);
    }),
  ],
  ['JSON.ARRINSERT', on((document, steps, [index = '0', ...values], protocol) => inserted(document, steps, Number(index), values, protocol))],
  ['JSON.ARRAPPEND', on((document, steps, values, protocol) => inserted(document, steps, Number.MAX_SAFE_INTEGER, values, protocol))],
  [
    'JSON.DEBUG',
    (held, [sub = '', key = '', path = '$'], keys) => {
      const there = keys.get(key) ?? held;
      const nodes = there !== undefined && 'json' in there ? found(there.json.root, path) : null;
      return sub.toUpperCase() !== 'MEMORY' || nodes === null ? '-ERR unknown subcommand\r\n' : list(nodes.map((node) => integer(written(node).length)));
    },
  ],
];

function inserted(document: JsonDocument, steps: readonly Step[], index: number, values: readonly string[], protocol: Protocol): string {
  const array = at(document.root, steps);
  if (array?.kind !== 'list') return list(array === undefined ? [] : [nil(protocol)]);
  const items = array.items.toSpliced(index, 0, ...values.map((value) => parse(utf8Of(value))));
  document.root = steps.length === 0 ? { kind: 'list', items } : put(document.root, steps, { kind: 'list', items });
  return list([integer(items.length)]);
}

/** For a look at what is there. */
export function textOf(held: Held | undefined): string {
  return held !== undefined && 'json' in held ? written(held.json.root) : '';
}
