/** Edits: applied to the former sequence they give the latter, and there are no more of them than needed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editsOf, type Run } from '../../shared/edits.ts';

const equal = (one: unknown, other: unknown): boolean => one === other;

function applied<T>(before: readonly T[], after: readonly T[], runs: readonly Run[]): readonly T[] {
  return runs.flatMap(({ kind, from, to, at, end }) => (kind === 'same' ? before.slice(from, to) : kind === 'added' ? after.slice(at, end) : []));
}

const changes = (runs: readonly Run[]): number => runs.reduce((sum, { kind, from, to, at, end }) => sum + (kind === 'same' ? 0 : to - from + end - at), 0);

/** The textbook's table: as many edits as are needed at least. */
function least(before: readonly number[], after: readonly number[]): number {
  let row = Array.from({ length: after.length + 1 }, (_, column) => column);
  for (const [index, one] of before.entries()) {
    const next = [index + 1];
    for (const [column, other] of after.entries())
      next.push(one === other ? (row[column] as number) : 1 + Math.min(row[column + 1] as number, next[column] as number));
    row = next;
  }
  return row[after.length] as number;
}

test('what was, edited, is what is, by as few edits as there can be', () => {
  const words = fc.array(fc.nat(3), { maxLength: 24 });
  fc.assert(
    fc.property(words, words, (before, after) => {
      const runs = editsOf(before, after, equal);
      expect(applied(before, after, runs)).toEqual(after);
      expect(runs.flatMap(({ kind, from, to }) => (kind === 'added' ? [] : before.slice(from, to)))).toEqual(before);
      expect(changes(runs)).toBe(least(before, after));
      for (const [index, run] of runs.entries()) expect(run.kind).not.toBe(runs[index + 1]?.kind);
    }),
    { numRuns: 2000 },
  );
});

test('positions join without a hole', () => {
  const runs = editsOf('abcdef'.split(''), 'axcdyf'.split(''), equal);
  let [from, at] = [0, 0];
  for (const run of runs) {
    expect([run.from, run.at]).toEqual([from, at]);
    [from, at] = [run.to, run.end];
  }
  expect([from, at]).toEqual([6, 6]);
});

test('what has nothing in common is one block, whatever its size', () => {
  const before = Array.from({ length: 50_000 }, (_, index) => index);
  const after = before.map((one) => -1 - one);
  expect(editsOf(before, after, equal)).toEqual([
    { kind: 'removed', from: 0, to: 50_000, at: 0, end: 0 },
    { kind: 'added', from: 50_000, to: 50_000, at: 0, end: 50_000 },
  ]);
});
