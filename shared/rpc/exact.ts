/** Frames for structured clone: no bytes that are a view on more memory than their own, since the whole of it would be copied. */
import { exactBytes } from '../bytes.ts';

/** The frame itself where every view in it is exact already, which is the rule. */
export function exactFrame<T>(frame: T): T {
  return exact(frame) as T;
}

function exact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return value.byteLength === value.buffer.byteLength ? value : exactBytes(value);
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null;
    for (const [at, item] of value.entries()) {
      const kept = exact(item);
      if (kept !== item) (copy ??= [...(value as unknown[])])[at] = kept;
    }
    return copy ?? value;
  }
  let copy: Record<string, unknown> | null = null;
  for (const [key, item] of Object.entries(value)) {
    const kept = exact(item);
    if (kept !== item) (copy ??= { ...value })[key] = kept;
  }
  return copy ?? value;
}
