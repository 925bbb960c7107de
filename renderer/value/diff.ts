/** What differs between two values, line by line: text as its lines, other bytes as rows of hex. */
import { type Bytes, exactText } from '../../shared/bytes.ts';
import { hexRow, hexRowCount } from '../ui/decoded/hex.ts';

export interface DiffLine {
  readonly kind: 'same' | 'less' | 'more' | 'gap';
  readonly text: string;
}

/** Lines around a change that are shown with it. */
const context = 3;
/** More different lines than this are not compared one by one: all of one side goes, all of the other comes. */
const maxCompared = 1500;
const maxShown = 2000;
const maxBytes = 4 * 1024 * 1024;

/** Null where both are too long to be compared here. */
export function diffOf(before: Bytes, after: Bytes): readonly DiffLine[] | null {
  if (before.length > maxBytes || after.length > maxBytes) return null;
  const [a, b] = [linesOf(before), linesOf(after)];
  const asText = a !== null && b !== null;
  const lines = compare(asText ? a : hexLines(before), asText ? b : hexLines(after));
  return folded(lines).slice(0, maxShown);
}

function linesOf(bytes: Bytes): readonly string[] | null {
  return exactText(bytes)?.split('\n') ?? null;
}

function hexLines(bytes: Bytes): readonly string[] {
  return Array.from({ length: hexRowCount(bytes) }, (_, row) => {
    const { offset, hex, letters } = hexRow(bytes, row);
    return `${offset}  ${hex.padEnd(49)}  ${letters}`;
  });
}

function compare(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
  return [...same(a.slice(0, start)), ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)), ...same(a.slice(a.length - end))];
}

/** The longest common subsequence, by the textbook table: small enough once both ends are cut off. */
function middle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const less = (text: string): DiffLine => ({ kind: 'less', text });
  const more = (text: string): DiffLine => ({ kind: 'more', text });
  if (a.length > maxCompared || b.length > maxCompared) return [...a.map(less), ...b.map(more)];
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        a[i] === b[j] ? (table[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] ?? '' });
      i++;
      j++;
    } else if ((table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)) lines.push(less(a[i++] ?? ''));
    else lines.push(more(b[j++] ?? ''));
  }
  return [...lines, ...a.slice(i).map(less), ...b.slice(j).map(more)];
}

/** Long stretches of what is the same are one line that says how many. */
function folded(lines: readonly DiffLine[]): readonly DiffLine[] {
  const shown: DiffLine[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at;
    while (end < lines.length && lines[end]?.kind === 'same') end++;
    const [before, after] = [at === 0 ? 0 : context, end === lines.length ? 0 : context];
    if (end - at > before + after + 1) {
      shown.push(...lines.slice(at, at + before), { kind: 'gap', text: String(end - at - before - after) }, ...lines.slice(end - after, end));
    } else shown.push(...lines.slice(at, end));
    at = end;
    while (at < lines.length && lines[at]?.kind !== 'same') shown.push(lines[at++] as DiffLine);
  }
  return shown;
}
