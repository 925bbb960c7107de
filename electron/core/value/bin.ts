/** The bin: what was deleted in a session, as DUMP made it, so that it can be put back byte for byte with its TTL. */
import { type Bytes, idOf } from '../../../shared/bytes.ts';
import { type Blast, FaultError, fail } from '../../../shared/fault.ts';
import { asBytes, asCount, asList, asText, isReplyError } from '../../../shared/reply.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { run, script, scriptsRefused } from './script.ts';

const maxEntry = 8 * 1024 * 1024;
const maxTotal = 64 * 1024 * 1024;

interface Entry {
  readonly dump: Bytes;
  /** Server time in milliseconds at which it expires, as text; '0' for never. */
  readonly expires: string;
}

/** Takes and deletes in one step. TIME comes from the server: the clock here may be another. */
const take = script(`
local dump = redis.call('DUMP', KEYS[1])
if not dump then return {'gone'} end
if #dump > tonumber(ARGV[1]) then return {'size'} end
local left = redis.call('PTTL', KEYS[1])
local now = redis.call('TIME')
redis.call('UNLINK', KEYS[1])
local expires = '0'
if left > 0 then expires = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000) + left) end
return {'taken', dump, expires}
`);

export interface Bin {
  /** Deletes the key; what cannot be kept for undo is asked about first. */
  remove(session: Session, key: Bytes, options: SendOptions): Promise<void>;
  restore(session: Session, key: Bytes, options: SendOptions): Promise<void>;
}

export function createBin(): Bin {
  const entries = new Map<string, Entry>();
  let total = 0;

  const drop = (id: string): void => {
    total -= entries.get(id)?.dump.length ?? 0;
    entries.delete(id);
  };
  const keep = (id: string, entry: Entry): void => {
    drop(id);
    entries.set(id, entry);
    total += entry.dump.length;
    for (const oldest of entries.keys()) {
      if (total <= maxTotal) break;
      drop(oldest);
    }
  };
  /** The same name in another database is another key. */
  const place = (session: Session, key: Bytes): string => `${session.state().db}:${idOf(key)}`;

  return {
    async remove(session, key, options) {
      const final = await whyFinal(session, key);
      if (final !== null) return unlink(session, key, final, options);
      const id = place(session, key);
      try {
        const [outcome, dump, expires] = asList(await run(session, take, key, [maxEntry], { command: 'UNLINK', keys: 1, typed: null }, options));
        if (asText(outcome) === 'gone') fail({ code: 'conflict', found: 'gone' });
        if (asText(outcome) === 'size') return await unlink(session, key, 'size', options);
        keep(id, { dump: asBytes(dump), expires: asText(expires) });
      } catch (thrown) {
        if (!scriptsRefused(thrown)) throw thrown;
        await unlink(session, key, 'permission', options);
      }
    },

    async restore(session, key, options) {
      const id = place(session, key);
      const entry = entries.get(id) ?? fail({ code: 'missing', what: 'key' });
      try {
        await session.send('RESTORE', [key, entry.expires, entry.dump, 'ABSTTL'], options);
      } catch (thrown) {
        if (thrown instanceof FaultError && thrown.fault.code === 'redis' && thrown.fault.prefix === 'BUSYKEY') fail({ code: 'conflict', found: 'exists' });
        throw thrown;
      }
      drop(id);
      // RESTORE with a time that has passed answers OK and makes nothing.
      if (asCount(await session.send('EXISTS', [key])) === 0) fail({ code: 'conflict', found: 'gone' });
    },
  };
}

/** Says before the deletion when it could not be undone: too big for the bin, or RESTORE is not allowed. */
async function whyFinal(session: Session, key: Bytes): Promise<'size' | 'permission' | null> {
  const [memory] = await session.sendMany([['MEMORY', 'USAGE', key]]);
  if (memory !== undefined && memory !== null && !isReplyError(memory) && asCount(memory) > maxEntry * 2) return 'size';
  const user = session.state().facts?.user ?? 'default';
  const [trial] = await session.sendMany([['ACL', 'DRYRUN', user, 'RESTORE', key, '0', '']]);
  // ACL DRYRUN answers OK or says in a plain reply what is not allowed; where it is unknown or refused, trying is all there is.
  if (trial instanceof Uint8Array && /permission/i.test(asText(trial))) return 'permission';
  return null;
}

async function unlink(session: Session, key: Bytes, final: 'size' | 'permission', options: SendOptions): Promise<void> {
  const blast: Blast = { command: 'UNLINK', keys: 1, typed: null, final };
  if ((options.confirmed ?? null) === null) fail({ code: 'confirm', blast });
  if (asCount(await session.send('UNLINK', [key], { ...options, as: blast })) === 0) fail({ code: 'conflict', found: 'gone' });
}
