/** Deleting: into the bin and off the server in one step, or off the server only. */
import type { Bytes } from '../../../../shared/bytes.ts';
import type { Blast } from '../../../../shared/fault.ts';
import { asCount, asText, isReplyError, type Reply } from '../../../../shared/reply.ts';
import type { Lot } from '../../bin/lots.ts';
import { type Taken, take } from '../../bin/take.ts';
import type { Session } from '../../connections/session.ts';
import { isEvalRefused, runMany, script } from '../../script.ts';
import { type Action, again, applied, failed, type Group, type GroupOutcome, gone, type KeyOutcome, type KeysOf, left, refused } from './action.ts';

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
const dropTyped = script(`
local out = {}
for i = 1, #KEYS do
  local kind = redis.pcall('TYPE', KEYS[i])
  if kind.err then out[i] = kind.err
  elseif kind.ok == 'none' then out[i] = 'gone'
  elseif kind.ok ~= ARGV[1] then out[i] = 'type'
  else
    local done = redis.pcall('UNLINK', KEYS[i])
    out[i] = type(done) == 'table' and done.err or 'applied'
  end
end
return out
`);

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
    return outcomes;
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
    return replies.map((reply): GroupOutcome => (isReplyError(reply) ? refused(reply) : { kind: 'keys', keys: (reply as readonly Reply[]).map(typedOutcome) }));
  }

  /** Without scripts there is a moment between the look and the deletion. */
  async function lookedAt(groups: readonly Group[], wanted: string): Promise<readonly GroupOutcome[]> {
    const keys: readonly Bytes[] = groups.flatMap(keysOf);
    const types = await session.sendMany(
      keys.map((key) => ['TYPE', key] as const),
      { quiet: true },
    );
    const right = keys.flatMap((key, at) => (isType(types[at], wanted) ? [key] : []));
    const removed = await session.sendMany(
      right.map((key) => ['UNLINK', key] as const),
      sending,
    );
    let next = 0;
    const outcomes = types.map((reply): KeyOutcome => {
      if (isReplyError(reply)) return failed(reply);
      if (asText(reply) === 'none') return gone;
      if (asText(reply) !== wanted) return left({ kind: 'type' });
      const done = removed[next++];
      return isReplyError(done) ? failed(done) : asCount(done) === 0 ? gone : applied;
    });
    return slices(groups, outcomes);
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

function isType(reply: Reply | undefined, wanted: string): boolean {
  return !isReplyError(reply) && asText(reply) === wanted;
}

function typedOutcome(reply: Reply): KeyOutcome {
  const word = asText(reply);
  switch (word) {
    case 'applied':
      return applied;
    case 'gone':
      return gone;
    case 'type':
      return left({ kind: 'type' });
    default:
      return failed({ prefix: /^[A-Z]+/.exec(word)?.[0] ?? 'ERR', message: word });
  }
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

/** Outcomes of all keys, as those of their groups. */
export function slices(groups: readonly Group[], outcomes: readonly KeyOutcome[]): readonly GroupOutcome[] {
  let from = 0;
  return groups.map((group) => {
    const keys = outcomes.slice(from, from + group.length);
    from += group.length;
    return { kind: 'keys', keys };
  });
}
