/** Reads what client-side tracking tells on a RESP3 connection of its own: names of keys that changed. */
import { FrameError } from '../connections/framer.ts';

export interface Invalidations {
  keys(names: readonly Uint8Array[]): void;
  /** The server forgot which: all of them. */
  everything(): void;
  /** A command was answered. */
  answer(): void;
  error(line: string): void;
}

const CR = 13;
const maxRest = 256 * 1024 * 1024;

export function createPushReader(told: Invalidations): { read(chunk: Uint8Array): void } {
  let rest: Uint8Array = new Uint8Array();
  /** The message that is not whole yet is looked at again when so much of it is there: not for each chunk anew. */
  let wanted = 0;

  /** Position after the message at `from`; -1 where it is not whole. */
  function message(bytes: Uint8Array, from: number): number {
    const type = bytes[from] as number;
    const head = lineAt(bytes, from);
    if (head === null) return -1;
    if (type === 0x2d) {
      told.error(head.text);
      return head.next;
    }
    if (type === 0x2b) {
      told.answer();
      return head.next;
    }
    if (type !== 0x3e || head.text !== '2') throw new FrameError('malformed', 'no push of tracking');
    const name = blobAt(bytes, head.next);
    if (name === null) return -1;
    if (String.fromCharCode(...name.bytes) !== 'invalidate') throw new FrameError('malformed', 'no push of tracking');
    const list = lineAt(bytes, name.next);
    if (list === null) return -1;
    const kind = bytes[name.next];
    if (kind === 0x5f || list.text === '-1') {
      told.everything();
      return list.next;
    }
    if (kind !== 0x2a) throw new FrameError('malformed', 'no list of names');
    const names: Uint8Array[] = [];
    let at = list.next;
    for (let left = lengthOf(list.text); left > 0; left--) {
      const one = blobAt(bytes, at);
      if (one === null) return -1;
      names.push(one.bytes.slice());
      at = one.next;
    }
    told.keys(names);
    return at;
  }

  function lineAt(bytes: Uint8Array, from: number): { readonly text: string; readonly next: number } | null {
    const cr = bytes.indexOf(CR, from);
    if (cr < 0 || cr + 1 >= bytes.length) {
      if (bytes.length - from > 8192 && cr < 0) throw new FrameError('malformed', 'a line without an end');
      return null;
    }
    return { text: String.fromCharCode(...bytes.subarray(from + 1, Math.min(cr, from + 1000))), next: cr + 2 };
  }

  function blobAt(bytes: Uint8Array, from: number): { readonly bytes: Uint8Array; readonly next: number } | null {
    if (from >= bytes.length) return null;
    if (bytes[from] !== 0x24) throw new FrameError('malformed', 'no string');
    const head = lineAt(bytes, from);
    if (head === null) return null;
    const length = lengthOf(head.text);
    if (head.next + length + 2 > bytes.length) {
      wanted = Math.max(wanted, head.next + length + 2);
      return null;
    }
    return { bytes: bytes.subarray(head.next, head.next + length), next: head.next + length + 2 };
  }

  function lengthOf(text: string): number {
    if (!/^\d{1,9}$/.test(text) || Number(text) > maxRest) throw new FrameError('malformed', 'a length that is none');
    return Number(text);
  }

  return {
    read(chunk) {
      if (rest.length + chunk.length > maxRest) throw new FrameError('too-large', 'a message without an end');
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (bytes.length < wanted) {
        rest = bytes === chunk ? chunk.slice() : bytes;
        return;
      }
      let at = 0;
      while (at < bytes.length) {
        wanted = 0;
        const next = message(bytes, at);
        if (next < 0) break;
        at = next;
      }
      wanted -= Math.min(wanted, at);
      rest = bytes.slice(at);
    },
  };
}
