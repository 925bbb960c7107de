/** What has to be true before a connection may be used: the right database, the right user, a server that is ready. */
import type { ServerFacts } from '../../../shared/connections/session.ts';
import { type Fault, FaultError, fail } from '../../../shared/fault.ts';
import { asText, type Reply } from '../../../shared/reply.ts';
import { parseInfo } from '../../../shared/server/server.ts';
import type { Client } from './client.ts';
import { connectFault } from './faults.ts';

export interface Verified {
  readonly facts: ServerFacts;
  /** False where this user may not send PING. */
  readonly pings: boolean;
  /** The server's number of this connection; null where it does not tell. */
  readonly clientId: string | null;
}

export interface VerifyOptions {
  readonly db: number;
  readonly username: string;
  readonly step?: (step: 'select' | 'facts') => void;
}

/** Rejects with a FaultError: then nothing else may be sent here. */
export async function verify(client: Client, { db, username, step }: VerifyOptions): Promise<Verified> {
  // A new connection is in db 0 by definition; where SELECT is refused to the user that is the one database there is.
  if (db !== 0) await selectDb(client, db);
  step?.('select');

  const [ping, self, server, replication, databases] = await Promise.all(
    client.together(() => [
      ask(client, 'PING'),
      ask(client, 'CLIENT', 'INFO'),
      ask(client, 'INFO', 'server'),
      ask(client, 'INFO', 'replication'),
      ask(client, 'CONFIG', 'GET', 'databases'),
    ]),
  );
  if (isFault(ping, 'connect') || isFault(server, 'connect')) fail(await loading(client));
  for (const answer of [ping, self, server]) if (isFault(answer, 'auth')) throw answer;

  const me = self instanceof FaultError ? new Map<string, string>() : fields(asText(self), ' ', '=');
  const inDb = me.get('db');
  if (inDb !== undefined && inDb !== String(db)) fail(connectFault('select', `the server put this connection into db ${inDb}`));
  const user = me.get('user');
  const wanted = username === '' ? 'default' : username;
  if (user !== undefined && user !== wanted) fail({ code: 'auth', message: `logged in as ${user}, not as ${wanted}` });

  const about = server instanceof FaultError ? new Map<string, string>() : fields(asText(server), '\n', ':');
  const role = replication instanceof FaultError ? await roleOf(client) : (fields(asText(replication), '\n', ':').get('role') ?? '');
  const mode = about.get('redis_mode') ?? about.get('server_mode') ?? about.get('redict_mode') ?? '';
  step?.('facts');
  const refused = (
    [
      [ping, 'PING'],
      [self, 'CLIENT INFO'],
      [server, 'INFO'],
      [databases, 'CONFIG GET'],
    ] as const
  ).flatMap(([answer, name]) => (isFault(answer, 'redis', 'NOPERM') ? [name] : []));
  return {
    pings: !isFault(ping, 'redis', 'NOPERM'),
    clientId: me.get('id') ?? null,
    facts: {
      ...productOf(about),
      mode: mode === 'cluster' || mode === 'sentinel' ? mode : 'standalone',
      role,
      runId: about.get('run_id') ?? '',
      user: user ?? wanted,
      protocol: client.protocol,
      databases: databaseCount(databases),
      ...(refused.length > 0 && { refused }),
    },
  };
}

/** The one way a connection changes its database: an error leaves it where it was. */
export async function selectDb(client: Client, db: number): Promise<void> {
  const answer = await ask(client, 'SELECT', String(db));
  if (!(answer instanceof FaultError)) return;
  if (answer.fault.code === 'redis') fail(connectFault('select', answer.fault.message));
  throw answer;
}

/** The database the server says this connection is in, null where it does not tell. */
export async function currentDb(client: Client): Promise<number | null> {
  const self = await ask(client, 'CLIENT', 'INFO');
  const db = self instanceof FaultError ? undefined : fields(asText(self), ' ', '=').get('db');
  return db === undefined || !/^\d{1,9}$/.test(db) ? null : Number(db);
}

/** Error replies as values; only a lost line rejects. */
async function ask(client: Client, command: string, ...args: readonly string[]): Promise<Reply | FaultError> {
  try {
    return await client.call(command, args);
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown;
    throw thrown;
  }
}

function isFault(answer: Reply | FaultError | undefined, code: Fault['code'], prefix?: string): answer is FaultError {
  if (!(answer instanceof FaultError) || answer.fault.code !== code) return false;
  return prefix === undefined || (answer.fault.code === 'redis' && answer.fault.prefix === prefix);
}

/** INFO answers while loading, and says how far it is. */
async function loading(client: Client): Promise<Fault> {
  const answer = await ask(client, 'INFO', 'persistence');
  const told = answer instanceof FaultError ? new Map<string, string>() : fields(asText(answer), '\n', ':');
  const percent = told.get('loading_loaded_perc');
  const eta = told.get('loading_eta_seconds');
  return connectFault('loading', percent === undefined ? '' : `${percent} %, ${eta ?? '?'} s`);
}

async function roleOf(client: Client): Promise<string> {
  const answer = await ask(client, 'ROLE');
  if (answer instanceof FaultError || !Array.isArray(answer)) return '';
  const [first] = answer as readonly Reply[];
  return first instanceof Uint8Array ? asText(first) : '';
}

const maxValue = 200;

/** What INFO tells of a server, by name. */
export function infoFields(text: string): ReadonlyMap<string, string> {
  return fields(text, '\n', ':');
}

/** `name<sep>value` pieces; the first of a name counts, and nothing a server writes becomes a property. */
function fields(text: string, between: '\n' | ' ', sep: ':' | '='): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const rows =
    sep === ':'
      ? parseInfo(text).sections.flatMap((section) => section.rows)
      : text
          .slice(0, 10_000)
          .split(between)
          .map((piece) => [piece.slice(0, piece.indexOf(sep)), piece.slice(piece.indexOf(sep) + 1)] as const);
  for (const [name, value] of rows) if (!found.has(name)) found.set(name, value.trim().slice(0, maxValue));
  return found;
}

export function productOf(about: ReadonlyMap<string, string>): { readonly product: string; readonly version: string } {
  const version = about.get('redis_version') ?? '';
  if (about.get('server_name') === 'valkey') return { product: 'valkey', version: about.get('valkey_version') ?? version };
  const redict = about.get('redict_version');
  if (redict !== undefined) return { product: 'redict', version: redict };
  const dragonfly = about.get('dragonfly_version');
  if (dragonfly !== undefined) return { product: 'dragonfly', version: dragonfly.replace(/^df-v?/, '') };
  if (/keydb/i.test(about.get('executable') ?? '')) return { product: 'keydb', version };
  return { product: 'redis', version };
}

function databaseCount(answer: Reply | FaultError | undefined): number | null {
  if (!Array.isArray(answer)) return null;
  const [, count] = answer as readonly Reply[];
  const text = count instanceof Uint8Array ? asText(count) : '';
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}
