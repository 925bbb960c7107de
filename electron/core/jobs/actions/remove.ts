/** Deleting: into the bin and off the server in one step, or off the server only. */
import type { Blast } from '../../../../shared/fault.ts';
import { asCount, asList, isReplyError } from '../../../../shared/reply.ts';
import type { Lot } from '../../bin/lots.ts';
import { type Taken, take } from '../../bin/take.ts';
import type { Session } from '../../connections/session.ts';
import { isEvalRefused, runMany } from '../../script.ts';
import { type Action, again, applied, failed, type Group, type GroupOutcome, gone, type KeyOutcome, type KeysOf, left, refused } from './action.ts';
import { slices, wholeFailures } from './outcomes.ts';
import { eachTyped, lookAt, wordOutcome } from './typed.ts';

export interface RemoveOptions {
  readonly session: Session;
  readonly db: number;
  readonly keysOf: KeysOf;
  readonly lot: Lot;
  /** The type the keys were chosen by, null where any will do. */
  readonly type: string | null;
  /** Whether it still goes to the bin: the user may change that on the way. */
  readonly keep: () => boolean;
  readonly as: Blast;
  readonly confirmed: string | null;
}

/** Deletes only what still is of the type it was chosen for. */
const dropTyped = eachTyped({
  act: `local done = redis.pcall('UNLINK', key)
    if type(done) == 'table' then word = done.err end`,
});

export function removing({ session, db, keysOf, lot, type, keep, as, confirmed }: RemoveOptions): Action {
  const sending = { confirmed, as, quiet: true };

  async function toBin(groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
    const taken = await take(session, groups.map(keysOf), { ...sending, lot, type });
    const outcomes: GroupOutcome[] = [];
    for (const [at, group] of taken.entries()) {
      if ('prefix' in group) outcomes.push(refused(group));
      else if (groups.length === 1 || !group.some(({ kind }) => kind === 'room')) outcomes.push({ kind: 'keys', keys: group.map(outcomeOf) });
      // It had a share of the room only: whether the bin is full shows when it is alone.
      else outcomes.push({ kind: 'keys', keys: await alone(groups[at] as Group, group) });
    }
    return wholeFailures(groups, outcomes);
  }

  async function alone(group: Group, taken: readonly Taken[]): Promise<readonly KeyOutcome[]> {
    const outcomes = taken.map(outcomeOf);
    for (const [at, { kind }] of taken.entries()) {
      if (kind !== 'room') continue;
      const [own] = await take(session, [keysOf([group[at] as number])], { ...sending, lot, type });
      const first = own === undefined || 'prefix' in own ? undefined : own[0];
      outcomes[at] = first === undefined ? again : outcomeOf(first);
    }
    return outcomes;
  }

  /** One UNLINK of all of them answers how many there were. */
  async function offServer(groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
    const replies = await session.sendMany(
      groups.map((group) => ['UNLINK', ...keysOf(group)] as const),
      sending,
    );
    return replies.map((reply, at): GroupOutcome => {
      if (isReplyError(reply)) return refused(reply);
      const removed = asCount(reply);
      return { kind: 'counted', applied: removed, gone: (groups[at] as Group).length - removed };
    });
  }

  async function typedOffServer(groups: readonly Group[], wanted: string): Promise<readonly GroupOutcome[]> {
    const calls = groups.map((group) => ({ keys: keysOf(group), args: [wanted] }));
    const replies = await runMany(session, dropTyped, calls, sending);
    const [first] = replies;
    if (isReplyError(first) && isEvalRefused(first)) return lookedAt(groups, wanted);
    return wholeFailures(
      groups,
      replies.map((reply) => (isReplyError(reply) ? refused(reply) : { kind: 'keys', keys: asList(reply).map(wordOutcome) })),
    );
  }

  /** Without scripts there is a moment between the look and the deletion. */
  async function lookedAt(groups: readonly Group[], wanted: string): Promise<readonly GroupOutcome[]> {
    const keys = groups.flatMap(keysOf);
    const known = await lookAt(session, keys, wanted);
    const removed = await session.sendMany(
      keys.flatMap((key, at) => (known[at] === null ? [['UNLINK', key] as const] : [])),
      sending,
    );
    let next = 0;
    const outcomes = known.map((outcome): KeyOutcome => {
      if (outcome !== null) return outcome;
      const done = removed[next++];
      return isReplyError(done) ? failed(done) : asCount(done) === 0 ? gone : applied;
    });
    return wholeFailures(groups, slices(groups, outcomes));
  }

  return {
    places: [{ session, db }],
    reads: false,
    // Without its DUMP a key costs the server next to nothing.
    bounds: { least: keep() ? 4 : 100, first: 100, most: 1000 },
    changes: 'removes',
    act: (groups) => (keep() ? toBin(groups) : type === null ? offServer(groups) : typedOffServer(groups, type)),

    /**
     * A group is one command. All of its keys there: it did not run. None: it ran, or they went by themselves.
     * Some: it ran, and others made those anew; they are not ours to delete.
     */
    async recheck(groups) {
      const replies = await session.sendMany(
        groups.flatMap((group) => keysOf(group).map((key) => ['EXISTS', key] as const)),
        { quiet: true },
      );
      let next = 0;
      return groups.map((group): GroupOutcome => {
        const there = group.map(() => replies[next++]);
        const error = there.find(isReplyError);
        if (error !== undefined) return refused(error);
        const untouched = there.every((reply) => asCount(reply) === 1);
        return { kind: 'keys', keys: group.map(() => (untouched ? again : left({ kind: 'unknown' }))) };
      });
    },
  };
}

function outcomeOf(taken: Taken): KeyOutcome {
  switch (taken.kind) {
    case 'taken':
      return applied;
    case 'gone':
      return gone;
    case 'later':
      return again;
    case 'room':
      return { kind: 'room' };
    case 'type':
    case 'size':
      return left({ kind: taken.kind });
    case 'failed':
      return failed(taken.error);
  }
}
