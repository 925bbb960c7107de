/** Messages as text: NDJSON that keeps every byte, CSV for a spreadsheet, text to read, and commands for redis-cli. */
import { type Bytes, displayText, exactText, utf8 } from '../bytes.ts';
import { base64Of, bytesOfBase64 } from '../digits.ts';
import { quoteWhereNeeded } from '../escape.ts';
import type { FeedMessage } from './feed.ts';

export const exportFormats = ['ndjson', 'csv', 'text', 'script'] as const;
/** A piece of the file, and how far that is. */
export interface Exported {
  readonly bytes: Bytes;
  readonly rows: number;
  readonly total: number;
}

export type ExportFormat = (typeof exportFormats)[number];

/** What stands before the first message. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? 'seq,time,channel,size,payload\r\n' : '';
}

/** Null where the format has nothing to say of this row. */
export function exportRow(format: ExportFormat, message: FeedMessage): string | null {
  switch (format) {
    case 'ndjson':
      return `${JSON.stringify(asJson(message))}\n`;
    case 'csv':
      return asCsv(message);
    case 'text':
      return asText(message);
    case 'script':
      return asScript(message);
  }
}

function asJson({ row, payload, words }: FeedMessage): object {
  if (row.kind === 'gap') return { seq: row.seq, gap: row.why, from: row.from, to: row.to, atMost: row.atMost };
  return {
    seq: row.seq,
    at: row.at,
    ...named('channel', row.channel),
    ...(words === undefined ? named('payload', payload) : { form: row.form, words: words.map((word) => exactText(word) ?? { base64: base64Of(word) }) }),
  };
}

/** Text where it is exactly that, else base64 under a name that says so. */
function named(name: string, bytes: Bytes): object {
  const text = exactText(bytes);
  return text === null ? { [`${name}Base64`]: base64Of(bytes) } : { [name]: text };
}

function asCsv({ row, payload }: FeedMessage): string {
  if (row.kind === 'gap') return `${[String(row.seq), time(row.from), '', '', `gap: ${row.why}`].map(cell).join(',')}\r\n`;
  return `${[String(row.seq), time(row.at), shown(row.channel), String(row.size), shown(payload)].map(cell).join(',')}\r\n`;
}

/** Spreadsheets run what begins so; the quote in front makes it text. */
function cell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) || guarded !== guarded.trim() ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function asText({ row, payload }: FeedMessage): string {
  if (row.kind === 'gap') return `${time(row.from)} --- ${row.why}${row.atMost === null ? '' : `, at most ${row.atMost} missed`}\n`;
  return `${time(row.at)} ${shown(row.channel)} ${shown(payload)}\n`;
}

/** What would send it again. */
function asScript({ row, payload, words }: FeedMessage): string | null {
  if (row.kind === 'gap') return null;
  const line = (all: readonly Bytes[]): string => `${all.map(quoteWhereNeeded).join(' ')}\n`;
  if (words === undefined) return line([utf8('PUBLISH'), row.channel, payload]);
  return row.form === 'entry' ? line([utf8('XADD'), row.channel, utf8('*'), ...words.slice(1)]) : line(words.slice(3));
}

function time(at: number): string {
  return new Date(at).toISOString();
}

/** Text as it is; other bytes in redis-cli's quotes. */
function shown(bytes: Bytes): string {
  const text = exactText(bytes);
  return text !== null && !/\p{Cc}/u.test(text) ? text : quoteWhereNeeded(bytes);
}

export interface ImportedRow {
  readonly at: number;
  readonly channel: Bytes;
  readonly payload: Bytes;
  readonly words: readonly Bytes[] | null;
  readonly form: 'payload' | 'entry' | 'command';
}

/** One line of NDJSON; null where it is no message (a gap, an empty line); throws nothing and says what is wrong with the line. */
export function importLine(line: string): ImportedRow | 'nothing' | 'wrong' {
  if (line.trim() === '') return 'nothing';
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return 'wrong';
    const fields = new Map<string, unknown>(Object.entries(value));
    if (fields.has('gap')) return 'nothing';
    const at = fields.get('at');
    const channel = bytesOf(fields, 'channel');
    if (channel === null || typeof at !== 'number' || !Number.isFinite(at)) return 'wrong';
    const listed: unknown = fields.get('words');
    if (Array.isArray(listed)) {
      const words = listed.map((one: unknown) => (typeof one === 'string' ? utf8(one) : wordOf(one)));
      const form = fields.get('form');
      if (words.some((one) => one === null) || (form !== 'entry' && form !== 'command')) return 'wrong';
      return { at, channel, payload: new Uint8Array(0), words: words.filter((one) => one !== null), form };
    }
    const payload = bytesOf(fields, 'payload');
    return payload === null ? 'wrong' : { at, channel, payload, words: null, form: 'payload' };
  } catch {
    return 'wrong';
  }
}

function bytesOf(fields: ReadonlyMap<string, unknown>, name: string): Bytes | null {
  const text = fields.get(name);
  if (typeof text === 'string') return utf8(text);
  const coded = fields.get(`${name}Base64`);
  return typeof coded === 'string' ? bytesOfBase64(coded) : null;
}

function wordOf(value: unknown): Bytes | null {
  const coded: unknown = typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, 'base64')?.value : undefined;
  return typeof coded === 'string' ? bytesOfBase64(coded) : null;
}

/** For a name of a file that was exported. */
export function exportName(format: ExportFormat, title: string, at: number): string {
  const safe = displayText(utf8(title))
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .slice(0, 60);
  const suffix = { ndjson: 'ndjson', csv: 'csv', text: 'txt', script: 'redis.txt' }[format];
  return `${safe === '' ? 'feed' : safe}-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}.${suffix}`;
}
