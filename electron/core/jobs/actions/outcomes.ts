/** Outcomes of keys, put together as those of their groups. */
import { isGeneral } from '../trouble.ts';
import { again, type Group, type GroupOutcome, type KeyOutcome } from './action.ts';

/** Outcomes of all keys, as those of their groups. */
export function slices(groups: readonly Group[], outcomes: readonly KeyOutcome[]): readonly GroupOutcome[] {
  let from = 0;
  return groups.map((group) => {
    const keys = outcomes.slice(from, from + group.length);
    from += group.length;
    return { kind: 'keys', keys };
  });
}

/** It is in the bin for nothing from now on: it is back, its time has passed, or there is no key to give a time to. */
export function isOver(outcome: KeyOutcome): boolean {
  return outcome.kind === 'applied' || outcome.kind === 'gone' || (outcome.kind === 'left' && outcome.why.kind === 'expired');
}

/** What stands in the way of every key alike is not a failure of each: what was done counts, the rest waits for the reason to go. */
export function wholeFailures(groups: readonly Group[], outcomes: readonly GroupOutcome[]): readonly GroupOutcome[] {
  return outcomes.map((outcome, at) => {
    if (outcome.kind !== 'keys') return outcome;
    const keys = outcome.keys.map((key) => (generalFault(key) === null ? key : again));
    const fault = outcome.keys.reduce<ReturnType<typeof generalFault>>((found, key) => found ?? generalFault(key), null);
    if (fault === null) return outcome;
    // Nothing of the group was done: all of it waits. Else what was done counts, and the rest comes again.
    return keys.every(({ kind }) => kind === 'again') && keys.length === groups[at]?.length ? { kind: 'refused', fault } : { kind: 'keys', keys };
  });
}

function generalFault(outcome: KeyOutcome) {
  return outcome.kind === 'left' && outcome.why.kind === 'fault' && isGeneral(outcome.why.fault) ? outcome.why.fault : null;
}
