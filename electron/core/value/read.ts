/** Reading a value: what it is first, then one window of it; never more because it came into view. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import { asBytes, asCount, asText, isReplyError, type Reply, type Send } from '../../../shared/reply.ts';
import type { Look } from '../../../shared/value/edit.ts';
import { tableTypes } from '../../../shared/value/types/index.ts';
import { moduleTypes } from '../../../shared/value/types/modules.ts';
import type { ValueRead } from '../../../shared/value/value.ts';
import type { Session } from '../connections/session.ts';
import { abilitiesOf } from './abilities.ts';
import { askingOf, understood } from './modules.ts';

/** What a string shows when it is opened. */
export const stringWindow = 64 * 1024;
/** More than this is not loaded into an editor. */
const maxEdit = 16 * 1024 * 1024;

export interface Wanted {
  readonly look: Look;
  readonly from: string;
  readonly count: number;
}

export async function readValue(session: Session, key: Bytes, { look, from, count }: Wanted, signal: AbortSignal): Promise<ValueRead> {
  const [typeReply, ttlReply] = await session.sendMany(
    [
      ['TYPE', key],
      ['PTTL', key],
    ],
    { signal },
  );
  const type = asText(orFail(typeReply));
  if (type === 'none') return { kind: 'absent' };
  const ttl = ttlOf(ttlReply);
  if (type === 'string') return readString(session, key, stringWindow, ttl, signal);
  const table = tableTypes.get(type);
  if (table === undefined) return readModule(session, key, type, ttl, signal);
  const send: Send = (command, ...args) => session.send(command, args, { signal });
  const can = await abilitiesOf(session);
  const [length, counted, window] = await Promise.all([
    table.length(send, key),
    table.paging(look) === 'rank' ? (table.count?.(send, key, look) ?? null) : null,
    table.read(send, key, look, from, count, can),
  ]);
  const { rows, next } = window;
  return { kind: 'table', type, columns: table.columns(can), edits: table.edits, paging: table.paging(look), rows, length, count: counted, next, ttl };
}

async function readModule(session: Session, key: Bytes, type: string, ttl: number | null, signal: AbortSignal): Promise<ValueRead> {
  const module = moduleTypes.get(type);
  const asking = await askingOf(session, signal);
  if (module === undefined || !asking.can.has(module.needs)) return readOther(session, key, type, ttl, signal);
  const [facts, [used]] = await Promise.all([understood(module.open(asking, key)), session.sendMany([['MEMORY', 'USAGE', key]], { signal })]);
  return { kind: 'module', type, facts, ttl, memory: memoryOf(used) };
}

function memoryOf(used: Reply | undefined): number | null {
  return used === undefined || used === null || isReplyError(used) ? null : asCount(used);
}

/** DUMP writes all of a value, so it is asked only where that is little. */
const maxDump = 256 * 1024;

/** A module's refusals are answers, too: the key is there, and that is said. */
async function readOther(session: Session, key: Bytes, type: string, ttl: number | null, signal: AbortSignal): Promise<ValueRead> {
  const ask = async (...command: readonly [string, ...(string | Bytes)[]]): Promise<Reply | undefined> => (await session.sendMany([command], { signal }))[0];
  // Five samples of it at most, which is the default: never all of it.
  const memory = memoryOf(await ask('MEMORY', 'USAGE', key));
  const dumped = memory === null || memory > maxDump ? null : await ask('DUMP', key);
  return { kind: 'other', type, ttl, memory, dump: dumped instanceof Uint8Array ? dumped.length : null };
}

/** The whole string, for editing. */
export async function loadString(session: Session, key: Bytes, signal: AbortSignal): Promise<ValueRead> {
  const length = asCount(await session.send('STRLEN', [key], { signal }));
  if (length > maxEdit) fail({ code: 'input', path: 'key', message: `${length} bytes are too many to edit` });
  const [exists, ttl] = await session.sendMany(
    [
      ['EXISTS', key],
      ['PTTL', key],
    ],
    { signal },
  );
  if (asCount(orFail(exists)) === 0) return { kind: 'absent' };
  return readString(session, key, maxEdit, ttlOf(ttl), signal);
}

async function readString(session: Session, key: Bytes, limit: number, ttl: number | null, signal: AbortSignal): Promise<ValueRead> {
  const [length, bytes] = await session.sendMany(
    [
      ['STRLEN', key],
      ['GETRANGE', key, 0, limit - 1],
    ],
    { signal },
  );
  const value = asBytes(orFail(bytes));
  // One write, but not one transaction: a value that shrank in between is as long as what came.
  return { kind: 'string', bytes: value, length: value.length < limit ? value.length : Math.max(value.length, asCount(orFail(length))), ttl };
}

export function ttlOf(reply: Reply | undefined): number | null {
  if (isReplyError(reply)) return null;
  const ttl = asCount(reply);
  return ttl < 0 ? null : ttl;
}

function orFail(reply: Reply | undefined): Reply | undefined {
  if (isReplyError(reply)) fail({ code: 'redis', prefix: reply.prefix, message: reply.message });
  return reply;
}
