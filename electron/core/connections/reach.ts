/** What a command for a server as a whole reaches: in a cluster one primary only, and how many keys it empties. */
import type { Profile } from '../../../shared/connections/profile.ts';
import type { DatabaseCount } from '../../../shared/connections/session.ts';
import { type Blast, FaultError } from '../../../shared/fault.ts';
import { type Arg, asText, type Reply } from '../../../shared/reply.ts';
import { parseInfo } from '../../../shared/server/server.ts';
import { fullName, type Kind, keyCount } from './commands.ts';
import type { Order } from './guard.ts';
import type { SendOptions, Session } from './session.ts';
import type { Links } from './topology/links.ts';

/** Those that are meant for a cluster as a whole when they are meant for one: what they change is each server's own. */
const forAll = new Set([
  'FLUSHALL',
  'FLUSHDB',
  'SCRIPT FLUSH',
  'SCRIPT KILL',
  'FUNCTION KILL',
  'FUNCTION FLUSH',
  'FUNCTION DELETE',
  'CONFIG SET',
  'CONFIG RESETSTAT',
  'CONFIG REWRITE',
  'SLOWLOG RESET',
  'LATENCY RESET',
  'ACL SETUSER',
  'ACL DELUSER',
  'ACL LOAD',
  'ACL SAVE',
  'ACL LOG',
  'MEMORY PURGE',
  'CLIENT PAUSE',
  'CLIENT UNPAUSE',
  'BGSAVE',
  'BGREWRITEAOF',
]);

/** They name a key: they go where it is. */
const keyed = new Set(['DEBUG', 'OBJECT', 'PFDEBUG', 'XINFO']);

type Ask = (command: string, args: readonly Arg[]) => Promise<Reply>;

interface ReachOptions {
  /** The database that the session is in. */
  readonly db: number;
  /** Of a cluster: the primary it goes to, and all that there are. Null elsewhere. */
  readonly place: { readonly address: string; readonly primaries: readonly string[] } | null;
  readonly ask: (address: string | null) => Ask;
}

type Reached = Pick<Blast, 'keys' | 'place'>;

type Judged = readonly (Order & { readonly kind: Kind })[];

/** The question that the guard asks, with where a command for a whole server goes and how many keys it empties; anything else as it is. */
export function createReach({ topology }: Profile, links: Links, asking: (run: () => Promise<Reply>, command: string) => Promise<Reply>) {
  const askAt =
    (address: string | null): Ask =>
    async (command, args) => {
      const link = await links.to({ command, args }, address);
      return asking(() => link.call(command, args, () => true), command);
    };
  return async (thrown: unknown, judged: Judged, { as }: Pick<SendOptions, 'as'>, where: { readonly db: number; readonly address: string | null }) => {
    const [order, ...more] = judged;
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'confirm' || order?.kind !== 'danger' || more.length > 0 || as !== undefined) return thrown;
    const address = where.address ?? links.front?.() ?? null;
    const place = topology === 'cluster' && address !== null ? { address, primaries: links.servers().map((server) => server.address) } : null;
    const found = await reachOf(order, { db: where.db, place, ask: askAt });
    return found === null ? thrown : new FaultError({ code: 'confirm', blast: { ...thrown.fault.blast, ...found } });
  };
}

/** What the question before it has to say. Counts that a server does not tell are null. */
async function reachOf({ command, args }: Order, { db, place, ask }: ReachOptions): Promise<Reached | null> {
  if (keyed.has(command)) return null;
  const count = (address: string | null): Promise<number | null> => keysOn({ command, args }, db, ask(address));
  if (place === null) return command === 'FLUSHALL' || command === 'FLUSHDB' ? { keys: await count(null) } : null;
  const { address, primaries } = place;
  const everywhere = forAll.has(fullName(command, args));
  const counts = await Promise.all((everywhere ? primaries : [address]).map(count));
  const keys = everywhere ? (counts[primaries.indexOf(address)] ?? null) : (counts[0] ?? null);
  const all = counts.includes(null) ? null : counts.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return { keys, place: { address, primaries: primaries.length, allKeys: everywhere ? all : null, everywhere: everywhere && primaries.length > 1 } };
}

async function keysOn({ command, args }: Order, db: number, ask: Ask): Promise<number | null> {
  if (command !== 'FLUSHALL' && command !== 'FLUSHDB') return keyCount(command, args);
  try {
    const told = databasesIn(asText(await ask('INFO', ['keyspace'])));
    return command === 'FLUSHDB' ? (told.find((one) => one.db === db)?.keys ?? 0) : told.reduce((sum, { keys }) => sum + keys, 0);
  } catch {
    // Not allowed, or not answered in time: the question is asked without a number.
    return null;
  }
}

/** The sum over all servers of the session; null where one of them does not tell. */
export async function databasesOf(session: Session): Promise<readonly DatabaseCount[] | null> {
  const sums = new Map<number, DatabaseCount>();
  try {
    const told = await Promise.all(session.nodes().map((node) => node.send('INFO', ['keyspace'], { quiet: true })));
    for (const { db, keys, expires } of told.flatMap((info) => databasesIn(asText(info)))) {
      const before = sums.get(db);
      sums.set(db, { db, keys: keys + (before?.keys ?? 0), expires: expires + (before?.expires ?? 0) });
    }
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'redis') return null;
    throw thrown;
  }
  return [...sums.values()].sort((a, b) => a.db - b.db);
}

/** Rows of INFO keyspace: `db0:keys=1,expires=0,avg_ttl=0`. A database without keys has none. */
function databasesIn(info: string): readonly DatabaseCount[] {
  return parseInfo(info).sections.flatMap(({ rows }) =>
    rows.flatMap(([name, value]) => {
      const [, db] = /^db(\d{1,6})$/.exec(name) ?? [];
      const [, keys] = /(?:^|,)keys=(\d{1,15})(?:,|$)/.exec(value.trim()) ?? [];
      const [, expires] = /(?:^|,)expires=(\d{1,15})(?:,|$)/.exec(value.trim()) ?? [];
      return db === undefined || keys === undefined ? [] : [{ db: Number(db), keys: Number(keys), expires: Number(expires ?? 0) }];
    }),
  );
}
