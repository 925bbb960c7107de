/** A regular expression as steps over bytes: each takes a byte, forks, or asks for the start or the end. */
import type { RegexNode } from './regexParse.ts';

export type Step =
  | { readonly kind: 'bytes'; readonly set: Uint8Array; next: number }
  | { readonly kind: 'fork'; next: number[] }
  | { readonly kind: 'start' | 'end'; next: number }
  | { readonly kind: 'accept' };

export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

/** Repeats multiply: beyond so many steps an expression is refused. */
const maxSteps = 5000;

export function programOf(node: RegexNode): Program | null {
  const steps: Step[] = [];
  const add = (step: Step): number => {
    steps.push(step);
    return steps.length - 1;
  };

  /** Writes from the end to the start: each piece knows where it goes on. Negative once there are too many. */
  function write(one: RegexNode, next: number): number {
    if (next < 0 || steps.length > maxSteps) return -1;
    switch (one.kind) {
      case 'bytes':
        return add({ kind: 'bytes', set: one.set, next });
      case 'start':
      case 'end':
        return add({ kind: one.kind, next });
      case 'sequence':
        return one.parts.reduceRight((then, part) => write(part, then), next);
      case 'choice': {
        const starts = one.parts.map((part) => write(part, next));
        return starts.some((start) => start < 0) ? -1 : add({ kind: 'fork', next: starts });
      }
      case 'repeat':
        return repeat(one, next);
    }
  }

  function repeat({ part, least, most }: Extract<RegexNode, { kind: 'repeat' }>, next: number): number {
    let then = next;
    if (most === null) {
      const loop: Step & { kind: 'fork' } = { kind: 'fork', next: [next] };
      const at = add(loop);
      const body = write(part, at);
      if (body < 0) return -1;
      loop.next.push(body);
      then = at;
    } else {
      for (let n = least; n < most && then >= 0; n++) {
        const body = write(part, then);
        if (body < 0) return -1;
        then = add({ kind: 'fork', next: [body, next] });
      }
    }
    for (let n = 0; n < least && then >= 0; n++) then = write(part, then);
    return then;
  }

  const start = write(node, add({ kind: 'accept' }));
  return start < 0 ? null : { steps, start };
}
