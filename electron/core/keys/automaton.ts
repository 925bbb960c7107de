/** Runs a pattern over bytes: each byte is looked at once, states are made when they are first reached, and there are never many. */
import type { Program, State } from './regex.ts';

interface Node {
  /** States of the program that this stands for. */
  readonly members: Uint32Array;
  readonly next: (Node | undefined)[];
  /** Found, whatever follows. */
  readonly found: boolean;
  /** Found if the name ends here. */
  readonly foundAtEnd: boolean;
}

/** They are forgotten when there are so many, and made again as they are needed. */
const maxNodes = 2000;

export function automatonOf({ states, start }: Program): (block: Uint8Array, from: number, to: number) => boolean {
  const marks = new Uint32Array(states.length);
  let mark = 0;
  let nodes = new Map<string, Node>();
  let first: Node | null = null;

  /** All that can be reached from these without a byte. */
  function close(from: Iterable<number>, atBegin: boolean, atEnd: boolean): readonly number[] {
    mark++;
    const reached: number[] = [];
    const stack = [...from];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (marks[at] === mark) continue;
      marks[at] = mark;
      const state = states[at] as State;
      reached.push(at);
      if (state.kind === 'split') stack.push(state.next, state.other);
      else if ((state.kind === 'begin' && atBegin) || (state.kind === 'end' && atEnd)) stack.push(state.next);
    }
    return reached;
  }

  const hasMatch = (members: Iterable<number>): boolean => {
    for (const at of members) if ((states[at] as State).kind === 'match') return true;
    return false;
  };

  function node(from: Iterable<number>, atBegin: boolean): Node {
    const members = Uint32Array.from(close(from, atBegin, false)).sort();
    const key = members.join();
    const known = nodes.get(key);
    if (known !== undefined) return known;
    if (nodes.size >= maxNodes) {
      nodes = new Map();
      first = null;
    }
    const made: Node = { members, next: new Array<Node | undefined>(256), found: hasMatch(members), foundAtEnd: hasMatch(close(members, atBegin, true)) };
    nodes.set(key, made);
    return made;
  }

  function step(from: Node, byte: number): Node {
    // A match may begin anywhere.
    const reached: number[] = [start];
    for (const at of from.members) {
      const state = states[at] as State;
      if (state.kind === 'bytes' && state.set[byte] === 1) reached.push(state.next);
    }
    const next = node(reached, false);
    from.next[byte] = next;
    return next;
  }

  return (block, from, to) => {
    first ??= node([start], true);
    let at = first;
    for (let position = from; position < to; position++) {
      if (at.found) return true;
      const byte = block[position] as number;
      at = at.next[byte] ?? step(at, byte);
    }
    return at.found || at.foundAtEnd;
  };
}
