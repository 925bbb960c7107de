/** Which databases the menu lists: the first ones, and whatever else has keys, a name, or is in use. */
import type { DatabaseCount } from '../../shared/connections/session.ts';

/** As many as a server has that nobody configured. */
const usual = 16;

export interface DatabaseChoice {
  readonly db: number;
  /** In the user's words; '' for none. */
  readonly alias: string;
  /** Null while it is not known. */
  readonly keys: number | null;
}

export interface Databases {
  readonly current: number;
  /** Null where the server does not tell. */
  readonly count: number | null;
  readonly aliases: readonly { readonly db: number; readonly name: string }[];
  /** Those with keys; null where they are not known. */
  readonly filled: readonly DatabaseCount[] | null;
}

export function databaseChoices({ current, count, aliases, filled }: Databases): readonly DatabaseChoice[] {
  const names = new Map(aliases.map(({ db, name }) => [db, name]));
  const keys = filled === null ? null : new Map(filled.map((one) => [one.db, one.keys]));
  const first = Array.from({ length: Math.min(count ?? usual, usual) }, (_, db) => db);
  const all = new Set([...first, ...names.keys(), ...(keys?.keys() ?? []), current]);
  return [...all]
    .filter((db) => count === null || db < count || db === current)
    .sort((a, b) => a - b)
    .map((db) => ({ db, alias: names.get(db) ?? '', keys: keys === null ? null : (keys.get(db) ?? 0) }));
}

/** Whether there are databases that the menu does not list. */
export function hasMore({ count }: Pick<Databases, 'count'>): boolean {
  return count === null || count > usual;
}
