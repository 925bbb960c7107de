/** A key as the redis-cli command that reads it. */
import type { Bytes } from '../../shared/bytes.ts';
import { quoteWhereNeeded } from '../../shared/escape.ts';

/** Whole for small keys; streams and unknown types begin at their start. */
export function readCommand(name: Bytes, type: string | null): string {
  const key = quoteWhereNeeded(name);
  switch (type) {
    case 'string':
      return `GET ${key}`;
    case 'hash':
      return `HGETALL ${key}`;
    case 'list':
      return `LRANGE ${key} 0 -1`;
    case 'set':
      return `SMEMBERS ${key}`;
    case 'zset':
      return `ZRANGE ${key} 0 -1 WITHSCORES`;
    case 'stream':
      return `XRANGE ${key} - + COUNT 100`;
    case 'ReJSON-RL':
      return `JSON.GET ${key}`;
    default:
      return `TYPE ${key}`;
  }
}
