/** Windows over collections: cursors and ranks go on where they ended, pairs come in both protocol shapes. */
import { expect, test } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';
import { wholeLook } from '../../../shared/value/edit.ts';
import { inPairs } from '../../../shared/value/pairs.ts';
import { tableTypes } from '../../../shared/value/types/index.ts';
import { rankWindow, scanWindow } from '../../../shared/value/window.ts';

const key = utf8('k');

test('a scan window passes the cursor on and ends at 0', async () => {
  const sent: (readonly Arg[])[] = [];
  const answer =
    (cursor: string) =>
    (_command: string, ...args: readonly Arg[]) => {
      sent.push(args);
      return Promise.resolve<Reply>([utf8(cursor), [utf8('a')]]);
    };
  const rows = (items: readonly Reply[]) => items.map((item) => [item as Uint8Array]);
  expect((await scanWindow(answer('17'), 'SSCAN', key, wholeLook, '', 10, rows)).next).toBe('17');
  expect((await scanWindow(answer('0'), 'SSCAN', key, wholeLook, '17', 10, rows)).next).toBeNull();
  expect(sent.map((args) => args[1])).toEqual(['0', '17']);
});

test('a rank window goes on after its last row and ends with a short one', async () => {
  const asked: number[][] = [];
  const read = (count: number) => (first: number, last: number) => {
    asked.push([first, last]);
    return Promise.resolve(Array.from({ length: count }, () => [utf8('x')]));
  };
  expect((await rankWindow('', 3, read(3))).next).toBe('3');
  expect((await rankWindow('3', 3, read(2))).next).toBeNull();
  expect(asked).toEqual([
    [0, 2],
    [3, 5],
  ]);
  expect((await rankWindow('not a rank', 3, read(0))).rows).toEqual([]);
});

test('pairs are read flat and nested', () => {
  expect(inPairs(['a', '1', 'b', '2'])).toEqual(
    inPairs([
      ['a', '1'],
      ['b', '2'],
    ]),
  );
});

test('a stream goes on behind the last id it gave, also over the end of a sequence', async () => {
  const stream = tableTypes.get('stream');
  const entry = (id: string): Reply => [utf8(id), [utf8('f'), utf8('a b')]];
  const send = (id: string) => () => Promise.resolve<Reply>([entry(id)]);
  const window = await stream?.read(send('5-7'), key, wholeLook, '', 1, new Set());
  expect(window?.next).toBe('5-8');
  expect(window?.rows[0]?.[1]).toEqual(utf8('f "a b"'));
  expect((await stream?.read(send('5-18446744073709551615'), key, wholeLook, '', 1, new Set()))?.next).toBe('6-0');
});
