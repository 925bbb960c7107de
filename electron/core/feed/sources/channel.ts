/** One channel by its exact name: SUBSCRIBE. */
import { sameBytes } from '../../../../shared/bytes.ts';
import type { Source } from './source.ts';

export const channelSource: Source = {
  kind: 'channel',
  subscribe: 'SUBSCRIBE',
  unsubscribe: 'UNSUBSCRIBE',
  subscribedAs: (channel, pattern) => (pattern === null ? channel : null),
  matches: sameBytes,
  reaches: (name, prefix) => name.length >= prefix.length && sameBytes(name.subarray(0, prefix.length), prefix),
};
