/** A key under another name, in another database, on another server: in one step where the server has one, else by DUMP and RESTORE. */
import type { Bytes } from '../../../shared/bytes.ts';
import { sameBytes } from '../../../shared/bytes.ts';
import { type Blast, FaultError, fail } from '../../../shared/fault.ts';
import type { Copied } from '../../../shared/keys/keys.ts';
import { type Arg, asBytes, asCount, isReplyError, type Reply } from '../../../shared/reply.ts';
import { sendTold } from '../announce.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { type KeyCommand, sendManyIn } from '../inDatabase.ts';
import { isSameServer } from '../sameServer.ts';
import { scriptsRefused } from '../script.ts';

export interface Transfer {
  readonly session: Session;
  readonly key: Bytes;
  readonly to: Bytes;
  /** Another session, or the same. */
  readonly target: Session;
  /** Null: the database that the target is on. */
  readonly db: number | null;
  readonly replace: boolean;
  readonly confirmed: string | null;
}

/** COPY and UNLINK of what was copied, in one step. Gives what COPY gave. */
const moveScript = `
local args = {KEYS[1], KEYS[2], 'DB', ARGV[1]}
if ARGV[2] == '1' then args[5] = 'REPLACE' end
local done = redis.call('COPY', unpack(args))
if done == 1 then redis.call('UNLINK', KEYS[1]) end
return done`;

/** UNLINK, if it is still what was copied. */
const dropScript = `
if redis.call('DUMP', KEYS[1]) == ARGV[1] then return redis.call('UNLINK', KEYS[1]) end
return 0`;

export async function rename(wish: Omit<Transfer, 'target' | 'db'>): Promise<Copied> {
  const { session, key, to, replace, confirmed } = wish;
  if (sameBytes(key, to)) fail({ code: 'input', path: 'to', message: 'That is its name already.' });
  try {
    if (replace) await sendTold(session, [key, to], ['RENAME', key, to], { confirmed });
    else if (asCount(await sendTold(session, [key, to], ['RENAMENX', key, to], { confirmed })) === 0) fail({ code: 'conflict', found: 'exists' });
    return { atomic: true };
  } catch (thrown) {
    if (isRedis(thrown, /^ERR no such key/)) fail({ code: 'conflict', found: 'gone' });
    if (!isRedis(thrown, /^CROSSSLOT/)) throw thrown;
    return move({ ...wish, target: session, db: null });
  }
}

/** A tab of the same server is the same place: the server copies by itself, and what was copied over itself is not deleted. */
function direct(wish: Transfer): Transfer {
  const { session, target, confirmed } = wish;
  if (target === session || !isSameServer(session, target)) return wish;
  target.judge({ command: 'RESTORE', keys: 1, typed: null }, confirmed);
  return { ...wish, target: session, db: databaseOf(wish) };
}

export async function duplicate(asked: Transfer): Promise<Copied> {
  const wish = direct(asked);
  const { session, key, to, target, replace, confirmed } = wish;
  const db = databaseOf(wish);
  if (target !== session) return byDump(wish, false);
  if (sameBytes(key, to) && db === session.state().db) fail({ code: 'conflict', found: 'exists' });
  try {
    const args: Arg[] = [key, to, ...(db === session.state().db ? [] : ['DB', db]), ...(replace ? ['REPLACE'] : [])];
    if (asCount(await session.send('COPY', args, { confirmed })) === 0) await whyNot(session, key);
    return { atomic: true };
  } catch (thrown) {
    // Before 6.2 there is no COPY; within one database a DUMP does it.
    if (!isRedis(thrown, /^CROSSSLOT|^ERR unknown command/) || db !== session.state().db) throw thrown;
    return byDump(wish, false);
  }
}

