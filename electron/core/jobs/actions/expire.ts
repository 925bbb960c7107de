/** A time to live for many keys: one moment for all of them, so that doing it again changes nothing. */
import type { Blast } from '../../../../shared/fault.ts';
import { fail } from '../../../../shared/fault.ts';
import { asCount, asText, isReplyError, type Reply } from '../../../../shared/reply.ts';
import type { Session } from '../../connections/session.ts';
import { isEvalRefused, runMany, script } from '../../script.ts';
import { type Action, again, applied, failed, type Group, type GroupOutcome, gone, type KeyOutcome, type KeysOf, left, refused } from './action.ts';
import { slices } from './remove.ts';

export interface ExpireOptions {
  readonly session: Session;
  readonly db: number;
  readonly keysOf: KeysOf;
  readonly type: string | null;
  /** Milliseconds since 1970 by the server's clock; null takes the time to live away. */
  readonly at: number | null;
  /** The server's clock now. */
  readonly now: () => number;
  readonly as: Blast;
  readonly confirmed: string | null;
}

/** EXISTS tells a key that has no time to live from one that is gone: PERSIST answers 0 for both. */
const expireKeys = script(`
local out = {}
for i = 1, #KEYS do
  local kind = redis.pcall('TYPE', KEYS[i])
  if kind.err then out[i] = kind.err
  elseif kind.ok == 'none' then out[i] = 'gone'
  elseif ARGV[2] ~= '' and kind.ok ~= ARGV[2] then out[i] = 'type'
  else
    local done
    if ARGV[1] == '' then done = redis.pcall('PERSIST', KEYS[i]) else done = redis.pcall('PEXPIREAT', KEYS[i], ARGV[1]) end
    out[i] = type(done) == 'table' and done.err or 'applied'
  end
end
return out
`);

/** A moment nearer than this could pass on the way, and would delete. */
const marginMs = 500;
/** How far apart two ways to tell the same moment may be. */
const sameMs = 1500;

export function expiring({ session, db, keysOf, type, at, now, as, confirmed }: ExpireOptions): Action {
  const sending = { confirmed, as, quiet: true };
  const moment = at === null ? '' : String(at);

  async function oneByOne(groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
    const keys = groups.flatMap(keysOf);
    const types = await session.sendMany(
      keys.map((key) => ['TYPE', key] as const),
      { quiet: true },
    );
    const right = keys.filter((_, place) => wordOf(types[place]) !== 'none' && (type === null || wordOf(types[place]) === type));
    const done = await session.sendMany(
      right.map((key) => (at === null ? (['PERSIST', key] as const) : (['PEXPIREAT', key, moment] as const))),
      sending,
    );
    let next = 0;
    const outcomes = types.map((reply): KeyOutcome => {
      if (isReplyError(reply)) return failed(reply);
      if (wordOf(reply) === 'none') return gone;
      if (type !== null && wordOf(reply) !== type) return left({ kind: 'type' });
      const answer = done[next++];
      if (isReplyError(answer)) return failed(answer);
      return at !== null && asCount(answer) === 0 ? gone : applied;
    });
    return slices(groups, outcomes);
  }

  return {
    places: [{ session, db }],
    reads: false,
    bounds: { least: 100, first: 100, most: 1000 },
    changes: 'nothing',

    async act(groups) {
      if (at !== null && at - now() < marginMs) fail({ code: 'input', path: 'ttl', message: 'The moment has come: setting it now would delete the keys.' });
      const calls = groups.map((group) => ({ keys: keysOf(group), args: [moment, type ?? ''] }));
      const replies = await runMany(session, expireKeys, calls, sending);
      const [first] = replies;
      if (isReplyError(first) && isEvalRefused(first)) return oneByOne(groups);
      return replies.map((reply): GroupOutcome => (isReplyError(reply) ? refused(reply) : { kind: 'keys', keys: (reply as readonly Reply[]).map(outcomeOf) }));
    },

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

function wordOf(reply: Reply | undefined): string {
  return isReplyError(reply) ? 'none' : asText(reply);
}

function outcomeOf(reply: Reply): KeyOutcome {
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
