/** Set: members through SSCAN. */
import { sameBytes, utf8 } from '../../bytes.ts';
import { asBytes, asCount } from '../../reply.ts';
import type { Row } from '../edit.ts';
import { differenceOf } from '../exchange.ts';
import type { Check } from '../plan.ts';
import { cell, type TableType } from '../type.ts';
import { scanWindow } from '../window.ts';

const [yes, no] = [utf8('1'), utf8('0')];

export const set: TableType = {
  name: 'set',
  edits: ['add', 'replace', 'remove'],
  columns: () => ['member'],
  paging: () => 'cursor',
  length: async (send, key) => asCount(await send('SCARD', key)),
  read: (send, key, look, from, count) => scanWindow(send, 'SSCAN', key, look, from, count, (items) => items.map((member) => [asBytes(member)])),
  element: async (send, key, row) => (asCount(await send('SISMEMBER', key, cell(row, 0))) === 1 ? row : null),
  exchange(key, exchange) {
    const { gone, made } = differenceOf(exchange, 0);
    const asked = (rows: readonly Row[], is: typeof yes, otherwise: Check['else']): readonly Check[] =>
      rows.map((row) => ({ ask: ['SISMEMBER', key, cell(row, 0)], is, else: otherwise }));
    const members = (command: 'SADD' | 'SREM', rows: readonly Row[]) =>
      rows.length === 0 ? [] : [[command, key, ...rows.map((row) => cell(row, 0))] as const];
    return {
      type: 'set',
      checks: [
        ...(exchange.whole ? [{ ask: ['SCARD', key], is: utf8(String(exchange.from.length)), else: 'changed' } as const] : []),
        ...asked(exchange.from, yes, 'changed'),
        ...asked(made, no, 'exists'),
      ],
      writes: [...members('SADD', made), ...members('SREM', gone)],
    };
  },
  plan(key, edit) {
    const there = (row: Row): Check => ({ ask: ['SISMEMBER', key, cell(row, 0)], is: yes, else: 'changed' });
    const absent = (row: Row): Check => ({ ask: ['SISMEMBER', key, cell(row, 0)], is: no, else: 'exists' });
    const members = (rows: readonly Row[]) => rows.map((row) => cell(row, 0));
    switch (edit.kind) {
      case 'add':
        return { type: 'set', checks: edit.rows.map(absent), writes: [['SADD', key, ...members(edit.rows)]] };
      case 'replace':
        if (sameBytes(cell(edit.row, 0), cell(edit.with, 0))) return { type: 'set', checks: [there(edit.row)], writes: [] };
        return {
          type: 'set',
          checks: [there(edit.row), absent(edit.with)],
          writes: [
            ['SADD', key, cell(edit.with, 0)],
            ['SREM', key, cell(edit.row, 0)],
          ],
        };
      case 'remove':
        return { type: 'set', checks: edit.rows.map(there), writes: [['SREM', key, ...members(edit.rows)]] };
    }
  },
};
