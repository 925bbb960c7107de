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
  viewLimits,
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

export interface Unreadable {
  readonly path: Path;
  readonly why: Why;
}

export interface Detected {
  /** Never empty: bytes can always be shown as digits. */
  readonly best: Candidate;
  /** All that could be, the likeliest first. */
  readonly candidates: readonly Candidate[];
  /** Of the value itself: why it is not any of the others. */
  readonly refusals: readonly Refusal[];
  /** Its mark says what it is, the rest cannot be read as that, and nothing but digits is left to show. */
  readonly unreadable: Unreadable | null;
  /** A cap of the look ended some of it: a longer look may find more. */
  readonly short: boolean;
}

/** Wrappers that are taken off without being asked. */
const maxWrappers = 4;
/** Below this a wrapper is a guess, and is named but not taken off. */
const sureWrapper = 0.5;
/** From here on nothing without a mark can be likelier. */
const sure = 0.9;
/** What a look may cost: each decoder's, what is unpacked to be looked into, and all of them together. */
export interface Look {
  readonly each: Limits;
  readonly unpacked: Pick<Limits, 'bytes' | 'milliseconds'>;
  readonly milliseconds: number;
}

/** A decode of what was chosen costs more. */
export const fullLook: Look = {
  each: { bytes: 4 * 1024 * 1024, nodes: 2000, depth: 200, milliseconds: 100 },
  unpacked: { bytes: viewLimits.bytes, milliseconds: 1000 },
  milliseconds: 3000,
};

export function detect(registry: Registry, bytes: Bytes, clock: Clock, schemas: readonly Schema[] = [], look = fullLook): Detected {
  return lookInto(registry, bytes, clock, schemas, look, clock() + look.milliseconds, 0);
}

function lookInto(registry: Registry, bytes: Bytes, clock: Clock, schemas: readonly Schema[], look: Look, until: number, depth: number): Detected {
  const candidates: Candidate[] = [];
  const refusals: Refusal[] = [];
  let short = false;
  let surest = { name: '', confidence: 0 };
  for (const decoder of [...registry.values()].toSorted((a, b) => Number(a.unmarked ?? false) - Number(b.unmarked ?? false))) {
    if (decoder.unmarked === true && surest.confidence >= sure) {
      refusals.push({ name: decoder.name, why: { kind: 'unlikely', detail: surest.name } });
      continue;
    }
    const context = { budget: newBudget(look.each, clock), schemas, argument: '' };
    const seen = attempt(() => {
      if (bytes.length === 0 && decoder.family !== 'text' && decoder.family !== 'raw') return refuse('empty');
      // Digits can be drawn of anything, however late it is.
      return decoder.family !== 'raw' && clock() > until ? refuse('cap-time') : decoder.detect(bytes, context);
    });
    if (seen.ok) {
      candidates.push({ path: [{ name: decoder.name, argument: '' }], confidence: seen.value });
      if (seen.value > surest.confidence) surest = { name: decoder.name, confidence: seen.value };
    } else {
      refusals.push({ name: decoder.name, why: seen.why });
      short ||= ended(seen.why);
    }
  }
  candidates.sort((a, b) => b.confidence - a.confidence);
  let unreadable: Unreadable | null = null;
  let inner = unwrapped(registry, bytes, candidates[0], clock, schemas, look);
  // A mark alone makes no wrapper: what cannot be taken off is looked at as it came.
  while (inner?.ok === false && !ended(inner.why)) {
    const [{ path, confidence }] = candidates.splice(0, 1) as [Candidate];
    refusals.push({ name: path[0]?.name ?? '', why: inner.why });
    if (confidence >= sure) unreadable ??= { path, why: inner.why };
    inner = unwrapped(registry, bytes, candidates[0], clock, schemas, look);
  }
  short ||= inner?.ok === false;
  const [first] = candidates;
  if (first !== undefined && inner?.ok === true && depth < maxWrappers) {
    const inside = lookInto(registry, inner.value, clock, schemas, look, until, depth + 1);
    short ||= inside.short;
    if (inside.unreadable !== null) unreadable = { ...inside.unreadable, path: [...first.path, ...inside.unreadable.path] };
    // What is inside makes the wrapper more or less likely, and does not halve it: gzip of plain text is gzip for sure.
    const longer = inside.candidates
      .slice(0, 4)
      .map(({ path, confidence }) => ({ path: [...first.path, ...path], confidence: first.confidence * (0.7 + 0.3 * confidence) }));
    candidates.splice(0, 1, ...longer, { ...first, confidence: first.confidence * 0.5 });
    candidates.sort((a, b) => b.confidence - a.confidence);
  }
  const [best = { path: [{ name: 'hex', argument: '' }], confidence: 0 }] = candidates;
  const shown = registry.get(best.path.at(-1)?.name ?? '')?.family;
  return { best, candidates, refusals, unreadable: shown === 'raw' ? unreadable : null, short };
}

/** It was ended by what a look may cost, not by what the bytes are. */
function ended({ kind }: Why): boolean {
  return kind === 'cap-time' || kind === 'cap-bytes' || kind === 'cap-nodes';
}

/** What is inside of a wrapper; null where it is none, or too much of a guess. */
function unwrapped(
  registry: Registry,
  bytes: Bytes,
  candidate: Candidate | undefined,
  clock: Clock,
  schemas: readonly Schema[],
  look: Look,
): Attempt<Bytes> | null {
  const step = candidate?.path[0];
  if (candidate === undefined || step === undefined || candidate.confidence < sureWrapper) return null;
  const budget = newBudget({ ...look.each, ...look.unpacked }, clock);
  const family = registry.get(step.name)?.family;
  if (family !== 'compression' && family !== 'encoding') return null;
  const done = runStep(registry, bytes, step, { budget, schemas, argument: '' });
  if (!done.ok) return done;
  return done.value.kind === 'bytes' ? { ok: true, value: done.value.bytes } : null;
}
