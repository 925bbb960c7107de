/** Keys as the list shows them. */
import type { Bytes } from '../bytes.ts';

export const coreTypes = ['string', 'hash', 'list', 'set', 'zset', 'stream'] as const;
export interface KeyPage {
  readonly names: readonly Bytes[];
  /** Keys that SCAN has gone over so far, matching or not, is not told by Redis: this counts what it returned. */
  readonly found: number;
  /** DBSIZE at the start of this page, null where it is refused. */
  readonly total: number | null;
  readonly complete: boolean;
}

export type KeyMeta =
  | { readonly kind: 'known'; readonly type: string /** Milliseconds left, null for none. */; readonly ttl: number | null }
  | { readonly kind: 'gone' }
  | { readonly kind: 'denied' }
  /** Its node of the cluster cannot be asked now. */
  | { readonly kind: 'lost' };
