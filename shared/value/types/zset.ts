/** Sorted set: members by rank through ZRANGE; scores stay the text Redis wrote. */
import { utf8 } from '../../bytes.ts';
import { asBytes, asCount, asList, asText } from '../../reply.ts';
import type { TableType } from '../type.ts';
import { inPairs, rankWindow } from '../window.ts';

export const zset: TableType = {
  name: 'zset',
  columns: ['score', 'member'],
  length: async (send, key) => asCount(await send('ZCARD', key)),
  read: (send, key, from, count) =>
    rankWindow(from, count, async (first, last) => {
      const items = asList(await send('ZRANGE', key, first, last, 'WITHSCORES'));
      return inPairs(items).map(([member, score]) => [utf8(asText(score)), asBytes(member)]);
    }),
};
