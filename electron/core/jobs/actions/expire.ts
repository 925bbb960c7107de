/** A time to live for many keys: one moment for all of them, so that doing it again changes nothing; what each had is kept for undo. */
import type { Bytes } from '../../../../shared/bytes.ts';
import type { Blast, Fault } from '../../../../shared/fault.ts';
import { fail } from '../../../../shared/fault.ts';
import { asCount, asList, isReplyError, type ReplyError } from '../../../../shared/reply.ts';
import { costOf, type Lot } from '../../bin/lots.ts';
import { luaMarginMs, luaNow } from '../../clock.ts';
import type { Session } from '../../connections/session.ts';
import { isEvalRefused, runMany } from '../../script.ts';
import { type Action, again, applied, failed, type Group, type GroupOutcome, gone, type KeyOutcome, type KeysOf, refused } from './action.ts';
import { slices, wholeFailures } from './outcomes.ts';
import { eachTyped, lookAt, wordOutcome } from './typed.ts';

export interface ExpireOptions {
  readonly session: Session;
  readonly db: number;
  readonly keysOf: KeysOf;
  readonly type: string | null;
  /** Milliseconds since 1970 by the server's clock; null takes the time to live away. */
  readonly at: number | null;
  /** The server's clock now. */
  readonly now: () => number;
  /** Takes what the keys had before: names and times, no values. */
  readonly lot: Lot;
  /** Whether it still is kept: the user may change that on the way. */
  readonly keep: () => boolean;
  readonly as: Blast;
  readonly confirmed: string | null;
}

/** A moment nearer than this could pass on the way, and would delete. */
export const marginMs = 500;
/** How far apart two ways to tell the same moment may be. */
export const sameMs = 1500;
export const nothing: Bytes = new Uint8Array(0);

/**
 * `now` by the server's clock, and `expiryOf`: a key's moment, 0 for none, or an error. PEXPIRETIME is new in Redis 7.
 */
export const luaClock = `${luaNow}
local exact = type(redis.pcall('PEXPIRETIME', KEYS[1])) == 'number'
local function expiryOf(key)
  local left = redis.pcall(exact and 'PEXPIRETIME' or 'PTTL', key)
  if type(left) ~= 'number' then return left end
  if left < 0 then return 0 end
  return exact and left or now + left
end
`;

const late: ReplyError = { prefix: 'LATE', message: 'LATE the moment has come' };

/** ARGV: type, moment or '', '1' where the former moment is wanted. PERSIST answers 0 for a key without a limit as for one that is gone. */
const expireKeys = eachTyped({
  before: `${luaClock}
local was = {}
for i = 1, #KEYS do was[i] = '' end
if ARGV[2] ~= '' and tonumber(ARGV[2]) <= now + ${luaMarginMs} then return redis.error_reply('${late.message}') end`,
  act: `local former = ARGV[3] == '1' and expiryOf(key) or 0
    local done
    if type(former) == 'table' then done = former
    elseif ARGV[2] == '' then done = redis.pcall('PERSIST', key)
    else done = redis.pcall('PEXPIREAT', key, ARGV[2]) end
    if type(done) == 'table' then word = done.err
    elseif ARGV[3] == '1' then was[i] = string.format('%.0f', former) end`,
  answer: '{out, was}',
});

const lateFault: Fault = { code: 'input', path: 'ttl', message: 'The moment has come: setting it now would delete the keys.' };

