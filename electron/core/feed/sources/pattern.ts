/** Every channel whose name matches a glob: PSUBSCRIBE. */
import { sameBytes } from '../../../../shared/bytes.ts';
import { globMatches, literalPrefix } from '../../../../shared/feed/glob.ts';
import type { Source } from './source.ts';

export const patternSource: Source = {
  kind: 'pattern',
  subscribe: 'PSUBSCRIBE',
  unsubscribe: 'PUNSUBSCRIBE',
  subscribedAs: (_channel, pattern) => pattern,
  matches: globMatches,
  reaches(name, prefix) {
    const literal = literalPrefix(name);
    const shared = Math.min(literal.length, prefix.length);
    return sameBytes(literal.subarray(0, shared), prefix.subarray(0, shared)) && (literal.length >= prefix.length || literal.length < name.length);
  },
};
