/**
 * Regular expressions over bytes in time of the bytes' length, whatever the expression: no step is ever taken back, so none that a
 * user types can hold the host. Literals, `.`, classes, `\d \w \s`, `^ $`, groups, `|`, `* + ? {m,n}`; no look-around, no back-references.
 */
import type { Bytes } from '../../bytes.ts';
import { parseRegex } from './regexParse.ts';
import { type Program, programOf } from './regexProgram.ts';

export interface Regex {
  matches(bytes: Bytes, from: number, to: number): boolean;
}

/** So many sets of places at once are remembered; then they are forgotten and found anew. */
const maxStates = 2000;

/** Null where this is no expression, or one with more in it than is searched for here. */
export function compileRegex(source: string, anyCase: boolean): Regex | null {
  const node = parseRegex(source, anyCase);
  const program = node === null ? null : programOf(node);
  return program === null ? null : automaton(program);
}

interface State {
  readonly places: readonly number[];
  readonly accepts: boolean;
  /** With the end of the text right here. */
  readonly acceptsAtEnd: boolean;
  readonly next: (State | undefined)[];
}

function automaton(program: Program): Regex {
  let states = new Map<string, State>();
  let begin = stateOf(closure(program, [program.start], true), true);
  let inside = closure(program, [program.start], false);

  function stateOf(places: readonly number[], atStart = false): State {
    const key = `${atStart ? '^' : ''}${places.join()}`;
    let state = states.get(key);
    if (state === undefined) {
      if (states.size >= maxStates) states = new Map();
      state = {
        places,
        accepts: places.some((place) => program.steps[place]?.kind === 'accept'),
        acceptsAtEnd: accepting(program, places, atStart),
        next: new Array<State | undefined>(256),
      };
      states.set(key, state);
    }
    return state;
  }

  /** The search may begin anew at every byte. */
  function step(state: State, byte: number): State {
    const targets: number[] = [];
    for (const place of state.places) {
      const step = program.steps[place];
      if (step?.kind === 'bytes' && step.set[byte] === 1) targets.push(step.next);
    }
    const next = stateOf(merged(closure(program, targets, false), inside));
    state.next[byte] = next;
    return next;
  }

  return {
    matches(bytes, from, to) {
      let state = begin;
      if (state.accepts) return true;
      for (let at = from; at < to; at++) {
        const byte = bytes[at] as number;
        state = state.next[byte] ?? step(state, byte);
        if (state.accepts) return true;
      }
      if (states.size >= maxStates) {
        states = new Map();
        begin = stateOf(closure(program, [program.start], true), true);
        inside = closure(program, [program.start], false);
      }
      return state.acceptsAtEnd;
    },
  };
}

/** Every place that is reached from these without a byte, sorted. */
function closure(program: Program, from: readonly number[], atStart: boolean, atEnd = false): readonly number[] {
  const seen = new Set<number>();
  const open = [...from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const step = program.steps[place];
    if (step?.kind === 'fork') open.push(...step.next);
    if (step?.kind === 'start' && atStart) open.push(step.next);
    if (step?.kind === 'end' && atEnd) open.push(step.next);
  }
  return [...seen].sort((a, b) => a - b);
}

function accepting(program: Program, places: readonly number[], atStart: boolean): boolean {
  return closure(program, places, atStart, true).some((place) => program.steps[place]?.kind === 'accept');
}

function merged(a: readonly number[], b: readonly number[]): readonly number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
