/** Every kind of source there is. */
import type { SourceKind } from '../../../../shared/feed/feed.ts';
import { channelSource } from './channel.ts';
import { keyeventSource, keyspaceSource } from './keyspace.ts';
import { monitorSource } from './monitor.ts';
import { patternSource } from './pattern.ts';
import { shardSource } from './shard.ts';
import type { SourceKindOf } from './source.ts';
import { streamSource } from './stream.ts';

export const sources: Readonly<Record<SourceKind, SourceKindOf>> = {
  channel: channelSource,
  pattern: patternSource,
  shard: shardSource,
  keyspace: keyspaceSource,
  keyevent: keyeventSource,
  stream: streamSource,
  monitor: monitorSource,
};
