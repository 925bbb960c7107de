/** The console: what is sent, what is said instead, what is remembered, and that the log stays bounded. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ConsoleSlice, consoleSlice } from '../../../renderer/console/slice.ts';
import { displayText } from '../../../shared/bytes.ts';
import { type Fault, fail } from '../../../shared/fault.ts';
import type { Reply } from '../../../shared/reply.ts';
import { later, type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<ConsoleSlice>;
let sent: string[];
let reply: (line: string, confirmed: string | null, signal: AbortSignal) => Reply | Promise<Reply>;

beforeEach(() => {
  sent = [];
  reply = () => '1';
  tab = testTab(consoleSlice, {
    'console.run': async ({ words, confirmed }, { signal }) => {
      const line = words.map(displayText).join('|');
      sent.push(line);
      return { reply: await reply(line, confirmed, signal), ms: 1 };
    },
  });
});
afterEach(() => tab.close());

async function enter(line: string): Promise<void> {
  tab.slice.type(line);
  await tab.slice.enter();
}

const faultAt = (index: number): Fault | null => {
  const outcome = tab.slice.entries[index]?.outcome;
  return outcome?.kind === 'fault' ? outcome.fault : null;
};

describe('a line', () => {
  test('is split as redis-cli splits it and its reply logged', async () => {
    await enter('set key "a b\\n"');
    expect(sent).toEqual(['set|key|a b\n']);
    expect(tab.slice).toMatchObject({ text: '', problem: null });
    expect(tab.slice.entries).toMatchObject([{ line: 'set key "a b\\n"', outcome: { kind: 'reply', reply: '1', ms: 1, report: false } }]);
  });

  test.each([
    ['set a "b', 6, 'unbalanced'],
    ['set "a"b', 7, 'glued'],
    ['set a \ud800', 6, 'unwritable'],
  ] as const)('%j is not sent, stays, and says where', async (line, at, why) => {
    await enter(line);
    expect(sent).toEqual([]);
    expect(tab.slice).toMatchObject({ text: line, problem: { at, why }, entries: [] });
    tab.slice.type(`${line} `);
    expect(tab.slice.problem).toBeNull();
  });

  test('of nothing does nothing', async () => {
    await enter('   ');
    expect(sent).toEqual([]);
    expect(tab.slice.entries).toEqual([]);
  });

  test('that is refused says so in its place', async () => {
    reply = () => fail({ code: 'redis', prefix: 'ERR', message: 'ERR no' });
    await enter('nope');
    expect(faultAt(0)).toEqual({ code: 'redis', prefix: 'ERR', message: 'ERR no' });
    tab.online = false;
    await enter('ping');
    expect(faultAt(1)).toEqual({ code: 'offline' });
  });

  test('that wants a yes is sent again with it, and not at all without', async () => {
    reply = (_, confirmed) => (confirmed === null ? fail({ code: 'confirm', blast: { command: 'FLUSHDB', keys: 5, typed: 'local' } }) : 'done');
    tab.answer = 'local';
    await enter('flushdb');
    expect(tab.blasts).toEqual([{ command: 'FLUSHDB', keys: 5, typed: 'local' }]);
    expect(tab.slice.entries[0]?.outcome.kind).toBe('reply');
    tab.answer = null;
    await enter('flushdb');
    expect(sent).toHaveLength(3);
    expect(faultAt(1)).toEqual({ code: 'cancelled' });
  });

  test('that takes long can be cancelled, and the host hears of it', async () => {
    const heard = later<void>();
    reply = (_line, _confirmed, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => heard.resolve());
      });
    const running = enter('blpop q 0');
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    tab.slice.clear();
    expect(tab.slice.entries.map(({ outcome }) => outcome.kind)).toEqual(['running']);
    tab.slice.cancel(tab.slice.entries[0]?.id ?? 0);
    await running;
    await heard.promise;
    expect(faultAt(0)).toEqual({ code: 'cancelled' });
    tab.slice.clear();
    expect(tab.slice.entries).toEqual([]);
  });
});

describe('history', () => {
  test('goes back and forth and returns to what was being written', async () => {
    await enter('one');
    await enter('two');
    await enter('one');
    tab.slice.type('thr');
    const seen = [-1, -1, -1, 1, 1, 1].map((step) => {
      tab.slice.recall(step as 1 | -1);
      return tab.slice.text;
    });
    expect(seen).toEqual(['one', 'two', 'two', 'one', 'thr', 'thr']);
  });
});

describe('several lines', () => {
  test('wait for a yes, then run one after another', async () => {
    tab.slice.offer('set a 1\r\n\n  \nget a\n');
    expect(tab.slice.pasted).toEqual(['set a 1', 'get a']);
    expect(sent).toEqual([]);
    await tab.slice.runPasted();
    expect(sent).toEqual(['set|a|1', 'get|a']);
    expect(tab.slice).toMatchObject({ pasted: null, running: false });
  });

  test('stop at the first that fails and keep the rest', async () => {
    reply = (line) => (line === 'bad' ? fail({ code: 'redis', prefix: 'ERR', message: 'ERR' }) : '1');
    tab.slice.offer('ok\nbad\nafter');
    await tab.slice.runPasted();
    expect(sent).toEqual(['ok', 'bad']);
    expect(tab.slice).toMatchObject({ pasted: ['after'], running: false });
    tab.slice.dropPasted();
    expect(tab.slice.pasted).toBeNull();
  });

  test('stop before a line that cannot be understood', async () => {
    tab.slice.offer('ok\nset a "b\nafter');
    await tab.slice.runPasted();
    expect(sent).toEqual(['ok']);
    expect(tab.slice.pasted).toEqual(['set a "b', 'after']);
  });

  test('dropped in the middle, the rest is not sent', async () => {
    const slow = later<Reply>();
    reply = () => slow.promise;
    tab.slice.offer('one\ntwo\nthree');
    const running = tab.slice.runPasted();
    await vi.waitFor(() => expect(sent).toEqual(['one']));
    tab.slice.dropPasted();
    slow.resolve('1');
    await running;
    expect(sent).toEqual(['one']);
    expect(tab.slice).toMatchObject({ pasted: null, running: false });
  });
});

describe('the log', () => {
  test('keeps the newest thousand and says how many had to go', async () => {
    for (let at = 0; at < 1005; at++) await enter(`echo ${at}`);
    expect(tab.slice.entries).toHaveLength(1000);
    expect(tab.slice.dropped).toBe(5);
    expect(tab.slice.entries.at(-1)?.line).toBe('echo 1004');
  });

  test('keeps no more than its memory, but always the newest', async () => {
    reply = () => new Uint8Array(40 * 1024 * 1024);
    await enter('get a');
    await enter('get b');
    expect(tab.slice.entries.map(({ line }) => line)).toEqual(['get b']);
    expect(tab.slice.dropped).toBe(1);
  });
});
