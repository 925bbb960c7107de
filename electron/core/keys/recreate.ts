/** The commands that make a key again, as redis-cli reads them: exact bytes, bounded, and honest about what is missing. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import { type Arg, asBytes, asCount, asList, asText, isReplyError, type Reply } from '../../../shared/reply.ts';
import { inPairs } from '../../../shared/value/pairs.ts';
import { type CommandWords, commandLine, commandsOf } from '../commandsOf.ts';
import type { Session } from '../connections/session.ts';

export interface Recreation {
  readonly text: string;
  readonly complete: boolean;
}

/** More elements than this, or more bytes, and only the beginning is told. */
const maxElements = 5000;
const maxBytes = 8 * 1024 * 1024;
const maxText = 16 * 1024 * 1024;

type Send = (command: string, ...args: readonly Arg[]) => Promise<Reply>;
type Told = { readonly commands: readonly CommandWords[]; readonly complete: boolean };

export async function recreate(session: Session, key: Bytes, signal: AbortSignal): Promise<Recreation> {
  const send: Send = (command, ...args) => session.send(command, args, { signal });
  const type = asText(await send('TYPE', key));
  if (type === 'none') fail({ code: 'conflict', found: 'gone' });
  const { commands, complete } = await told(send, session, key, type);
  const left = asCount(await send('PTTL', key));
  if (left === -2) fail({ code: 'conflict', found: 'gone' });
  const lines: string[] = [];
  let size = 0;
  for (const words of left < 0 ? commands : [...commands, ['PEXPIRE', key, left] as const]) {
    const line = commandLine(words);
    size += line.length + 1;
    if (size > maxText) return { text: lines.join('\n'), complete: false };
    lines.push(line);
  }
  return { text: lines.join('\n'), complete };
}

async function told(send: Send, session: Session, key: Bytes, type: string): Promise<Told> {
  switch (type) {
    case 'string': {
      const length = asCount(await send('STRLEN', key));
      const bytes = asBytes(await send('GETRANGE', key, 0, maxBytes - 1));
      return made(bytes, length <= maxBytes);
    }
    case 'hash': {
      const few = await isFew(session, send, 'HLEN', key);
      const whole = asList(few ? await send('HGETALL', key) : asList(await send('HSCAN', key, 0, 'COUNT', 1000))[1]);
      const fields = inPairs(whole).map(([field]) => asBytes(field));
      const { commands } = made(whole, few);
      return { commands: [...commands, ...(await fieldTtls(session, key, fields))], complete: few };
    }
    case 'list': {
      const few = await isFew(session, send, 'LLEN', key);
      return made(await send('LRANGE', key, 0, few ? -1 : 999), few);
    }
    case 'set': {
      const few = await isFew(session, send, 'SCARD', key);
      return made(few ? await send('SMEMBERS', key) : (asList(await send('SSCAN', key, 0, 'COUNT', 1000))[1] ?? null), few);
    }
    case 'zset': {
      const few = await isFew(session, send, 'ZCARD', key);
      return made(await send('ZRANGE', key, 0, few ? -1 : 999, 'WITHSCORES'), few);
    }
    case 'stream':
      return stream(send, session, key);
    default: {
      // What is not known how to write down is put back as the server itself wrote it.
      const dump = await send('DUMP', key);
      return dump instanceof Uint8Array ? { commands: [['RESTORE', key, 0, dump]], complete: true } : fail({ code: 'conflict', found: 'gone' });
    }
  }

  function made(whole: Reply, complete: boolean): Told {
    return { commands: commandsOf(type, key, whole) ?? [], complete };
  }
}

async function stream(send: Send, session: Session, key: Bytes): Promise<Told> {
  const few = await isFew(session, send, 'XLEN', key);
  const commands = [...(commandsOf('stream', key, await send('XRANGE', key, '-', '+', 'COUNT', few ? maxElements : 1000)) ?? [])];
  const [groups] = await session.sendMany([['XINFO', 'GROUPS', key]]);
  if (groups === undefined || isReplyError(groups)) return { commands, complete: false };
  let pending = 0;
  for (const group of asList(groups)) {
    const facts = new Map<string, Reply>();
    const flat = asList(group);
    for (let at = 0; at + 1 < flat.length; at += 2) facts.set(asText(flat[at]), flat[at + 1] as Reply);
    commands.push(['XGROUP', 'CREATE', key, asBytes(facts.get('name')), asText(facts.get('last-delivered-id'))]);
    pending += asCount(facts.get('pending'));
  }
  // Who has which entry pending cannot be written as commands.
  return { commands, complete: few && pending === 0 };
}

async function isFew(session: Session, send: Send, length: string, key: Bytes): Promise<boolean> {
  const [memory] = await session.sendMany([['MEMORY', 'USAGE', key]]);
  const bytes = memory === undefined || memory === null || isReplyError(memory) ? 0 : asCount(memory);
  return asCount(await send(length, key)) <= maxElements && bytes <= maxBytes;
}

/** Since 7.4 a field can expire by itself; servers before do not know the command. */
async function fieldTtls(session: Session, key: Bytes, fields: readonly Bytes[]): Promise<readonly CommandWords[]> {
  if (fields.length === 0) return [];
  const [reply] = await session.sendMany([['HPEXPIRETIME', key, 'FIELDS', fields.length, ...fields]]);
  if (!Array.isArray(reply)) return [];
  return asList(reply).flatMap((at, index) => (asCount(at) > 0 ? [['HPEXPIREAT', key, asText(at), 'FIELDS', 1, fields[index] as Bytes] as const] : []));
}
