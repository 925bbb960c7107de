/** The bin: what was deleted in a session, as DUMP made it, so that it can be put back byte for byte with its TTL. */
import { type Bytes, idOf } from '../../../shared/bytes.ts';
import { type Blast, FaultError, fail } from '../../../shared/fault.ts';
import { asCount, asText, isReplyError } from '../../../shared/reply.ts';
import { sendTold } from '../announce.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { isEvalRefused } from '../script.ts';
import { createLots, type Kept, type Lot } from './lots.ts';
import { maxKept, take } from './take.ts';

/** For single keys and for jobs together. */
const binBudget = 64 * 1024 * 1024;

export interface Bin {
  readonly budget: number;
  /** Deletes the key; what cannot be kept for undo is asked about first. */
  remove(session: Session, key: Bytes, options: SendOptions): Promise<void>;
  restore(session: Session, key: Bytes, options: SendOptions): Promise<void>;
  /** For what is deleted together. */
  openLot(db: number): Lot;
}

/** A bin lives and ends with its session. */
export interface Bins {
  of(session: Session): Bin;
}

export function createBins(budget = binBudget): Bins {
  const bins = new WeakMap<Session, Bin>();
  return {
    of(session) {
      const bin = bins.get(session) ?? createBin(budget);
      bins.set(session, bin);
      return bin;
    },
  };
}

export function createBin(budget = binBudget): Bin {
  const lots = createLots(budget);
  /** Each with the one key of that place. */
  const single = new Map<string, Lot>();
  const place = (session: Session, key: Bytes): string => `${session.state().db}:${idOf(key)}`;

  return {
    budget,
    openLot: lots.open,

    async remove(session, key, options) {
      const final = await whyFinal(session, key);
      if (final !== null) return unlink(session, key, final, options);
      const id = place(session, key);
      const lot = lots.open(session.state().db);
      const [group] = await take(session, [[key]], {
        ...options,
        lot,
        type: null,
        tell: session.profile.announce,
        as: { command: 'UNLINK', keys: 1, typed: null },
      });
      if (group === undefined || 'prefix' in group) {
        if (group !== undefined && !isEvalRefused(group)) fail({ code: 'redis', ...group });
        return await unlink(session, key, 'permission', options);
      }
      const [taken] = group;
      switch (taken?.kind) {
        case 'taken':
          single.get(id)?.clear();
          single.set(id, lot);
          for (const [other, { keys }] of single) if (keys === 0) single.delete(other);
          return;
        case 'failed':
          return fail({ code: 'redis', ...taken.error });
        case 'size':
        case 'room':
          return await unlink(session, key, 'size', options);
        default:
          return fail({ code: 'conflict', found: 'gone' });
      }
    },

    async restore(session, key, options) {
      const lot = single.get(place(session, key));
      const kept = lot?.at(0) ?? fail({ code: 'missing', what: 'key' });
      try {
        await sendTold(session, [key], ['RESTORE', ...restoreArgs(kept)], options);
      } catch (thrown) {
        if (thrown instanceof FaultError && thrown.fault.code === 'redis' && thrown.fault.prefix === 'BUSYKEY') fail({ code: 'conflict', found: 'exists' });
        throw thrown;
      }
      lot?.clear();
      // RESTORE with a time that has passed answers OK and makes nothing.
      if (asCount(await session.send('EXISTS', [key])) === 0) fail({ code: 'conflict', found: 'gone' });
    },
  };
}

export function restoreArgs({ key, dump, expires }: Kept) {
  return [key, String(expires), dump, 'ABSTTL'] as const;
}

/** Says before the deletion when it could not be undone: too big for the bin, or RESTORE is not allowed. */
async function whyFinal(session: Session, key: Bytes): Promise<'size' | 'permission' | null> {
  const [memory] = await session.sendMany([['MEMORY', 'USAGE', key]]);
  if (memory !== undefined && memory !== null && !isReplyError(memory) && asCount(memory) > maxKept * 2) return 'size';
  return (await isRefused(session, ['RESTORE', key, '0', ''])) ? 'permission' : null;
}

/** ACL DRYRUN answers OK or says in a plain reply what is not allowed; where it is unknown or refused, trying is all there is. */
export async function isRefused(session: Session, command: readonly [string, ...(Bytes | string)[]]): Promise<boolean> {
  const user = session.state().facts?.user ?? 'default';
  const [trial] = await session.sendMany([['ACL', 'DRYRUN', user, ...command]], { quiet: true });
  return trial instanceof Uint8Array && /permission/i.test(asText(trial));
}

async function unlink(session: Session, key: Bytes, final: 'size' | 'permission', options: SendOptions): Promise<void> {
  const blast: Blast = { command: 'UNLINK', keys: 1, typed: null, final };
  if ((options.confirmed ?? null) === null) fail({ code: 'confirm', blast });
  if (asCount(await sendTold(session, [key], ['UNLINK', key], { ...options, as: blast })) === 0) fail({ code: 'conflict', found: 'gone' });
}
