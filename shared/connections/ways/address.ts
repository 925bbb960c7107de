/** A connection from an address. */
import { draftRow, finished, type ImportRow, type RowDraft, refusedRow } from '../importers/row.ts';
import { type ParsedUri, parseUri } from '../uri.ts';

/** Whether a text begins as an address does that Keytide can read. */
export function isAddress(text: string): boolean {
  return /^\s*((redis|valkey)s?|(redis|valkey)s?[+-]sentinel|(redis|valkey)[+-](socket|unix)|unix):\/\//i.test(text);
}

export function fromAddress(at: number, text: string, name = ''): ImportRow {
  const parsed = parseUri(text.trim());
  if (!parsed.ok) return refusedRow(at, [{ kind: 'address', field: parsed.field, problem: parsed.problem }]);
  const draft = draftRow();
  setAddressed(draft, parsed);
  if (draft.profile.name === '') draft.profile.name = name;
  return finished(at, draft);
}

export function setAddressed({ profile, secrets, notes }: RowDraft, parsed: Extract<ParsedUri, { ok: true }>): void {
  Object.assign(profile, parsed.fields);
  if (parsed.password !== null) secrets.password = parsed.password;
  if (parsed.sentinelPassword !== null) secrets.sentinel = parsed.sentinelPassword;
  notes.push(...parsed.ignored.map((setting) => ({ kind: 'ignored', setting }) as const));
}
