/** One measured number beside the limit it is held to. */

export interface Measure {
  readonly name: string;
  readonly unit: 'us' | 'ms' | 's' | 'KB' | 'MB' | 'x' | '%' | 'of them';
  /** Null where it could not be measured here; `note` says why. */
  readonly value: number | null;
  readonly limit: number;
  /** What the number is made of, in a few words. */
  readonly note: string;
}

export type Bench = () => AsyncIterable<Measure>;

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** `ok`, `over` or `skipped`, the number, its limit: one line, in columns. */
export function lineOf({ name, unit, value, limit, note }: Measure): string {
  const number = (one: number): string => `${one.toFixed(one < 10 ? 3 : 1)} ${unit}`;
  const verdict = value === null ? 'skipped' : isOver({ value, limit }) ? 'over' : 'ok';
  return `${verdict.padEnd(8)}${name.padEnd(44)}${(value === null ? '-' : number(value)).padStart(12)}   limit ${number(limit).padStart(12)}   ${note}`;
}

export function isOver({ value, limit }: Pick<Measure, 'value' | 'limit'>): boolean {
  return value !== null && !(value <= limit);
}
