/** Bytes put together piece by piece. */
import type { Bytes } from '../bytes.ts';

export interface Writer {
  readonly length: number;
  u8(value: number): void;
  raw(bytes: Bytes): void;
  /** A fixed number of bytes, filled through a view. */
  view(size: number, fill: (view: DataView) => void): void;
  done(): Bytes;
}

export function newWriter(): Writer {
  let bytes = new Uint8Array(256);
  let length = 0;
  const room = (size: number): number => {
    const at = length;
    length += size;
    if (length > bytes.length) {
      const larger = new Uint8Array(Math.max(length, bytes.length * 2));
      larger.set(bytes.subarray(0, at));
      bytes = larger;
    }
    return at;
  };
  return {
    get length() {
      return length;
    },
    u8(value) {
      const at = room(1);
      bytes[at] = value;
    },
    raw(part) {
      const at = room(part.length);
      bytes.set(part, at);
    },
    view(size, fill) {
      const at = room(size);
      fill(new DataView(bytes.buffer, at, size));
    },
    done: () => bytes.slice(0, length),
  };
}
