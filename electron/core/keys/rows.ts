/** Rows of the tree as they cross to the page: names copied out of the index, nothing else kept alive by them. */
import type { KeysRow } from '../../../shared/keys/frame.ts';
import type { Visitor } from './flat.ts';
import type { KeyIndex } from './keyIndex.ts';
import { nowhere } from './names.ts';
import { maxDepth, type Tree } from './tree.ts';

export function rowsOf(index: KeyIndex, tree: Tree, picked: { has(id: number): boolean }, walk: (visitor: Visitor) => void): readonly KeysRow[] {
  const rows: KeysRow[] = [];
  const place = nowhere();
  walk({
    folder(node, position, siblings) {
      index.names.look(tree.sample(node), place);
      const path = place.block.slice(place.from, place.from + tree.end(node));
      rows.push({
        kind: 'folder',
        id: node,
        depth: tree.depth(node) - 1,
        label: path.slice(tree.end(tree.parent(node))),
        path,
        open: tree.isOpen(node),
        count: tree.count(node),
        share: tree.counted === 0 ? 0 : tree.count(node) / tree.counted,
        selected: tree.isPicked(node),
        position,
        siblings,
      });
    },
    key(id, parent, position, siblings) {
      const name = index.names.name(id);
      rows.push({
        kind: 'key',
        depth: tree.depth(parent),
        label: name.slice(tree.end(parent)),
        name,
        deep: tree.depth(parent) >= maxDepth,
        type: index.type(id),
        selected: picked.has(id),
        mark: index.markOf(id),
        position,
        siblings,
      });
    },
  });
  return rows;
}
