/** Copying: inside a server by COPY, to another one by DUMP and RESTORE; what exists there is left as it is, or replaced, and then in the bin first. */
import { type Bytes, sameBytes } from '../../../../shared/bytes.ts';
import type { Blast } from '../../../../shared/fault.ts';
import { asCount, asText, isReplyError, type Reply, type ReplyError } from '../../../../shared/reply.ts';
import type { Lot } from '../../bin/lots.ts';
import { type Replaced, type Replacement, replace as replaceKept } from '../../bin/replace.ts';
import type { Session } from '../../connections/session.ts';
import { type KeyCommand, sendManyIn } from '../../inDatabase.ts';
import { type Action, again, applied, failed, type Group, type GroupOutcome, gone, type KeyOutcome, type KeysOf, left, refused } from './action.ts';
import { slices, wholeFailures } from './outcomes.ts';
import { lookAt } from './typed.ts';
import { weigh } from './weigh.ts';

export interface CopyOptions {
  readonly session: Session;
  readonly db: number;
  readonly keysOf: KeysOf;
  /** The type the keys were chosen by, null where any will do. */
  readonly type: string | null;
  /** What exists there is overwritten. */
  readonly replace: boolean;
  /** Takes what is overwritten. */
  readonly lot: Lot;
  /** Whether it still is kept: the user may change that on the way. */
  readonly keep: () => boolean;
  readonly as: Blast;
  readonly confirmed: string | null;
}

/**
 * COPY never overwrites without REPLACE, and with it makes the same again: where it is not known whether it was done, doing it again does no harm.
 * But with the bin: what it would take the second time is what was made the first time.
 */
export function copyingToDb({ session, db, keysOf, type, replace, lot, keep, as, confirmed }: CopyOptions, to: number): Action {
  const sending = { confirmed, as, quiet: true };

  async function act(groups: readonly Group[], onExists: KeyOutcome): Promise<readonly GroupOutcome[]> {
    const keys = groups.flatMap(keysOf);
    const known = type === null ? keys.map(() => null) : await lookAt(session, keys, type);
    const right = keys.filter((_, at) => known[at] === null);
    if (replace && keep()) return wholeFailures(groups, slices(groups, await kept(known, right)));
    const replies = await session.sendMany(
      right.flatMap((key) => [['COPY', key, key, 'DB', String(to), ...(replace ? ['REPLACE'] : [])] as const, ['EXISTS', key] as const]),
      sending,
    );
    let next = 0;
    const outcomes = known.map((outcome): KeyOutcome => {
      if (outcome !== null) return outcome;
      const [copy, exists] = [replies[next++], replies[next++]];
      if (isReplyError(copy)) return failed(copy);
      if (asCount(copy) === 1) return applied;
      return !isReplyError(exists) && asCount(exists) === 0 ? gone : onExists;
    });
    return wholeFailures(groups, slices(groups, outcomes));
  }

  async function kept(known: readonly (KeyOutcome | null)[], right: readonly Bytes[]): Promise<readonly KeyOutcome[]> {
    const some = right.map((key): Replacement => ({ key, source: { from: db } }));
    const replaced = await replaceKept({ session, db: to }, some, { ...sending, lot });
    let next = 0;
    return known.map((outcome) => outcome ?? replacedOutcome(replaced[next++]));
  }

  return {
    places: [{ session, db }],
    reads: false,
    bounds: { least: 4, first: 50, most: 500 },
    changes: 'nothing',
    act: (groups) => act(groups, left({ kind: 'exists' })),
    // Whether the one that is there now is the one that was made cannot be seen from this database.
    recheck: (groups) => (replace && keep() ? lookThere(session, to, keysOf, groups) : act(groups, left({ kind: 'unknown' }))),
  };
}

/** A DUMP of more is not copied in one piece. */
const maxCopied = 64 * 1024 * 1024;

export interface OtherPlace {
  readonly session: Session;
  /** Not always the one that session is in. */
  readonly db: number;
  /** The session has to be in a database for it; null where any will do. */
  readonly needs: number | null;
}

