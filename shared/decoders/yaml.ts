/** YAML as a tree with its scalars as written; aliases stay references, so that nothing grows that is small. */
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { exactText } from '../bytes.ts';
import { type Context, type Decoder, refuse } from './decoder.ts';
import { type Put, readTree } from './reading.ts';
import { firstBroken } from './text.ts';
import { type Node, number, openList, openMap, tagged, textNode, word } from './tree.ts';

/** The library cannot be stopped on its way. */
const longest = 128 * 1024;

export const yaml: Decoder = {
  name: 'yaml',
  title: 'YAML',
  family: 'text',
  written: 'yaml',
  detect(bytes, context) {
    if (bytes.length > longest) return refuse('cap-input');
    const text = exactText(bytes);
    if (text === null) return refuse('not-utf8', firstBroken(bytes));
    // Any line of text is YAML; that several are alike is what YAML looks like.
    const lines = text
      .slice(0, 4000)
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'));
    const fitting = lines.filter((line) => /^\s*(- |-$|[\w"'./ -]{1,60}:(\s|$)|---|\.\.\.)/.test(line)).length;
    if (lines.length < 2 || fitting < lines.length * 0.6) return refuse('unlikely');
    if (/^\s*[{[]/.test(text)) return refuse('unlikely');
    if (bytes.length < 16_384) yaml.decode(bytes, context);
    return text.startsWith('---') ? 0.9 : 0.65;
  },
  decode(bytes, context) {
    if (bytes.length > longest) return refuse('cap-input', longest);
    const text = exactText(bytes);
    if (text === null) return refuse('not-utf8', firstBroken(bytes));
    checkNesting(text, context);
    const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
    if (!Array.isArray(documents)) return refuse('empty');
    return readTree((put) => {
      const list = openList();
      if (documents.length !== 1) put(list);
      for (const document of documents) {
        const [error] = document.errors;
        if (error !== undefined) refuse('invalid', error.pos[0], error.message);
        read(document.contents, documents.length === 1 ? put : (node) => list.items.push(node), 0, context);
      }
    });
  },
};

/** The library goes down by recursion, and slows with the square of the nesting. */
function checkNesting(text: string, context: Context): void {
  let open = 0;
  for (const char of text) {
    if (char === '[' || char === '{') context.budget.checkDepth(++open);
    else if ((char === ']' || char === '}') && open > 0) open--;
  }
  if (/^(\s*[-?] ?){50}/m.test(text)) refuse('cap-depth');
}

function read(node: unknown, put: Put, depth: number, context: Context): void {
  context.budget.takeNode();
  context.budget.checkDepth(depth);
  if (isAlias(node)) return put({ kind: 'reference', to: `*${node.source}` });
  if (isScalar(node)) return put(anchored(node.anchor, scalar(node.value, node.source)));
  if (isSeq(node)) {
    const list = openList();
    put(anchored(node.anchor, list));
    for (const item of node.items) read(item, (one) => list.items.push(one), depth + 1, context);
    return;
  }
  if (isMap(node)) {
    const map = openMap();
    put(anchored(node.anchor, map));
    for (const pair of node.items) {
      let key: Node = word('null');
      read(pair.key, (one) => (key = one), depth + 1, context);
      read(pair.value, (value) => map.entries.push([key, value]), depth + 1, context);
    }
    return;
  }
  put(word('null'));
}

function anchored(anchor: string | undefined, node: Node): Node {
  return anchor === undefined ? node : tagged(`&${anchor}`, node);
}

function scalar(value: unknown, source: string | undefined): Node {
  if (typeof value === 'string') return textNode(value);
  if (typeof value === 'number' || typeof value === 'bigint') return number(source ?? String(value));
  return word(source === undefined || source === '' ? 'null' : source);
}
