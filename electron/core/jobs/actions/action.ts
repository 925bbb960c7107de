/** What a job does with its keys: one action a file; the engine knows only this. */
import type { Bytes } from '../../../../shared/bytes.ts';
import type { Fault } from '../../../../shared/fault.ts';
import type { Why } from '../../../../shared/jobs/jobs.ts';
import type { ReplyError } from '../../../../shared/reply.ts';
import type { Session } from '../../connections/session.ts';
import type { Bounds } from '../pace.ts';

/** Keys that go into one command and so share its fate; in a cluster they are of one slot. Positions in the job's set. */
export type Group = readonly number[];

export type KeyOutcome =
  | { readonly kind: 'applied' | 'gone' }
  | { readonly kind: 'left'; readonly why: Why }
  /** Nothing was done with it: once more. */
  | { readonly kind: 'again' }
  /** Nothing was done with it: the bin is full. */
  | { readonly kind: 'room' };

export type GroupOutcome =
  | { readonly kind: 'keys'; readonly keys: readonly KeyOutcome[] }
  /** Where only their number is known, and nothing was left. */
  | { readonly kind: 'counted'; readonly applied: number; readonly gone: number }
  /** Nothing of it was done. */
  | { readonly kind: 'refused'; readonly fault: Fault };

export interface Action {
  /** The servers it needs, and the database that each has to be in; null where any will do. */
  readonly places: readonly { readonly session: Session; readonly db: number | null }[];
  /** Its commands change nothing: what got no answer is simply done again. */
  readonly reads: boolean;
  /** Keys at once, whatever the pace: so many are cheap, and so many the most. */
  readonly bounds: Bounds;
  /** A FaultError: `offline` means that nothing was sent, `unknown` that nobody knows. */
  act(groups: readonly Group[]): Promise<readonly GroupOutcome[]>;
  /** Looks what became of groups whose answer was lost; changes nothing. */
  recheck(groups: readonly Group[]): Promise<readonly GroupOutcome[]>;
  /** What to tell the index of keys. */
  readonly changes: 'removes' | 'adds' | 'nothing';
  /** After the last batch, in whatever way it ended. */
  end?(complete: boolean): Promise<void>;
}

export const applied: KeyOutcome = { kind: 'applied' };
export const gone: KeyOutcome = { kind: 'gone' };
export const again: KeyOutcome = { kind: 'again' };
export const left = (why: Why): KeyOutcome => ({ kind: 'left', why });

export function refused(error: ReplyError): GroupOutcome {
  return { kind: 'refused', fault: { code: 'redis', prefix: error.prefix, message: error.message } };
}

export function failed({ prefix, message }: ReplyError): KeyOutcome {
  return left({ kind: 'fault', fault: { code: 'redis', prefix, message } });
}

export type KeysOf = (group: Group) => readonly Bytes[];
