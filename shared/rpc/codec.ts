/**
 * Frames as one binary message: `u32 header length | JSON header | padding | attachments`, each attachment
 * on an 8-byte boundary. Bytes are attached as they are; the header holds `{"$":n}` in their place.
 */
import type { Bytes } from '../bytes.ts';

const align = 8;
const maxDepth = 64;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What came cannot be a frame: the wire it came on is to be closed. */
export class CodecError extends Error {}

export function encode(frame: unknown): Bytes {
  const attached: Bytes[] = [];
  const body = detach(frame, attached, 0);
  const header = encoder.encode(JSON.stringify({ a: attached.map((bytes) => bytes.length), f: body }));
  let size = padded(4 + header.length);
  for (const bytes of attached) size += padded(bytes.length);
  const message = new Uint8Array(size);
  new DataView(message.buffer).setUint32(0, header.length, true);
  message.set(header, 4);
  let at = padded(4 + header.length);
  for (const bytes of attached) {
    message.set(bytes, at);
    at += padded(bytes.length);
  }
  return message;
}

/** The bytes in the result are views on `message`: the caller gives it away. */
export function decode(message: Bytes): unknown {
  if (message.length < 4) throw new CodecError('short frame');
  const headerLength = new DataView(message.buffer, message.byteOffset, 4).getUint32(0, true);
  if (headerLength > message.length - 4) throw new CodecError('header longer than its frame');
  let header: unknown;
  try {
    header = JSON.parse(decoder.decode(message.subarray(4, 4 + headerLength)));
  } catch {
    throw new CodecError('header is not JSON');
  }
  if (typeof header !== 'object' || header === null || !('a' in header) || !('f' in header) || !Array.isArray(header.a)) {
    throw new CodecError('header without its parts');
  }
  const attached: Bytes[] = [];
  let at = padded(4 + headerLength);
  for (const length of header.a as readonly unknown[]) {
    if (!Number.isSafeInteger(length) || (length as number) < 0 || at + (length as number) > message.length)
      throw new CodecError('attachment outside its frame');
    attached.push(message.subarray(at, at + (length as number)));
    at += padded(length as number);
  }
  return attach(header.f, attached, 0);
}

function padded(length: number): number {
  return Math.ceil(length / align) * align;
}

/** Throws on what JSON would change in silence: a frame that cannot be carried exactly is a bug here. */
function detach(value: unknown, attached: Bytes[], depth: number): unknown {
  if (depth > maxDepth) throw new CodecError('nested too deep');
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new CodecError('a number that JSON cannot carry');
      return value;
    case 'object':
      break;
    default:
      throw new CodecError(`a ${typeof value} cannot be carried`);
  }
  if (value === null) return null;
  if (value instanceof Uint8Array) {
    attached.push(value);
    return { $: attached.length - 1 };
  }
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => detachItem(item, attached, depth + 1));
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) throw new CodecError('only plain objects can be carried');
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw new CodecError('a key that cannot be carried');
    // A key that begins with $ gets one more, so that `$` alone always means bytes.
    out[key.startsWith('$') ? `$${key}` : key] = detach(item, attached, depth + 1);
  }
  return out;
}

/** JSON would write null for an item that is undefined or was never set. */
function detachItem(item: unknown, attached: Bytes[], depth: number): unknown {
  if (item === undefined) throw new CodecError('a list with nothing at a place');
  return detach(item, attached, depth);
}

function attach(value: unknown, attached: readonly Bytes[], depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) throw new CodecError('nested too deep');
  if (Array.isArray(value)) return value.map((item: unknown) => attach(item, attached, depth + 1));
  const entries = Object.entries(value);
  const first = entries[0];
  if (first?.[0] === '$') {
    const bytes = entries.length === 1 && typeof first[1] === 'number' ? attached[first[1]] : undefined;
    if (bytes === undefined) throw new CodecError('no such attachment');
    return bytes;
  }
  const out: Record<string, unknown> = {};
  for (const [key, item] of entries) {
    if (key === '__proto__' || key === '$') throw new CodecError('a key that cannot be carried');
    out[key.startsWith('$') ? key.slice(1) : key] = attach(item, attached, depth + 1);
  }
  return out;
}
