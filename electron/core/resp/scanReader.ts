/** Reads the answers to SCAN from raw RESP, cut anywhere, and hands on the names where they lie: nothing is made of them. */
import { FrameError, type FrameLimits } from '../connections/framer.ts';

export interface ScanAnswers {
  /** An answer begins: the server has done its work for it, the names follow. False: nobody asked for it. */
  cursor(text: string): boolean;
  /** Names that lie between so many pairs of numbers. All this holds during this call only. */
  names(bytes: Uint8Array, ranges: Uint32Array, many: number): void;
  /** All names of the answer were told. */
  end(): void;
  /** It was an error instead. */
  error(line: string): void;
}

/** What the next bytes are. */
type Expecting = 'answer' | 'cursor' | 'names' | 'name';

const CR = 13;
const LF = 10;
const maxLine = 8192;
const maxNumber = 20;
/** Names that are handed on at once, at most. */
const batch = 256;

/** Throws a FrameError at what SCAN cannot have answered. */
export function createScanReader(answers: ScanAnswers, limits: Pick<FrameLimits, 'replyBytes' | 'elements'>): { read(chunk: Uint8Array): void } {
  let expecting: Expecting = 'answer';
  /** The beginning of a line, or of a short string, that the chunk before ended in. */
  let rest: Uint8Array = new Uint8Array();
  /** A string that is longer than what came of it, with the CR LF after it. */
  let blob: Uint8Array | null = null;
  let have = 0;
  let left = 0;
  let size = 0;
  const ranges = new Uint32Array(batch * 2);
  let waiting = 0;

  function malformed(message: string): never {
    throw new FrameError('malformed', message);
  }

  /** Between `from` and its CR; -1 where it does not end in here. */
  function lineEnd(bytes: Uint8Array, from: number): number {
    const cr = bytes.indexOf(CR, from);
    if (cr < 0 || cr + 1 === bytes.length) {
      if (bytes.length - from > maxLine) malformed('a line without an end');
      return -1;
    }
    if (bytes[cr + 1] !== LF) malformed('a line that does not end');
    return cr;
  }

  function number(bytes: Uint8Array, from: number, to: number): number {
    if (to === from || to - from > maxNumber) malformed('a length that is none');
    let value = 0;
    for (let at = from; at < to; at++) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) malformed('a length that is none');
      value = value * 10 + digit;
    }
    return value;
  }

  function string(bytes: Uint8Array, from: number, to: number): void {
    if (expecting === 'cursor') {
      const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + maxNumber + 1)));
      if (!/^\d{1,20}$/.test(text)) malformed('a cursor that is none');
      expecting = 'names';
      if (!answers.cursor(text)) malformed('an answer that nobody asked for');
      return;
    }
    ranges[waiting * 2] = from;
    ranges[waiting * 2 + 1] = to;
    waiting++;
    left--;
    if (waiting === batch || left === 0) handOn(bytes);
    if (left === 0) finish();
  }

  function handOn(bytes: Uint8Array): void {
    const many = waiting;
    waiting = 0;
    if (many > 0) answers.names(bytes, ranges, many);
  }

  function finish(): void {
    expecting = 'answer';
    size = 0;
    answers.end();
  }

  /** One whole line; gives the length of the string that follows it, -1 for none. */
  function line(bytes: Uint8Array, from: number, cr: number): number {
    const type = bytes[from] as number;
    switch (expecting) {
      case 'answer':
        if (type === 0x2d) {
          answers.error(String.fromCharCode(...bytes.subarray(from + 1, cr)));
          return -1;
        }
        // A heartbeat's answer.
        if (type === 0x2b) return -1;
        if (type !== 0x2a || number(bytes, from + 1, cr) !== 2) malformed('no answer to SCAN');
        expecting = 'cursor';
        return -1;
      case 'names':
        if (type !== 0x2a) malformed('no list of names');
        left = number(bytes, from + 1, cr);
        if (left > limits.elements) throw new FrameError('too-large', `more than ${limits.elements} elements in one reply`);
        expecting = 'name';
        if (left === 0) finish();
        return -1;
      case 'cursor':
      case 'name': {
        if (type !== 0x24) malformed('no string');
        const length = number(bytes, from + 1, cr);
        size += length;
        if (size > limits.replyBytes) throw new FrameError('too-large', `more than ${limits.replyBytes} bytes in one reply`);
        return length;
      }
    }
  }

  function take(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (blob !== null) {
        const taken = Math.min(blob.length - have, bytes.length - at);
        blob.set(bytes.subarray(at, at + taken), have);
        have += taken;
        at += taken;
        if (have < blob.length) return;
        const whole: Uint8Array = blob;
        blob = null;
        if (whole[have - 2] !== CR || whole[have - 1] !== LF) malformed('a string longer than it said');
        string(whole, 0, have - 2);
        handOn(whole);
        continue;
      }
      const cr = lineEnd(bytes, at);
      if (cr < 0) {
        rest = bytes.slice(at);
        return;
      }
      const length = line(bytes, at, cr);
      at = cr + 2;
      if (length < 0) continue;
      if (at + length + 2 > bytes.length) {
        blob = new Uint8Array(length + 2);
        have = 0;
        continue;
      }
      if (bytes[at + length] !== CR || bytes[at + length + 1] !== LF) malformed('a string longer than it said');
      string(bytes, at, at + length);
      at += length + 2;
    }
  }

  return {
    read(chunk) {
      let bytes = chunk;
      if (rest.length > 0) {
        bytes = new Uint8Array(rest.length + chunk.length);
        bytes.set(rest);
        bytes.set(chunk, rest.length);
        rest = new Uint8Array();
      }
      take(bytes);
      handOn(bytes);
    },
  };
}
