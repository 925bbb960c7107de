/** A reply as redis-cli draws it: one line per element, numbered and nested; as many lines as are asked for, no recursion. */
import type { Bytes } from '../../shared/bytes.ts';
import { displayText } from '../../shared/bytes.ts';
import { quote } from '../../shared/escape.ts';
import { isReplyError, type Reply, type ReplyError } from '../../shared/reply.ts';

export type Item =
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'nil' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'error'; readonly error: ReplyError }
  /** A list so deep that its numbers alone would fill the line. */
  | { readonly kind: 'deep'; readonly count: number };

export interface ReplyLine {
  /** Numbers and spaces before the element. */
  readonly lead: string;
  readonly item: Item;
}

export interface ReplyLines {
  readonly lines: readonly ReplyLine[];
  /** There is more than was asked for. */
  readonly more: boolean;
}

const maxNest = 32;

export function replyLines(reply: Reply, limit: number): ReplyLines {
  const lines: ReplyLine[] = [];
  const stack: { readonly list: readonly Reply[]; readonly pad: string; next: number }[] = [];
  let current: Reply = reply;
  let lead = '';
  for (;;) {
    if (isList(current) && current.length > 0 && stack.length < maxNest) stack.push({ list: current, pad: ' '.repeat(lead.length), next: 0 });
    else {
      if (lines.length >= limit) return { lines, more: true };
      lines.push({ lead, item: itemOf(current) });
    }
    let top = stack.at(-1);
    while (top !== undefined && top.next >= top.list.length) {
      stack.pop();
      top = stack.at(-1);
    }
    if (top === undefined) return { lines, more: false };
    const number = String(top.next + 1).padStart(String(top.list.length).length);
    // The first element stands on the line of its list's own number.
    lead = `${top.next === 0 ? lead : top.pad}${number}) `;
    current = top.list[top.next++] ?? null;
  }
}

/** The same as text for the clipboard: ASCII, and what redis-cli would read back. */
export function replyText(reply: Reply, limit: number): string {
  const { lines, more } = replyLines(reply, limit);
  const text = lines.map(({ lead, item }) => `${lead}${itemText(item)}`).join('\n');
  return more ? `${text}\n...` : text;
}

export function itemText(item: Item): string {
  switch (item.kind) {
    case 'bytes':
      return quote(item.bytes);
    case 'number':
      return /^-?\d+$/.test(item.text) ? `(integer) ${item.text}` : `(double) ${item.text}`;
    case 'boolean':
      return item.value ? '(true)' : '(false)';
    case 'nil':
      return '(nil)';
    case 'empty':
      return '(empty array)';
    case 'error':
      return `(error) ${item.error.message.startsWith(item.error.prefix) ? item.error.message : `${item.error.prefix} ${item.error.message}`}`;
    case 'deep':
      return `(array of ${item.count})`;
  }
}

/** About how much memory a reply holds, so that the log can be bounded by it. */
export function replySize(reply: Reply): number {
  let size = 0;
  const left: Reply[] = [reply];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    size += 16;
    if (one instanceof Uint8Array) size += one.length;
    else if (typeof one === 'string') size += one.length * 2;
    else if (isReplyError(one)) size += one.message.length * 2;
    else if (isList(one)) for (const item of one) left.push(item);
  }
  return size;
}

/** Commands whose reply is a text for people with line ends of its own: redis-cli prints these as they are. */
const reports = new Set([
  'INFO',
  'LOLWUT',
  'CLIENT LIST',
  'CLIENT INFO',
  'CLUSTER INFO',
  'CLUSTER NODES',
  'MEMORY DOCTOR',
  'MEMORY MALLOC-STATS',
  'LATENCY DOCTOR',
  'LATENCY GRAPH',
]);

export function isReport(words: readonly Bytes[]): boolean {
  const [first = '', second = ''] = words.slice(0, 2).map((word) => (word.length > 20 ? '' : displayText(word).toUpperCase()));
  return reports.has(first) || reports.has(`${first} ${second}`);
}

function itemOf(reply: Reply): Item {
  if (reply === null) return { kind: 'nil' };
  if (reply instanceof Uint8Array) return { kind: 'bytes', bytes: reply };
  if (typeof reply === 'string') return { kind: 'number', text: reply };
  if (typeof reply === 'boolean') return { kind: 'boolean', value: reply };
  if (isReplyError(reply)) return { kind: 'error', error: reply };
  return reply.length === 0 ? { kind: 'empty' } : { kind: 'deep', count: reply.length };
}

function isList(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}
