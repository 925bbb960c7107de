/** Which dialog of the key pane is open, and about which keys. */
import type { Bytes } from '../../shared/bytes.ts';

export type Asking =
  /** `prefix`: the folder it is to be made in. */
  | { readonly kind: 'new'; readonly prefix: Bytes | null }
  | { readonly kind: 'rename' | 'duplicate' | 'move' | 'expire'; readonly key: Bytes }
  | { readonly kind: 'goTo' }
  | { readonly kind: 'live' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'limits'; readonly of: 'ttl' | 'size' | 'delimiters' };
