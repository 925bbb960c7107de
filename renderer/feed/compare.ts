/** What differs between two payloads: their trees where both have one, else their lines. */
import { type Bytes, displayText } from '../../shared/bytes.ts';
import { decodePath, detect } from '../../shared/decoders/chain.ts';
import { newBudget, type Schema, viewLimits } from '../../shared/decoders/decoder.ts';
import { type Differences, differencesOf } from '../../shared/decoders/difference.ts';
import { decoders } from '../../shared/decoders/index.ts';
import { type Node, textNode } from '../../shared/decoders/tree.ts';

export interface Compared extends Differences {
  readonly by: 'tree' | 'lines';
}

export const mostDifferences = 200;
const clock = (): number => performance.now();

export function compare(before: Bytes, after: Bytes, schemas: readonly Schema[] = []): Compared {
  const [one, other] = [treeOf(before, schemas), treeOf(after, schemas)];
  if (one !== null && other !== null) return { by: 'tree', ...differencesOf(one, other, mostDifferences) };
  return { by: 'lines', ...differencesOf(lines(before), lines(after), mostDifferences) };
}

function treeOf(bytes: Bytes, schemas: readonly Schema[]): Node | null {
  const { best } = detect(decoders, bytes, clock, schemas);
  const ran = decodePath(decoders, bytes, best.path, newBudget(viewLimits, clock), schemas);
  return ran.ok && ran.decoded.kind === 'tree' && ran.decoded.cut === null ? ran.decoded.root : null;
}

function lines(bytes: Bytes): Node {
  return { kind: 'list', items: displayText(bytes).split('\n').map(textNode) };
}
