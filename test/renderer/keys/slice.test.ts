/** The key list: how far it scans by itself, what starts it anew, and that late answers change nothing. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type KeysSlice, keysSlice } from '../../../renderer/keys/slice.ts';
import { keyId } from '../../../renderer/keys/tree.ts';
import { type Bytes, displayText, utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { KeyMeta, KeyPage } from '../../../shared/keys/keys.ts';
import { later, type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<KeysSlice>;
afterEach(() => tab.close());

const page = (names: readonly string[], complete = false, total: number | null = null): KeyPage => ({ names: names.map(utf8), found: 0, total, complete });
const numbered = (from: number, count: number): readonly string[] => Array.from({ length: count }, (_, at) => `k:${from + at}`);
const labels = (): readonly string[] => tab.slice.rows.map((row) => displayText(row.kind === 'key' ? row.key : row.prefix));

interface Asked {
  readonly match: string;
  readonly type: string | null;
  pages: number;
  released: boolean;
}

/** Pages of a thousand names up to `size`; remembers each scan and how far it was asked. */
function scans(
  size: number,
  made: (ask: Asked, at: number) => KeyPage | Promise<KeyPage> = (_, at) =>
    page(numbered(at * 1000, Math.min(1000, size - at * 1000)), (at + 1) * 1000 >= size, size),
) {
  const asked: Asked[] = [];
  tab = testTab(keysSlice, {
    async *'keys.scan'({ match, type }) {
      const ask: Asked = { match: displayText(match), type, pages: 0, released: false };
      asked.push(ask);
      try {
        for (let complete = false; !complete; ) {
          const next = await made(ask, ask.pages++);
          complete = next.complete;
          yield next;
        }
      } finally {
        ask.released = true;
      }
    },
  });
  return asked;
}

describe('how far it goes', () => {
  test('a small database is listed whole', async () => {
    scans(1500);
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan).toEqual({ kind: 'complete' }));
    expect(tab.slice).toMatchObject({ loaded: 1500, total: 1500 });
    expect(labels()).toEqual(['k:']);
  });

  test('a big one rests after two thousand names and asks the server for nothing until more is wanted', async () => {
    const asked = scans(10_000);
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan).toEqual({ kind: 'waiting', stopped: false }));
    expect(tab.slice.loaded).toBe(2000);
    expect(asked[0]?.pages).toBe(2);
    tab.slice.more();
    expect(tab.slice.scan).toEqual({ kind: 'running' });
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('waiting'));
    expect(tab.slice.loaded).toBe(4000);
    expect(asked).toHaveLength(1);
  });

  test('a filter that finds nothing goes on by itself until it is stopped, and goes on where it stopped', async () => {
    const asked = scans(0, () => page([]));
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(asked[0]?.pages).toBeGreaterThan(20));
    tab.slice.stop();
    expect(tab.slice.scan).toEqual({ kind: 'waiting', stopped: true });
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('waiting'));
    const pages = asked[0]?.pages ?? 0;
    tab.slice.more();
    await vi.waitFor(() => expect(asked[0]?.pages).toBeGreaterThan(pages + 20));
    expect(asked).toHaveLength(1);
  });

  test('names that SCAN gives twice are one row', async () => {
    scans(0, (_, at) => page(['a', 'b', 'a'], at === 1));
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('complete'));
    expect(tab.slice.loaded).toBe(2);
  });
});

describe('starting anew', () => {
  test('a filter or type is another scan; the one before ends', async () => {
    const asked = scans(10_000);
    tab.slice.begin('0', ':');
    tab.slice.setFilter('user');
    tab.slice.setType('hash');
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('waiting'));
    expect(asked.map(({ match, type }) => [match, type])).toEqual([
      ['*', null],
      ['*user*', null],
      ['*user*', 'hash'],
    ]);
    await vi.waitFor(() => expect(asked.map(({ released }) => released)).toEqual([true, true, false]));
  });

  test('a page of the scan before that arrives late is dropped', async () => {
    const slow = later<KeyPage>();
    scans(0, (ask) => (ask.match === '*' ? slow.promise : page(['new'], true)));
    tab.slice.begin('0', ':');
    tab.slice.setFilter('new');
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('complete'));
    slow.resolve(page(['old'], true));
    await new Promise(setImmediate);
    expect(labels()).toEqual(['new']);
  });

  test('rescan keeps the old rows until as many are there again', async () => {
    const gate = later<KeyPage>();
    let round = 0;
    scans(0, (_, at) => (at === 0 && ++round === 2 ? gate.promise : page(numbered(at * 1000, 1000), at === 1)));
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('complete'));
    tab.slice.rescan();
    await vi.waitFor(() => expect(round).toBe(2));
    expect(tab.slice).toMatchObject({ loaded: 2000, scan: { kind: 'running' } });
    gate.resolve(page(['only'], true));
    await vi.waitFor(() => expect(labels()).toEqual(['only']));
  });

  test('another database is another list; the same place again is not', async () => {
    const asked = scans(5);
    tab.slice.begin('0', ':');
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('complete'));
    expect(asked).toHaveLength(1);
    tab.slice.begin('1', ':');
    expect(tab.slice).toMatchObject({ rows: [], loaded: 0, total: null });
    await vi.waitFor(() => expect(tab.slice.loaded).toBe(5));
    expect(asked).toHaveLength(2);
  });

  test('what failed keeps its rows and starts again when the tab is back', async () => {
    let broken = false;
    scans(0, () => (broken ? fail({ code: 'offline' }) : page(['a', 'b'], true)));
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.loaded).toBe(2));
    broken = true;
    tab.slice.rescan();
    await vi.waitFor(() => expect(tab.slice.scan).toEqual({ kind: 'failed', fault: { code: 'offline' } }));
    expect(labels()).toEqual(['a', 'b']);
    broken = false;
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan).toEqual({ kind: 'complete' }));
  });

  test('before there is a session it says so', async () => {
    scans(5);
    tab.online = false;
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan).toEqual({ kind: 'failed', fault: { code: 'offline' } }));
  });

  test('closing the tab ends the scan', async () => {
    const asked = scans(10_000);
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('waiting'));
    tab.close();
    await vi.waitFor(() => expect(asked[0]?.released).toBe(true));
  });
});

