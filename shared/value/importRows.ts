/** Entries of a collection from a JSON or CSV file: what was copied from here comes back byte for byte, and plain lists and objects are understood. */
import { type Bytes, exactText, utf8 } from '../bytes.ts';
import { csv } from '../decoders/csv.ts';
import { type Attempt, attempt, type Context, newBudget, refuse, viewLimits } from '../decoders/decoder.ts';
import { json } from '../decoders/json.ts';
import type { Entry, Node } from '../decoders/tree.ts';
import { bytesOfBase64 } from '../digits.ts';
import { quoteWhereNeeded, splitLine } from '../escape.ts';
import { type Importable, maxEditRows, type Row } from './edit.ts';
import { isScore } from './types/zset.ts';
import type { Column } from './value.ts';

/** Refused with the place of what is wrong; of doubled names the last one counts. */
export function rowsFrom(file: Bytes, type: Importable, columns: readonly Column[], clock: () => number): Attempt<readonly Row[]> {
  const context: Context = { budget: newBudget(viewLimits, clock), schemas: [], argument: '' };
  return attempt(() => {
    const first = (exactText(file.subarray(0, 64)) ?? '').trimStart().slice(0, 1);
    const cells = first === '[' || first === '{' ? fromJson(file, type, context) : fromCsv(file, type, columns, context);
    const rows = cells.map((row, at) => columns.map((column) => row.get(column) ?? missing(column, type, at)));
    for (const [at, row] of rows.entries()) check(row, columns, at);
    const kept = onePerName(rows, type, columns);
    if (kept.length === 0) return refuse('empty');
    if (kept.length > maxEditRows) return refuse('cap-nodes', undefined, `${kept.length} entries, ${maxEditRows} at most`);
    return kept;
  });
}

type Cells = ReadonlyMap<Column, Bytes>;

function missing(column: Column, type: Importable, at: number): Bytes {
  if (column === 'index' || column === 'expires') return utf8('');
  if (column === 'id') return utf8('*');
  return refuse('invalid', undefined, `entry ${at + 1} of a ${type} without ${column}`);
}

function check(row: Row, columns: readonly Column[], at: number): void {
  const score = row[columns.indexOf('score')];
  if (score !== undefined && !isScore(exactText(score) ?? '')) refuse('invalid', undefined, `score of entry ${at + 1}`);
}

function onePerName(rows: readonly Row[], type: Importable, columns: readonly Column[]): readonly Row[] {
  if (type === 'list' || type === 'stream') return rows;
  const at = columns.indexOf(type === 'hash' ? 'field' : 'member');
  return [...new Map(rows.map((row) => [quoteWhereNeeded(row[at] ?? utf8('')), row])).values()];
}

function fromJson(file: Bytes, type: Importable, context: Context): readonly Cells[] {
  const done = json.decode(file, context);
  if (done.kind !== 'tree') return refuse('invalid');
  if (done.cut !== null) return refuse(done.cut.kind, done.cut.at, done.cut.detail);
  const { root } = done;
  if (root.kind === 'map') {
    if (type === 'hash') return root.entries.map(([field, value]) => cellsOf(['field', scalar(field)], ['value', scalar(value)]));
    if (type === 'zset') return root.entries.map(([member, score]) => cellsOf(['member', scalar(member)], ['score', scalar(score)]));
    return refuse('invalid', undefined, 'a list is wanted');
  }
  if (root.kind !== 'list') return refuse('invalid', undefined, 'a list is wanted');
  return root.items.map((item) => {
    if (item.kind === 'map' && !isBytes(item)) return type === 'stream' ? entryOf(item.entries) : namedCells(item.entries, type);
    if (type === 'list') return cellsOf(['value', scalar(item)]);
    if (type === 'set') return cellsOf(['member', scalar(item)]);
    return refuse('invalid', undefined, 'objects are wanted');
  });
}

const known: Readonly<Record<Importable, readonly Column[]>> = {
  hash: ['field', 'value'],
  list: ['value'],
  set: ['member'],
  zset: ['score', 'member'],
  stream: ['id', 'entry'],
};

