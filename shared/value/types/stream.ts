/** Stream: entries by id through XRANGE and XREVRANGE; an entry is shown as its fields and values in redis-cli quoting, and never changes. */
import { type Bytes, displayText, utf8 } from '../../bytes.ts';
import { quoteWhereNeeded, splitLine } from '../../escape.ts';
import { fail } from '../../fault.ts';
import { asBytes, asCount, asList, asText, type Reply } from '../../reply.ts';
import type { Row } from '../edit.ts';
import { beside } from '../streamId.ts';
import { cell, type TableType } from '../type.ts';

/** An id as XRANGE takes it: milliseconds, with or without a number, open or exclusive. */
const streamId = /^\(?\d{1,20}(-\d{1,20})?$/;

export const stream: TableType = {
  name: 'stream',
  edits: ['add', 'remove'],
  columns: () => ['id', 'entry'],
  paging: () => 'cursor',
  length: async (send, key) => asCount(await send('XLEN', key)),
  async read(send, key, { descending, min, max }, from, count) {
    const [low, high] = [end(min, '-'), end(max, '+')];
    const args = descending ? [from === '' ? high : from, low] : [from === '' ? low : from, high];
    const rows = asList(await send(descending ? 'XREVRANGE' : 'XRANGE', key, ...args, 'COUNT', count)).map(toRow);
    const last = rows.at(-1);
    const more = last !== undefined && rows.length === count;
    return { rows, next: more ? beside(displayText(cell(last, 0)), descending) : null };
  },
  async element(send, key, row) {
    const [entry] = asList(await send('XRANGE', key, cell(row, 0), cell(row, 0)));
    return entry === undefined ? null : toRow(entry);
  },
  plan(key, edit) {
    switch (edit.kind) {
      case 'add':
        return { type: 'stream', checks: [], writes: edit.rows.map((row) => ['XADD', key, idOf(row), ...wordsOf(row)]) };
      case 'remove':
        return {
          type: 'stream',
          checks: edit.rows.map((row) => ({ ask: ['XRANGE', key, cell(row, 0), cell(row, 0)], is: 'some', else: 'changed' })),
          writes: [['XDEL', key, ...edit.rows.map((row) => cell(row, 0))]],
        };
      case 'replace':
        return fail({ code: 'input', path: 'edit', message: 'an entry of a stream never changes' });
    }
  },
};

function toRow(entry: Reply): Row {
  const [id, fields] = asList(entry);
  // An entry that was deleted while it was pending has no fields.
  const words = fields === null ? [] : asList(fields).map((word) => quoteWhereNeeded(asBytes(word)));
  return [utf8(asText(id)), utf8(words.join(' '))];
}

function end(text: string, open: string): string {
  if (text === '') return open;
  return streamId.test(text) ? text : fail({ code: 'input', path: 'id', message: 'an id is milliseconds, or milliseconds-number' });
}

/** The server makes the id where it is empty. */
function idOf(row: Row): string {
  const text = displayText(cell(row, 0));
  if (text === '' || text === '*') return '*';
  return /^\d{1,20}(-(\d{1,20}|\*))?$/.test(text) ? text : fail({ code: 'input', path: 'id', message: 'an id is milliseconds-number, or * for the next one' });
}

function wordsOf(row: Row): readonly Bytes[] {
  const split = splitLine(displayText(cell(row, 1)));
  if (!split.ok || split.words.length === 0 || split.words.length % 2 === 1)
    return fail({ code: 'input', path: 'entry', message: 'an entry is fields, each with its value' });
  return split.words;
}
