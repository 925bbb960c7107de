/** A file or a pasted text that may hold connections, taken apart once for all importers. */

import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate';
import { parse } from 'yaml';
import type { Bytes } from '../../bytes.ts';
import { bytesOfBase64 } from '../../digits.ts';

export interface ImportFile {
  /** In small letters, without its folder. */
  readonly name: string;
  readonly bytes: Bytes;
  /** Null where it is no text. */
  readonly text: string | null;
  /** Undefined where it is no JSON. */
  json(): unknown;
  /** JSON that was wrapped in base64; undefined where there is none. */
  wrappedJson(): unknown;
  yaml(): unknown;
  /** A text file in the archive, by its name without folders; null where there is none. */
  unzipped(name: string): ImportFile | null;
}

/** Of a file, and of everything that is unpacked from it. */
export const maxFile = 10 * 1024 * 1024;
/** YAML takes long to read, and the page waits. */
export const maxYaml = 4 * 1024 * 1024;
const maxEntries = 100;
/** Packed bytes that are unpacked before it is looked how many they have become: at most 16 MB. */
const step = 16 * 1024;

export function openFile(bytes: Bytes, name: string): ImportFile {
  const text = readText(bytes);
  const unwrapped = once(() => (text !== null && /^[\w+/=\s-]+$/.test(text) ? parseJson(fromBase64(text)) : undefined));
  const plain = once(() => parseJson(text));
  return {
    name: name.replace(/^.*[/\\]/, '').toLowerCase(),
    bytes,
    text,
    json: plain,
    wrappedJson: unwrapped,
    yaml: once(() => parseYaml(text)),
    unzipped(wanted) {
      const found = unzip(bytes, wanted);
      return found === null ? null : openFile(found, wanted);
    },
  };
}

function once<T>(read: () => T): () => T {
  let kept: { readonly value: T } | null = null;
  return () => (kept ??= { value: read() }).value;
}

/** UTF-8, or what Windows calls Unicode. */
function readText(bytes: Bytes): string | null {
  try {
    const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
    const text = new TextDecoder(wide ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function parseJson(text: string | null): unknown {
  if (text === null || !/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Aliases are what makes a YAML file grow beyond its size: connections need none. */
function parseYaml(text: string | null): unknown {
  if (text === null || text.length > maxYaml || !/^(\s*#.*\n|\s*---.*\n|\s*\n)*\s*(- |[\w"'-]+ *:)/.test(text)) return undefined;
  try {
    return parse(text, { maxAliasCount: 0, schema: 'core', merge: false, logLevel: 'error', uniqueKeys: true });
  } catch {
    return undefined;
  }
}

function unzip(bytes: Bytes, wanted: string): Bytes | null {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return null;
  const chunks: Bytes[] = [];
  let size = 0;
  let entries = 0;
  let complete = false;
  const archive = new Unzip((file) => {
    if (++entries > maxEntries) throw new Error('too many files');
    if (chunks.length > 0 || complete || file.name.replace(/^.*[/\\]/, '').toLowerCase() !== wanted) return;
    file.ondata = (error, chunk, final) => {
      if (error !== null) throw error;
      size += chunk.length;
      if (size > maxFile) throw new Error('too large');
      chunks.push(chunk);
      complete ||= final;
    };
    file.start();
  });
  archive.register(UnzipInflate);
  archive.register(UnzipPassThrough);
  try {
    for (let at = 0; at < bytes.length && !complete; at += step) archive.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  } catch {
    return null;
  }
  return complete ? joined(chunks, size) : null;
}

function joined(chunks: readonly Bytes[], size: number): Bytes {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function fromBase64(text: string): string | null {
  const bytes = bytesOfBase64(text);
  return bytes === null ? null : readText(bytes);
}
