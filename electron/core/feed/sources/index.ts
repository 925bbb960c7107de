/** Every kind of source there is. */
import type { SourceKind } from '../../../../shared/feed/feed.ts';
import { channelSource } from './channel.ts';
import { patternSource } from './pattern.ts';
import type { Source } from './source.ts';

export const sources: Readonly<Record<SourceKind, Source>> = { channel: channelSource, pattern: patternSource };
