/** What differs between two values as text to read: by their trees where both have one, else line by line. */
import { type Bytes, displayText } from '../bytes.ts';
import { decodePath, detect, type Look, type Registry } from './chain.ts';
import { attempt, type Clock, type Limits, newBudget, type Schema } from './decoder.ts';
import { type Difference, differencesOf } from './difference.ts';
import { notation } from './notation.ts';
import { type Node, textNode } from './tree.ts';

interface Told extends Pick<Difference, 'kind' | 'path'> {
  readonly before: string | null;
  readonly after: string | null;
}

export interface Compared {
  readonly by: 'tree' | 'lines';
  readonly list: readonly Told[];
  /** There are more: the list ends early. */
  readonly cut: boolean;
  /** A cap ended the reading of one: with more time it might be compared by its tree. */
  readonly short: boolean;
}

export const mostDifferences = 200;
/** Of each side. */
const longest = 1000;

export function compare(registry: Registry, before: Bytes, after: Bytes, schemas: readonly Schema[], clock: Clock, look: Look, limits: Limits): Compared {
  let short = false;
  const treeOf = (bytes: Bytes): Node | null => {
    const found = detect(registry, bytes, clock, schemas, look);
    const ran = decodePath(registry, bytes, found.best.path, newBudget(limits, clock), schemas);
    short ||= found.short || (ran.ok ? ran.decoded.kind === 'tree' && ran.decoded.cut !== null : ran.why.kind.startsWith('cap-'));
    return ran.ok && ran.decoded.kind === 'tree' && ran.decoded.cut === null ? ran.decoded.root : null;
  };
  const told = (node: Node | null): string | null => {
    if (node === null) return null;
    if (node.kind === 'text') return JSON.stringify(node.text.slice(0, longest));
    const laid = attempt(() => notation(node, newBudget(limits, clock)));
    return laid.ok ? laid.value.slice(0, longest) : '…';
  };
  const one = treeOf(before);
  const other = one === null ? null : treeOf(after);
  const [first, second, by] = one !== null && other !== null ? ([one, other, 'tree'] as const) : ([lines(before), lines(after), 'lines'] as const);
  const { list, cut } = differencesOf(first, second, mostDifferences);
  return { by, list: list.map(({ kind, path, before: was, after: is }) => ({ kind, path, before: told(was), after: told(is) })), cut, short };
}

function lines(bytes: Bytes): Node {
  return { kind: 'list', items: displayText(bytes).split('\n').map(textNode) };
}
