/** The message against others: differences by parts, conditions made of its values, and the way into the form. */
import { afterEach, describe, expect, test } from 'vitest';
import { conditionFor } from '../../../renderer/feed/condition.ts';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import { namesOf } from '../../../renderer/ui/decoded/treeRows.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { bytesNode, number, openList, textNode, word } from '../../../shared/decoders/tree.ts';
import { newDoer } from '../../../shared/decoders/work.ts';
import { fail } from '../../../shared/fault.ts';
import { parseQuery } from '../../../shared/feed/query/parse.ts';
import { type TestTab, testTab } from '../../support/tab.ts';
import { message } from './feedFrames.ts';

let tab: TestTab<FeedSlice> | null = null;
afterEach(() => tab?.close());
const open = (handlers: Parameters<typeof testTab<FeedSlice>>[1] = {}): TestTab<FeedSlice> => (tab = testTab((tools) => feedSlice(tools), handlers));

describe('differences', () => {
  const doer = newDoer(decoders, () => 0);
  const compare = (bytes: Uint8Array, after: Uint8Array) => doer.whole('compare', { bytes, after, schemas: [] });

  test('of two trees are told part by part, of anything else line by line', () => {
    const trees = compare(utf8('{"id":1,"status":"new","tags":["a"]}'), utf8('{"id":1,"status":"paid","tags":["a","b"]}'));
    expect(trees.by).toBe('tree');
    expect(trees.list.map(({ path, kind }) => [path.join('.'), kind])).toEqual([
      ['status', 'changed'],
      ['tags.1', 'added'],
    ]);
    const lines = compare(utf8('one\ntwo'), utf8('one\nthree'));
    expect(lines.by).toBe('lines');
    expect(lines.list).toMatchObject([{ path: ['1'], kind: 'changed' }]);
    expect(compare(utf8('{"a":1}'), utf8('{ "a": 1 }')).list).toEqual([]);
  });

  test('are with the message before of the same channel, all of it', async () => {
    const { slice } = open({
      'feed.before': ({ seq }) => ({ seq: seq === 7 ? 4 : null }),
      'feed.message': ({ seq }) => ({ row: message(seq), payload: utf8(`all of ${seq}`) }),
    });
    expect(await slice.before(7)).toMatchObject({ row: { seq: 4 }, payload: utf8('all of 4') });
    expect(await slice.before(4)).toBeNull();
  });
});

describe('a condition', () => {
  test.each([
    [['status'], textNode('failed'), 'status=failed'],
    [['user', 'tags', '0'], textNode('a b'), 'user.tags.0="a b"'],
    [['amount'], number('10.5'), 'amount=10.5'],
    [['id'], textNode('17'), 'id="17"'],
    [['paid'], word('true'), 'paid=true'],
    [['size'], number('3'), '.size=3'],
    [['a'], textNode('x*'), 'a="x*"'],
  ] as const)('of %j is one that can be read', (names, node, condition) => {
    expect(conditionFor(names, node)).toBe(condition);
    expect(parseQuery(condition, 0)).toMatchObject({ ok: true, term: { kind: 'field', path: names } });
  });

  test('is not made of what a query cannot say', () => {
    expect(conditionFor(['a b'], textNode('x'))).toBeNull();
    expect(conditionFor(['0'], textNode('x'))).toBeNull();
    expect(conditionFor(['a'], openList())).toBeNull();
    expect(conditionFor(['a'], bytesNode(utf8('x')))).toBeNull();
    expect(conditionFor(['a'], textNode('x'.repeat(501)))).toBeNull();
  });

  test('knows the names that lead to a row of the tree', () => {
    const root = { kind: 'map', entries: [[textNode('user'), { kind: 'list', items: [textNode('a'), textNode('b')] }]] } as const;
    expect(namesOf(root, '/0/1')).toEqual(['user', '1']);
    expect(namesOf(root, '')).toEqual([]);
  });
});

describe('the form', () => {
  test('takes a message that was read, whatever its channel is named', () => {
    const { slice } = open();
    const now = () => tab?.slice.letter;
    expect(slice.compose(utf8('news'), utf8('{"a":1}'), 'payload')).toBe(true);
    expect(now()).toMatchObject({ kind: 'channel', channel: 'news', payload: '{"a":1}' });
    expect(slice.compose(Uint8Array.of(0xff), utf8('x'), 'payload')).toBe(true);
    expect(now()?.channel).toBe('"\\xff"');
    expect(slice.compose(utf8('log'), utf8('1-1 f "v w"'), 'entry')).toBe(true);
    expect(now()).toMatchObject({ kind: 'stream', channel: 'log', payload: 'f "v w"' });
    expect(slice.compose(utf8('x'), Uint8Array.of(0xff, 0), 'payload')).toBe(true);
    expect(now()).toMatchObject({ channel: 'x', payload: 'ff00', encoding: 'hex' });
    expect(slice.compose(utf8('x'), Uint8Array.of(0xff), 'entry')).toBe(false);
    expect(slice.compose(utf8('x'), new Uint8Array(100_000).fill(0xff), 'payload')).toBe(false);
    expect(slice.compose(utf8('GET'), utf8('GET a'), 'command')).toBe(false);
    expect(now()?.channel).toBe('x');
  });

  test('sends as what was chosen, remembers it once, and refuses a variable that is none', async () => {
    const sent: unknown[] = [];
    const { slice } = open({
      'feed.publish': ({ kind }) => {
        sent.push(kind);
        return { receivers: 0, id: '5-1' };
      },
    });
    slice.recall({ kind: 'stream', channel: 'log', payload: 'n {{sek}}', encoding: 'text' });
    await slice.publish();
    expect(tab?.slice.letter.variable).toBe('{{sek}}');
    slice.write('n {{seq}}');
    await slice.publish();
    await slice.publish();
    expect(sent).toEqual(['stream', 'stream']);
    expect(tab?.slice.letter.outcome).toEqual({ kind: 'sent', published: { receivers: 0, id: '5-1' } });
    expect(tab?.slice.sent).toEqual([{ kind: 'stream', channel: 'log', payload: 'n {{seq}}', encoding: 'text' }]);
  });

  test('repeats at a rate after the guard was asked once, and stops when it is told to', async () => {
    const tried: (string | null)[] = [];
    const { slice } = open({
      async *'feed.repeat'({ confirmed, perSecond, count }, { signal }) {
        tried.push(confirmed);
        if (confirmed === null) fail({ code: 'confirm', blast: { command: 'PUBLISH', keys: null, typed: null } });
        yield { sent: 1, receivers: 2, perSecond };
        if (count > 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    slice.recall({ kind: 'channel', channel: 'c', payload: 'p', encoding: 'text' });
    await slice.repeat(5, 1);
    expect(tried).toEqual([null, '']);
    expect(tab?.slice.letter.outcome).toEqual({ kind: 'repeating', state: { sent: 1, receivers: 2, perSecond: 5 }, over: true, stopped: false });
    const running = slice.repeat(5, 2);
    await expect.poll(() => tab?.slice.letter.outcome).toMatchObject({ kind: 'repeating', state: { sent: 1 }, over: false });
    slice.stopRepeating();
    await running;
    expect(tab?.slice.letter.outcome).toMatchObject({ kind: 'repeating', over: true, stopped: true });
    expect(tab?.slice.sent).toHaveLength(1);
  });
});
