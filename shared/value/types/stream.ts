/** Stream: entries by id through XRANGE; an entry is shown as its fields and values in redis-cli quoting. */
import { utf8 } from '../../bytes.ts';
import { quoteWhereNeeded } from '../../escape.ts';
import { asBytes, asCount, asList, asText } from '../../reply.ts';
import type { TableType } from '../type.ts';

export const stream: TableType = {
  name: 'stream',
  columns: ['id', 'entry'],
  length: async (send, key) => asCount(await send('XLEN', key)),
  async read(send, key, from, count) {
    const entries = asList(await send('XRANGE', key, from === '' ? '-' : from, '+', 'COUNT', count)).map((entry) => {
      const [id, fields] = asList(entry);
      return { id: asText(id), words: asList(fields).map((word) => quoteWhereNeeded(asBytes(word))) };
    });
    const last = entries.at(-1);
    return {
      rows: entries.map(({ id, words }) => [utf8(id), utf8(words.join(' '))]),
      next: last === undefined || entries.length < count ? null : after(last.id),
    };
  },
};

/** The smallest id above this one: the exclusive form `(id` needs Redis 6.2, this does not. */
function after(id: string): string {
  const [ms = '0', seq = '0'] = id.split('-');
  const top = 2n ** 64n - 1n;
  return BigInt(seq) === top ? `${BigInt(ms) + 1n}-0` : `${ms}-${BigInt(seq) + 1n}`;
}
