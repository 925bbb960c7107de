/** Copying: inside a server by COPY, to another one by DUMP and RESTORE; what exists there is left as it is. */
import { type Bytes, sameBytes } from '../../../../shared/bytes.ts';
import type { Blast } from '../../../../shared/fault.ts';
import { asCount, isReplyError, type Reply } from '../../../../shared/reply.ts';
import type { Session } from '../../connections/session.ts';
import { type Action, again, applied, failed, type Group, type GroupOutcome, gone, type KeyOutcome, type KeysOf, left, refused } from './action.ts';
import { slices } from './remove.ts';
import { weigh } from './weigh.ts';

export interface CopyOptions {
  readonly session: Session;
  readonly db: number;
  readonly keysOf: KeysOf;
  readonly as: Blast;
  readonly confirmed: string | null;
}

/** COPY never overwrites without REPLACE: done again where it is not known whether it was, it does no harm. */
export function copyingToDb({ session, db, keysOf, as, confirmed }: CopyOptions, to: number): Action {
  async function act(groups: readonly Group[], onExists: KeyOutcome): Promise<readonly GroupOutcome[]> {
    const keys = groups.flatMap(keysOf);
    const replies = await session.sendMany(
      keys.flatMap((key) => [['COPY', key, key, 'DB', String(to)] as const, ['EXISTS', key] as const]),
      { confirmed, as, quiet: true },
    );
    const outcomes = keys.map((_, at): KeyOutcome => {
      const [copy, exists] = [replies[at * 2], replies[at * 2 + 1]];
      if (isReplyError(copy)) return failed(copy);
      if (asCount(copy) === 1) return applied;
      return !isReplyError(exists) && asCount(exists) === 0 ? gone : onExists;
    });
    return wholeFailures(groups, slices(groups, outcomes));
  }
  return {
    places: [{ session, db }],
    reads: false,
    bounds: { least: 4, first: 50, most: 500 },
    changes: 'nothing',
    act: (groups) => act(groups, left({ kind: 'exists' })),
    // Whether the one that is there now is the one that was made cannot be seen from this database.
    recheck: (groups) => act(groups, left({ kind: 'unknown' })),
  };
}

/** A DUMP of more is not copied in one piece. */
const maxCopied = 64 * 1024 * 1024;

export function copyingToSession({ session, db, keysOf, as, confirmed }: CopyOptions, other: { readonly session: Session; readonly db: number }): Action {
  /** What was sent there last: what is found after a lost answer is compared with it. */
  const sent = new Map<number, Bytes>();

  return {
    places: [
      { session, db },
      { session: other.session, db: other.db },
    ],
    reads: false,
    bounds: { least: 4, first: 50, most: 300 },
    changes: 'nothing',

    async act(groups) {
      sent.clear();
      const positions = groups.flat();
      const keys = groups.flatMap(keysOf);
      const weights = await weigh(session, keys, maxCopied);
      const now = keys.filter((_, at) => weights[at] === 'now');
      const read = await session.sendMany(
        now.flatMap((key) => [['DUMP', key] as const, ['PTTL', key] as const]),
        { quiet: true },
      );
      const outcomes: (KeyOutcome | null)[] = [];
      const commands: (readonly [string, ...(Bytes | string)[]])[] = [];
      for (const [at, key] of keys.entries()) {
        if (weights[at] !== 'now') {
          outcomes.push(weights[at] === 'size' ? left({ kind: 'size' }) : again);
          continue;
        }
        const place = outcomes.filter((_, before) => weights[before] === 'now').length;
        const [dump, pttl] = [read[place * 2], read[place * 2 + 1]];
        if (isReplyError(dump)) outcomes.push(failed(dump));
        else if (isReplyError(pttl)) outcomes.push(failed(pttl));
        else if (!(dump instanceof Uint8Array)) outcomes.push(gone);
        else {
          const ttl = asCount(pttl);
          // Relative: the clocks of two servers differ. -1 is none, and what has less than a millisecond still has one.
          commands.push(['RESTORE', key, ttl === -1 ? '0' : String(Math.max(1, ttl)), dump]);
          sent.set(positions[at] as number, dump);
          outcomes.push(null);
        }
      }
      const replies = commands.length === 0 ? [] : await other.session.sendMany(commands, { confirmed, as, quiet: true });
      let next = 0;
      const all = outcomes.map((outcome) => outcome ?? restored(replies[next++]));
      return wholeFailures(groups, slices(groups, all));
    },

    async recheck(groups) {
      const keys = groups.flatMap(keysOf);
      const replies = await other.session.sendMany(
        keys.map((key) => ['DUMP', key] as const),
        { quiet: true },
      );
      let next = 0;
      return groups.map((group): GroupOutcome => {
        const own = group.map((position) => ({ position, reply: replies[next++] }));
        const error = own.map(({ reply }) => reply).find(isReplyError);
        if (error !== undefined) return refused(error);
        return { kind: 'keys', keys: own.map(({ position, reply }) => found(reply, sent.get(position))) };
      });
    },
  };
}

function found(reply: Reply | undefined, dump: Bytes | undefined): KeyOutcome {
  if (!(reply instanceof Uint8Array)) return again;
  return dump !== undefined && sameBytes(reply, dump) ? applied : left({ kind: 'unknown' });
}

function restored(reply: Reply | undefined): KeyOutcome {
  if (!isReplyError(reply)) return applied;
  return reply.prefix === 'BUSYKEY' ? left({ kind: 'exists' }) : failed(reply);
}

/** Where every key failed alike, it is not about the keys: the job stops there instead of failing a million times. */
const general = /^(OOM|READONLY|MISCONF|NOREPLICAS|BUSY|CLUSTERDOWN|MASTERDOWN|LOADING|TRYAGAIN|MOVED|ASK)$/;

export function wholeFailures(groups: readonly Group[], outcomes: readonly GroupOutcome[]): readonly GroupOutcome[] {
  return outcomes.map((outcome, at) => {
    if (outcome.kind !== 'keys') return outcome;
    const keys = outcome.keys.map((key) => (isGeneral(key) ? again : key));
    const first = outcome.keys.find(isGeneral);
    if (first === undefined || first.kind !== 'left' || first.why.kind !== 'fault') return outcome;
    // Nothing of the group was done: all of it waits. Else what was done counts, and the rest comes again.
    return keys.every(({ kind }) => kind === 'again') && keys.length === groups[at]?.length
      ? { kind: 'refused', fault: first.why.fault }
      : { kind: 'keys', keys };
  });
}

function isGeneral(outcome: KeyOutcome): boolean {
  if (outcome.kind !== 'left' || outcome.why.kind !== 'fault' || outcome.why.fault.code !== 'redis') return false;
  const { prefix, message } = outcome.why.fault;
  return general.test(prefix) || (prefix === 'NOPERM' && /run the/i.test(message)) || /unknown command/i.test(message);
}
