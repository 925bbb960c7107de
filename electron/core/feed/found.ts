/** Which rows pass, as packed sequence numbers: new ones come at the end, older ones are found backwards, the oldest go first. */

export interface Found {
  readonly count: number;
  /** Minus a position's number: grows as the oldest go, shrinks as older ones are found, so position + base names one row for good. */
  readonly base: number;
  /** The row at this position, 0 is the oldest; undefined past the ends. */
  at(position: number): number | undefined;
  /** How many rows are older than this one. */
  positionOf(seq: number): number;
  addNewer(seq: number): void;
  addOlder(seq: number): void;
  /** Forgets the rows before this one. */
  trim(first: number): void;
}

export function openFound(): Found {
  /** Newest first, so that the oldest of all is at its end. */
  const older = openStack();
  const newer = openStack();
  let head = 0;
  let base = 0;

  const self: Found = {
    get count() {
      return older.length + newer.length - head;
    },
    get base() {
      return base;
    },
    at(position) {
      if (position < 0) return undefined;
      return position < older.length ? older.at(older.length - 1 - position) : newer.at(head + position - older.length);
    },
    positionOf(seq) {
      let low = 0;
      let high = self.count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((self.at(middle) ?? 0) < seq) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    addNewer: (seq) => newer.push(seq),
    addOlder(seq) {
      older.push(seq);
      base--;
    },
    trim(first) {
      const gone = self.positionOf(first);
      base += gone;
      const fromOlder = Math.min(gone, older.length);
      older.pop(fromOlder);
      head += gone - fromOlder;
      if (head > 1024 && head * 2 > newer.length) {
        newer.shift(head);
        head = 0;
      }
    },
  };
  return self;
}

interface Stack {
  readonly length: number;
  at(index: number): number | undefined;
  push(value: number): void;
  pop(count: number): void;
  shift(count: number): void;
}

function openStack(): Stack {
  let values = new Float64Array(256);
  let length = 0;
  return {
    get length() {
      return length;
    },
    at: (index) => (index < length ? values[index] : undefined),
    push(value) {
      if (length === values.length) {
        const wider = new Float64Array(length * 2);
        wider.set(values);
        values = wider;
      }
      values[length++] = value;
    },
    pop(count) {
      length -= count;
    },
    shift(count) {
      const rest = values.subarray(count, length);
      values = new Float64Array(Math.max(256, rest.length * 2));
      values.set(rest);
      length = rest.length;
    },
  };
}
