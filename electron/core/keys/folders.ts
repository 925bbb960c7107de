/** The folders of a tree in columns: a million of them are a few arrays, not a million objects. */
import { grown } from './keyIndex.ts';

export interface Folders {
  readonly length: number;
  parents: Uint32Array;
  /** An id whose name begins with the folder's path. */
  samples: Uint32Array;
  /** Where the path ends in that name. */
  ends: Uint32Array;
  /** Keys in it that count. */
  counts: Uint32Array;
  /** The first of the chain of keys of a folder that was not divided. */
  heads: Uint32Array;
  /** 1 + the number of its split; 0 where it was not divided. */
  splits: Uint32Array;
  depths: Uint8Array;
  states: Uint8Array;
  readonly bytes: number;
  add(parent: number, sample: number, end: number, depth: number, state: number): number;
}

export const none = 0xffff_ffff;

export function createFolders(): Folders {
  let length = 0;
  const size = 64;
  const self: Folders = {
    get length() {
      return length;
    },
    parents: new Uint32Array(size),
    samples: new Uint32Array(size),
    ends: new Uint32Array(size),
    counts: new Uint32Array(size),
    heads: new Uint32Array(size),
    splits: new Uint32Array(size),
    depths: new Uint8Array(size),
    states: new Uint8Array(size),
    get bytes() {
      return 6 * self.parents.byteLength + 2 * self.depths.byteLength;
    },
    add(parent, sample, end, depth, state) {
      if (length === self.parents.length) {
        for (const column of ['parents', 'samples', 'ends', 'counts', 'heads', 'splits'] as const) self[column] = grown(self[column], length * 2);
        self.depths = grown(self.depths, length * 2);
        self.states = grown(self.states, length * 2);
      }
      const node = length++;
      self.parents[node] = parent;
      self.samples[node] = sample;
      self.ends[node] = end;
      self.heads[node] = none;
      self.depths[node] = depth;
      self.states[node] = state;
      return node;
    },
  };
  return self;
}
