/** List: elements by index through LRANGE; an element is addressed by its index and the value it is expected to have there. */
import { type Bytes, sameBytes, utf8 } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { asBytes, asCount, asList, asText } from '../../reply.ts';
import type { Edit, Row } from '../edit.ts';
import type { Check, Plan, Words } from '../plan.ts';
import { cell, type PlanTools, type TableType } from '../type.ts';
import { rankWindow } from '../window.ts';

/** Elements that one step of a search reads. */
const step = 1000;

export const list: TableType = {
  name: 'list',
  edits: ['add', 'replace', 'remove'],
  columns: () => ['index', 'value'],
  paging: () => 'rank',
  length: async (send, key) => asCount(await send('LLEN', key)),
  count: async (send, key) => asCount(await send('LLEN', key)),
  read: (send, key, { descending }, from, count) =>
    rankWindow(from, count, async (first, last) => {
      // From the end: negative indexes, and turned round.
      const items = asList(await (descending ? send('LRANGE', key, -1 - last, -1 - first) : send('LRANGE', key, first, last)));
      if (!descending) return items.map((item, at) => [utf8(String(first + at)), asBytes(item)]);
      const length = asCount(await send('LLEN', key));
      return items.toReversed().map((item, at) => [utf8(String(length - 1 - first - at)), asBytes(item)]);
    }),
  async element(send, key, row) {
    const now = await send('LINDEX', key, indexOf(row));
    return now === null ? null : [cell(row, 0), asBytes(now)];
  },
  /** In steps: LPOS would hold the server for as long as the list is. */
  async locate(send, key, { value }, { descending }) {
    for (let first = 0; ; first += step) {
      const items = asList(await (descending ? send('LRANGE', key, -first - step, -first - 1) : send('LRANGE', key, first, first + step - 1)));
      const ordered = descending ? items.toReversed() : items;
      const found = ordered.findIndex((item) => sameBytes(asBytes(item), value));
      if (found >= 0) return first + found;
      if (items.length < step) return null;
    }
  },
  plan: (key, edit, tools) => planOf(key, edit, tools),
  exchange(key, { from, to, whole }) {
    if (!whole) return pushes(key, to, 'tail');
    const [before, after] = [from, to].map((rows) => rows.toSorted((a, b) => indexOf(a) - indexOf(b)).map((row) => cell(row, 1))) as [Bytes[], Bytes[]];
    const kept = Math.min(before.length, after.length);
    const changed = after.slice(0, kept).flatMap((value, at): Words[] => (sameBytes(value, before[at] ?? value) ? [] : [['LSET', key, at, value]]));
    return {
      type: 'list',
      checks: [{ ask: ['LLEN', key], is: utf8(String(before.length)), else: 'changed' }, ...from.map((row) => asLoaded(key, row))],
      writes: [
        ...changed,
        ...(after.length > kept ? [['RPUSH', key, ...after.slice(kept)] as const] : []),
        ...(before.length > kept ? [['LTRIM', key, 0, kept - 1] as const] : []),
      ],
    };
  },
};

async function planOf(key: Bytes, edit: Edit, tools: PlanTools): Promise<Plan> {
  switch (edit.kind) {
    case 'add':
      return edit.at === 'index' ? insertions(key, edit.rows, tools) : pushes(key, edit.rows, edit.at);
    case 'replace':
      return { type: 'list', checks: [asLoaded(key, edit.row)], writes: [['LSET', key, indexOf(edit.row), cell(edit.with, 1)]] };
    case 'remove':
      return {
        type: 'list',
        checks: edit.rows.map((row) => asLoaded(key, row)),
        // There is no removal by index: what goes is marked with bytes that nobody else has, then taken out by them.
        writes: [...edit.rows.map((row): Words => ['LSET', key, indexOf(row), tools.unique]), ['LREM', key, 0, tools.unique]],
      };
  }
}

function pushes(key: Bytes, rows: readonly Row[], at: 'head' | 'tail'): Plan {
  const values = rows.map((row) => cell(row, 1));
  return { type: 'list', checks: [], writes: [at === 'head' ? ['LPUSH', key, ...values.toReversed()] : ['RPUSH', key, ...values]] };
}

/**
 * Each to its index, from the lowest on. LINSERT knows values and no indexes, so the element that is in the way
 * gives its place to the mark for a moment.
 */
async function insertions(key: Bytes, rows: readonly Row[], { send, unique, length }: PlanTools): Promise<Plan> {
  const sorted = rows.toSorted((a, b) => indexOf(a) - indexOf(b));
  let now = asCount(await send('LLEN', key));
  const checks: Check[] = [{ ask: ['LLEN', key], is: utf8(String(length ?? now)), else: 'changed' }];
  const writes: Words[] = [];
  for (const [done, row] of sorted.entries()) {
    const index = indexOf(row);
    if (index >= now) writes.push(['RPUSH', key, cell(row, 1)]);
    else {
      // Before anything is inserted it stands `done` places further to the front.
      const inTheWay = await send('LINDEX', key, index - done);
      if (inTheWay === null) fail({ code: 'conflict', found: 'changed' });
      checks.push({ ask: ['LINDEX', key, index - done], is: asBytes(inTheWay), else: 'changed' });
      writes.push(['LSET', key, index, unique], ['LINSERT', key, 'BEFORE', unique, cell(row, 1)], ['LSET', key, index + 1, asBytes(inTheWay)]);
    }
    now++;
  }
  return { type: 'list', checks, writes };
}

function asLoaded(key: Bytes, row: Row): Check {
  return { ask: ['LINDEX', key, indexOf(row)], is: cell(row, 1), else: 'changed' };
}

function indexOf(row: Row): number {
  const text = asText(cell(row, 0));
  if (!/^\d{1,15}$/.test(text)) fail({ code: 'input', path: 'index', message: 'an index is digits' });
  return Number(text);
}
