/** A value in a message as a condition of the query language. */
import { utf8 } from '../../shared/bytes.ts';
import { type Node, scalarText } from '../../shared/decoders/tree.ts';
import { quote } from '../../shared/escape.ts';
import { written } from '../../shared/feed/query/complete.ts';
import { reserved } from '../../shared/feed/query/syntax.ts';

/** What the language reads as one name. */
const name = /^[\p{L}\p{N}_$@-]+$/u;
const first = /^[\p{L}_$@]/u;
const longest = 500;

/** Null: a name or a value that cannot be written in a query. */
export function conditionFor(names: readonly string[], node: Node): string | null {
  const value = scalarText(node);
  const [head = ''] = names;
  if (value === null || value.length > longest || node.kind === 'bytes' || !first.test(head) || !names.every((one) => name.test(one))) return null;
  const path = names.join('.');
  const text = node.kind === 'number' || node.kind === 'word' ? value : looksNumeric(value) || value === '' ? quote(utf8(value)) : written(utf8(value));
  return `${(reserved as readonly string[]).includes(path) ? '.' : ''}${path}=${text}`;
}

function looksNumeric(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
