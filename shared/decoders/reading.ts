/** How a format is read into a tree that may be cut. */
import { attempt, type Decoded, Refused, refuse } from './decoder.ts';
import type { Node } from './tree.ts';

/** Where a reader puts what it reads. A list or a map is put before it is filled. */
export type Put = (node: Node) => void;

/** Where a cap of nodes, depth or time is met, the tree is what was read until then and says so; anything else is a refusal. */
export function readTree(read: (put: Put) => void): Decoded {
  const found: Node[] = [];
  const done = attempt(() => read((node) => found.push(node)));
  const [root] = found;
  if (done.ok && root !== undefined) return { kind: 'tree', root, cut: null };
  if (done.ok) return refuse('empty');
  if (root !== undefined && /^cap-(nodes|depth|time)$/.test(done.why.kind)) return { kind: 'tree', root, cut: done.why };
  throw new Refused(done.why);
}
