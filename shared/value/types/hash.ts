/** Hash: fields and values through HSCAN. */
import { asBytes, asCount } from '../../reply.ts';
import type { TableType } from '../type.ts';
import { inPairs, scanWindow } from '../window.ts';

export const hash: TableType = {
  name: 'hash',
  columns: ['field', 'value'],
  length: async (send, key) => asCount(await send('HLEN', key)),
  read: (send, key, from, count) =>
    scanWindow(send, 'HSCAN', key, from, count, (items) => inPairs(items).map(([field, value]) => [asBytes(field), asBytes(value)])),
};
