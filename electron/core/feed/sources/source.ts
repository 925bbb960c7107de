/** What one kind of source is: how it is subscribed, and which deliveries are its own. */
import type { Bytes } from '../../../../shared/bytes.ts';
import type { SourceKind } from '../../../../shared/feed/feed.ts';

export interface Source {
  readonly kind: SourceKind;
  readonly subscribe: string;
  readonly unsubscribe: string;
  /** The name under which this delivery was subscribed, or null where it is another kind's. */
  subscribedAs(channel: Bytes, pattern: Bytes | null): Bytes | null;
  /** Whether a message on this channel can come from a source of this name. */
  matches(name: Bytes, channel: Bytes): boolean;
  /** Whether a source of this name can hear channels that begin so. */
  reaches(name: Bytes, prefix: Bytes): boolean;
}
