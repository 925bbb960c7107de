/** Writing a string: only if it still is what the user loaded, keeping its TTL. And setting a TTL. */
import type { Bytes } from '../../../shared/bytes.ts';
import { type Blast, FaultError, fail } from '../../../shared/fault.ts';
import { asCount, asText } from '../../../shared/reply.ts';
import type { Plan } from '../../../shared/value/plan.ts';
import type { Expected, Saved } from '../../../shared/value/value.ts';
import { sendTold } from '../announce.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { comparesItself } from './abilities.ts';
import { apply } from './apply.ts';
import { ttlOf } from './read.ts';
import type { Undos } from './undos.ts';

const blast: Blast = { command: 'SET', keys: 1, typed: null };

/** A key that expired meanwhile is not made again, and another type is not overwritten: both are conflicts. */
export async function saveString(session: Session, undos: Undos, key: Bytes, bytes: Bytes, expected: Expected, options: SendOptions): Promise<Saved> {
  if (expected.kind === 'absent') {
    const reply = await session.send('SET', [key, bytes, 'NX'], options);
    if (reply === null) fail({ code: 'conflict', found: 'exists' });
    return { ttl: null, undo: null };
  }
  await replaceString(session, key, expected.bytes, bytes, options);
  const [left] = await session.sendMany([['PTTL', key]]);
  return { ttl: ttlOf(left), undo: undos.keep({ kind: 'save', key, before: expected.bytes, after: bytes }) };
}

/** The server's own comparison where it has one, else a plan. */
export async function replaceString(session: Session, key: Bytes, from: Bytes, to: Bytes, options: SendOptions): Promise<void> {
  if (!(await comparesItself(session))) {
    await apply(session, key, replacing(key, from, to), blast, options);
    return;
  }
  try {
    if ((await session.send('SET', [key, to, 'IFEQ', from, 'KEEPTTL'], options)) !== null) return;
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'redis' && thrown.fault.prefix === 'WRONGTYPE') fail({ code: 'conflict', found: 'type' });
    throw thrown;
  }
  const type = asText(await session.send('TYPE', [key]));
  fail({ code: 'conflict', found: type === 'none' ? 'gone' : type === 'string' ? 'changed' : 'type' });
}

function replacing(key: Bytes, from: Bytes, to: Bytes): Plan {
  return { type: 'string', checks: [{ ask: ['GET', key], is: from, else: 'changed' }], writes: [['SET', key, to, 'XX', 'KEEPTTL']] };
}

/** Null takes the TTL away. Zero would delete the key, and is never what was meant. */
export async function setTtl(session: Session, key: Bytes, ttl: number | null, options: SendOptions): Promise<Saved> {
  if (ttl === 0) fail({ code: 'input', path: 'ttl', message: 'a time to live of 0 would delete the key' });
  if (ttl === null) {
    const changed = asCount(await sendTold(session, [key], ['PERSIST', key], options));
    if (changed === 0 && asCount(await session.send('EXISTS', [key])) === 0) fail({ code: 'conflict', found: 'gone' });
    return { ttl: null, undo: null };
  }
  if (asCount(await sendTold(session, [key], ['PEXPIRE', key, ttl], options)) === 0) fail({ code: 'conflict', found: 'gone' });
  return { ttl, undo: null };
}
