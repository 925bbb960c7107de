/** Every command a tab has sent, newest last: what was asked, how long it took, how it ended. */
import type { Bytes } from '../bytes.ts';

export interface ActivityEntry {
  readonly seq: number;
  readonly at: number;
  /** Command and arguments, long arguments cut; secrets are left out before this is made. */
  readonly words: readonly Bytes[];
  readonly cut: boolean;
  readonly ms: number;
  readonly outcome: 'applied' | 'rejected' | 'unknown';
  /** The error's prefix or the fault's code; empty where it went well. */
  readonly why: string;
}
