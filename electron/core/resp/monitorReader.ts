/**
 * Reads the lines of MONITOR into packed words with exact bytes: `1700000000.123456 [0 127.0.0.1:5000] "SET" "key" "a\x00b"`.
 * Redis escapes quotes within an argument; Valkey 8.1 does not, so there a quote ends an argument only before ` "` or the line's end.
 */

import type { Bytes } from '../../../shared/bytes.ts';
import { packTable, tableSize } from '../../../shared/feed/words.ts';
import { FrameError } from '../connections/framer.ts';
import { createPending } from './pending.ts';

export interface MonitorEvents {
  /** MONITOR was accepted. */
  begun(): void;
  /**
   * One command. `at` is the server's time in milliseconds; bytes[from, to) are its packed words: time, database, client, then name and
   * arguments. They hold during the call only; the first `spare` of `bytes` are free to be written to.
   */
  command(at: number, bytes: Bytes, from: number, to: number, clientFrom: number, clientTo: number, nameFrom: number, nameTo: number): void;
  /** A line that is not of this shape. */
  odd(line: Uint8Array): void;
  error(message: string): void;
}

/** What comes before the packed words. */
export const spare = 64;

const CR = 13;
const LF = 10;
const quoteMark = 0x22;
const backslash = 0x5c;
const space = 0x20;
const dot = 0x2e;
const closing = 0x5d;
/** Where the first word is decoded to: its table is put right before it when it is known how many there are. */
const wordsAt = 8192;
const firstRoom = wordsAt + 64 * 1024;
/** One large line must not hold its memory for good. */
const maxRoom = 1024 * 1024;
/** Beyond these it is nothing the server wrote. */
const maxSeconds = 12;
const maxFraction = 9;
const maxDatabase = 10;
const maxHead = 512;
const powers = Float64Array.from({ length: maxFraction + 1 }, (_, at) => 10 ** at);
/** Of the words before a command's name: time, database and client. */
const headWords = 3;

/** What stands behind a backslash, and what is meant. */
const meant = Uint8Array.from({ length: 256 }, (_, byte) => byte);
for (const [mark, byte] of [
  ['n', LF],
  ['r', CR],
  ['t', 9],
  ['a', 7],
  ['b', 8],
] as const)
  meant[mark.charCodeAt(0)] = byte;

export interface MonitorReader {
  read(chunk: Uint8Array): void;
}

