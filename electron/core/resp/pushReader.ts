/**
 * Reads what a subscribed connection sends, RESP2 and RESP3, without making an object for any message: each is told as places in the
 * bytes. Only what such a connection may send is taken; anything else, and anything too large, is a FrameError.
 */
import { FrameError, type FrameLimits, frameLimits } from '../connections/framer.ts';
import { createPending } from './pending.ts';

export type Subscribing = 'SUBSCRIBE' | 'PSUBSCRIBE' | 'SSUBSCRIBE';

export interface PushEvents {
  /**
   * `name` is what was subscribed to: the channel itself, or the pattern. The bytes hold during the call only. `again`: the message
   * told last had the same name and channel.
   */
  message(
    by: Subscribing,
    again: boolean,
    bytes: Buffer,
    nameFrom: number,
    nameTo: number,
    channelFrom: number,
    channelTo: number,
    payloadFrom: number,
    payloadTo: number,
  ): void;
  /** `on` false: an unsubscription. A name of null: there was nothing to unsubscribe. */
  confirmed(by: Subscribing, on: boolean, name: Buffer | null): void;
  /** An answer that is no confirmation: of a PING with a text. */
  answer(text: string): void;
  error(message: string): void;
}

const LF = 10;
const CR = 13;
const bulk = 0x24;
const push = 0x3e;
const array = 0x2a;
const simple = 0x2b;
const minus = 0x2d;
const integer = 0x3a;
const nil = 0x5f;
/** A line that is longer than any number and any error worth telling. */
const maxLine = 64 * 1024;

interface Kind {
  readonly by: Subscribing;
  readonly is: 'message' | 'on' | 'off';
  readonly parts: number;
}
/** Names so long that a head is longer than this are read each time. */
const maxHead = 512;
const message = Buffer.from('message');
const plain: Kind = { by: 'SUBSCRIBE', is: 'message', parts: 3 };
const patterned: Kind = { by: 'PSUBSCRIBE', is: 'message', parts: 4 };
const sharded: Kind = { by: 'SSUBSCRIBE', is: 'message', parts: 3 };
const kinds = new Map<string, Kind>([
  ['subscribe', { by: 'SUBSCRIBE', is: 'on', parts: 3 }],
  ['psubscribe', { by: 'PSUBSCRIBE', is: 'on', parts: 3 }],
  ['ssubscribe', { by: 'SSUBSCRIBE', is: 'on', parts: 3 }],
  ['unsubscribe', { by: 'SUBSCRIBE', is: 'off', parts: 3 }],
  ['punsubscribe', { by: 'PSUBSCRIBE', is: 'off', parts: 3 }],
  ['sunsubscribe', { by: 'SSUBSCRIBE', is: 'off', parts: 3 }],
]);
const pong = 'pong';

export interface PushReader {
  read(chunk: Uint8Array): void;
}

