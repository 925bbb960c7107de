/**
 * Reads the lines of MONITOR into packed words with exact bytes: `1700000000.123456 [0 127.0.0.1:5000] "SET" "key" "a\x00b"`.
 * Redis escapes quotes within an argument; Valkey 8.1 does not, so there a quote ends an argument only before ` "` or the line's end.
 */

import type { Bytes } from '../../../shared/bytes.ts';
import { packTable, tableSize } from '../../../shared/feed/words.ts';
import { FrameError } from '../connections/framer.ts';
import { hexByte, isMarked, meant } from './escaped.ts';
import { createPending } from './pending.ts';

export interface MonitorEvents {
  /** MONITOR was accepted. */
  begun(): void;
  /**
   * One command. `at` is the server's time in milliseconds; bytes[from, to) are its packed words: time, database, client, then name and
   * arguments. They hold during the call only; the first `spare` of `bytes` are free to be written to. `again`: the command told last was
   * of the same client.
   */
  command(again: boolean, at: number, bytes: Bytes, from: number, to: number, clientFrom: number, clientTo: number, nameFrom: number, nameTo: number): void;
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
/** Four bytes at once may be written where one ends. */
const beyond = 4;
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
/** How many digits every server writes behind the point. */
const usualFraction = 6;

export interface MonitorReader {
  read(chunk: Uint8Array): void;
}

export function createMonitorReader(events: MonitorEvents, maxLine = 512 * 1024 * 1024): MonitorReader {
  const pending = createPending();
  /** One room for all lines, because memory for each costs more than reading it. */
  let room = new Uint8Array(firstRoom);
  let output = new DataView(room.buffer);
  /** Where each word ends, from the first word's beginning on. */
  const ends: number[] = [];
  let bytes: Buffer = pending.bytes;
  let input = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  /** Behind the last whole line. */
  let whole = 0;
  /**
   * What stood before and behind the fraction of the second in the line before: most begin like it, and are known at a glance. Its packed
   * words still are where the next line's come. 0: there is none.
   */
  const head = new DataView(new ArrayBuffer(2 * maxHead));
  let stampSize = 0;
  let clientSize = 0;
  let headEnd = 0;
  let seconds = 0;
  let fraction = 0;
  let fractionDigits = usualFraction;
  let clientFrom = 0;
  /** Behind the quote before the name. */
  let behindHead = 0;

  /** Every line before `whole` is there, and ends with CR LF: so no line has to be looked at for its end before it is read. */
  function lines(): number {
    // Decoded words are never longer than the line.
    if (room.length < wordsAt + whole + beyond) makeRoom(wordsAt + whole + beyond);
    let from = 0;
    while (from < whole) {
      const second = bytes[from + 1] as number;
      const next = bytes[from] === 0x2b && second >= 0x30 && second <= 0x39 ? command(from + 1) : -1;
      from = next === -1 ? other(from) : next;
    }
    if (room.length > maxRoom) makeRoom(firstRoom);
    return from;
  }

  function makeRoom(size: number): void {
    room = new Uint8Array(size);
    output = new DataView(room.buffer);
    stampSize = 0;
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
    const again = isLikeLast(from);
    if (!again && !readHead(from)) return -1;
    return words(again, again ? from + stampSize + usualFraction + clientSize : behindHead);
  }

  function isLikeLast(from: number): boolean {
    const point = from + stampSize;
    if (stampSize === 0 || point + usualFraction + clientSize > whole) return false;
    if (!isSame(from, 0, stampSize) || !isSame(point + usualFraction, maxHead, clientSize)) return false;
    const source = bytes;
    const target = room;
    let value = 0;
    let out = wordsAt + stampSize;
    for (let at = point; at < point + usualFraction; at++) {
      const byte = source[at] as number;
      if (byte < 0x30 || byte > 0x39) return false;
      value = value * 10 + byte - 0x30;
      target[out++] = byte;
    }
    fraction = value;
    return true;
  }

  function isSame(at: number, place: number, size: number): boolean {
    let from = at;
    let to = place;
    const end = place + size;
    for (; to + 4 <= end; to += 4, from += 4) if (input.getInt32(from) !== head.getInt32(to)) return false;
    for (; to < end; to++, from++) if (input.getInt8(from) !== head.getInt8(to)) return false;
    return true;
  }

  /** Time, database and client, up to the quote before the name. */
  function readHead(from: number): boolean {
    const source = bytes;
    const target = room;
    // Whatever comes of it, the words of the line before are not there any more.
    stampSize = 0;
    let at = from;
    let out = wordsAt;
    let value = 0;
    let byte = source[at] as number;
    for (; byte >= 0x30 && byte <= 0x39; byte = source[++at] as number) {
      value = value * 10 + byte - 0x30;
      target[out++] = byte;
    }
    if (byte !== dot || at - from > maxSeconds) return false;
    target[out++] = dot;
    seconds = value;
    value = 0;
    const point = ++at;
    for (byte = source[at] as number; byte >= 0x30 && byte <= 0x39; byte = source[++at] as number) {
      value = value * 10 + byte - 0x30;
      target[out++] = byte;
    }
    fractionDigits = at - point;
    fraction = value;
    if (fractionDigits < 1 || fractionDigits > maxFraction || byte !== space || source[at + 1] !== 0x5b) return false;
    const client = at;
    ends[0] = out - wordsAt;
    target[out++] = space;
    at += 2;
    const database = at;
    for (byte = source[at] as number; byte >= 0x30 && byte <= 0x39; byte = source[++at] as number) target[out++] = byte;
    if (byte !== space || at === database || at - database > maxDatabase) return false;
    ends[1] = out - wordsAt;
    target[out++] = space;
    at++;
    // An address, `lua`, or the path of a socket with anything in it.
    clientFrom = out - wordsAt;
    for (byte = source[at] as number; !(byte === closing && source[at + 1] === space && source[at + 2] === quoteMark); byte = source[++at] as number) {
      if (byte === CR || at - from > maxHead) return false;
      target[out++] = byte;
    }
    ends[2] = out - wordsAt;
    behindHead = at + 3;
    remember(from, point, client, out);
    return true;
  }

  function remember(from: number, point: number, client: number, out: number): void {
    if (fractionDigits !== usualFraction || behindHead - from > maxHead) return;
    stampSize = point - from;
    clientSize = behindHead - client;
    headEnd = out;
    for (let place = 0; place < stampSize; place++) head.setUint8(place, bytes[from + place] as number);
    for (let place = 0; place < clientSize; place++) head.setUint8(maxHead + place, bytes[client + place] as number);
  }

  function words(again: boolean, from: number): number {
    // Read from where they stand for each byte, they cost as much again.
    const source = bytes;
    const target = room;
    const read = input;
    const written = output;
    const end = whole;
    let at = from - 2;
    let out = again ? headEnd : wordsAt + (ends[2] as number);
    let count = headWords;
    do {
      target[out++] = space;
      at += 2;
      for (;;) {
        for (; at + 4 <= end; at += 4, out += 4) {
          const four = read.getInt32(at, true);
          if (isMarked(four)) break;
          written.setInt32(out, four, true);
        }
        let byte = source[at] as number;
        for (; byte !== quoteMark && byte !== backslash && byte !== CR; byte = source[++at] as number) target[out++] = byte;
        if (byte === backslash && source[at + 1] !== CR) {
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
    tell(again, out, count);
    return at + 2;
  }

  function tell(again: boolean, to: number, count: number): void {
    let first = wordsAt;
    const table = tableSize(ends, count);
    if (spare + table > wordsAt) {
      // So many words that their table has no place before them.
      first = spare + table;
      const words = room.slice(wordsAt, to);
      makeRoom(Math.max(room.length, first + words.length + beyond));
      room.set(words, first);
    }
    const scale = powers[fractionDigits] as number;
    const at = ((seconds * scale + fraction) / scale) * 1000;
    const moved = first - wordsAt;
    const from = first - table;
    packTable(ends, count, room, from);
    const clientTo = first + (ends[headWords - 1] as number);
    events.command(again, at, room, from, to + moved, first + clientFrom, clientTo, clientTo + 1, first + (ends[headWords] as number));
  }

  return {
    read(chunk) {
      const seen = pending.end;
      pending.take(chunk);
      bytes = pending.bytes;
      input = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const { end } = pending;
      // A line may be as long as a value: only what is new can have its end.
      whole = end;
      while (whole > seen && !(bytes[whole - 1] === LF && bytes[whole - 2] === CR)) whole--;
      const from = whole > seen ? lines() : 0;
      if (end - from > maxLine) throw new FrameError('too-large', `more than ${maxLine} bytes in one line`);
      pending.keep(from, 0);
    },
  };
}