export function createMonitorReader(events: MonitorEvents, maxLine = 512 * 1024 * 1024): MonitorReader {
  const pending = createPending();
  /** One room for all lines, because memory for each costs more than reading it. */
  let room = new Uint8Array(firstRoom);
  /** Where each word ends, from the first word's beginning on. */
  const ends: number[] = [];
  let bytes: Buffer = pending.bytes;

  /** Everything before `whole` is there, and ends with CR LF: so no line has to be looked at for its end before it is read. */
  function lines(whole: number): number {
    // Decoded words are never longer than the line.
    if (room.length < wordsAt + whole) room = new Uint8Array(wordsAt + whole);
    let from = 0;
    while (from < whole) {
      const second = bytes[from + 1] as number;
      const next = bytes[from] === 0x2b && second >= 0x30 && second <= 0x39 ? command(from + 1) : -1;
      from = next === -1 ? other(from) : next;
    }
    if (room.length > maxRoom) room = new Uint8Array(firstRoom);
    return from;
  }

  /** A line that is no command: gives where the next begins. */
  function other(from: number): number {
    const to = bytes.indexOf(CR, from);
    if (bytes[to + 1] !== LF) throw new FrameError('malformed', 'a line that does not end');
    switch (bytes[from]) {
      case 0x2b:
        if (to - from === 3 && bytes[from + 1] === 0x4f && bytes[from + 2] === 0x4b) events.begun();
        // The heartbeat's answer is nobody's.
        else if (!(to - from === 5 && bytes.toString('latin1', from + 1, to) === 'PONG')) events.odd(bytes.subarray(from + 1, to));
        return to + 2;
      case 0x2d:
        events.error(bytes.toString('utf8', from + 1, to));
        return to + 2;
      default:
        throw new FrameError('malformed', `unknown type 0x${(bytes[from] ?? 0).toString(16)} among the lines of MONITOR`);
    }
  }

  /** -1: it is another line. In one pass, because it runs for every byte of every command the server gets. */
  function command(from: number): number {
    // Read from where it stands for each byte, they cost as much again.
    const source = bytes;
    const target = room;
    let at = from;
    let out = wordsAt;
    let digits = 0;
    let byte = source[at] as number;
    for (; byte >= 0x30 && byte <= 0x39; byte = source[++at] as number) {
      digits = digits * 10 + byte - 0x30;
      target[out++] = byte;
    }
    if (byte !== dot || at - from > maxSeconds) return -1;
    target[out++] = dot;
    const point = at;
    byte = source[++at] as number;
    for (; byte >= 0x30 && byte <= 0x39; byte = source[++at] as number) {
      digits = digits * 10 + byte - 0x30;
      target[out++] = byte;
    }
    const fraction = at - point - 1;
    if (fraction < 1 || fraction > maxFraction || byte !== space || source[at + 1] !== 0x5b) return -1;
    ends[0] = out - wordsAt;
    target[out++] = space;
    at += 2;
    const database = at;
    for (byte = source[at] as number; byte >= 0x30 && byte <= 0x39; byte = source[++at] as number) target[out++] = byte;
    if (byte !== space || at === database || at - database > maxDatabase) return -1;
    ends[1] = out - wordsAt;
    target[out++] = space;
    at++;
    // An address, `lua`, or the path of a socket with anything in it.
    const clientFrom = out;
    for (byte = source[at] as number; !(byte === closing && source[at + 1] === space && source[at + 2] === quoteMark); byte = source[++at] as number) {
      if (byte === CR || at - from > maxHead) return -1;
      target[out++] = byte;
    }
    ends[2] = out - wordsAt;
    const clientTo = out;
    let count = headWords;
    at++;
    do {
      target[out++] = space;
      at += 2;
      for (;;) {
        byte = source[at] as number;
        if (byte > backslash || (byte !== quoteMark && byte !== backslash && byte !== CR)) {
          target[out++] = byte;
          at++;
        } else if (byte === backslash && source[at + 1] !== CR) {
          const hexed = source[at + 1] === 0x78 ? hexByte(source[at + 2] as number, source[at + 3] as number) : -1;
          target[out++] = hexed === -1 ? (meant[source[at + 1] as number] as number) : hexed;
          at += hexed === -1 ? 2 : 4;
        } else if (byte === CR) {
          return -1;
        } else if (byte === quoteMark && (source[at + 1] === CR || (source[at + 1] === space && source[at + 2] === quoteMark))) {
          break;
        } else {
          target[out++] = byte;
          at++;
        }
      }
      ends[count++] = out - wordsAt;
      at++;
    } while (source[at] === space);
    if (source[at + 1] !== LF) throw new FrameError('malformed', 'a line that does not end');
    tell((digits / (powers[fraction] as number)) * 1000, out, count, clientFrom, clientTo);
    return at + 2;
  }

  function tell(at: number, to: number, count: number, clientFrom: number, clientTo: number): void {
    let first = wordsAt;
    const table = tableSize(ends, count);
    if (spare + table > wordsAt) {
      // So many words that their table has no place before them.
      first = spare + table;
      const wider = new Uint8Array(first + to - wordsAt);
      wider.set(room.subarray(wordsAt, to), first);
      if (room.length < wider.length) room = wider;
      else room.set(wider);
    }
    const moved = first - wordsAt;
    const from = first - table;
    packTable(ends, count, room, from);
    const nameFrom = first + (ends[headWords - 1] as number) + 1;
    events.command(at, room, from, to + moved, clientFrom + moved, clientTo + moved, nameFrom, first + (ends[headWords] as number));
  }

  return {
    read(chunk) {
      const seen = pending.end;
      pending.take(chunk);
      bytes = pending.bytes;
      const { end } = pending;
      // A line may be as long as a value: only what is new can have its end.
      let whole = end;
      while (whole > seen && !(bytes[whole - 1] === LF && bytes[whole - 2] === CR)) whole--;
      const from = whole > seen ? lines(whole) : 0;
      if (end - from > maxLine) throw new FrameError('too-large', `more than ${maxLine} bytes in one line`);
      pending.keep(from, 0);
    },
  };
}

/** -1 where these are no two digits. */
function hexByte(first: number, second: number): number {
  const high = hex(first);
  const low = hex(second);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hex(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