describe('the tree', () => {
  test('folders open and close; under a filter they are open', async () => {
    scans(0, () => page(['a:1', 'a:b:2'], true));
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('complete'));
    expect(labels()).toEqual(['a:']);
    tab.slice.toggle(tab.slice.rows[0]?.id ?? '', true);
    expect(labels()).toEqual(['a:', 'a:b:', 'a:1']);
    tab.slice.setFilter('2');
    await vi.waitFor(() => expect(labels()).toEqual(['a:', 'a:b:', 'a:b:2', 'a:1']));
    tab.slice.toggle(tab.slice.rows[1]?.id ?? '', false);
    expect(labels()).toEqual(['a:', 'a:b:', 'a:1']);
    tab.slice.setFilter('');
    await vi.waitFor(() => expect(labels()).toEqual(['a:', 'a:b:', 'a:1']));
  });

  test('a new key is shown in its opened folders, a dropped one hands the cursor on', async () => {
    scans(0, () => page(['a', 'z'], true));
    tab.slice.begin('0', ':');
    await vi.waitFor(() => expect(tab.slice.scan.kind).toBe('complete'));
    tab.slice.add(utf8('m:n'));
    expect(labels()).toEqual(['m:', 'm:n', 'a', 'z']);
    expect(tab.slice.cursor).toBe(keyId(utf8('m:n')));
    tab.slice.drop(utf8('m:n'));
    expect(labels()).toEqual(['a', 'z']);
    expect(tab.slice.cursor).toBe(keyId(utf8('z')));
  });
});

describe('creating', () => {
  test('writes only where there is nothing, and says what stands in the way', async () => {
    const sent: unknown[] = [];
    tab = testTab(keysSlice, {
      'value.save': (input) => {
        sent.push(input);
        return displayText(input.key) === 'there' ? fail({ code: 'conflict', found: 'exists' }) : { ttl: null, undo: null };
      },
    });
    expect(await tab.slice.create(utf8('new'), utf8('text'))).toBeNull();
    expect(sent).toEqual([{ session: 's1', key: utf8('new'), bytes: utf8('text'), expected: { kind: 'absent' }, confirmed: null }]);
    expect(labels()).toEqual(['new']);
    expect(await tab.slice.create(utf8('there'), utf8(''))).toEqual({ code: 'conflict', found: 'exists' });
    expect(labels()).toEqual(['new']);
  });
});

describe('types and TTLs', () => {
  const known: KeyMeta = { kind: 'known', type: 'string', ttl: null };
  const names = (keys: readonly Bytes[]): string => keys.map(displayText).join(' ');

  test('are asked for once, for what is on screen when the question can be put', async () => {
    const first = later<void>();
    const asked: string[] = [];
    tab = testTab(keysSlice, {
      'keys.meta': async ({ keys }) => {
        asked.push(names(keys));
        if (asked.length === 1) await first.promise;
        return keys.map(() => known);
      },
    });
    tab.slice.want([utf8('a')]);
    await vi.waitFor(() => expect(asked).toEqual(['a']));
    tab.slice.want([utf8('scrolled'), utf8('by')]);
    tab.slice.want([utf8('a'), utf8('b')]);
    first.resolve();
    await vi.waitFor(() => expect(asked).toEqual(['a', 'b']));
    await vi.waitFor(() => expect(tab.slice.metas.get(keyId(utf8('b')))?.meta).toEqual(known));
    tab.slice.want([utf8('b'), utf8('a')]);
    await new Promise(setImmediate);
    expect(asked).toHaveLength(2);
  });

  test('an answer from before a rescan is asked again', async () => {
    const first = later<void>();
    let asked = 0;
    tab = testTab(keysSlice, {
      async *'keys.scan'() {
        yield page([], true);
      },
      'keys.meta': async ({ keys }) => {
        if (++asked === 1) await first.promise;
        return keys.map(() => (asked === 1 ? { kind: 'gone' } : known));
      },
    });
    tab.slice.begin('0', ':');
    tab.slice.want([utf8('a')]);
    await vi.waitFor(() => expect(asked).toBe(1));
    tab.slice.rescan();
    first.resolve();
    await vi.waitFor(() => expect(tab.slice.metas.get(keyId(utf8('a')))?.meta).toEqual(known));
    expect(asked).toBe(2);
  });

  test('what cannot be read is said, and forgotten with the next that can', async () => {
    let broken = true;
    tab = testTab(keysSlice, { 'keys.meta': ({ keys }) => (broken ? fail({ code: 'offline' }) : keys.map(() => known)) });
    tab.slice.want([utf8('a')]);
    await vi.waitFor(() => expect(tab.slice.metaFault).toEqual({ code: 'offline' }));
    broken = false;
    tab.slice.want([utf8('a')]);
    await vi.waitFor(() => expect(tab.slice.metaFault).toBeNull());
  });
});
