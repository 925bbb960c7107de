/** Values with a view of their own: asked and changed by the tab, with the guard's question, and texts that stay with their key. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { valueSlice } from '../../../renderer/value/slice.ts';
import type { ValueSlice } from '../../../renderer/value/state.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { ModuleAct } from '../../../shared/value/types/modules.ts';
import type { ValueRead } from '../../../shared/value/value.ts';
import { type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<ValueSlice>;
let acts: { readonly act: ModuleAct; readonly confirmed: string | null }[];
const value: ValueRead = {
  kind: 'module',
  type: 'ReJSON-RL',
  facts: { of: 'json', root: { step: null, kind: 'integer', size: null, text: utf8('1') } },
  ttl: null,
  memory: 10,
};

beforeEach(() => {
  acts = [];
  tab = testTab(valueSlice, {
    'value.read': () => value,
    'value.ask': ({ ask }) => (ask.of === 'json' ? { of: 'json', what: 'text', text: utf8('1') } : fail({ code: 'offline' })),
    'value.act': ({ act, confirmed }) => {
      if (confirmed === null) fail({ code: 'confirm', blast: { command: 'JSON.SET', keys: 1, typed: null } });
      acts.push({ act, confirmed });
      return { undo: 'u1' };
    },
  });
  tab.slice.open(utf8('a'));
});
afterEach(() => tab.close());

const set: ModuleAct = { of: 'json', what: 'set', path: [], from: utf8('1'), to: utf8('2') };

test('a question has its answer, or why there is none', async () => {
  expect(await tab.slice.askModule({ of: 'json', what: 'text', path: [] })).toEqual({ of: 'json', what: 'text', text: utf8('1') });
  expect(await tab.slice.askModule({ of: 'vectors', what: 'list', after: null, count: 1 })).toEqual({ code: 'offline' });
  tab.slice.close();
  expect(await tab.slice.askModule({ of: 'json', what: 'text', path: [] })).toEqual({ code: 'missing', what: 'key' });
});

test('an act is asked about where the host wants that', async () => {
  tab.answer = '';
  expect(await tab.slice.actOnModule(set)).toEqual({ undo: 'u1' });
  expect(acts).toEqual([{ act: set, confirmed: '' }]);
  tab.answer = null;
  expect(await tab.slice.actOnModule(set)).toEqual({ code: 'cancelled' });
  expect(acts).toHaveLength(1);
});

test('what was typed is there when its key is opened again, and nowhere else', () => {
  tab.slice.typeModule('json /', '{"half');
  tab.slice.open(utf8('b'));
  expect(tab.slice.typedModule('json /')).toBe('');
  tab.slice.open(utf8('a'));
  expect(tab.slice.typedModule('json /')).toBe('{"half');
  tab.slice.typeModule('json /', '');
  expect(tab.slice.typedModule('json /')).toBe('');
  for (let at = 0; at < 300; at++) tab.slice.typeModule(`f${at}`, 'x');
  expect([tab.slice.typedModule('f0'), tab.slice.typedModule('f299')]).toEqual(['', 'x']);
});

test('what was typed comes back after a reload, of the same key in the same place only, and goes with its key', async () => {
  const window = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    get length() {
      return window.size;
    },
    key: (at: number) => [...window.keys()][at] ?? null,
    getItem: (key: string) => window.get(key) ?? null,
    setItem: (key: string, text: string) => window.set(key, text),
    removeItem: (key: string) => window.delete(key),
  });
  try {
    const again = (place: string): TestTab<ValueSlice> => {
      const next = testTab((tools) => valueSlice(tools, 'p1'), {
        'value.read': () => value,
        'value.remove': () => undefined,
        'drafts.read': () => [],
        'drafts.keep': () => undefined,
      });
      next.slice.begin(place);
      next.slice.open(utf8('a'));
      return next;
    };
    const first = again('0');
    first.slice.typeModule('json /', '{"half');
    first.slice.typeModule('json / seen', '={}');
    first.close();
    const second = again('0');
    expect([second.slice.typedModule('json /'), second.slice.typedModule('json / seen')]).toEqual(['{"half', '={}']);
    second.slice.begin('1');
    second.slice.open(utf8('a'));
    expect(second.slice.typedModule('json /')).toBe('');
    second.slice.begin('0');
    await second.slice.remove(utf8('a'));
    second.close();
    const third = again('0');
    expect(third.slice.typedModule('json /')).toBe('');
    third.close();
    expect(window.size).toBe(0);
  } finally {
    vi.unstubAllGlobals();
  }
});

test('places are shown of the key that was asked for', () => {
  tab.slice.showPlaces(true);
  expect(tab.slice.places).toBe(tab.slice.key);
  tab.slice.open(utf8('b'));
  expect(tab.slice.places).not.toBe(tab.slice.key);
  tab.slice.showPlaces(false);
  expect(tab.slice.places).toBeNull();
});
