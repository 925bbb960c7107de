/** All of a long string: asked for at once, read as what it is by now, and bytes from elsewhere put into its editor. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { valueSlice } from '../../../renderer/value/slice.ts';
import type { ValueSlice } from '../../../renderer/value/state.ts';
import { type Bytes, displayText, utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import { type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<ValueSlice>;
let held: Bytes;
let calls: string[];
let loads: boolean;

beforeEach(() => {
  held = utf8('longer than the preview');
  calls = [];
  loads = true;
  tab = testTab(valueSlice, {
    'value.read': () => {
      calls.push('read');
      return { kind: 'string', bytes: held.slice(0, 8), length: held.length, ttl: null };
    },
    'value.load': () => {
      calls.push('load');
      if (!loads) fail({ code: 'redis', prefix: 'WRONGTYPE', message: 'another type' });
      return { kind: 'string', bytes: held, length: held.length, ttl: null };
    },
  });
  tab.slice.open(utf8('k'));
});
afterEach(() => tab.close());

const shown = (): string | null => (tab.slice.loaded?.value.kind === 'string' ? displayText(tab.slice.loaded.value.bytes) : null);

test('its beginning, which is here, is not asked for once more', async () => {
  await vi.waitFor(() => expect(shown()).toBe('longer t'));
  tab.slice.loadAll();
  await vi.waitFor(() => expect(shown()).toBe('longer than the preview'));
  expect(calls).toEqual(['read', 'load']);
});

test('what is something else by now is read as that', async () => {
  await vi.waitFor(() => expect(shown()).toBe('longer t'));
  loads = false;
  held = utf8('short');
  tab.slice.loadAll();
  await vi.waitFor(() => expect(shown()).toBe('short'));
  expect(calls).toEqual(['read', 'load', 'read']);
  expect(tab.slice.fault).toBeNull();
});

test('bytes that come from elsewhere are a draft that an open editor takes over', async () => {
  held = utf8('one');
  tab.slice.refresh();
  await vi.waitFor(() => expect(shown()).toBe('one'));
  const { revision } = tab.slice;
  tab.slice.editBytes(utf8('imported'));
  expect(tab.slice.draft).toMatchObject({ bytes: utf8('imported'), base: utf8('one') });
  expect(tab.slice.revision).toBeGreaterThan(revision);
});
