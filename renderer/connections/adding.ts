/** Saves connections one after the other: what was saved stays saved when it is stopped or one fails. */
import type { ProfileFields, SecretChanges } from '../../shared/connections/profile.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { faultOf } from '../tab/slice.ts';

export interface NewConnection {
  readonly profile: ProfileFields;
  readonly secrets: SecretChanges;
}

export type Adding =
  | { readonly kind: 'idle' }
  | { readonly kind: 'adding'; readonly done: number; readonly all: number }
  | { readonly kind: 'done'; readonly done: number }
  /** Null where it was stopped by hand. */
  | { readonly kind: 'stopped'; readonly done: number; readonly all: number; readonly fault: Fault | null };

/** Gives how many were saved, from the first on. */
export async function addAll(
  client: Pick<Client<KeytideContract>, 'call'>,
  wanted: readonly NewConnection[],
  tell: (state: Adding) => void,
  signal: AbortSignal,
): Promise<number> {
  const all = wanted.length;
  let done = 0;
  tell({ kind: 'adding', done, all });
  for (const { profile, secrets } of wanted) {
    // Between two, never in the middle of one: it is known of each whether it is saved.
    if (signal.aborted) {
      tell({ kind: 'stopped', done, all, fault: null });
      return done;
    }
    try {
      await client.call('profiles.save', { profile, secrets });
    } catch (thrown) {
      tell({ kind: 'stopped', done, all, fault: faultOf(thrown) });
      return done;
    }
    tell({ kind: 'adding', done: ++done, all });
  }
  tell({ kind: 'done', done });
  return done;
}
