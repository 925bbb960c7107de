/** The few numbers of INFO that are looked at first, and which of its values changed; nothing is computed that INFO does not say. */
import type { InfoSection, ServerInfo } from '../../shared/server/server.ts';

export interface Facts {
  readonly product: string;
  /** Null where INFO does not say. */
  readonly version: string | null;
  readonly uptimeSeconds: number | null;
  readonly usedMemory: number | null;
  /** Null where there is no limit, too. */
  readonly maxMemory: number | null;
  readonly clients: number | null;
  readonly opsPerSecond: number | null;
  /** Both counters since the server's start or the last CONFIG RESETSTAT; null where one is missing or nothing was read yet. */
  readonly hits: { readonly hits: number; readonly of: number } | null;
  readonly databases: readonly { readonly name: string; readonly keys: number; readonly expires: number }[];
}

const products = [
  ['valkey_version', 'Valkey'],
  ['redict_version', 'Redict'],
  ['dragonfly_version', 'Dragonfly'],
  ['keydb_version', 'KeyDB'],
  ['redis_version', 'Redis'],
] as const;

export function factsOf(info: ServerInfo): Facts {
  const texts = new Map<string, string>();
  // A name that comes twice counts as it came first.
  for (const { rows } of info.sections) for (const [name, value] of rows) if (!texts.has(name)) texts.set(name, value);
  const number = (name: string): number | null => numberOf(texts.get(name));
  const product = products.find(([name]) => texts.has(name));
  const hits = number('keyspace_hits');
  const misses = number('keyspace_misses');
  const limit = number('maxmemory');
  return {
    product: product?.[1] ?? '',
    version: product === undefined ? null : (texts.get(product[0]) ?? null),
    uptimeSeconds: number('uptime_in_seconds'),
    usedMemory: number('used_memory'),
    maxMemory: limit === 0 ? null : limit,
    clients: number('connected_clients'),
    opsPerSecond: number('instantaneous_ops_per_sec'),
    hits: hits === null || misses === null || hits + misses === 0 ? null : { hits, of: hits + misses },
    databases: databasesOf(info.sections),
  };
}

/** `db0:keys=12,expires=3,avg_ttl=0` of the section Keyspace. */
function databasesOf(sections: readonly InfoSection[]): Facts['databases'] {
  const rows = sections.find(({ name }) => name.toLowerCase() === 'keyspace')?.rows ?? [];
  return rows.flatMap(([name, value]) => {
    const keys = numberOf(/(?:^|,)keys=(\d+)/.exec(value)?.[1]);
    const expires = numberOf(/(?:^|,)expires=(\d+)/.exec(value)?.[1]);
    return /^db\d{1,9}$/.test(name) && keys !== null ? [{ name, keys, expires: expires ?? 0 }] : [];
  });
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** One row by name: its section and how often the name came before in it, so that doubled rows stay two. */
export interface InfoRow {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

export interface InfoTable {
  readonly name: string;
  readonly rows: readonly InfoRow[];
}

export function tablesOf(info: ServerInfo): readonly InfoTable[] {
  const seen = new Map<string, number>();
  return info.sections.map((section) => ({
    name: section.name,
    rows: section.rows.map(([name, value]) => {
      const place = JSON.stringify([section.name, name]);
      const count = seen.get(place) ?? 0;
      seen.set(place, count + 1);
      return { id: `${place}${count}`, name, value };
    }),
  }));
}

/** Ids of rows whose value is another one than before; rows that are new did not change. */
export function changedRows(before: readonly InfoTable[], after: readonly InfoTable[]): ReadonlySet<string> {
  const old = new Map(before.flatMap(({ rows }) => rows.map(({ id, value }) => [id, value] as const)));
  const changed = new Set<string>();
  for (const { rows } of after) for (const { id, value } of rows) if (old.has(id) && old.get(id) !== value) changed.add(id);
  return changed;
}

export interface Found {
  readonly tables: readonly InfoTable[];
  readonly count: number;
  /** Rows that were found and are left out: more than a page can draw. */
  readonly left: number;
}

/** Rows that contain the text in section, name or value, without regard to case; at most `limit`. */
export function findRows(tables: readonly InfoTable[], wanted: string, limit: number): Found {
  const text = wanted.trim().toLowerCase();
  const has = (part: string): boolean => part.toLowerCase().includes(text);
  const found: InfoTable[] = [];
  let count = 0;
  for (const table of tables) {
    const rows = text === '' || has(table.name) ? table.rows : table.rows.filter(({ name, value }) => has(name) || has(value));
    const shown = rows.slice(0, Math.max(0, limit - count));
    count += rows.length;
    if (shown.length > 0) found.push({ name: table.name, rows: shown });
  }
  return { tables: found, count, left: Math.max(0, count - limit) };
}
