/** Sorted set: members by rank through ZRANGE, in either direction; scores stay the text Redis wrote. */
import { type Bytes, sameBytes, utf8 } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { asBytes, asCount, asList, asText, type Send } from '../../reply.ts';
import type { Look, Row } from '../edit.ts';
import { differenceOf } from '../exchange.ts';
import { inPairs } from '../pairs.ts';
import type { Check, Words } from '../plan.ts';
import { cell, type TableType } from '../type.ts';
import { rankWindow, scanWindow } from '../window.ts';

/** What ZADD reads as a score: decimal digits and the two infinities, whatever the page's language is. */
const score = /^[+-]?(inf(inity)?|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/i;

export function isScore(text: string): boolean {
  return score.test(text) && text.length <= 400;
}

export const zset: TableType = {
  name: 'zset',
  edits: ['add', 'replace', 'remove'],
  columns: () => ['score', 'member'],
  paging: (look) => (look.match.length > 0 ? 'cursor' : 'rank'),
  length: async (send, key) => asCount(await send('ZCARD', key)),
  count: async (send, key, look) => (isOpen(look) ? asCount(await send('ZCARD', key)) : (await rangeOf(send, key, look)).count),
  async read(send, key, look, from, count) {
    if (look.match.length > 0) return scanWindow(send, 'ZSCAN', key, look, from, count, (items) => toRows(items));
    // A range of scores is a range of ranks, and both of its ends cost O(log N).
    const range = isOpen(look) ? { first: 0, count: Number.MAX_SAFE_INTEGER } : await rangeOf(send, key, look);
    return rankWindow(from, count, async (first, last) => {
      if (first >= range.count) return [];
      const [low, high] = [range.first + first, range.first + Math.min(last, range.count - 1)];
      return toRows(asList(await send(look.descending ? 'ZREVRANGE' : 'ZRANGE', key, low, high, 'WITHSCORES')));
    });
  },
  async element(send, key, row) {
    const now = await send('ZSCORE', key, cell(row, 1));
    return now === null ? null : [utf8(asText(now)), cell(row, 1)];
  },
  async locate(send, key, { by, value }, look) {
    const range = isOpen(look) ? { first: 0 } : await rangeOf(send, key, look);
    let rank: number;
    if (by === 'score') {
      const wanted = asText(value);
      if (!isScore(wanted)) fail({ code: 'input', path: 'score', message: 'not a score' });
      rank = asCount(await (look.descending ? send('ZCOUNT', key, `(${wanted}`, '+inf') : send('ZCOUNT', key, '-inf', `(${wanted}`)));
    } else {
      const found = await send(look.descending ? 'ZREVRANK' : 'ZRANK', key, value);
      if (found === null) return null;
      rank = asCount(found);
    }
    return Math.max(0, rank - range.first);
  },
  exchange(key, exchange) {
    const { gone, made, changed } = differenceOf(exchange, 1);
    const put = [...changed, ...made];
    return {
      type: 'zset',
      checks: [
        ...(exchange.whole ? [{ ask: ['ZCARD', key], is: utf8(String(exchange.from.length)), else: 'changed' } as const] : []),
        ...exchange.from.map((row): Check => ({ ask: ['ZSCORE', key, cell(row, 1)], is: cell(row, 0), else: 'changed' })),
        ...made.map((row): Check => ({ ask: ['ZSCORE', key, cell(row, 1)], is: null, else: 'exists' })),
      ],
      writes: [
        ...(put.length === 0 ? [] : [['ZADD', key, ...put.flatMap((row) => [valid(cell(row, 0)), cell(row, 1)])] as const]),
        ...(gone.length === 0 ? [] : [['ZREM', key, ...gone.map((row) => cell(row, 1))] as const]),
      ],
    };
  },
  plan(key, edit) {
    const loaded = (row: Row): Check => ({ ask: ['ZSCORE', key, cell(row, 1)], is: cell(row, 0), else: 'changed' });
    const absent = (row: Row): Check => ({ ask: ['ZSCORE', key, cell(row, 1)], is: null, else: 'exists' });
    const adding = (rows: readonly Row[]): Words => ['ZADD', key, ...rows.flatMap((row) => [valid(cell(row, 0)), cell(row, 1)])];
    switch (edit.kind) {
      case 'add':
        return { type: 'zset', checks: edit.rows.map(absent), writes: [adding(edit.rows)] };
      case 'replace': {
        const renamed = !sameBytes(cell(edit.row, 1), cell(edit.with, 1));
        return {
          type: 'zset',
          checks: [loaded(edit.row), ...(renamed ? [absent(edit.with)] : [])],
          writes: [adding([edit.with]), ...(renamed ? [['ZREM', key, cell(edit.row, 1)] as const] : [])],
        };
      }
      case 'remove':
        return { type: 'zset', checks: edit.rows.map(loaded), writes: [['ZREM', key, ...edit.rows.map((row) => cell(row, 1))]] };
    }
  },
};

function toRows(items: Parameters<typeof inPairs>[0]): readonly Row[] {
  return inPairs(items).map(([member, number]) => [utf8(asText(number)), asBytes(member)]);
}

function isOpen({ min, max }: Look): boolean {
  return min === '' && max === '';
}

/** The ranks, counted from the end that the look begins with, at which its range begins, and how many there are. */
async function rangeOf(send: Send, key: Bytes, { by, min, max, descending }: Look): Promise<{ readonly first: number; readonly count: number }> {
  const [command, least, most] = by === 'score' ? (['ZCOUNT', '-inf', '+inf'] as const) : (['ZLEXCOUNT', '-', '+'] as const);
  const [low, high] = by === 'score' ? [min || least, max || most] : [lexEnd(min, least), lexEnd(max, most)];
  const outside = descending ? [beyond(high, by), most] : [least, beyond(low, by)];
  const before = (descending ? high === most : low === least) ? 0 : asCount(await send(command, key, ...outside));
  return { first: before, count: asCount(await send(command, key, low, high)) };
}

function lexEnd(text: string, open: string): string {
  if (text === '') return open;
  return /^[[(]/.test(text) || text === '-' || text === '+' ? text : `[${text}`;
}

/** The end as seen from the other side: what is outside of an inclusive end is exclusive, and the other way round. */
function beyond(end: string, by: Look['by']): string {
  if (by === 'score') return end.startsWith('(') ? end.slice(1) : `(${end}`;
  return end.startsWith('(') ? `[${end.slice(1)}` : `(${end.slice(1)}`;
}

function valid(text: Bytes): Bytes {
  if (!isScore(asText(text))) fail({ code: 'input', path: 'score', message: 'a score is a number, inf or -inf' });
  return text;
}
