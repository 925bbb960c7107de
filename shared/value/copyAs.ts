/** Entries as text that makes them again: commands for redis-cli and for the clients people use, or plain JSON and CSV for reading elsewhere. */
import { type Bytes, displayText, exactText } from '../bytes.ts';
import { type CommandClient, commandAs, commandClients } from '../commandAs.ts';
import { base64Of } from '../digits.ts';
import { quote, splitLine } from '../escape.ts';
import type { Row } from './edit.ts';
import type { Column } from './value.ts';

export type CopyForm = CommandClient | 'JSON' | 'CSV';
const [cli, ...libraries] = commandClients;
export const copyForms: readonly CopyForm[] = [cli, 'JSON', 'CSV', ...libraries];

export interface Copied {
  readonly key: Bytes;
  readonly type: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export function copyAs(what: Copied, form: CopyForm): string {
  switch (form) {
    case 'JSON':
      return json(what);
    case 'CSV':
      return csv(what);
    default:
      return commandsOf(what)
        .map((words) => commandAs(words, form))
        .join('\n');
  }
}

/** One string, as the command that sets it. */
export function copyStringAs(key: Bytes, bytes: Bytes, form: CopyForm): string {
  return copyAs({ key, type: 'string', columns: ['value'], rows: [[bytes]] }, form);
}

/** The words of the commands that make these entries, as few as there can be. */
function commandsOf({ key, type, rows }: Copied): readonly (readonly (Bytes | string)[])[] {
  const cells = (at: number): readonly Bytes[] => rows.map((row) => row[at] ?? new Uint8Array());
  if (rows.length === 0) return [];
  switch (type) {
    case 'string':
      return rows.map((row) => ['SET', key, row[0] ?? new Uint8Array()]);
    case 'hash':
      return [['HSET', key, ...rows.flatMap((row) => row.slice(0, 2))], ...rows.flatMap((row) => timeOf(key, row))];
    case 'list':
      return [['RPUSH', key, ...cells(1)]];
    case 'set':
      return [['SADD', key, ...cells(0)]];
    case 'zset':
      return [['ZADD', key, ...rows.flatMap((row) => row.slice(0, 2))]];
    case 'stream':
      // An entry that was deleted while it was pending has no fields: nothing makes it again.
      return rows.flatMap((row) => {
        const words = wordsOf(row[1] ?? new Uint8Array());
        return words.length === 0 ? [] : [['XADD', key, row[0] ?? '*', ...words]];
      });
    default:
      return [];
  }
}

/** A field's own time to live: the moment at which it ends, by the server's clock. */
function timeOf(key: Bytes, [field, , moment]: Row): readonly (readonly (Bytes | string)[])[] {
  return field === undefined || moment === undefined || moment.length === 0 ? [] : [['HPEXPIREAT', key, moment, 'FIELDS', '1', field]];
}

function wordsOf(entry: Bytes): readonly Bytes[] {
  const split = splitLine(displayText(entry));
  return split.ok ? split.words : [];
}

/** Bytes that are no text are an object with base64, so that no reader takes them for what they are not. */
function json({ type, columns, rows }: Copied): string {
  const one = (bytes: Bytes | undefined): string => {
    if (bytes === undefined) return 'null';
    const text = exactText(bytes);
    return text === null ? `{"b64":${JSON.stringify(base64Of(bytes))}}` : JSON.stringify(text);
  };
  if (type === 'string') return one(rows[0]?.[0]);
  const lines = rows.map((row) => `  {${columns.map((column, at) => `${JSON.stringify(column)}: ${one(row[at])}`).join(', ')}}`);
  return `[\n${lines.join(',\n')}\n]`;
}

/** RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe; bytes that are no text are in redis-cli's escapes. */
function csv({ columns, rows }: Copied): string {
  const cell = (text: string): string => {
    const guarded = /^[=+\-@\t\r]/.test(text) && !/^[+-]?(inf|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/i.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  };
  const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;
  return line(columns) + rows.map((row) => line(columns.map((_, at) => textOf(row[at])))).join('');
}

function textOf(bytes: Bytes | undefined): string {
  return bytes === undefined ? '' : (exactText(bytes) ?? quote(bytes));
}
