/** What turns one sequence into another: the shortest edits where they can be found cheaply, the changed middle as one block where not. */

export interface Run {
  readonly kind: 'same' | 'removed' | 'added';
  /** Positions in the former sequence; an added run stands before `from`. */
  readonly from: number;
  readonly to: number;
  /** Positions in the latter; a removed run stands before `at`. */
  readonly at: number;
  readonly end: number;
}

/** More differences than this are not looked through: time and memory grow with their square. */
const maxDifferences = 1000;

/** `same` is asked many times: compare what was prepared, not what has to be made. */
export function editsOf<T>(before: readonly T[], after: readonly T[], same: (one: T, other: T) => boolean): readonly Run[] {
  let head = 0;
  while (head < before.length && head < after.length && same(before[head] as T, after[head] as T)) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && same(before[before.length - 1 - tail] as T, after[after.length - 1 - tail] as T)) tail++;
  const runs = new RunList();
  runs.same(0, 0, head);
  middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail), same, head, runs);
  runs.same(before.length - tail, after.length - tail, tail);
  return runs.list;
}

/** Neighbouring runs of one kind become one. */
class RunList {
  readonly list: Run[] = [];
  #add(kind: Run['kind'], from: number, to: number, at: number, end: number): void {
    if (from === to && at === end) return;
    const last = this.list.at(-1);
    if (last?.kind === kind) this.list[this.list.length - 1] = { ...last, to, end };
    else this.list.push({ kind, from, to, at, end });
  }
  same(from: number, at: number, count: number): void {
    this.#add('same', from, from + count, at, at + count);
  }
  removed(from: number, count: number, at: number): void {
    this.#add('removed', from, from + count, at, at);
  }
  added(from: number, at: number, count: number): void {
    this.#add('added', from, from, at, at + count);
  }
}

/** Myers' greedy search: `furthest[k]` is how far along `before` the diagonal k was reached, remembered for each number of edits. */
function middle<T>(before: readonly T[], after: readonly T[], same: (one: T, other: T) => boolean, offset: number, runs: RunList): void {
  const [rows, columns] = [before.length, after.length];
  const most = Math.min(rows + columns, maxDifferences);
  const base = most + 1;
  const furthest = new Int32Array(2 * base + 1);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    trace.push(furthest.slice(base - edits - 1, base + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && at(furthest, base + k - 1) < at(furthest, base + k + 1));
      let row = down ? at(furthest, base + k + 1) : at(furthest, base + k - 1) + 1;
      let column = row - k;
      while (row < rows && column < columns && same(before[row] as T, after[column] as T)) {
        row++;
        column++;
      }
      furthest[base + k] = row;
      if (row >= rows && column >= columns) return walk(trace, rows, columns, offset, runs);
    }
  }
  runs.removed(offset, rows, offset);
  runs.added(offset + rows, offset, columns);
}

/** Back from the end to the start, then told forwards. */
function walk(trace: readonly Int32Array[], rows: number, columns: number, offset: number, runs: RunList): void {
  const steps: (() => void)[] = [];
  let [row, column] = [rows, columns];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const furthest = trace[edits] as Int32Array;
    const reach = (k: number): number => at(furthest, k + edits + 1);
    const k = row - column;
    const down = k === -edits || (k !== edits && reach(k - 1) < reach(k + 1));
    const fromRow = edits === 0 ? 0 : reach(down ? k + 1 : k - 1);
    const fromColumn = edits === 0 ? 0 : fromRow - (down ? k + 1 : k - 1);
    const [startRow, startColumn] = edits === 0 ? [0, 0] : down ? [fromRow, fromColumn + 1] : [fromRow + 1, fromColumn];
    const count = row - startRow;
    steps.push(() => runs.same(offset + startRow, offset + startColumn, count));
    if (edits > 0) steps.push(down ? () => runs.added(offset + fromRow, offset + fromColumn, 1) : () => runs.removed(offset + fromRow, 1, offset + fromColumn));
    [row, column] = [fromRow, fromColumn];
  }
  for (const step of steps.reverse()) step();
}

function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? 0;
}
