/** A value that is followed: read again at a chosen pace, with the versions that were seen, newest last, within a budget. */
import { type Bytes, sameBytes } from '../../shared/bytes.ts';
import type { ValueRead } from '../../shared/value/value.ts';

export const paces = [500, 1000, 5000, 30_000] as const;
export type Pace = (typeof paces)[number];

export interface Version {
  /** Milliseconds since 1970, by the clock here. */
  readonly at: number;
  /** Null where the key was not there. */
  readonly bytes: Bytes | null;
}

export interface Watching {
  readonly pace: Pace;
  readonly versions: readonly Version[];
  /** Versions that were dropped to stay within the budget. */
  readonly dropped: number;
}

const maxVersions = 200;
const maxBytes = 16 * 1024 * 1024;

/** With what was read now, where it is another than the last one. */
export function seen(watching: Watching, value: ValueRead, at: number): Watching {
  const bytes = value.kind === 'string' ? value.bytes : null;
  if (bytes === null && value.kind !== 'absent') return watching;
  const last = watching.versions.at(-1);
  if (last !== undefined && (bytes === null || last.bytes === null ? bytes === last.bytes : sameBytes(bytes, last.bytes))) return watching;
  const versions = [...watching.versions, { at, bytes }];
  let size = versions.reduce((sum, one) => sum + (one.bytes?.length ?? 0), 0);
  let first = 0;
  while (versions.length - first > 1 && (versions.length - first > maxVersions || size > maxBytes)) size -= versions[first++]?.bytes?.length ?? 0;
  return { ...watching, versions: versions.slice(first), dropped: watching.dropped + first };
}