export function createPushReader(events: PushEvents, limits: FrameLimits = frameLimits): PushReader {
  const pending = createPending();
  let bytes: Buffer = pending.bytes;
  let end = 0;
  /** Behind the line read last; -1: it is not whole. */
  let after = 0;
  /** How many bytes from the frame's start are needed at least; only told where a frame is not whole. */
  let needed = 0;
  let frame = 0;
  const from = [0, 0, 0, 0];
  const to = [0, 0, 0, 0];
  /** Everything of the last message's frame before its payload: in a flood most begin like the one before, and are known at a glance. */
  const head = Buffer.allocUnsafeSlow(maxHead);
  let headSize = 0;
  let headKind = plain;
  /** Where name and channel begin and end in it. */
  let headPlaces: readonly [number, number, number, number] = [0, 0, 0, 0];

  const malformed = (message: string): never => {
    throw new FrameError('malformed', message);
  };

  /** The length that stands behind the type at `at`: -1 for null; NaN where the line is not whole. */
  function length(at: number): number {
    let value = 0;
    let place = at + 1;
    for (; place < end; place++) {
      const byte = bytes[place] as number;
      if (byte >= 0x30 && byte <= 0x39) {
        value = value * 10 + byte - 0x30;
        if (value > limits.replyBytes) throw new FrameError('too-large', `more than ${limits.replyBytes} bytes in one reply`);
      } else break;
    }
    if (place - at > 16) malformed('a length that is none');
    if (place + 1 >= end) {
      if (place < end && bytes[place] !== CR && !(bytes[place] === minus && place === at + 1)) malformed('a length that is none');
      return Number.NaN;
    }
    if (bytes[place] === minus && place === at + 1) return minusOne(at);
    if (place === at + 1 || bytes[place] !== CR || bytes[place + 1] !== LF) malformed('a length that is none');
    after = place + 2;
    return value;
  }

  function minusOne(at: number): number {
    if (bytes[at + 2] !== 0x31) malformed('a length that is none');
    if (at + 4 >= end) return Number.NaN;
    if (bytes[at + 3] !== CR || bytes[at + 4] !== LF) malformed('a length that is none');
    after = at + 5;
    return -1;
  }

  /** Where the line that begins at `at` ends, before its CR; -1 where it is not whole. */
  function lineEnd(at: number): number {
    const cr = bytes.indexOf(CR, at);
    const stop = cr === -1 || cr >= end ? end : cr;
    if (stop - at > maxLine) malformed('a line without an end');
    if (cr === -1 || cr + 1 >= end) return -1;
    if (bytes[cr + 1] !== LF) malformed('a line that does not end');
    after = cr + 2;
    return cr;
  }

  /** One element of a list: its place goes to from[index], to[index]; a null has from -1. False where it is not whole. */
  function element(index: number): boolean {
    const at = after;
    if (at >= end) return false;
    const type = bytes[at];
    if (type === bulk) {
      const size = length(at);
      if (Number.isNaN(size)) return false;
      if (size === -1) return put(index, -1, -1);
      const begin = after;
      if (begin - frame + size > limits.replyBytes) throw new FrameError('too-large', `more than ${limits.replyBytes} bytes in one reply`);
      if (begin + size + 2 > end) {
        needed = begin - frame + size + 2;
        return false;
      }
      if (bytes[begin + size] !== CR || bytes[begin + size + 1] !== LF) malformed('a string longer than it said');
      after = begin + size + 2;
      return put(index, begin, begin + size);
    }
    if (type !== integer && type !== simple && type !== nil) malformed(`unknown type 0x${(type ?? 0).toString(16)} in a push`);
    const stop = lineEnd(at + 1);
    if (stop === -1) return false;
    if (type === integer && !/^[+-]?\d{1,19}$/.test(bytes.toString('latin1', at + 1, stop))) malformed('a number that is none');
    if (type === nil && stop !== at + 1) malformed('a null that is none');
    return type === nil ? put(index, -1, -1) : put(index, at + 1, stop);
  }

  function put(index: number, begin: number, stop: number): boolean {
    from[index] = begin;
    to[index] = stop;
    return true;
  }

  function beginsLikeLast(at: number): boolean {
    if (headSize === 0 || at + headSize >= end) return false;
    // The last bytes are the likeliest to differ.
    for (let place = headSize - 3; place >= 0; place--) if (bytes[at + place] !== head[place]) return false;
    return true;
  }

  function list(at: number): boolean {
    if (beginsLikeLast(at)) {
      after = at + headSize;
      if (!element(3)) return false;
      const payloadFrom = from[3] as number;
      if (payloadFrom < 0) malformed('a push without a channel');
      const [nameFrom, nameTo, channelFrom, channelTo] = headPlaces;
      events.message(headKind.by, true, bytes, at + nameFrom, at + nameTo, at + channelFrom, at + channelTo, payloadFrom, to[3] as number);
      return true;
    }
    const count = length(at);
    if (Number.isNaN(count)) return false;
    if (count < 2 || count > 4) malformed('a push of a size that none has');
    for (let index = 0; index < count; index++) if (!element(index)) return false;
    tell(count);
    return true;
  }

  /** Nearly all that comes are messages: these are known without making a text of their name. */
  function kindOf(begin: number, stop: number): Kind | undefined {
    const size = stop - begin;
    if (size === message.length && isMessage(begin)) return plain;
    if (size === message.length + 1 && isMessage(begin + 1)) {
      if (bytes[begin] === 0x70) return patterned;
      if (bytes[begin] === 0x73) return sharded;
    }
    return size > 12 ? undefined : kinds.get(bytes.toString('latin1', begin, stop));
  }

  function isMessage(begin: number): boolean {
    for (let at = 0; at < message.length; at++) if (bytes[begin + at] !== message[at]) return false;
    return true;
  }

  function tell(count: number): void {
    // Not by destructuring: this runs for every message.
    const nameFrom = from[0] as number;
    const nameTo = to[0] as number;
    const first = from[1] as number;
    const firstTo = to[1] as number;
    const second = from[2] as number;
    const secondTo = to[2] as number;
    const third = from[3] as number;
    const thirdTo = to[3] as number;
    if (nameFrom < 0) malformed('a push without a name');
    const kind = kindOf(nameFrom, nameTo);
    if (kind === undefined) {
      if (bytes.toString('latin1', nameFrom, nameTo) !== pong || count !== 2 || first < 0) malformed('a push that was not asked for');
      if (firstTo > first) events.answer(bytes.toString('latin1', first, firstTo));
      return;
    }
    if (count !== kind.parts) malformed('a push without its parts');
    if (kind.is === 'message') {
      if (first < 0 || second < 0 || (count === 4 && third < 0)) malformed('a push without a channel');
      const by4 = count === 4;
      const channel = by4 ? second : first;
      const channelTo = by4 ? secondTo : firstTo;
      remember(kind, first, firstTo, channel, channelTo);
      events.message(kind.by, false, bytes, first, firstTo, channel, channelTo, by4 ? third : second, by4 ? thirdTo : secondTo);
      return;
    }
    if (kind.is === 'on' && first < 0) malformed('a push without a channel');
    events.confirmed(kind.by, kind.is === 'on', first < 0 ? null : Buffer.from(bytes.subarray(first, firstTo)));
  }

  /** The frame is whole, and ends its channel as it ends every line: with two bytes. */
  function remember(kind: Kind, nameFrom: number, nameTo: number, channelFrom: number, channelTo: number): void {
    const size = channelTo + 2 - frame;
    headSize = size > maxHead ? 0 : size;
    if (headSize === 0) return;
    for (let place = 0; place < size; place++) head[place] = bytes[frame + place] as number;
    headKind = kind;
    headPlaces = [nameFrom - frame, nameTo - frame, channelFrom - frame, channelTo - frame];
  }

  function line(at: number, isError: boolean): boolean {
    const stop = lineEnd(at + 1);
    if (stop === -1) return false;
    const text = bytes.toString('latin1', at + 1, stop);
    if (isError) events.error(Buffer.from(text, 'latin1').toString());
    // The heartbeat's answer is nobody's.
    else if (text !== 'PONG') malformed('a reply that was not asked for');
    return true;
  }

  /** An answer to PING with a text, in RESP3. */
  function alone(at: number): boolean {
    after = at;
    if (!element(0)) return false;
    const [begin = -1] = from;
    if (begin < 0) malformed('a reply that was not asked for');
    events.answer(bytes.toString('latin1', begin, Math.min(to[0] ?? begin, begin + 256)));
    return true;
  }

  function one(at: number): boolean {
    switch (bytes[at]) {
      case push:
      case array:
        return list(at);
      case bulk:
        return alone(at);
      case simple:
        return line(at, false);
      case minus:
        return line(at, true);
      default:
        return malformed(`unknown type 0x${(bytes[at] ?? 0).toString(16)}`);
    }
  }

  return {
    read(chunk) {
      pending.take(chunk);
      if (!pending.enough) return;
      bytes = pending.bytes;
      end = pending.end;
      frame = 0;
      needed = 0;
      while (frame < end && one(frame)) {
        frame = after;
        needed = 0;
      }
      pending.keep(frame, needed);
      bytes = pending.bytes;
    },
  };
}
