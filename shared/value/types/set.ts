/** Set: members through SSCAN. */
import { asBytes, asCount } from '../../reply.ts';
import type { TableType } from '../type.ts';
import { scanWindow } from '../window.ts';

export const set: TableType = {
  name: 'set',
  columns: ['member'],
  length: async (send, key) => asCount(await send('SCARD', key)),
  read: (send, key, from, count) => scanWindow(send, 'SSCAN', key, from, count, (items) => items.map((member) => [asBytes(member)])),
};
