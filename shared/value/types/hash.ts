/** Hash: fields and values through HSCAN, with the fields' own times to live where the server has them (Redis 7.4, Valkey 9). */
import { type Bytes, sameBytes, utf8 } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { asBytes, asCount, asList, asText, type Send } from '../../reply.ts';
import type { Edit, Row } from '../edit.ts';
import { differenceOf } from '../exchange.ts';
import { inPairs } from '../pairs.ts';
import type { Check, Plan, Words } from '../plan.ts';
import { type Abilities, cell, type TableType } from '../type.ts';
import { scanWindow } from '../window.ts';

const none = utf8('');
const zero = utf8('0');
const fieldTtls = (can: Abilities): boolean => can.has('HPEXPIRETIME');

export const hash: TableType = {
  name: 'hash',
  edits: ['add', 'replace', 'remove'],
  columns: (can) => (fieldTtls(can) ? ['field', 'value', 'expires'] : ['field', 'value']),
  paging: () => 'cursor',
  length: async (send, key) => asCount(await send('HLEN', key)),
  async read(send, key, look, from, count, can) {
    const window = await scanWindow(send, 'HSCAN', key, look, from, count, (items) => inPairs(items).map(([field, value]) => [asBytes(field), asBytes(value)]));
    return fieldTtls(can) ? { ...window, rows: await withTimes(send, key, window.rows) } : window;
  },
  async element(send, key, row, can) {
    const value = await send('HGET', key, cell(row, 0));
    if (value === null) return null;
    const rows = [[cell(row, 0), asBytes(value)]];
    return (fieldTtls(can) ? await withTimes(send, key, rows) : rows)[0] ?? null;
  },
  plan(key, edit, { can }) {
    return { type: 'hash', ...parts(key, edit, can) };
  },
  exchange(key, exchange, can) {
    const { gone, made, changed } = differenceOf(exchange, 0);
    const put = [...changed, ...made];
    return {
      type: 'hash',
      checks: [
        ...(exchange.whole ? [{ ask: ['HLEN', key], is: utf8(String(exchange.from.length)), else: 'changed' } as const] : []),
        ...exchange.from.flatMap((row) => asLoaded(key, row, can)),
        ...made.map((row): Check => ({ ask: ['HEXISTS', key, cell(row, 0)], is: zero, else: 'exists' })),
      ],
      writes: [
        ...(put.length === 0 ? [] : [['HSET', key, ...put.flatMap((row) => [cell(row, 0), cell(row, 1)])] as const]),
        ...put.flatMap((row) => timeOf(key, row, can)),
        ...(gone.length === 0 ? [] : [['HDEL', key, ...gone.map((row) => cell(row, 0))] as const]),
      ],
    };
  },
};

/** The time in a row is the one at which the field expires, in the server's milliseconds; empty for no limit. */
async function withTimes(send: Send, key: Bytes, rows: readonly Row[]): Promise<readonly Row[]> {
  if (rows.length === 0) return rows;
  const times = asList(await send('HPEXPIRETIME', key, 'FIELDS', rows.length, ...rows.map((row) => cell(row, 0))));
  return rows.map((row, at) => {
    const time = asText(times[at]);
    return [...row, time.startsWith('-') ? none : utf8(time)];
  });
}

function parts(key: Bytes, edit: Edit, can: Abilities): Omit<Plan, 'type'> {
  switch (edit.kind) {
    case 'add':
      return {
        checks: edit.rows.map((row) => ({ ask: ['HEXISTS', key, cell(row, 0)], is: zero, else: 'exists' })),
        writes: [['HSET', key, ...edit.rows.flatMap((row) => [cell(row, 0), cell(row, 1)])], ...edit.rows.flatMap((row) => timeOf(key, row, can))],
      };
    case 'replace': {
      const renamed = !sameBytes(cell(edit.row, 0), cell(edit.with, 0));
      return {
        checks: [...asLoaded(key, edit.row, can), ...(renamed ? [{ ask: ['HEXISTS', key, cell(edit.with, 0)], is: zero, else: 'exists' } as const] : [])],
        // HSET takes the field's time away: it is given again.
        writes: [
          ['HSET', key, cell(edit.with, 0), cell(edit.with, 1)],
          ...timeOf(key, edit.with, can),
          ...(renamed ? [['HDEL', key, cell(edit.row, 0)] as const] : []),
        ],
      };
    }
    case 'remove':
      return { checks: edit.rows.flatMap((row) => asLoaded(key, row, can)), writes: [['HDEL', key, ...edit.rows.map((row) => cell(row, 0))]] };
  }
}

function asLoaded(key: Bytes, row: Row, can: Abilities): readonly Check[] {
  const value: Check = { ask: ['HGET', key, cell(row, 0)], is: cell(row, 1), else: 'changed' };
  if (!fieldTtls(can)) return [value];
  const time = cell(row, 2);
  return [value, { ask: ['HPEXPIRETIME', key, 'FIELDS', 1, cell(row, 0)], is: time.length === 0 ? utf8('-1') : time, else: 'changed' }];
}

/** `+5000` is from now on, digits alone are the server's time. */
function timeOf(key: Bytes, row: Row, can: Abilities): readonly Words[] {
  const time = row[2] === undefined ? '' : asText(row[2]);
  if (time === '') return [];
  if (!fieldTtls(can) || !/^\+?[1-9]\d{0,15}$/.test(time)) fail({ code: 'input', path: 'expires', message: 'not a time that a field can have' });
  return [[time.startsWith('+') ? 'HPEXPIRE' : 'HPEXPIREAT', key, time.replace('+', ''), 'FIELDS', 1, cell(row, 0)]];
}
