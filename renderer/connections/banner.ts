/** What the strip over a tab says about its connection, and the little it has to remember to say it. */
import type { Holdup, ServerFacts, TestStep } from '../../shared/connections/session.ts';
import type { Fault } from '../../shared/fault.ts';
import type { ConnectionSlice } from './slice.ts';

export type LineBanner =
  /** Between two attempts. */
  | { readonly kind: 'waiting'; readonly fault: Fault; readonly retryInMs: number; readonly attempt: number; readonly steps: Steps }
  /** An attempt after one that failed. */
  | { readonly kind: 'trying'; readonly fault: Fault | null; readonly attempt: number; readonly steps: Steps }
  | { readonly kind: 'stopped'; readonly fault: Fault; readonly steps: Steps }
  | { readonly kind: 'degraded'; readonly silentMs: number }
  /** There is no session at all. */
  | { readonly kind: 'failed'; readonly fault: Fault };

/** Of the last attempt that failed; none where a connection was lost that was up. */
type Steps = readonly TestStep[];

export interface Memory {
  /** Why the last attempt failed, until one succeeds: an attempt in between does not make the strip blink. */
  readonly fault: Fault | null;
  readonly attempt: number;
  readonly steps: Steps;
  /** The server as it was before a different one answered. */
  readonly facts: ServerFacts | null;
}

export const blank: Memory = { fault: null, attempt: 1, steps: [], facts: null };

export function remember(memory: Memory, { state }: Pick<ConnectionSlice, 'state'>): Memory {
  if (state === null) return memory;
  const { phase } = state;
  const facts = state.different ? memory.facts : state.facts;
  switch (phase.kind) {
    case 'waiting':
      return { facts, fault: phase.fault, attempt: phase.attempt, steps: phase.steps ?? [] };
    case 'connecting':
      return { ...memory, facts, attempt: phase.attempt };
    case 'verifying':
      return { ...memory, facts };
    case 'ready':
    case 'degraded':
    case 'stopped':
      return { ...blank, facts };
  }
}

/** Null where the tab may stand without a word. */
export function lineBanner({ state, fault }: Pick<ConnectionSlice, 'state' | 'fault'>, memory: Memory): LineBanner | null {
  // The window itself says that the host is gone.
  if (fault !== null) return fault.code === 'closed' || fault.code === 'cancelled' ? null : { kind: 'failed', fault };
  if (state === null) return null;
  const { phase } = state;
  switch (phase.kind) {
    case 'waiting':
      return { kind: 'waiting', fault: phase.fault, retryInMs: phase.retryInMs, attempt: phase.attempt, steps: phase.steps ?? [] };
    case 'connecting':
      return phase.attempt > 1 || memory.fault !== null ? { kind: 'trying', fault: memory.fault, attempt: phase.attempt, steps: memory.steps } : null;
    case 'verifying':
      return memory.fault === null ? null : { kind: 'trying', fault: memory.fault, attempt: memory.attempt, steps: memory.steps };
    case 'degraded':
      return { kind: 'degraded', silentMs: phase.silentMs };
    case 'stopped':
      return { kind: 'stopped', fault: phase.fault, steps: phase.steps ?? [] };
    case 'ready':
      return null;
  }
}

/** What holds up a server that is there; of one that is silent only what it had told to end later than now. */
export function holdupOf({ state, fault, pausedUntil }: Pick<ConnectionSlice, 'state' | 'fault' | 'pausedUntil'>, now: number): Holdup | null {
  const holdup = state?.vitals?.holdup ?? null;
  if (fault !== null || holdup === null) return null;
  if (holdup.kind === 'script') return state?.phase.kind === 'ready' ? holdup : null;
  return (state?.phase.kind === 'ready' || state?.phase.kind === 'degraded') && pausedUntil !== null && now < pausedUntil ? holdup : null;
}

/** Whole seconds until then, never below zero: it reads 1 until the last second is over. */
export function secondsUntil(then: number, now: number): number {
  return Math.max(0, Math.ceil((then - now) / 1000));
}
