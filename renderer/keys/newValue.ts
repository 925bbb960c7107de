/** A new key's value from what stands in its form: every cell is understood exactly, or the form says which one is not. */
import { idOf } from '../../shared/bytes.ts';
import type { coreTypes, NewValue } from '../../shared/keys/keys.ts';
import { type TypedBytes, typedBytes } from './typed.ts';

/** `json` only where the server has it. */
export type NewType = (typeof coreTypes)[number] | 'json';

/** Two cells, of which list and set use the first. */
export interface FormRow {
  readonly id: number;
  readonly first: string;
  readonly second: string;
}

/** One entry of a stream: `*` lets the server number it. */
export interface FormEntry {
  readonly id: number;
  readonly entryId: string;
  readonly rows: readonly FormRow[];
}

export interface ValueForm {
  readonly type: NewType;
  readonly text: string;
  readonly rows: readonly FormRow[];
  readonly entries: readonly FormEntry[];
}

export type CellRefusal =
  | Extract<TypedBytes, { ok: false }>
  | { readonly why: 'score' | 'entryId' | 'twice' }
  | { readonly why: 'json'; readonly detail: string };

export interface CellProblem {
  /** Of the row, the entry, or 0 for a string's text. */
  readonly id: number;
  readonly cell: 'first' | 'second' | 'entryId';
  readonly refusal: CellRefusal;
}

export type NewValueInput = { readonly ok: true; readonly value: NewValue } | { readonly ok: false; readonly problems: readonly CellProblem[] };

export function newValueOf(form: ValueForm, escapes: boolean): NewValueInput {
  const problems: CellProblem[] = [];
  const value = read();
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value };

  function read(): NewValue {
    switch (form.type) {
      case 'string':
        return { type: 'string', bytes: cell(0, 'first', form.text) };
      case 'json':
        return { type: 'json', text: jsonText(form.text) };
      case 'hash':
        return { type: 'hash', fields: once(form.rows).map((row) => ({ field: first(row), value: cell(row.id, 'second', row.second) })) };
      case 'list':
        return { type: 'list', items: form.rows.map(first) };
      case 'set':
        return { type: 'set', members: once(form.rows).map(first) };
      case 'zset':
        return { type: 'zset', members: once(form.rows).map((row) => ({ member: first(row), score: score(row) })) };
      case 'stream':
        return {
          type: 'stream',
          entries: form.entries.map((entry) => ({
            id: entryId(entry),
            fields: entry.rows.map((row) => ({ field: first(row), value: cell(row.id, 'second', row.second) })),
          })),
        };
    }
  }

  function cell(id: number, which: 'first' | 'second', typed: string, escaped = escapes): Uint8Array {
    const bytes = typedBytes(typed, escaped);
    if (bytes.ok) return bytes.bytes;
    problems.push({ id, cell: which, refusal: bytes });
    return new Uint8Array();
  }

  /** As it is typed: escapes of JSON are its own, and numbers stay as they are written. */
  function jsonText(typed: string): Uint8Array {
    try {
      JSON.parse(typed);
    } catch (thrown) {
      problems.push({ id: 0, cell: 'first', refusal: { why: 'json', detail: thrown instanceof Error ? thrown.message : '' } });
    }
    return cell(0, 'first', typed, false);
  }

  function first(row: FormRow): Uint8Array {
    return cell(row.id, 'first', row.first);
  }

  /** A field or member that is given twice would silently replace the one before. */
  function once(rows: readonly FormRow[]): readonly FormRow[] {
    const seen = new Set<string>();
    for (const row of rows) {
      const bytes = typedBytes(row.first, escapes);
      if (!bytes.ok) continue;
      const id = idOf(bytes.bytes);
      if (seen.has(id)) problems.push({ id: row.id, cell: 'first', refusal: { why: 'twice' } });
      seen.add(id);
    }
    return rows;
  }

  function score(row: FormRow): string {
    const typed = row.second.trim();
    if (isScore(typed)) return typed;
    problems.push({ id: row.id, cell: 'second', refusal: { why: 'score' } });
    return '0';
  }

  function entryId(entry: FormEntry): string {
    const typed = entry.entryId.trim();
    if (isEntryId(typed)) return typed;
    problems.push({ id: entry.id, cell: 'entryId', refusal: { why: 'entryId' } });
    return '*';
  }
}

/** As Redis reads scores: digits, an exponent, an infinity; never a comma, never NaN. */
export function isScore(text: string): boolean {
  return /^[+-]?(?:inf|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)$/i.test(text);
}

/** `*`, `ms-*` or both 64-bit numbers; 0-0 is no id. */
export function isEntryId(text: string): boolean {
  if (text === '*') return true;
  const parts = /^(\d{1,20})(?:-(\*|\d{1,20}))?$/.exec(text);
  if (parts === null) return false;
  const numbers = [parts[1], parts[2]].filter((part): part is string => part !== undefined && part !== '*').map(BigInt);
  return numbers.every((one) => one < 1n << 64n) && (parts[2] === '*' || numbers.some((one) => one > 0n));
}
