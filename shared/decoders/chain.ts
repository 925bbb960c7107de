/** Runs a path of decoders over bytes, and finds the path that fits best. */
import type { Bytes } from '../bytes.ts';
import {
  type Attempt,
  attempt,
  type Budget,
  type Clock,
  type Context,
  type Decoded,
  type Decoder,
  type Limits,
  newBudget,
  refuse,
  type Schema,
  type Why,
} from './decoder.ts';
import type { Path, Step } from './path.ts';

export type Registry = ReadonlyMap<string, Decoder>;

export interface Failed {
  readonly ok: false;
  readonly why: Why;
  /** Which step of the path refused, and how many bytes it was given. */
  readonly step: number;
  readonly given: Bytes;
}

export type Ran = { readonly ok: true; readonly decoded: Decoded /** What the last step was given. */; readonly given: Bytes } | Failed;

/** All steps but the last must take off a wrapper. */
export function decodePath(registry: Registry, bytes: Bytes, path: Path, budget: Budget, schemas: readonly Schema[] = []): Ran {
  let given = bytes;
  for (const [step, { name, argument }] of path.entries()) {
    const done = runStep(registry, given, { name, argument }, { budget, schemas, argument });
    if (!done.ok) return { ok: false, why: done.why, step, given };
    if (step === path.length - 1) return { ok: true, decoded: done.value, given };
    if (done.value.kind !== 'bytes') return { ok: false, why: { kind: 'unsupported', detail: `${name} gives no bytes` }, step: step + 1, given };
    given = done.value.bytes;
  }
  return { ok: true, decoded: { kind: 'bytes', bytes }, given };
}

function runStep(registry: Registry, bytes: Bytes, { name }: Step, context: Context): Attempt<Decoded> {
  const decoder = registry.get(name);
  if (decoder === undefined) return { ok: false, why: { kind: 'unknown-decoder', detail: name } };
  return attempt(() => (bytes.length === 0 && decoder.family !== 'text' && decoder.family !== 'raw' ? refuse('empty') : decoder.decode(bytes, context)));
}

export interface Candidate {
  readonly path: Path;
  readonly confidence: number;
}

export interface Refusal {
  readonly name: string;
  readonly why: Why;
}

export interface Detected {
  /** Never empty: bytes can always be shown as digits. */
  readonly best: Candidate;
  /** All that could be, the likeliest first. */
  readonly candidates: readonly Candidate[];
  /** Of the value itself: why it is not any of the others. */
  readonly refusals: readonly Refusal[];
}

/** Wrappers that are taken off without being asked. */
const maxWrappers = 4;
/** Below this a wrapper is a guess, and is named but not taken off. */
const sureWrapper = 0.5;
/** One look may cost this; a decode of what was chosen costs more. */
export const lookLimits: Limits = { bytes: 4 * 1024 * 1024, nodes: 2000, depth: 200, milliseconds: 40 };

export function detect(registry: Registry, bytes: Bytes, clock: Clock, schemas: readonly Schema[] = [], depth = 0): Detected {
  const candidates: Candidate[] = [];
  const refusals: Refusal[] = [];
  for (const decoder of registry.values()) {
    const context = { budget: newBudget(lookLimits, clock), schemas, argument: '' };
    const look = attempt(() =>
      bytes.length === 0 && decoder.family !== 'text' && decoder.family !== 'raw' ? refuse('empty') : decoder.detect(bytes, context),
    );
    if (look.ok) candidates.push({ path: [{ name: decoder.name, argument: '' }], confidence: look.value });
    else refusals.push({ name: decoder.name, why: look.why });
  }
  candidates.sort((a, b) => b.confidence - a.confidence);
  const [first] = candidates;
  const step = first?.path[0];
  if (first !== undefined && step !== undefined && depth < maxWrappers && first.confidence >= sureWrapper) {
    const inner = unwrapped(registry, bytes, step, clock, schemas);
    if (inner !== null) {
      const inside = detect(registry, inner, clock, schemas, depth + 1);
      const longer = inside.candidates.slice(0, 4).map(({ path, confidence }) => ({ path: [step, ...path], confidence: first.confidence * confidence }));
      candidates.splice(0, 1, ...longer, first);
    }
  }
  const [best] = candidates;
  return { best: best ?? { path: [{ name: 'hex', argument: '' }], confidence: 0 }, candidates, refusals };
}

/** What is inside of a wrapper; null where it is none. */
function unwrapped(registry: Registry, bytes: Bytes, step: Step, clock: Clock, schemas: readonly Schema[]): Bytes | null {
  const budget = newBudget({ ...lookLimits, bytes: 32 * 1024 * 1024, milliseconds: 200 }, clock);
  const family = registry.get(step.name)?.family;
  if (family !== 'compression' && family !== 'encoding') return null;
  const done = runStep(registry, bytes, step, { budget, schemas, argument: '' });
  return done.ok && done.value.kind === 'bytes' ? done.value.bytes : null;
}
