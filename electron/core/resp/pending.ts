/** What of a stream of chunks is not read yet, in one piece: a chunk as it is, or what was left of the last ones with the new one behind it. */

export interface Pending {
  /** The bytes to be read: valid until the next `take`. */
  readonly bytes: Buffer;
  readonly end: number;
  /** Puts a chunk behind what is left. */
  take(chunk: Uint8Array): void;
  /** Everything before `at` was read; what is left is not worth looking at before there are so many bytes of it. */
  keep(at: number, needed: number): void;
  /** Whether there is enough to be looked at. */
  readonly enough: boolean;
}

const nothing: Buffer = Buffer.alloc(0);

export function createPending(): Pending {
  let bytes = nothing;
  let end = 0;
  /** Memory of our own, which the rest of a chunk was copied into. */
  let own = nothing;
  let needed = 0;

  return {
    get bytes() {
      return bytes;
    },
    get end() {
      return end;
    },
    get enough() {
      return end >= needed;
    },
    take(chunk) {
      if (end === 0) {
        bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
        end = chunk.length;
        return;
      }
      const total = end + chunk.length;
      if (own.length < total) {
        const wider = Buffer.allocUnsafeSlow(Math.max(total, needed, own.length * 2));
        bytes.copy(wider, 0, 0, end);
        own = wider;
      }
      own.set(chunk, end);
      bytes = own;
      end = total;
    },
    keep(at, least) {
      const left = end - at;
      needed = least;
      if (left === 0) {
        bytes = nothing;
        end = 0;
        // One large message must not hold its memory for good.
        if (own.length > 1024 * 1024) own = nothing;
        return;
      }
      if (bytes === own) own.copyWithin(0, at, end);
      else {
        if (own.length < left) own = Buffer.allocUnsafeSlow(Math.max(left, 4096));
        bytes.copy(own, 0, at, end);
      }
      bytes = own;
      end = left;
    },
  };
}
