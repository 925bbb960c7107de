/** Putting back what a job has deleted or overwritten: byte for byte, with its time to live, never over what somebody made or wrote since. */
import { sameBytes } from '../../../../shared/bytes.ts';
import type { Blast } from '../../../../shared/fault.ts';
import { asCount, asText, isReplyError, type Reply } from '../../../../shared/reply.ts';
import { restoreArgs } from '../../bin/bin.ts';
import type { Kept, Lot } from '../../bin/lots.ts';
import { type Place, putBackOver } from '../../bin/replace.ts';
import type { SendOptions, Session } from '../../connections/session.ts';
import { sendManyIn } from '../../inDatabase.ts';
import { caughtError } from '../../script.ts';
import { type Action, again, applied, failed, type GroupOutcome, gone, type KeyOutcome, left, refused } from './action.ts';
import { isOver, slices, wholeFailures } from './outcomes.ts';

export interface RestoreOptions {
  readonly place: Place;
  readonly lot: Lot;
  /** They were overwritten: back over what took their places, as long as it is that. */
  readonly over: boolean;
  /** The number in the lot of a position of the job. */
  readonly numberOf: (position: number) => number;
  readonly now: () => number;
  readonly as: Blast;
  readonly confirmed: string | null;
}

export function restoring({ place, lot, over, numberOf, now, as, confirmed }: RestoreOptions): Action {
  const { session } = place;
  const sending = { confirmed, as, quiet: true };

  /** What went well leaves the bin, and what can never go well. */
  function settle(position: number, outcome: KeyOutcome): KeyOutcome {
    if (isOver(outcome)) lot.drop(numberOf(position));
    return outcome;
  }

  return {
    // What was overwritten may be in a database that the session is not in.
    places: [{ session, db: place.db === null ? lot.db : null }],
    reads: false,
    bounds: { least: 4, first: 50, most: 500 },
    changes: over ? 'nothing' : 'adds',

    async act(groups) {
      const all = groups.flat();
      const kept = all.map((position) => lot.at(numberOf(position)));
      const some = kept.filter((one) => one !== null && !hasPassed(one)) as readonly Kept[];
      const done = some.length === 0 ? [] : over ? (await putBackOver(place, some, sending)).map(overOutcome) : await putBack(session, some, sending);
      let next = 0;
      const outcomes = kept.map((one, at): KeyOutcome => {
        // Given up for something deleted later.
        if (one === null) return left({ kind: 'size' });
        return settle(all[at] as number, hasPassed(one) ? left({ kind: 'expired' }) : (done[next++] ?? again));
      });
      return wholeFailures(groups, slices(groups, outcomes));
    },

    async recheck(groups) {
      const all = groups.flat();
      const kept = all.map((position) => lot.at(numberOf(position)));
      const replies = await sendManyIn(
        session,
        lot.db,
        kept.flatMap((one) => (one === null ? [] : [['DUMP', one.key] as const])),
        { as: { command: 'DUMP', keys: kept.length, typed: null }, quiet: true },
      );
      let next = 0;
      const found = kept.map((one) => (one === null ? null : replies[next++]));
      let from = 0;
      return groups.map((group): GroupOutcome => {
        const own = group.map((position, at) => ({ position, kept: kept[from + at] as Kept | null, reply: found[from + at] }));
        from += group.length;
        const error = own.map(({ reply }) => reply).find(isReplyError);
        if (error !== undefined) return refused(error);
        return { kind: 'keys', keys: own.map((one) => settle(one.position, whatIs(one.kept, one.reply, over))) };
      });
    },
  };

  function hasPassed({ expires }: Kept): boolean {
    return expires !== 0 && expires <= now();
  }
}

/** The same bytes are there: that was us, or it makes no difference. */
function whatIs(kept: Kept | null, reply: Reply | undefined, over: boolean): KeyOutcome {
  if (kept === null) return gone;
  if (!(reply instanceof Uint8Array)) return again;
  if (sameBytes(reply, kept.dump)) return applied;
  // Still what took its place, or what somebody wrote: that is seen when it is put back.
  return over ? again : left({ kind: 'unknown' });
}

async function putBack(session: Session, some: readonly Kept[], sending: SendOptions): Promise<readonly KeyOutcome[]> {
  const commands: (readonly [string, ...(string | Uint8Array)[]])[] = [];
  for (const one of some) {
    commands.push(['RESTORE', ...restoreArgs(one)]);
    // RESTORE with a time that has passed answers OK and makes nothing.
    if (one.expires !== 0) commands.push(['EXISTS', one.key]);
  }
  const replies = await session.sendMany(commands, sending);
  let next = 0;
  return some.map(({ expires }) => {
    const answer = replies[next++];
    return outcomeOf(answer, expires === 0 ? '1' : replies[next++]);
  });
}

function overOutcome(reply: Reply): KeyOutcome {
  if (isReplyError(reply)) return failed(reply);
  const word = asText(reply);
  switch (word) {
    case 'applied':
      return applied;
    case 'exists':
    case 'expired':
      return left({ kind: word });
    default:
      return failed(caughtError(word));
  }
}

function outcomeOf(answer: Reply | undefined, exists: Reply | undefined): KeyOutcome {
  if (isReplyError(answer)) return answer.prefix === 'BUSYKEY' ? left({ kind: 'exists' }) : failed(answer);
  return isReplyError(exists) || asCount(exists) === 1 ? applied : left({ kind: 'expired' });
}
