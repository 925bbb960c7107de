/** What is said of a vector: its digits and its statistics. */
import type { Numbers } from '../../../shared/decoders/decoder.ts';
import { float32Text } from '../../../shared/decoders/msgpack.ts';

/** A single float with no more digits than it has. */
export function floatDigits(numbers: Numbers, value: number | bigint): string {
  return numbers instanceof Float32Array && typeof value === 'number' ? float32Text(value) : String(value);
}

export interface Statistics {
  readonly least: string;
  readonly most: string;
  readonly mean: string;
  /** The Euclidean length: 1 where a vector is normalised. */
  readonly norm: string;
}

export function statistics(numbers: Numbers): Statistics | null {
  if (numbers.length === 0) return null;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  for (const one of numbers) {
    const value = Number(one);
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
    squares += value * value;
  }
  const short = (value: number): string => String(Number(value.toPrecision(6)));
  return { least: short(least), most: short(most), mean: short(sum / numbers.length), norm: short(Math.sqrt(squares)) };
}
