/** What a row has under a name: a member of its JSON or of what it is packed or decoded as, a field of a stream's entry, a part of a command that MONITOR saw, a part of an event. */
import { type Bytes, sameBytes, utf8 } from '../../bytes.ts';
import { wordAt, wordCount } from '../words.ts';
import { jsonValue } from './json.ts';
import { findInMsgpack, isWholeMsgpack } from './msgpack.ts';
import { isPacked, type Opener, type QueryRow } from './row.ts';

const event = utf8('event');
const key = utf8('key');
const db = utf8('db');
const id = utf8('id');
/** Where the words of a command are that are no arguments. */
const parts: readonly (readonly [name: Bytes, index: number])[] = [
  [db, 1],
  [utf8('client'), 2],
  [utf8('command'), 3],
  [utf8('cmd'), 3],
  [key, 4],
];

/** The bytes of the value as it is meant: a JSON text without its quotes and escapes. Null where there is none. */
export function findField(row: QueryRow, path: readonly Bytes[], most: number, opener: Opener | null): Bytes | null {
  const [name] = path;
  if (name === undefined) return null;
  switch (row.form) {
    case 'payload':
      return ofEvent(row, path, name) ?? inside(row, row.bytes, row.from, row.to, path, most, opener);
    case 'entry':
      return ofEntry(row, path, name, most, opener);
    case 'command':
      return ofCommand(row, path, name);
  }
}

/** By its rule, or what it is, where it is no text. */
function inside(row: QueryRow, bytes: Bytes, from: number, to: number, path: readonly Bytes[], most: number, opener: Opener | null): Bytes | null {
  return opener === null ? asItCame(bytes, from, Math.min(to, from + most), path) : lookInto(row.channel, bytes, from, to, path, most, opener);
}

function asItCame(bytes: Bytes, from: number, to: number, path: readonly Bytes[]): Bytes | null {
  return isPacked(bytes[from]) && from < to ? findInMsgpack(bytes, from, to, path) : jsonValue(bytes, from, to, path);
}

function lookInto(channel: QueryRow['channel'], bytes: Bytes, from: number, to: number, path: readonly Bytes[], most: number, opener: Opener): Bytes | null {
  const end = Math.min(to, from + most);
  if (opener.isText(channel, bytes, from, to)) return asItCame(bytes, from, end, path);
  if (from < to && isPacked(bytes[from]) && opener.isRuled?.(channel) !== true) {
    const found = findInMsgpack(bytes, from, end, path);
    // It may be something else that begins so.
    if (found !== null || isWholeMsgpack(bytes, from, to)) return found;
  }
  const opened = opener.open(channel, bytes, from, to);
  return opened === null ? jsonValue(bytes, from, end, path) : opened.find(path);
}

function ofEntry(row: QueryRow, path: readonly Bytes[], name: Bytes, most: number, opener: Opener | null): Bytes | null {
  const { bytes, from } = row;
  if (path.length === 1 && sameBytes(name, id)) return wordAt(bytes, from, 0);
  const count = wordCount(bytes, from);
  for (let at = 1; at + 1 < count; at += 2) {
    if (!sameBytes(wordAt(bytes, from, at), name)) continue;
    const value = wordAt(bytes, from, at + 1);
    return path.length === 1 ? value : inside(row, value, 0, value.length, path.slice(1), most, opener);
  }
  return null;
}

function ofCommand({ bytes, from }: QueryRow, path: readonly Bytes[], name: Bytes): Bytes | null {
  const index = path.length === 1 ? (parts.find(([part]) => sameBytes(part, name))?.[1] ?? -1) : -1;
  return index !== -1 && index < wordCount(bytes, from) ? wordAt(bytes, from, index) : null;
}

/** `__keyspace@0__:key` with the event as its payload, `__keyevent@0__:event` with the key. */
function ofEvent({ channel, bytes, from, to }: QueryRow, path: readonly Bytes[], name: Bytes): Bytes | null {
  if (path.length !== 1 || channel.name[0] !== 0x5f || channel.name[1] !== 0x5f) return null;
  const told = eventOf(channel.name);
  if (told === null) return null;
  if (sameBytes(name, db)) return told.db;
  const payload = bytes.subarray(from, to);
  if (sameBytes(name, event)) return told.of === 'keyevent' ? told.rest : payload;
  return sameBytes(name, key) ? (told.of === 'keyevent' ? payload : told.rest) : null;
}

interface EventChannel {
  readonly of: 'keyspace' | 'keyevent';
  readonly db: Bytes;
  /** The key, or the event. */
  readonly rest: Bytes;
}

const prefixes = [
  { of: 'keyspace' as const, bytes: utf8('__keyspace@') },
  { of: 'keyevent' as const, bytes: utf8('__keyevent@') },
];
const between = utf8('__:');

/** What a channel of keyspace notifications says by its name; null for any other channel. */
function eventOf(channel: Bytes): EventChannel | null {
  for (const { of, bytes } of prefixes) {
    if (channel.length <= bytes.length || !sameBytes(channel.subarray(0, bytes.length), bytes)) continue;
    let end = bytes.length;
    while (end < channel.length && (channel[end] as number) >= 0x30 && (channel[end] as number) <= 0x39) end++;
    if (end === bytes.length || !sameBytes(channel.subarray(end, end + between.length), between)) return null;
    return { of, db: channel.subarray(bytes.length, end), rest: channel.subarray(end + between.length) };
  }
  return null;
}