export function copyingToSession({ session, db, keysOf, type, replace, lot, keep, as, confirmed }: CopyOptions, other: OtherPlace): Action {
  /** What was sent there last: what is found after a lost answer is compared with it. */
  const sent = new Map<number, Bytes>();
  const sending = { confirmed, as, quiet: true };

  async function restore(some: readonly Restoring[]): Promise<readonly KeyOutcome[]> {
    if (replace && keep()) {
      const place = { session: other.session, db: other.needs === null ? other.db : null };
      const replaced = await replaceKept(
        place,
        some.map(({ key, ...source }) => ({ key, source })),
        { ...sending, lot },
      );
      return replaced.map(replacedOutcome);
    }
    const commands = some.map(({ key, dump, ttl }): KeyCommand => ['RESTORE', key, String(ttl), dump, ...(replace ? ['REPLACE'] : [])]);
    return (await sendManyIn(other.session, other.db, commands, sending)).map(restored);
  }

  return {
    places: [
      { session, db },
      { session: other.session, db: other.needs },
    ],
    reads: false,
    bounds: { least: 4, first: 50, most: 300 },
    changes: 'nothing',

    async act(groups) {
      sent.clear();
      const positions = groups.flat();
      const keys = groups.flatMap(keysOf);
      const weights = await weigh(session, keys, maxCopied);
      const readable = (at: number): boolean => weights[at] === 'now' || weights[at] === 'big';
      const now = keys.filter((_, at) => readable(at));
      const read = await session.sendMany(
        now.flatMap((key) => [['DUMP', key] as const, ['PTTL', key] as const, ['TYPE', key] as const]),
        { quiet: true },
      );
      const outcomes: (KeyOutcome | null)[] = [];
      const commands: Restoring[] = [];
      let place = 0;
      for (const [at, key] of keys.entries()) {
        if (!readable(at)) {
          outcomes.push(weights[at] === 'size' ? left({ kind: 'size' }) : again);
          continue;
        }
        const [dump, pttl, found] = read.slice(place * 3, place * 3 + 3);
        place++;
        if (isReplyError(dump)) outcomes.push(failed(dump));
        else if (isReplyError(pttl)) outcomes.push(failed(pttl));
        else if (!(dump instanceof Uint8Array)) outcomes.push(gone);
        else if (type !== null && !isReplyError(found) && asText(found) !== type) outcomes.push(left({ kind: 'type' }));
        else {
          const ttl = asCount(pttl);
          // Relative: the clocks of two servers differ. -1 is none, and what has less than a millisecond still has one.
          commands.push({ key, dump, ttl: ttl === -1 ? 0 : Math.max(1, ttl) });
          sent.set(positions[at] as number, dump);
          outcomes.push(null);
        }
      }
      const there = commands.length === 0 ? [] : await restore(commands);
      let next = 0;
      const all = outcomes.map((outcome) => outcome ?? there[next++] ?? again);
      return wholeFailures(groups, slices(groups, all));
    },

    async recheck(groups) {
      if (replace && keep()) return lookThere(other.session, other.db, keysOf, groups);
      const keys = groups.flatMap(keysOf);
      const replies = await sendManyIn(
        other.session,
        other.db,
        keys.map((key) => ['DUMP', key] as const),
        { as: { command: 'DUMP', keys: keys.length, typed: null }, quiet: true },
      );
      let next = 0;
      return groups.map((group): GroupOutcome => {
        const own = group.map((position) => ({ position, reply: replies[next++] }));
        const error = own.map(({ reply }) => reply).find(isReplyError);
        if (error !== undefined) return refused(error);
        return { kind: 'keys', keys: own.map(({ position, reply }) => found(reply, sent.get(position), replace)) };
      });
    },
  };
}

/** What was overwritten is in the bin only if the answer came: doing it again would put the copy there. What is not there at all was not copied. */
async function lookThere(session: Session, db: number, keysOf: KeysOf, groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
  const keys = groups.flatMap(keysOf);
  const there = await sendManyIn(
    session,
    db,
    keys.map((key) => ['EXISTS', key] as const),
    { as: { command: 'EXISTS', keys: keys.length, typed: null }, quiet: true },
  );
  return wholeFailures(
    groups,
    slices(
      groups,
      there.map((reply) => (isReplyError(reply) ? failed(reply) : asCount(reply) === 0 ? again : left({ kind: 'unknown' }))),
    ),
  );
}

interface Restoring {
  readonly key: Bytes;
  readonly dump: Bytes;
  readonly ttl: number;
}

function replacedOutcome(replaced: Replaced | ReplyError | undefined): KeyOutcome {
  if (replaced === undefined) return again;
  if ('prefix' in replaced) return failed(replaced);
  switch (replaced.kind) {
    case 'applied':
      return applied;
    case 'gone':
      return gone;
    case 'room':
      return { kind: 'room' };
    case 'size':
      return left({ kind: 'size' });
    case 'failed':
      return failed(replaced.error);
  }
}

function found(reply: Reply | undefined, dump: Bytes | undefined, replace: boolean): KeyOutcome {
  if (!(reply instanceof Uint8Array)) return again;
  if (dump !== undefined && sameBytes(reply, dump)) return applied;
  // What was there before, or came since: to be overwritten in any case, or nobody can tell.
  return replace ? again : left({ kind: 'unknown' });
}

function restored(reply: Reply | undefined): KeyOutcome {
  if (!isReplyError(reply)) return applied;
  return reply.prefix === 'BUSYKEY' ? left({ kind: 'exists' }) : failed(reply);
}
