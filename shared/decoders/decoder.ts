/** What every decoder is: a view of bytes that knows itself when it sees itself, says why it refuses, and never spends more than it was given. */
import type { Bytes } from '../bytes.ts';
import type { Node } from './tree.ts';

/** Why something is not what a decoder reads. `at`: the offset of the byte that settled it; `detail`: the format's own words, never translated. */
export interface Why {
  readonly kind: WhyKind;
  readonly at?: number;
  readonly detail?: string;
}

export type WhyKind =
  | 'empty'
  /** It does not begin as this format does. */
  | 'mark'
  /** It ends in the middle of something. */
  | 'ends-early'
  /** It is whole, and more follows. */
  | 'goes-on'
  | 'invalid'
  | 'not-utf8'
  | 'checksum'
  /** A length that no value of this format has. */
  | 'length'
  /** It can be read so, and so can nearly everything. */
  | 'unlikely'
  /** The page has only the first part of the value. */
  | 'preview'
  | 'unsupported'
  | 'needs-schema'
  | 'needs-command'
  | 'command-failed'
  | 'unknown-decoder'
  /** The thread that decodes is gone, or never came. */
  | 'worker-failed'
  /** Encoding what was decoded gives other bytes, so a save would change more than was edited. */
  | 'not-exact'
  | 'read-only'
  | 'cap-input'
  | 'cap-bytes'
  | 'cap-nodes'
  | 'cap-depth'
  | 'cap-time'
  | 'cap-window'
  | 'cap-pixels';

/**
 * Thrown inside of a decoder and caught by `attempt`, the one way to run one: it never leaves this folder. Nobody reads its stack,
 * and to take one down costs more than all else that a look at every format does.
 */
export class Refused extends Error {
  readonly why: Why;
  constructor(why: Why) {
    const errors = Error as unknown as { stackTraceLimit: number | undefined };
    const before = errors.stackTraceLimit;
    errors.stackTraceLimit = 0;
    super(why.detail ?? why.kind);
    errors.stackTraceLimit = before;
    this.why = why;
  }
}

export function refuse(kind: WhyKind, at?: number, detail?: string): never {
  throw new Refused({ kind, ...(at === undefined ? {} : { at }), ...(detail === undefined ? {} : { detail }) });
}

export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Why };

/** Runs what may refuse. Libraries throw errors of their own at bytes they do not like, so any error is a refusal here. */
export function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, why: error.why };
    if (error instanceof RangeError && /call stack/i.test(error.message)) return { ok: false, why: { kind: 'cap-depth' } };
    return { ok: false, why: { kind: 'invalid', detail: error instanceof Error ? error.message.slice(0, 200) : '' } };
  }
}

export interface Limits {
  /** Of all that is unpacked on the way, in bytes. */
  readonly bytes: number;
  readonly nodes: number;
  readonly depth: number;
  readonly milliseconds: number;
}

/** For looking at one value; a feed that decodes many gives less. */
export const viewLimits: Limits = { bytes: 16 * 1024 * 1024, nodes: 200_000, depth: 200, milliseconds: 1000 };

/** One decode's allowance, shared by all steps of a path. Each call takes from it, and refuses where nothing is left. */
export interface Budget {
  readonly limits: Limits;
  /** Bytes still allowed: for libraries that take a cap. */
  left(): number;
  takeBytes(count: number): void;
  takeNode(): void;
  checkDepth(depth: number): void;
  /** One turn of a loop over the outside; looks at the clock now and then. */
  step(): void;
}

/** Milliseconds from any origin: the host and the page lend theirs. */
export type Clock = () => number;

const stepsPerLook = 512;

export function newBudget(limits: Limits, clock: Clock): Budget {
  const until = clock() + limits.milliseconds;
  let { bytes, nodes } = limits;
  let steps = 0;
  const step = (): void => {
    if (++steps % stepsPerLook === 0 && clock() > until) refuse('cap-time');
  };
  return {
    limits,
    left: () => bytes,
    takeBytes(count) {
      if (count > bytes) refuse('cap-bytes');
      bytes -= count;
      step();
    },
    takeNode() {
      if (nodes <= 0) refuse('cap-nodes');
      nodes--;
      step();
    },
    checkDepth(depth) {
      if (depth > limits.depth) refuse('cap-depth');
    },
    step,
  };
}

/** What a user gave so that a format without names can be read: a .proto, a descriptor set, an Avro schema. */
export interface Schema {
  readonly name: string;
  readonly format: 'proto' | 'descriptor-set' | 'avro';
  readonly source: Bytes;
}

export interface Context {
  readonly budget: Budget;
  readonly schemas: readonly Schema[];
  /** What stands in parentheses in the path: `protobuf(shop.Order)`. */
  readonly argument: string;
}

export type Language = 'plain' | 'json' | 'xml' | 'html' | 'yaml' | 'csv';

export type Numbers = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Int32Array | BigInt64Array;

/** What small values say of themselves; the page has the words. */
export type FactName =
  | 'time'
  | 'seconds'
  | 'milliseconds'
  | 'microseconds'
  | 'nanoseconds'
  | 'version'
  | 'variant'
  | 'random'
  | 'counter'
  | 'header'
  | 'payload'
  | 'signature'
  | 'issued'
  | 'not-before'
  | 'expires'
  | 'address'
  | 'scope'
  | 'value';

export interface Fact {
  readonly name: FactName;
  readonly text: string;
}

/** Plain data throughout: it may cross to and from a worker. */
export type Decoded =
  /** A wrapper was taken off: what is inside is decoded by the next step. */
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | { readonly kind: 'text'; readonly text: string; readonly language: Language }
  /** `cut`: the tree ends before the value does, and why. */
  | { readonly kind: 'tree'; readonly root: Node; readonly cut: Why | null }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[]; readonly cut: Why | null }
  | { readonly kind: 'image'; readonly mime: string; readonly width: number; readonly height: number; readonly bytes: Bytes }
  | { readonly kind: 'numbers'; readonly numbers: Numbers }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** The bytes themselves, drawn as digits. */
  | { readonly kind: 'digits'; readonly base: 16 | 2; readonly bytes: Bytes };

export type Family = 'text' | 'structure' | 'compression' | 'encoding' | 'small' | 'numbers' | 'image' | 'raw';

export interface Decoder {
  /** Its name in paths and rules, which are stored: never changed. */
  readonly name: string;
  /** What a reader of its documentation calls it: a proper name, the same in all languages. */
  readonly title: string;
  readonly family: Family;
  /** Its bytes are themselves a text, and are edited as that text. */
  readonly written?: Language;
  /** It has no mark of its own, so it is asked only where no other is sure. */
  readonly unmarked?: true;
  /** 0 to 1: how sure it is, cheaply. Refuses where it is not this, so that the reason can be shown. */
  detect(bytes: Bytes, context: Context): number;
  /** Refuses or answers, within the budget. */
  decode(bytes: Bytes, context: Context): Decoded;
  /**
   * The way back, for formats that have one. `original`: what was decoded, for what the decoded form does not tell (a gzip
   * header). Whether it is exact is proven on the very value (`editing.ts`) before Save is offered.
   */
  encode?(decoded: Decoded, original: Bytes, context: Context): Bytes;
}