export async function move(asked: Transfer): Promise<Copied> {
  const wish = direct(asked);
  const { session, key, to, target, replace, confirmed } = wish;
  const db = databaseOf(wish);
  if (target !== session) return byDump(wish, true);
  if (db === session.state().db) return sameSlotOrNot(wish);
  if (!replace && sameBytes(key, to)) {
    if (asCount(await session.send('MOVE', [key, db], { confirmed })) === 0) await whyNot(session, key);
    return { atomic: true };
  }
  const blast: Blast = { command: 'MOVE', keys: 2, typed: null };
  try {
    if (asCount(await session.send('EVAL', [moveScript, 2, key, to, db, replace ? 1 : 0], { confirmed, as: blast })) === 0) await whyNot(session, key);
    return { atomic: true };
  } catch (thrown) {
    if (!scriptsRefused(thrown)) throw thrown;
    if (asCount(await session.send('COPY', [key, to, 'DB', db, ...(replace ? ['REPLACE'] : [])], { confirmed })) === 0) await whyNot(session, key);
    await session.send('UNLINK', [key], { confirmed });
    return { atomic: false };
  }

  async function sameSlotOrNot(again: Transfer): Promise<Copied> {
    if (session.profile.topology === 'cluster') return byDump(again, true);
    return rename(again);
  }
}

/** Byte for byte, with its TTL; the two servers know nothing of each other. */
async function byDump(wish: Transfer, thenDrop: boolean): Promise<Copied> {
  const { session, key, to, target, replace, confirmed } = wish;
  const [dump, left] = await session.sendMany([
    ['DUMP', key],
    ['PTTL', key],
  ]);
  throwError(dump);
  throwError(left);
  // It may have expired between the two; 0 would be taken for no TTL at all.
  if (dump === null || asCount(left) === -2) fail({ code: 'conflict', found: 'gone' });
  const ttl = asCount(left) < 0 ? 0 : Math.max(1, asCount(left));
  const restore: KeyCommand = ['RESTORE', to, ttl, asBytes(dump), ...(replace ? ['REPLACE'] : [])];
  const [restored] = await sendManyIn(target, databaseOf(wish), [restore], { confirmed, as: { command: 'RESTORE', keys: 1, typed: null } });
  if (isReplyError(restored) && restored.prefix === 'BUSYKEY') fail({ code: 'conflict', found: 'exists' });
  throwError(restored);
  if (!thenDrop) return { atomic: false };
  if ((await dropIfSame(session, key, asBytes(dump), { confirmed })) === 0) fail({ code: 'conflict', found: 'changed' });
  return { atomic: false };
}

async function dropIfSame(session: Session, key: Bytes, dump: Bytes, { confirmed }: SendOptions): Promise<number> {
  const as: Blast = { command: 'UNLINK', keys: 1, typed: null };
  try {
    return asCount(await session.send('EVAL', [dropScript, 1, key, dump], { confirmed: confirmed ?? null, as }));
  } catch (thrown) {
    if (!scriptsRefused(thrown)) throw thrown;
    const now = await session.send('DUMP', [key]);
    if (!(now instanceof Uint8Array) || !sameBytes(now, dump)) return 0;
    return asCount(await session.send('UNLINK', [key], { confirmed: confirmed ?? null }));
  }
}

/** A zero says that it did nothing, and not why. */
async function whyNot(session: Session, key: Bytes): Promise<never> {
  return fail({ code: 'conflict', found: asCount(await session.send('EXISTS', [key])) === 0 ? 'gone' : 'exists' });
}

function databaseOf({ target, db }: Transfer): number {
  const current = target.state().db;
  if (db === null || db === current) return current;
  if (target.profile.topology === 'cluster') fail({ code: 'input', path: 'db', message: 'A cluster has one database.' });
  return db;
}

function throwError(reply: Reply | undefined): void {
  if (isReplyError(reply)) fail({ code: 'redis', prefix: reply.prefix, message: reply.message });
}

function isRedis(thrown: unknown, message: RegExp): boolean {
  return thrown instanceof FaultError && thrown.fault.code === 'redis' && message.test(thrown.fault.message);
}
