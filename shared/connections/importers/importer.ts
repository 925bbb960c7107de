/** What every importer is, and the walk through a list of connections that all of them make. */
import { type Entry, entryOf, type Fields, isFields, own } from './entry.ts';
import type { ImportFile } from './file.ts';
import { draftRow, finished, type ImportRow, type RowDraft, refusedRow } from './row.ts';

export const formats = ['keytide', 'ardm', 'resp', 'tiny', 'redisinsight', 'p3x', 'commander', 'medis', 'iredis', 'text'] as const;
export type ImportFormat = (typeof formats)[number];

export interface Importer {
  readonly id: ImportFormat;
  /** Whether the file is of this format; asked in the order of the list. */
  recognise(file: ImportFile): boolean;
  /** Read one by one, so that a file of a million rows costs no more than those that are taken. Never throws. */
  read(file: ImportFile): Iterable<ImportRow>;
}

export interface Listed {
  readonly value: unknown;
  readonly group: readonly string[];
}

export function* rowsOf(listed: Iterable<Listed>, fill: (entry: Entry, draft: RowDraft, value: Fields) => void): Iterable<ImportRow> {
  let at = 0;
  for (const { value, group } of listed) {
    at++;
    const draft = draftRow();
    const entry = entryOf(value, draft);
    if (entry === null || !isFields(value)) {
      yield refusedRow(at);
      continue;
    }
    draft.profile.group.push(...group);
    fill(entry, draft, value);
    yield finished(at, draft);
  }
}

/** A list in which `{ type: 'group', name, connections }` holds further ones. */
export function* listedIn(list: readonly unknown[], groups: readonly string[] = []): Iterable<Listed> {
  for (const value of list) {
    if (isFields(value) && own(value, 'type') === 'group') {
      const inner = own(value, 'connections');
      const name = own(value, 'name');
      if (groups.length < 8) yield* listedIn(Array.isArray(inner) ? inner : [], typeof name === 'string' ? [...groups, ...groupOf(name)] : groups);
    } else yield { value, group: groups };
  }
}

/** Empty where the name says nothing. */
export function groupOf(name: string): string[] {
  const short = name.slice(0, 80).trim();
  return short === '' ? [] : [short];
}

/** Whether one of the first entries has a setting that only this format writes; groups are looked into. */
export function hasMark(list: readonly unknown[], marks: readonly string[]): boolean {
  let looked = 0;
  for (const { value } of listedIn(list)) {
    if (++looked > 50) return false;
    if (isFields(value) && marks.some((mark) => Object.hasOwn(value, mark))) return true;
  }
  return false;
}

/** The array itself, or the one an object holds under that name; null for neither. */
export function listOf(value: unknown, name?: string): readonly unknown[] | null {
  const found = name !== undefined && isFields(value) ? own(value, name) : value;
  return Array.isArray(found) ? found : null;
}
