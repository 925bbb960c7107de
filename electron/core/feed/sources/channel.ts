/** One channel by its exact name: SUBSCRIBE. */
import { sameBytes } from '../../../../shared/bytes.ts';
import type { SourceKindOf } from './source.ts';
import { subscribeAnywhere } from './subscribed.ts';

export const channelSource: SourceKindOf = {
  kind: 'channel',
  form: 'payload',
  open: (place) => subscribeAnywhere(place, 'SUBSCRIBE'),
  reaches: (name, prefix) => name.length >= prefix.length && sameBytes(name.subarray(0, prefix.length), prefix),
};
