/** Bytes as they came from Redis, and the few things every room does with them. */

export type Bytes = Uint8Array;

const encoder = new TextEncoder();
const lossy = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 of a text that Keytide or its user typed. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** For display only: broken sequences become U+FFFD, so the result must never be sent back. */
export function displayText(bytes: Bytes): string {
  return lossy.decode(bytes);
}

/** The text, only when encoding it again gives exactly these bytes. */
export function exactText(bytes: Bytes): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** A string that names these bytes one to one: for Map keys and React keys, never for display. */
export function idOf(bytes: Bytes): string {
  let id = '';
  for (let at = 0; at < bytes.length; at += 8192) id += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return id;
}

export function sameBytes(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/**
 * The same bytes in memory of exactly their size. An ioredis reply is a view on a 64 KB socket
 * chunk, and structured clone copies the whole chunk behind a view.
 */
export function exactBytes(bytes: Bytes): Bytes {
  return new Uint8Array(bytes);
}
