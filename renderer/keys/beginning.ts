/** The beginning of a value, for a look in passing: the first bytes, or the first elements, in one small window. */
import type { Bytes } from '../../shared/bytes.ts';
import type { KeyDetails } from '../../shared/keys/keys.ts';
import { wholeLook } from '../../shared/value/edit.ts';
import type { Column } from '../../shared/value/value.ts';
import type { TabContext } from '../tab/slice.ts';

export type Beginning =
  | { readonly kind: 'bytes'; readonly bytes: Bytes; readonly length: number }
  | { readonly kind: 'rows'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Bytes[])[]; readonly length: number }
  /** A few of its elements would be much to read. */
  | { readonly kind: 'big' }
  /** Gone meanwhile, or of a type there is no view for. */
  | { readonly kind: 'none' };

const fewBytes = 512;
const fewRows = 5;
/** An element of this size on average is not read in passing. */
const bigElement = 64 * 1024;

export async function readBeginning(
  tab: TabContext,
  key: Bytes,
  { type, length, memory }: Extract<KeyDetails, { kind: 'known' }>,
  signal: AbortSignal,
): Promise<Beginning> {
  const session = tab.session();
  if (type === 'string') return { kind: 'bytes', ...(await tab.client.call('value.bytes', { session, key, from: 0, length: fewBytes }, { signal })) };
  if (memory !== null && memory / Math.max(1, length ?? 1) > bigElement) return { kind: 'big' };
  const read = await tab.client.call('value.read', { session, key, look: wholeLook, from: '', count: fewRows }, { signal });
  if (read.kind !== 'table') return { kind: 'none' };
  return { kind: 'rows', columns: read.columns, rows: read.rows.slice(0, fewRows), length: read.length };
}
