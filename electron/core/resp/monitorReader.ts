/**
 * Reads the lines of MONITOR into packed words with exact bytes: `1700000000.123456 [0 127.0.0.1:5000] "SET" "key" "a\x00b"`.
 * Redis escapes quotes within an argument; Valkey 8.1 does not, so there a quote ends an argument only before ` "` or the line's end.
 */
import { FrameError } from '../connections/framer.ts';
import { createPending } from './pending.ts';

export interface MonitorEvents {
  /** MONITOR was accepted. */
  begun(): void;
  /**
   * One command: `words` are its arguments, the first is its name. `at` is the server's time in milliseconds.
   * Null: a line that is not of this shape; its bytes are told by `odd`.
   */
  command(at: number, time: string, db: string, client: string, words: readonly Uint8Array[]): void;
  odd(line: Uint8Array): void;
  error(message: string): void;
}

const CR = 13;
const LF = 10;
const quoteMark = 0x22;
const backslash = 0x5c;
const space = 0x20;
const head = /^(\d{1,12}\.\d{1,9}) \[(\d{1,10}) (.*?)\] (?=")/s;
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
  /** The decoded words of a line; never longer than the line. */
  let room = new Uint8Array(64 * 1024);

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
    const words = whole === undefined ? null : wordsOf(bytes, from + whole.length, to);
    if (words === null) events.odd(bytes.subarray(from, to));
    else events.command(Number(time) * 1000, time, db, client, words);
  }

  /** Views on `room`; null where the line is not a list of quoted words. */
  function wordsOf(bytes: Buffer, from: number, to: number): readonly Uint8Array[] | null {
    if (room.length < to - from) room = new Uint8Array(Math.max(to - from, room.length * 2));
    const words: Uint8Array[] = [];
    let out = 0;
    let at = from;
    while (at < to) {
      if (bytes[at] !== quoteMark) return null;
      const begin = out;
      at++;
      for (;;) {
        if (at >= to) return null;
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
      words.push(room.subarray(begin, out));
      at += 2;
    }
    return words.length === 0 ? null : words;
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
