/** Every channel whose name matches a glob: PSUBSCRIBE. */
import { type Bytes, sameBytes } from '../../../../shared/bytes.ts';
import { literalPrefix } from '../../../../shared/glob.ts';
import type { SourceKindOf } from './source.ts';
import { subscribeAnywhere } from './subscribed.ts';

export const patternSource: SourceKindOf = {
  kind: 'pattern',
  form: 'payload',
  open: (place) => subscribeAnywhere(place, 'PSUBSCRIBE'),
  reaches: patternReaches,
};

function patternReaches(name: Bytes, prefix: Bytes): boolean {
  const literal = literalPrefix(name);
  const shared = Math.min(literal.length, prefix.length);
  return sameBytes(literal.subarray(0, shared), prefix.subarray(0, shared)) && (literal.length >= prefix.length || literal.length < name.length);
}
