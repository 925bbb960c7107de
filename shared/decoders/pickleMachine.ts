/** The stack and the memory that a pickle's opcodes work on, holding nothing but tree nodes. */
import { type Budget, refuse } from './decoder.ts';
import { type Node, tagged, textNode } from './tree.ts';

/** Null is a mark. */
type Slot = Node | null;

export interface PickleMachine {
  push(node: Node): void;
  pop(): Node;
  popMany(count: number): Node[];
  mark(): void;
  /** What was pushed since the last mark. */
  popMark(): Node[];
  /** As `popMark`, leaving what was pushed last where it is. */
  popMarkUnder(): Node[];
  drop(): void;
  duplicate(): void;
  /** To the list on top. */
  append(items: readonly Node[]): void;
  /** Keys and values in turn, to the map on top. */
  setItems(items: readonly Node[]): void;
  call(how: 'call' | 'object'): void;
  build(): void;
  nameOf(node: Node | undefined): string;
  /** Null: under the next number. */
  remember(id: string | null): void;
  recall(id: string, at: number): void;
  checkDepth(root: Node): void;
}

export function newPickleMachine(budget: Budget): PickleMachine {
  const stack: Slot[] = [];
  const memory = new Map<string, Node>();
  /** How much stands below a node, where anything does: so that what nests too deep is refused while it is built. */
  const heights = new Map<Node, number>();

  const raise = (node: Node, inside: readonly Node[]): void => {
    let height = heights.get(node) ?? 0;
    for (const one of inside) if (one.kind === 'list' || one.kind === 'map' || one.kind === 'tagged') height = Math.max(height, (heights.get(one) ?? 0) + 1);
    if (height === 0) return;
    budget.checkDepth(height);
    heights.set(node, height);
  };
  const pop = (): Node => stack.pop() ?? refuse('invalid', undefined, 'stack underflow');
  const push = (node: Node): void => {
    budget.takeNode();
    const inner = node.kind === 'tagged' ? node.of : node;
    if (inner.kind === 'list' && inner.items.length > 0) raise(inner, inner.items);
    if (inner !== node) raise(node, [inner]);
    stack.push(node);
  };
  const popMark = (): Node[] => {
    const at = stack.lastIndexOf(null);
    if (at < 0) return refuse('invalid', undefined, 'no mark');
    const items = stack.splice(at).filter((slot) => slot !== null);
    return items;
  };
  const popMany = (count: number): Node[] => {
    const items = stack.splice(Math.max(0, stack.length - count));
    const nodes = items.filter((slot) => slot !== null);
    return nodes.length === count ? nodes : refuse('invalid', undefined, 'stack underflow');
  };
  /** What a reference stands for, and what a tag is on. */
  const target = (slot: Slot | undefined): Node | null => {
    let node: Node | null = slot ?? null;
    for (let turn = 0; node !== null && turn < 4; turn++) {
      if (node.kind === 'reference') node = memory.get(node.to.slice(1)) ?? null;
      else if (node.kind === 'tagged') node = node.of;
      else return node;
    }
    return node;
  };
  const nameOf = (node: Node | undefined): string => (node?.kind === 'tagged' && node.tag === 'global' && node.of.kind === 'text' ? node.of.text : 'something');

  return {
    push,
    pop,
    popMany,
    popMark,
    nameOf,
    mark: () => void stack.push(null),
    popMarkUnder() {
      const top = pop();
      const items = popMark();
      stack.push(top);
      return items;
    },
    drop: () => void stack.pop(),
    duplicate() {
      const top = pop();
      stack.push(top);
      push(isLeaf(top) ? top : { kind: 'reference', to: 'the one before' });
    },
    append(items) {
      const list = target(stack.at(-1));
      // A subclass of list is filled through the call that makes it.
      if (list?.kind !== 'list') return refuse('invalid', undefined, 'append to something else');
      for (const item of items) (list.items as Node[]).push(item);
      raise(list, items);
    },
    setItems(items) {
      const on = stack.at(-1);
      const map = target(on);
      if (items.length % 2 === 1) return refuse('invalid', undefined, 'key without value');
      const pairs: [Node, Node][] = [];
      for (let at = 0; at < items.length; at += 2) pairs.push([items[at] ?? textNode(''), items[at + 1] ?? textNode('')]);
      if (map?.kind === 'map') {
        for (const pair of pairs) (map.entries as [Node, Node][]).push(pair);
        raise(map, items);
      } else if (map?.kind === 'list' && on?.kind === 'tagged') {
        const named: Node = { kind: 'map', entries: pairs };
        (map.items as Node[]).push(named);
        raise(named, items);
        raise(map, [named]);
      } else refuse('invalid', undefined, 'items of something else');
    },
    call(how) {
      const [of, args] = popMany(2);
      const inside = args?.kind === 'tagged' && args.tag === 'tuple' ? args.of : args;
      // Its own list: what is appended to the object later must not appear in its arguments elsewhere.
      push(tagged(`${how} ${nameOf(of)}`, inside?.kind === 'list' ? { kind: 'list', items: [...inside.items] } : (inside ?? textNode(''))));
    },
    build() {
      const state = pop();
      const object = pop();
      if (object.kind !== 'tagged') push(tagged('object with state', { kind: 'list', items: [object, state] }));
      else if (object.of.kind === 'list' && object.of.items.length === 0) push(tagged(object.tag, state));
      else push(tagged(object.tag, { kind: 'list', items: [object.of, state] }));
    },
    remember(id) {
      const top = stack.at(-1);
      if (top === undefined || top === null) return refuse('invalid', undefined, 'nothing to remember');
      memory.set(id ?? String(memory.size), top);
    },
    recall(id, at) {
      const node = memory.get(id);
      if (node === undefined) return refuse('invalid', at, `nothing remembered as ${id.slice(0, 20)}`);
      push(isLeaf(node) ? node : { kind: 'reference', to: `#${id}` });
    },
    // Exact: what was filled after it had been put into something is counted here only.
    checkDepth(root) {
      let level: readonly Node[] = [root];
      for (let depth = 0; level.length > 0; depth++) {
        budget.checkDepth(depth);
        const next: Node[] = [];
        for (const node of level) {
          budget.step();
          if (node.kind === 'list') for (const item of node.items) next.push(item);
          else if (node.kind === 'map') for (const [key, value] of node.entries) next.push(key, value);
          else if (node.kind === 'tagged') next.push(node.of);
        }
        level = next;
      }
    },
  };
}

/** Whatever is no container may stand in the tree twice: it cannot make it grow or loop. */
function isLeaf(node: Node): boolean {
  return node.kind === 'tagged' ? isLeaf(node.of) : node.kind !== 'list' && node.kind !== 'map';
}
