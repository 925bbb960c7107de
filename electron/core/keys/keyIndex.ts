/** What is known of the keys of one database: their names, which of them are there, their types, and what happened to them last. */
import type { KeyMark } from '../../../shared/keys/frame.ts';
import { createNames, type Names } from './names.ts';

/** Told of ids that were known already; new ones are found by their number. */
export interface IndexFollower {
  changed(id: number): void;
}

export interface KeyIndex {
  readonly names: Names;
  /** Keys that are there. */
  readonly alive: number;
  readonly bytes: number;
  /** A SCAN gave the names between so many pairs of numbers. False where the index is full. */
  found(source: Uint8Array, ranges: Uint32Array, many: number): boolean;
  /** A scan of one type gave this name. */
  typed(source: Uint8Array, from: number, to: number, type: string): boolean;
  /** Something else than a scan told of it. */
  made(name: Uint8Array): number;
  removed(name: Uint8Array): number;
  isAlive(id: number): boolean;
  type(id: number): string | null;
  setType(id: number, type: string): void;
  /** In seconds, comparable with `secondsNow`; `never`, or `unknown` where it was not asked. */
  expires(id: number): number;
  setTtl(id: number, ms: number | null): void;
  /** Bytes by MEMORY USAGE, 0 where it was not asked. */
  size(id: number): number;
  setSize(id: number, bytes: number): void;
  /** Type, TTL and size may be others now. */
  forget(id: number): void;
  mark(id: number, what: KeyMark): void;
  markOf(id: number): { readonly what: KeyMark; readonly age: number } | null;
  /** Begins a scan of everything: what it does not find is gone when it ends. */
  beginSweep(): void;
  /** Removes what was not found since `beginSweep`; yields now and then. */
  sweep(): Generator<void, { readonly appeared: number; readonly gone: number }>;
  follow(follower: IndexFollower): () => void;
}

export const unknown = 0xffff_ffff;
export const never = 0xffff_fffe;

/** Seconds of a clock that nobody sets. */
export const secondsNow = (): number => performance.now() / 1000;

const here = 1;
/** The rest of the state is which sweep has seen it last: sweeps are counted around. */
const sweepStep = 2;
const sweepBits = 0xfe;
/** So many sweeps can be broken off and begun anew before what the first of them saw counts as seen. */
const maxBroken = 120;
/** A mark is something to see for a moment; so many are kept. */
const maxMarks = 5000;
const markMs = 10_000;
/** Slices are cut from loops at this many steps. */
const stride = 8192;

export function createKeyIndex(): KeyIndex {
  const names = createNames();
  let state = new Uint8Array(256);
  let types = new Uint8Array(256);
  /** Made when the first is known: most indexes never need them. */
  let expiries: Uint32Array | null = null;
  let sizes: Uint32Array | null = null;
  const typeNames: string[] = [''];
  const typeCodes = new Map<string, number>();
  const marks = new Map<number, { readonly what: KeyMark; readonly at: number }>();
  const followers = new Set<IndexFollower>();
  let answers = new Int32Array(256);
  let alive = 0;
  let sweeping = 0;
  let broken = 0;
  let appeared = 0;

  function room(id: number): void {
    if (id < state.length) return;
    const size = state.length * 2;
    state = grown(state, size);
    types = grown(types, size);
    if (expiries !== null) expiries = grown(expiries, size).fill(unknown, expiries.length);
    if (sizes !== null) sizes = grown(sizes, size);
  }

  /** A key that is made again is another key. */
  function forget(id: number): void {
    types[id] = 0;
    if (expiries !== null) expiries[id] = unknown;
    if (sizes !== null) sizes[id] = 0;
  }

  const tell = (id: number): void => {
    for (const follower of followers) follower.changed(id);
  };

  /** What the names answered: gives the id. */
  function seen(answer: number): number {
    if (answer >= 0) {
      room(answer);
      state[answer] = here | sweeping;
      alive++;
      appeared++;
      return answer;
    }
    const id = ~answer;
    const was = state[id] as number;
    state[id] = here | sweeping;
    if ((was & here) !== 0) return id;
    alive++;
    appeared++;
    tell(id);
    return id;
  }

  /** Gives the id; negative numbers stand for nothing that fits. */
  function enter(source: Uint8Array, from: number, to: number): number {
    const answer = names.add(source, from, to);
    return Number.isNaN(answer) ? -1 : seen(answer);
  }

  function setType(id: number, type: string): void {
    let code = typeCodes.get(type);
    if (code === undefined) {
      // A server with modules has a handful of types; one that makes them up as it goes gets no more.
      if (typeNames.length === 256) return;
      code = typeNames.push(type) - 1;
      typeCodes.set(type, code);
    }
    types[id] = code;
  }

  function leave(id: number): void {
    if (((state[id] as number) & here) === 0) return;
    state[id] = (state[id] as number) & ~here;
    forget(id);
    alive--;
    tell(id);
  }

  return {
    names,
    get alive() {
      return alive;
    },
    get bytes() {
      return names.bytes + state.byteLength + types.byteLength + (expiries?.byteLength ?? 0) + (sizes?.byteLength ?? 0);
    },
    found(source, ranges, many) {
      if (many > answers.length) answers = new Int32Array(many);
      const fit = names.addAll(source, ranges, many, answers);
      for (let at = 0; at < fit; at++) seen(answers[at] as number);
      return fit === many;
    },
    typed(source, from, to, type) {
      const known = names.count;
      const id = enter(source, from, to);
      if (id < 0) return false;
      setType(id, type);
      if (id < known) tell(id);
      return true;
    },
    made: (name) => enter(name, 0, name.length),
    removed(name) {
      const id = names.find(name);
      if (id >= 0) leave(id);
      return id;
    },
    isAlive: (id) => ((state[id] as number) & here) !== 0,
    type: (id) => ((types[id] as number) === 0 ? null : (typeNames[types[id] as number] as string)),
    setType,
    expires: (id) => (expiries === null ? unknown : (expiries[id] as number)),
    setTtl(id, ms) {
      expiries ??= new Uint32Array(state.length).fill(unknown);
      expiries[id] = ms === null ? never : Math.min(never - 1, Math.ceil(secondsNow() + ms / 1000));
    },
    size: (id) => (sizes === null ? 0 : (sizes[id] as number)),
    setSize(id, bytes) {
      sizes ??= new Uint32Array(state.length);
      sizes[id] = Math.min(0xffff_ffff, bytes);
    },
    forget,
    mark(id, what) {
      marks.delete(id);
      marks.set(id, { what, at: performance.now() });
      if (marks.size > maxMarks) for (const oldest of marks.keys()) return void marks.delete(oldest);
    },
    markOf(id) {
      const mark = marks.get(id);
      if (mark === undefined) return null;
      const age = performance.now() - mark.at;
      if (age > markMs) return (marks.delete(id), null);
      return { what: mark.what, age };
    },
    beginSweep() {
      if (broken < maxBroken) {
        sweeping = (sweeping + sweepStep) & sweepBits;
        broken++;
      }
      appeared = 0;
    },
    *sweep() {
      let gone = 0;
      for (let id = 0; id < names.count; id++) {
        if (id % stride === stride - 1) yield;
        if (((state[id] as number) & here) === 0 || ((state[id] as number) & sweepBits) === sweeping) continue;
        leave(id);
        gone++;
      }
      broken = 0;
      return { appeared, gone };
    },
    follow(follower) {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
}

export function grown<T extends Uint8Array | Uint32Array>(array: T, size: number): T {
  const larger = new (array.constructor as new (length: number) => T)(size);
  larger.set(array);
  return larger;
}
