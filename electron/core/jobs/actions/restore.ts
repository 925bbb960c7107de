/** Putting back what a job has deleted: byte for byte, with its time to live, never over a key that is there again. */
import { sameBytes } from '../../../../shared/bytes.ts';
import type { Blast } from '../../../../shared/fault.ts';
import { asCount, isReplyError, type Reply } from '../../../../shared/reply.ts';
import { restoreArgs } from '../../bin/bin.ts';
import type { Kept, Lot } from '../../bin/lots.ts';
import type { Session } from '../../connections/session.ts';
import { type Action, again, applied, failed, type GroupOutcome, gone, type KeyOutcome, left, refused } from './action.ts';
import { isOver, slices, wholeFailures } from './outcomes.ts';

export interface RestoreOptions {
  readonly session: Session;
  readonly lot: Lot;
  /** The number in the lot of a position of the job. */
  readonly numberOf: (position: number) => number;
  readonly now: () => number;
  readonly as: Blast;
  readonly confirmed: string | null;
}

export function restoring({ session, lot, numberOf, now, as, confirmed }: RestoreOptions): Action {
  const sending = { confirmed, as, quiet: true };

  /** What went well leaves the bin, and what can never go well. */
  function settle(position: number, outcome: KeyOutcome): KeyOutcome {
    if (isOver(outcome)) lot.drop(numberOf(position));
    return outcome;
  }

  return {
    places: [{ session, db: lot.db }],
    reads: false,
    bounds: { least: 4, first: 50, most: 500 },
    changes: 'adds',

    async act(groups) {
      const all = groups.flat();
      const kept = all.map((position) => lot.at(numberOf(position)));
      const commands: (readonly [string, ...(string | Uint8Array)[]])[] = [];
      for (const one of kept) {
        if (one === null || hasPassed(one)) continue;
        commands.push(['RESTORE', ...restoreArgs(one)]);
        // RESTORE with a time that has passed answers OK and makes nothing.
        if (one.expires !== 0) commands.push(['EXISTS', one.key]);
      }
      const replies = commands.length === 0 ? [] : await session.sendMany(commands, sending);
      let next = 0;
      const outcomes = kept.map((one, place): KeyOutcome => {
        // Given up for something deleted later.
        if (one === null) return left({ kind: 'size' });
        if (hasPassed(one)) return settle(all[place] as number, left({ kind: 'expired' }));
        const answer = replies[next++];
        const exists = one.expires === 0 ? '1' : replies[next++];
        return settle(all[place] as number, outcomeOf(answer, exists));
      });
      return wholeFailures(groups, slices(groups, outcomes));
    },

    async recheck(groups) {
      const all = groups.flat();
      const kept = all.map((position) => lot.at(numberOf(position)));
      const replies = await session.sendMany(
        kept.flatMap((one) => (one === null ? [] : [['DUMP', one.key] as const])),
        { quiet: true },
      );
      let next = 0;
      const found = kept.map((one) => (one === null ? null : replies[next++]));
      let from = 0;
      return groups.map((group): GroupOutcome => {
        const own = group.map((position, at) => ({ position, kept: kept[from + at] as Kept | null, reply: found[from + at] }));
        from += group.length;
        const error = own.map(({ reply }) => reply).find(isReplyError);
        if (error !== undefined) return refused(error);
        return { kind: 'keys', keys: own.map((one) => settle(one.position, whatIs(one.kept, one.reply))) };
      });
    },
  };

  function hasPassed({ expires }: Kept): boolean {
    return expires !== 0 && expires <= now();
  }
}

/** The same bytes are there: that was us, or it makes no difference. */
function whatIs(kept: Kept | null, reply: Reply | undefined): KeyOutcome {
  if (kept === null) return gone;
  if (!(reply instanceof Uint8Array)) return again;
  return sameBytes(reply, kept.dump) ? applied : left({ kind: 'unknown' });
}

function outcomeOf(answer: Reply | undefined, exists: Reply | undefined): KeyOutcome {
  if (isReplyError(answer)) return answer.prefix === 'BUSYKEY' ? left({ kind: 'exists' }) : failed(answer);
  return isReplyError(exists) || asCount(exists) === 1 ? applied : left({ kind: 'expired' });
}
