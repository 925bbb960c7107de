/** A payload as rows to read: text line by line, JSON laid out without changing a character of it, or eight bytes a row. */
import { type Bytes, exactText } from '../../shared/bytes.ts';

export type PayloadView = 'text' | 'json' | 'hex';

export type PayloadRow =
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | { readonly kind: 'json'; readonly depth: number; readonly text: string }
  | { readonly kind: 'hex'; readonly offset: string; readonly hex: string; readonly letters: string };

export interface Laid {
  readonly rows: readonly PayloadRow[];
  /** Not all of it is in the rows. */
  readonly cut: boolean;
}

/** What the inspector draws at most: more is for a tool that searches, not for the eye. */
const maxRows = 2000;
const maxText = 256 * 1024;
/** Parsed in one piece. */
const maxJson = 1024 * 1024;
/** Numbers and letters fit side by side in a narrow inspector. */
const perRow = 8;

/** Objects and lists are worth laying out; a lone number or string reads as well as text. */
export function bestView(bytes: Bytes): PayloadView {
  const first = bytes.find((byte) => byte > 0x20);
  if ((first === 0x7b || first === 0x5b) && jsonOf(bytes) !== null) return 'json';
  return exactText(bytes) === null ? 'hex' : 'text';
}

export function layOut(bytes: Bytes, view: PayloadView): Laid {
  switch (view) {
    case 'text':
      return textRows(bytes);
    case 'json': {
      const source = jsonOf(bytes);
      return source === null ? textRows(bytes) : jsonRows(source);
    }
    case 'hex':
      return hexRows(bytes);
  }
}

/** The text, only where it is JSON. */
export function jsonOf(bytes: Bytes): string | null {
  if (bytes.length === 0 || bytes.length > maxJson) return null;
  const source = exactText(bytes);
  if (source === null) return null;
  try {
    JSON.parse(source);
    return source;
  } catch {
    return null;
  }
}

function textRows(bytes: Bytes): Laid {
  const rows: PayloadRow[] = [];
  const end = Math.min(bytes.length, maxText);
  let start = 0;
  while (start <= end && rows.length < maxRows) {
    const feed = bytes.indexOf(0x0a, start);
    const lineEnd = feed < 0 || feed > end ? end : feed;
    rows.push({ kind: 'bytes', bytes: bytes.subarray(start, lineEnd) });
    start = lineEnd + 1;
  }
  return { rows, cut: start <= bytes.length };
}

/** Only white space between tokens changes: numbers, escapes, order and doubled keys stay as they were sent. */
function jsonRows(source: string): Laid {
  const rows: PayloadRow[] = [];
  let depth = 0;
  let line = '';
  let open = false;
  const flush = (): void => {
    if (line !== '') rows.push({ kind: 'json', depth, text: line });
    line = '';
  };
  // The source is known to be JSON: strings, marks and other words are all there is.
  for (const [token] of source.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g)) {
    if (rows.length >= maxRows) return { rows, cut: true };
    const closes = token === '}' || token === ']';
    if (open && !closes) {
      flush();
      depth++;
    } else if (closes && !open) {
      flush();
      depth--;
    }
    line += token === ':' ? ': ' : token;
    open = token === '{' || token === '[';
    if (token === ',') flush();
  }
  flush();
  return { rows, cut: false };
}

function hexRows(bytes: Bytes): Laid {
  const count = Math.min(maxRows, Math.ceil(bytes.length / perRow));
  const rows = Array.from({ length: count }, (_, row): PayloadRow => {
    const part = bytes.subarray(row * perRow, (row + 1) * perRow);
    const numbers = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
    const letters = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    return { kind: 'hex', offset: (row * perRow).toString(16).padStart(8, '0'), hex: numbers.join(' '), letters };
  });
  return { rows, cut: count * perRow < bytes.length };
}