export function expiring({ session, db, keysOf, type, at, now, lot, keep, as, confirmed }: ExpireOptions): Action {
  const sending = { confirmed, as, quiet: true };
  const moment = at === null ? '' : String(at);

  /** What changes nothing needs no undo. */
  function remember(key: Bytes, former: number): void {
    if (former !== (at ?? 0)) lot.add({ key, dump: nothing, expires: former });
  }

  /** As many as there is room to remember. */
  function fitting(groups: readonly Group[]): readonly Group[] {
    let room = lot.room();
    return groups.map((group) =>
      group.filter((_, place) => {
        room -= costOf({ key: keysOf(group)[place] as Bytes, dump: nothing });
        return room >= 0;
      }),
    );
  }

  async function inScript(groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
    const kept = keep();
    const calls = groups.map((group) => ({ keys: keysOf(group), args: [type ?? '', moment, kept ? '1' : ''] }));
    const replies = await runMany(session, expireKeys, calls, sending);
    const [first] = replies;
    if (isReplyError(first) && isEvalRefused(first)) return oneByOne(groups);
    return replies.map((reply, place): GroupOutcome => {
      if (isReplyError(reply)) return reply.prefix === late.prefix ? { kind: 'refused', fault: lateFault } : refused(reply);
      const [words, was] = asList(reply);
      const outcomes = asList(words).map(wordOutcome);
      const keys = calls[place]?.keys ?? [];
      if (kept)
        for (const [number, former] of asList(was).entries()) if (outcomes[number]?.kind === 'applied') remember(keys[number] as Bytes, asCount(former));
      return { kind: 'keys', keys: outcomes };
    });
  }

  /** Where scripts are not allowed there is a moment between the look and the deed. */
  async function oneByOne(groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
    const kept = keep();
    const keys = groups.flatMap(keysOf);
    const known = await lookAt(session, keys, type);
    const right = keys.filter((_, place) => known[place] === null);
    const told = now();
    const done = await session.sendMany(
      right.flatMap((key) => [['PTTL', key] as const, at === null ? (['PERSIST', key] as const) : (['PEXPIREAT', key, moment] as const)]),
      sending,
    );
    let next = 0;
    const outcomes = keys.map((key, place): KeyOutcome => {
      const before = known[place];
      if (before !== null && before !== undefined) return before;
      const [left, answer] = [done[next++], done[next++]];
      if (isReplyError(answer)) return failed(answer);
      if (at !== null && asCount(answer) === 0) return gone;
      if (kept && !isReplyError(left)) remember(key, asCount(left) < 0 ? 0 : Math.round(told + asCount(left)));
      return applied;
    });
    return slices(groups, outcomes);
  }

  return {
    places: [{ session, db }],
    reads: false,
    bounds: { least: 100, first: 100, most: 1000 },
    changes: 'nothing',

    async act(groups) {
      if (at !== null && at - now() < marginMs) fail(lateFault);
      const some = keep() ? fitting(groups) : groups;
      const full = some.filter((group) => group.length > 0);
      const outcomes = full.length === 0 ? [] : wholeFailures(full, await inScript(full));
      let next = 0;
      return groups.map((group, place): GroupOutcome => {
        const missing = group.length - (some[place]?.length ?? 0);
        const outcome = missing === group.length ? ({ kind: 'keys', keys: [] } as const) : (outcomes[next++] as GroupOutcome);
        if (missing === 0 || outcome.kind !== 'keys') return outcome;
        return { kind: 'keys', keys: [...outcome.keys, ...Array.from({ length: missing }, (): KeyOutcome => ({ kind: 'room' }))] };
      });
    },

    /** Those that have the moment now are done; what they had before went with the answer. */
    async recheck(groups) {
      const keys = groups.flatMap(keysOf);
      const replies = await session.sendMany(
        keys.map((key) => ['PTTL', key] as const),
        { quiet: true },
      );
      const told = now();
      let next = 0;
      return groups.map((group): GroupOutcome => {
        const own = group.map(() => replies[next++]);
        const error = own.find(isReplyError);
        if (error !== undefined) return refused(error);
        return { kind: 'keys', keys: own.map((reply) => (isSet(asCount(reply), told) ? applied : asCount(reply) === -2 ? gone : again)) };
      });
    },
  };

  function isSet(pttl: number, told: number): boolean {
    return at === null ? pttl === -1 : pttl >= 0 && Math.abs(told + pttl - at) < sameMs;
  }
}
