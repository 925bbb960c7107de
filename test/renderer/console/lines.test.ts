/** Replies as redis-cli draws them, bounded and without recursion. */
import { describe, expect, test } from 'vitest';
import { isReport, replyLines, replySize, replyText } from '../../../renderer/console/lines.ts';
import { utf8 } from '../../../shared/bytes.ts';
import type { Reply } from '../../../shared/reply.ts';

const words = (line: string): readonly Uint8Array[] => line.split(' ').map(utf8);

test.each<[Reply, string]>([
  [utf8('a "b"\n'), '"a \\"b\\"\\n"'],
  [Uint8Array.of(0xff), '"\\xff"'],
  ['42', '(integer) 42'],
  ['9223372036854775807', '(integer) 9223372036854775807'],
  ['1.5', '(double) 1.5'],
  ['inf', '(double) inf'],
  [null, '(nil)'],
  [true, '(true)'],
  [[], '(empty array)'],
  [{ prefix: 'ERR', message: 'ERR no' }, '(error) ERR no'],
  [{ prefix: 'ERR', message: 'no prefix' }, '(error) ERR no prefix'],
  [[utf8('a'), '1', null], '1) "a"\n2) (integer) 1\n3) (nil)'],
  [[[utf8('1-1'), [utf8('k'), utf8('v')]], []], '1) 1) "1-1"\n   2) 1) "k"\n      2) "v"\n2) (empty array)'],
])('%j', (reply, text) => {
  expect(replyText(reply, 100)).toBe(text);
});

test('numbers stand under each other', () => {
  const lines = replyText(
    Array.from({ length: 10 }, () => null),
    100,
  ).split('\n');
  expect(lines[0]).toBe(' 1) (nil)');
  expect(lines[9]).toBe('10) (nil)');
});

test('only as much as is asked for is made, and it says that there is more', () => {
  const reply = Array.from({ length: 1_000_000 }, (_, at) => String(at));
  const { lines, more } = replyLines(reply, 3);
  expect(lines).toHaveLength(3);
  expect(more).toBe(true);
  expect(replyText(reply, 2).split('\n')).toHaveLength(3);
  expect(replyLines(reply.slice(0, 3), 3).more).toBe(false);
});

test('a reply a hundred thousand lists deep neither crashes nor grows without end', () => {
  let reply: Reply = [];
  for (let depth = 0; depth < 100_000; depth++) reply = [reply];
  const { lines } = replyLines(reply, 10);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.item).toEqual({ kind: 'deep', count: 1 });
  expect(lines[0]?.lead.length).toBeLessThan(200);
  expect(replySize(reply)).toBeGreaterThan(100_000);
});

test('what a reply weighs grows with its bytes', () => {
  expect(replySize([new Uint8Array(1000), 'x', null])).toBeGreaterThan(1000);
});

describe('reports', () => {
  test.each(['INFO', 'info server', 'client list', 'Cluster NODES'])('%s is printed as it is laid out', (line) => {
    expect(isReport(words(line))).toBe(true);
  });
  test.each(['get info', 'client id', 'set INFO'])('%s is not', (line) => {
    expect(isReport(words(line))).toBe(false);
  });
});
