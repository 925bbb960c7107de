/** List: elements by index through LRANGE. */
import { utf8 } from '../../bytes.ts';
import { asBytes, asCount, asList } from '../../reply.ts';
import type { TableType } from '../type.ts';
import { rankWindow } from '../window.ts';

export const list: TableType = {
  name: 'list',
  columns: ['index', 'value'],
  length: async (send, key) => asCount(await send('LLEN', key)),
  read: (send, key, from, count) =>
    rankWindow(from, count, async (first, last) => {
      const items = asList(await send('LRANGE', key, first, last));
      return items.map((item, at) => [utf8(String(first + at)), asBytes(item)]);
    }),
};
