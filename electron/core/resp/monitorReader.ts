/**
 * Reads the lines of MONITOR into packed words with exact bytes: `1700000000.123456 [0 127.0.0.1:5000] "SET" "key" "a\x00b"`.
 * Redis escapes quotes within an argument; Valkey 8.1 does not, so there a quote ends an argument only before ` "` or the line's end.
 */

import type { WordLine } from '../../../shared/feed/words.ts';
import { FrameError } from '../connections/framer.ts';
import { createPending } from './pending.ts';

export interface MonitorEvents {
  /** MONITOR was accepted. */
  begun(): void;
  /**
   * One command. `at` is the server's time in milliseconds; the line's words are time, database, client, then name and arguments.
   * The line holds during the call only.
   */
  command(at: number, client: string, line: WordLine): void;
  /** A line that is not of this shape. */
  odd(line: Uint8Array): void;
  error(message: string): void;
}

const CR = 13;
const LF = 10;
const quoteMark = 0x22;
const backslash = 0x5c;
const space = 0x20;
const head = /^(\d{1,12}\.\d{1,9}) \[(\d{1,10}) (.*?)\] (?=")/s;
/** One large line must not hold its memory for good. */
const maxRoom = 1024 * 1024;
/** Beyond this a client's name is nothing the server wrote. */
const maxHead = 512;

const escapes: ReadonlyMap<number, number> = new Map([
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x61, 7],
  [0x62, 8],
]);

export interface MonitorReader {
  read(chunk: Uint8Array): void;
}

export function createMonitorReader(events: MonitorEvents, maxLine = 512 * 1024 * 1024): MonitorReader {
  const pending = createPending();
  /** The decoded words, never longer than what was read: one for all lines, because objects for each cost more than reading it. */
  const told: WordLine = { bytes: new Uint8Array(64 * 1024), ends: [], count: 0 };

  function line(bytes: Buffer, from: number, to: number): void {
    switch (bytes[from]) {
      case 0x2b:
        if (to - from === 3 && bytes[from + 1] === 0x4f && bytes[from + 2] === 0x4b) events.begun();
        // The heartbeat's answer is nobody's.
        else if (!(to - from === 5 && bytes.toString('latin1', from + 1, to) === 'PONG')) command(bytes, from + 1, to);
        return;
      case 0x2d:
        events.error(bytes.toString('utf8', from + 1, to));
        return;
      default:
        throw new FrameError('malformed', `unknown type 0x${(bytes[from] ?? 0).toString(16)} among the lines of MONITOR`);
    }
  }

  function command(bytes: Buffer, from: number, to: number): void {
    const [whole, time = '', db = '', client = ''] = head.exec(bytes.toString('latin1', from, Math.min(to, from + maxHead))) ?? [];
    if (whole === undefined) return events.odd(bytes.subarray(from, to));
    if (told.bytes.length < to - from) told.bytes = new Uint8Array(Math.max(to - from, told.bytes.length * 2));
    told.count = 0;
    const dbFrom = from + time.length + 2;
    const clientFrom = dbFrom + db.length + 1;
    copyWord(bytes, from, from + time.length);
    copyWord(bytes, dbFrom, dbFrom + db.length);
    copyWord(bytes, clientFrom, clientFrom + client.length);
    if (readWords(bytes, from + whole.length, to)) events.command(Number(time) * 1000, client, told);
    else events.odd(bytes.subarray(from, to));
    if (told.bytes.length > maxRoom) told.bytes = new Uint8Array(64 * 1024);
  }

  /** Where the next word begins: behind the last one and a space. */
  const begin = (): number => (told.count === 0 ? 0 : (told.ends[told.count - 1] as number) + 1);

  function endWord(out: number): void {
    told.bytes[out] = space;
    told.ends[told.count++] = out;
  }

  function copyWord(bytes: Buffer, from: number, to: number): void {
    let out = begin();
    for (let at = from; at < to; at++) told.bytes[out++] = bytes[at] as number;
    endWord(out);
  }

  /** False where the rest of the line is not a list of quoted words. */
  function readWords(bytes: Buffer, from: number, to: number): boolean {
    const room = told.bytes;
    const before = told.count;
    let at = from;
    while (at < to) {
      if (bytes[at] !== quoteMark) return false;
      let out = begin();
      at++;
      for (;;) {
        if (at >= to) return false;
        const byte = bytes[at] as number;
        if (byte === backslash && at + 1 < to) {
          const taken = escaped(bytes, at, to);
          room[out++] = taken.byte;
          at = taken.next;
        } else if (byte === quoteMark && ends(bytes, at, to)) {
          break;
        } else {
          room[out++] = byte;
          at++;
        }
      }
      endWord(out);
      at += 2;
    }
    return told.count > before;
  }

  return {
    read(chunk) {
      // A line may be as long as a value, and only its end has to be looked for in what is new.
      const seen = pending.end;
      pending.take(chunk);
      const { bytes, end } = pending;
      let from = 0;
      let search = Math.max(0, seen - 1);
      for (;;) {
        const cr = bytes.indexOf(CR, search);
        if (cr === -1 || cr + 1 >= end) break;
        if (bytes[cr + 1] !== LF) throw new FrameError('malformed', 'a line that does not end');
        line(bytes, from, cr);
        from = cr + 2;
        search = from;
      }
      if (end - from > maxLine) throw new FrameError('too-large', `more than ${maxLine} bytes in one line`);
      pending.keep(from, 0);
    },
  };
}

/** Whether this quote closes the argument. */
function ends(bytes: Buffer, at: number, to: number): boolean {
  return at + 1 === to || (bytes[at + 1] === space && bytes[at + 2] === quoteMark && at + 2 < to);
}

const taken = { byte: 0, next: 0 };

function escaped(bytes: Buffer, at: number, to: number): { readonly byte: number; readonly next: number } {
  const mark = bytes[at + 1] as number;
  if (mark === 0x78 && at + 3 < to) {
    const high = hex(bytes[at + 2] as number);
    const low = hex(bytes[at + 3] as number);
    if (high >= 0 && low >= 0) {
      taken.byte = high * 16 + low;
      taken.next = at + 4;
      return taken;
    }
  }
  taken.byte = escapes.get(mark) ?? mark;
  taken.next = at + 2;
  return taken;
}

function hex(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
