/** Walks over RESP2 and RESP3 without decoding: where frames begin and end, whether they are well-formed and within limits. */

export interface FrameLimits {
  /** Bytes of one whole reply. */
  readonly replyBytes: number;
  readonly depth: number;
  /** Elements announced in one reply, all levels together: a decoder makes room for them before they come. */
  readonly elements: number;
}

export const frameLimits: FrameLimits = { replyBytes: 256 * 1024 * 1024, depth: 128, elements: 16 * 1024 * 1024 };

/** Told while a frame is being read, always before a decoder behind could see the byte in question. May throw to stop. */
export interface FrameWatch {
  /** A frame begins. True: tell of its first two elements. */
  begin(type: number): boolean;
  /** The frame that is told of has this many elements, and this is the text of the first one (at most 16 bytes of it). */
  head(count: number, name: string): void;
  /** The second element of the frame that is told of. */
  second(type: number, isNull: boolean): void;
  end(): void;
}

/** What came is not RESP, or more of it than allowed. */
export class FrameError extends Error {
  readonly kind: 'malformed' | 'too-large';
  constructor(kind: 'malformed' | 'too-large', message: string) {
    super(message);
    this.kind = kind;
  }
}

const CR = 13;
const LF = 10;
/** $ = ! : a length, then so many bytes. */
const isBlob = table('$=!');
/** * ~ > % : a length, then so many elements (% twice as many). */
const isAggregate = table('*~>%');
/** + - : , ( # _ : all in one line. */
const isLine = table('+-:,(#_');
const isText = table('$=+');
const nameBytes = 16;
/** Enough for any number Redis writes. */
const maxLine = 400;

function table(types: string): readonly boolean[] {
  const flags = new Array<boolean>(256).fill(false);
  for (const type of types) flags[type.charCodeAt(0)] = true;
  return flags;
}

type Stage = 'type' | 'line' | 'line-end' | 'blob' | 'blob-cr' | 'blob-lf';

export interface Framer {
  scan(chunk: Uint8Array): void;
  /** How much of the chunk scanned last is whole frames: what is sound though an error came after it. */
  readonly whole: number;
  /**
   * How many of the bytes scanned last belong to a line that is not whole, and so not checked: the decoder behind must not see
   * them yet. It answers on `_` or `*-` alone, and takes what follows for another reply. Text may be long, and is not held.
   */
  readonly held: number;
}

