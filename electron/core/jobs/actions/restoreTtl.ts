/** Giving keys the time to live back that they had before a job, where they still have the one that the job gave them. */
import type { Bytes } from '../../../../shared/bytes.ts';
import type { Blast } from '../../../../shared/fault.ts';
import { asCount, asList, isReplyError } from '../../../../shared/reply.ts';
import type { Kept, Lot } from '../../bin/lots.ts';
import { luaMarginMs } from '../../clock.ts';
import type { Session } from '../../connections/session.ts';
import { isEvalRefused, runMany } from '../../script.ts';
import { type Action, again, applied, failed, type Group, type GroupOutcome, gone, type KeyOutcome, left, refused } from './action.ts';
import { luaClock, marginMs, sameMs } from './expire.ts';
import { isOver, slices, wholeFailures } from './outcomes.ts';
import { eachTyped, wordOutcome } from './typed.ts';

export interface RestoreTtlOptions {
  readonly session: Session;
  readonly lot: Lot;
  /** The number in the lot of a position of the job. */
  readonly numberOf: (position: number) => number;
  /** The moment that the job gave; null where it took the limit away. */
  readonly given: number | null;
  readonly now: () => number;
  readonly as: Blast;
  readonly confirmed: string | null;
}

/** ARGV: no type, the moment given or 0, then each key's former one. A moment that has passed would delete. */
const giveBack = eachTyped({
  before: luaClock,
  act: `local found, former = expiryOf(key), ARGV[2 + i]
    local apart = type(found) == 'number' and math.abs(found - tonumber(ARGV[2])) or 0
    if type(found) == 'table' then word = found.err
    elseif apart > (exact and 0 or ${sameMs}) then word = 'ttl'
    elseif former ~= '0' and tonumber(former) <= now + ${luaMarginMs} then word = 'expired'
    else
      local done
      if former == '0' then done = redis.pcall('PERSIST', key) else done = redis.pcall('PEXPIREAT', key, former) end
      if type(done) == 'table' then word = done.err end
    end`,
});

export function restoringTtl({ session, lot, numberOf, given, now, as, confirmed }: RestoreTtlOptions): Action {
  const sending = { confirmed, as, quiet: true };
  const keptOf = (group: Group): readonly (Kept | null)[] => group.map((position) => lot.at(numberOf(position)));

  /** Where scripts are not allowed there is a moment between the look and the deed. */
  async function oneByOne(all: readonly Kept[]): Promise<readonly KeyOutcome[]> {
    const lefts = await session.sendMany(
      all.map(({ key }) => ['PTTL', key] as const),
      { quiet: true },
    );
    const told = now();
    const known = all.map(({ expires }, at): KeyOutcome | null => {
      const reply = lefts[at];
      if (isReplyError(reply)) return failed(reply);
      const pttl = asCount(reply);
      if (pttl === -2) return gone;
      if (!isGiven(pttl, told)) return left({ kind: 'ttl' });
      return expires !== 0 && expires - told < marginMs ? left({ kind: 'expired' }) : null;
    });
    const done = await session.sendMany(
      all.flatMap(({ key, expires }, at) => {
        if (known[at] !== null) return [];
        return [expires === 0 ? (['PERSIST', key] as const) : (['PEXPIREAT', key, String(expires)] as const)];
      }),
      sending,
    );
    let next = 0;
    return known.map((outcome) => {
      if (outcome !== null) return outcome;
      const answer = done[next++];
      return isReplyError(answer) ? failed(answer) : applied;
    });
  }

  function isGiven(pttl: number, told: number): boolean {
    return given === null ? pttl === -1 : pttl >= 0 && Math.abs(told + pttl - given) < sameMs;
  }

  /** What went well leaves the bin, and what can never go well. */
  function settled(groups: readonly Group[], outcomes: readonly GroupOutcome[]): readonly GroupOutcome[] {
    for (const [at, outcome] of outcomes.entries())
      if (outcome.kind === 'keys') for (const [place, one] of outcome.keys.entries()) if (isOver(one)) lot.drop(numberOf(groups[at]?.[place] as number));
    return outcomes;
  }

  async function act(groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
    const kept = groups.map(keptOf);
    const calls = kept.map((group) => group.filter((one) => one !== null));
    const asked = calls.filter((group) => group.length > 0);
    const replies = await runMany(
      session,
      giveBack,
      asked.map((group) => ({ keys: group.map(({ key }): Bytes => key), args: ['', given ?? 0, ...group.map(({ expires }) => String(expires))] })),
      sending,
    );
    const [first] = replies;
    const single =
      isReplyError(first) && isEvalRefused(first)
        ? slices(
            asked.map((group) => group.map((_, at) => at)),
            await oneByOne(asked.flat()),
          )
        : null;
    let next = 0;
    return kept.map((group, at): GroupOutcome => {
      // Given up for something done later.
      const forgotten = left({ kind: 'size' });
      if (calls[at]?.length === 0) return { kind: 'keys', keys: group.map(() => forgotten) };
      const place = next++;
      const reply = replies[place];
      const outcome: GroupOutcome = single?.[place] ?? (isReplyError(reply) ? refused(reply) : { kind: 'keys', keys: asList(reply).map(wordOutcome) });
      if (outcome.kind !== 'keys') return outcome;
      let found = 0;
      return { kind: 'keys', keys: group.map((one) => (one === null ? forgotten : (outcome.keys[found++] ?? again))) };
    });
  }

  return {
    places: [{ session, db: lot.db }],
    reads: false,
    bounds: { least: 100, first: 100, most: 1000 },
    changes: 'nothing',
    act: async (groups) => settled(groups, wholeFailures(groups, await act(groups))),

    /** A key that has its former time is done; what still has the job's comes again. */
    async recheck(groups) {
      const all = groups.flat().map((position) => lot.at(numberOf(position)));
      const replies = await session.sendMany(
        all.flatMap((one) => (one === null ? [] : [['PTTL', one.key] as const])),
        { quiet: true },
      );
      const told = now();
      let next = 0;
      const found = all.map((one) => (one === null ? null : (replies[next++] ?? null)));
      const error = found.find(isReplyError);
      if (error !== undefined) return groups.map(() => refused(error));
      const outcomes = all.map((one, at): KeyOutcome => {
        if (one === null) return left({ kind: 'size' });
        const pttl = asCount(found[at] ?? undefined);
        if (pttl === -2) return gone;
        const isBack = one.expires === 0 ? pttl === -1 : pttl >= 0 && Math.abs(told + pttl - one.expires) < sameMs;
        return isBack ? applied : again;
      });
      return settled(groups, slices(groups, outcomes));
    },
  };
}
