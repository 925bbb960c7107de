/** Decoded structure as a query compares and searches it. */
import { type Bytes, exactText, utf8 } from '../../bytes.ts';
import { attempt, type Budget, newBudget, viewLimits } from '../../decoders/decoder.ts';
import { notation } from '../../decoders/notation.ts';
import { type Node, nodeAt } from '../../decoders/tree.ts';

/** Of what has parts only so much is written out to be compared. */
const mostParts = { ...viewLimits, bytes: 64 * 1024 };

/** As it would be written in a query: text and bytes as they are, numbers in digits. Null where it is too much to be written. */
export function bytesOf(node: Node): Bytes | null {
  switch (node.kind) {
    case 'number':
    case 'word':
    case 'text':
      return utf8(node.text);
    case 'bytes':
      return node.bytes;
    case 'reference':
      return utf8(node.to);
    case 'tagged':
      return bytesOf(node.of);
    case 'list':
    case 'map':
      return lineOf(
        node,
        newBudget(mostParts, () => 0),
      );
  }
}

/** Null where the path leads nowhere. */
export function valueIn(root: Node, path: readonly Bytes[]): Bytes | null {
  const names: string[] = [];
  for (const name of path) {
    const text = exactText(name);
    if (text === null) return null;
    names.push(text);
  }
  const found = nodeAt(root, names);
  return found === null ? null : bytesOf(found);
}

/** All of it on one line, as the list of messages shows it. */
export function lineOf(root: Node, budget: Budget): Bytes | null {
  const line = attempt(() => notation(root, budget));
  return line.ok ? utf8(line.value.replaceAll(/\n */g, ' ')) : null;
}