export function createFramer(watch: FrameWatch, limits: FrameLimits): Framer {
  let stage: Stage = 'type';
  let type = 0;
  let line = '';
  let lineLength = 0;
  let left = 0;
  let size = 0;
  let elements = 0;
  /** Elements still to come, per level that is open. */
  const pending: number[] = [];
  let told = false;
  let toldCount = 0;
  let toldAt = 0;
  let name = '';
  let whole = 0;
  let held = 0;

  const malformed = (message: string): never => {
    throw new FrameError('malformed', message);
  };

  function beginValue(first: number): void {
    type = first;
    line = '';
    lineLength = 0;
    if (isBlob[type] !== true && isAggregate[type] !== true && isLine[type] !== true) malformed(`unknown type 0x${type.toString(16)}`);
    if (pending.length === 0) {
      size = 0;
      elements = 0;
      toldAt = 0;
      told = watch.begin(type);
      if (told && isAggregate[type] !== true) malformed('a push that is no list');
    } else if (told && pending.length === 1) {
      if (toldAt === 0 && isText[type] !== true) malformed('a push without a name');
      if (toldAt === 1 && isBlob[type] !== true) watch.second(type, type === 0x5f);
    }
  }

  /** The line is whole, up to its CR. */
  function endLine(): void {
    if (isBlob[type] === true || isAggregate[type] === true) return isBlob[type] === true ? beginBlob(lengthOf()) : beginAggregate(lengthOf());
    checkLine();
    if (told && pending.length === 1 && toldAt === 0) watch.head(toldCount, line.slice(0, nameBytes));
  }

  function lengthOf(): number {
    if (!/^(-1|\d{1,15})$/.test(line)) malformed('a length that is none');
    return Number(line);
  }

  function beginBlob(length: number): void {
    const isNull = length === -1;
    if (isNull && type !== 0x24) malformed('a length that is none');
    if (type === 0x3d && length < 4) malformed('a verbatim string without its format');
    if (size + length > limits.replyBytes) throw new FrameError('too-large', `more than ${limits.replyBytes} bytes in one reply`);
    if (told && pending.length === 1 && toldAt === 0) {
      if (isNull) malformed('a push without a name');
      name = '';
      if (length === 0) watch.head(toldCount, '');
    }
    if (told && pending.length === 1 && toldAt === 1) watch.second(type, isNull);
    left = length;
  }

  function beginAggregate(length: number): void {
    if (length === -1 && type !== 0x2a) malformed('a length that is none');
    const count = length < 0 ? 0 : type === 0x25 ? length * 2 : length;
    elements += count;
    if (elements > limits.elements) throw new FrameError('too-large', `more than ${limits.elements} elements in one reply`);
    if (told && pending.length === 0) {
      toldCount = count;
      if (count === 0) malformed('a push without a name');
    }
    if (pending.length >= limits.depth && count > 0) malformed(`nested deeper than ${limits.depth}`);
    left = count;
  }

  function checkLine(): void {
    switch (type) {
      case 0x3a:
      case 0x28:
        if (!/^[+-]?\d+$/.test(line)) malformed('a number that is none');
        return;
      case 0x2c:
        if (!/^[+-]?(\d+(\.\d*)?([eE][+-]?\d+)?|inf|nan)$/i.test(line)) malformed('a number that is none');
        return;
      case 0x23:
        if (line !== 't' && line !== 'f') malformed('a boolean that is none');
        return;
      case 0x5f:
        if (line !== '') malformed('a null that is none');
        return;
    }
  }

  /** After the LF: a blob's bytes follow, or the elements, or the value is whole. */
  function afterLine(): void {
    if (isBlob[type] === true && left >= 0) {
      stage = left === 0 ? 'blob-cr' : 'blob';
      return;
    }
    stage = 'type';
    if (isAggregate[type] === true && left > 0) pending.push(left);
    else endValue();
  }

  function endValue(): void {
    stage = 'type';
    if (pending.length === 1) toldAt++;
    while (pending.length > 0) {
      const rest = (pending[pending.length - 1] as number) - 1;
      if (rest > 0) {
        pending[pending.length - 1] = rest;
        return;
      }
      pending.pop();
      // A list inside the frame that is told of is one of its elements.
      if (pending.length === 1) toldAt++;
    }
    size = 0;
    watch.end();
  }

  const between = (): boolean => stage === 'type' && pending.length === 0;

  function takeLine(chunk: Uint8Array, from: number): number {
    const cr = chunk.indexOf(CR, from);
    const to = cr < 0 ? chunk.length : cr;
    lineLength += to - from;
    // Only a simple string or error may be long, and of it only the beginning is looked at.
    if (lineLength > maxLine && type !== 0x2b && type !== 0x2d) malformed('a line without an end');
    if (line.length < maxLine) for (let at = from; at < Math.min(to, from + maxLine); at++) line += String.fromCharCode(chunk[at] as number);
    if (held > 0) held += to - from;
    if (cr < 0) return to;
    endLine();
    if (held > 0) held++;
    stage = 'line-end';
    return cr + 1;
  }

  function takeBlob(chunk: Uint8Array, from: number): number {
    const taken = Math.min(left, chunk.length - from);
    if (told && toldAt === 0 && pending.length === 1) takeName(chunk, from, taken);
    left -= taken;
    if (left === 0) stage = 'blob-cr';
    return from + taken;
  }

  function takeName(chunk: Uint8Array, from: number, taken: number): void {
    for (let at = from; at < from + taken && name.length < nameBytes; at++) name += String.fromCharCode(chunk[at] as number);
    if (taken === left) watch.head(toldCount, name);
  }

  return {
    get whole() {
      return whole;
    },
    get held() {
      return held;
    },
    scan(chunk) {
      let at = 0;
      whole = 0;
      while (at < chunk.length) {
        const from = at;
        const byte = chunk[at] as number;
        switch (stage) {
          case 'type':
            beginValue(byte);
            held = type === 0x2b || type === 0x2d ? 0 : 1;
            stage = 'line';
            at++;
            break;
          case 'line':
            at = takeLine(chunk, at);
            break;
          case 'line-end':
            if (byte !== LF) malformed('a line that does not end');
            held = 0;
            at++;
            size++;
            afterLine();
            if (between()) whole = at;
            continue;
          case 'blob':
            at = takeBlob(chunk, at);
            break;
          case 'blob-cr':
            if (byte !== CR) malformed('a string longer than it said');
            stage = 'blob-lf';
            at++;
            break;
          case 'blob-lf':
            if (byte !== LF) malformed('a string longer than it said');
            at++;
            size++;
            endValue();
            if (between()) whole = at;
            continue;
        }
        size += at - from;
        if (size > limits.replyBytes) throw new FrameError('too-large', `more than ${limits.replyBytes} bytes in one reply`);
      }
    },
  };
}