/** An object that is no row of ours is itself an element. */
function namedCells(entries: readonly Entry[], type: Importable): Cells {
  const named = new Map(entries.map(([name, value]) => [textOf(name), value]));
  const found = known[type].filter((column) => named.has(column));
  const ours = [...named.keys()].every((name) => name === 'index' || name === 'expires' || known[type].some((column) => column === name));
  if (ours && found.length === known[type].length) return cellsOf(...found.map((column) => [column, scalar(named.get(column) ?? nothing)] as const));
  if (type === 'list') return cellsOf(['value', utf8(compact({ kind: 'map', entries }))]);
  if (type === 'set') return cellsOf(['member', utf8(compact({ kind: 'map', entries }))]);
  return refuse('invalid', undefined, `${known[type].join(' and ')} are wanted`);
}

/** Fields with their values; or as copied from here, an id and the words of the entry. */
function entryOf(entries: readonly Entry[]): Cells {
  const named = new Map(entries.map(([name, value]) => [textOf(name), value]));
  const [id, entry] = [named.get('id'), named.get('entry')];
  if (id !== undefined && entry !== undefined && named.size === 2) return cellsOf(['id', scalar(id)], ['entry', scalar(entry)]);
  return cellsOf(['entry', words(entries.map(([name, value]) => [scalar(name), scalar(value)]))]);
}

function words(pairs: readonly (readonly [Bytes, Bytes])[]): Bytes {
  return utf8(pairs.flatMap((pair) => pair.map(quoteWhereNeeded)).join(' '));
}

const nothing: Node = { kind: 'text', text: '' };
const textOf = (node: Node): string => (node.kind === 'text' ? node.text : '');
const cellsOf = (...cells: readonly (readonly [Column, Bytes])[]): Cells => new Map(cells);

function isBytes(node: Node): boolean {
  return node.kind === 'map' && node.entries.length === 1 && node.entries[0] !== undefined && textOf(node.entries[0][0]) === 'b64';
}

/** JSON without a space that was not there for a reader, its numbers as they were written. */
function compact(node: Node): string {
  switch (node.kind) {
    case 'map':
      return `{${node.entries.map(([name, value]) => `${compact(name)}:${compact(value)}`).join(',')}}`;
    case 'list':
      return `[${node.items.map(compact).join(',')}]`;
    case 'text':
      return JSON.stringify(node.text);
    case 'number':
    case 'word':
      return node.text;
    default:
      return refuse('invalid', undefined, node.kind);
  }
}

/** A text is itself, `{"b64": …}` is bytes, and everything else is written as JSON writes it. */
function scalar(node: Node): Bytes {
  if (node.kind === 'text') return utf8(node.text);
  if (node.kind === 'map' && isBytes(node)) return bytesOfBase64(textOf(node.entries[0]?.[1] ?? nothing)) ?? refuse('invalid', undefined, 'Base64');
  if (node.kind === 'number' || node.kind === 'word') return utf8(node.text);
  return utf8(compact(node));
}

/** With a first line of our own column names, or without one; of a stream the first line names the fields. */
function fromCsv(file: Bytes, type: Importable, columns: readonly Column[], context: Context): readonly Cells[] {
  const done = csv.decode(file, context);
  if (done.kind !== 'table') return refuse('invalid');
  if (done.cut !== null) return refuse(done.cut.kind, done.cut.at, done.cut.detail);
  const [head = [], ...rest] = done.rows.filter((row) => row.length > 1 || row[0] !== '' || type === 'list' || type === 'set');
  const ours = head.length > 0 && head.every((name) => columns.some((column) => column === name));
  if (ours) return rest.map((row) => cellsOf(...head.map((name, at) => [name as Column, cellOf(row[at] ?? '')] as const)));
  if (type === 'stream') return rest.map((row) => cellsOf(['entry', words(head.map((name, at) => [utf8(name), cellOf(row[at] ?? '')]))]));
  return [head, ...rest].map((row, at) => {
    const wanted = known[type];
    if (row.length !== wanted.length) return refuse('invalid', undefined, `line ${at + 1}: ${wanted.length} columns are wanted`);
    const turned = type === 'zset' && !isScore(row[0] ?? '') && isScore(row[1] ?? '');
    return cellsOf(...(turned ? wanted.toReversed() : wanted).map((column, place) => [column, cellOf(row[place] ?? '')] as const));
  });
}

/** What is written in redis-cli's escapes is read as them, and the guard of a formula is taken off. */
function cellOf(text: string): Bytes {
  if (/^"([^"\\]|\\.)*\\x[0-9a-f]{2}([^"\\]|\\.)*"$/i.test(text)) {
    const split = splitLine(text);
    const [word] = split.ok ? split.words : [];
    if (split.ok && split.words.length === 1 && word !== undefined) return word;
  }
  return utf8(/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text);
}
