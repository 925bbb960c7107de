/** What decoders write, and what live keys tell: saved only where it has bytes, and never over what is shown. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { valueSlice } from '../../../renderer/value/slice.ts';
import type { ValueSlice } from '../../../renderer/value/state.ts';
import { type Bytes, displayText, utf8 } from '../../../shared/bytes.ts';
import type { KeyChange } from '../../../shared/keys/keys.ts';
import { type TestTab, testTab } from '../../support/tab.ts';

const key = utf8('k');
let held: Bytes;
let length: number;
let reads: number;
let tab: TestTab<ValueSlice>;
let tell: (change: KeyChange) => void;

beforeEach(async () => {
  held = utf8('one');
  length = 3;
  reads = 0;
  tab = testTab(valueSlice, {
    async *'keys.changes'(_, { signal }) {
      while (!signal.aborted) {
        yield await new Promise<KeyChange>((resolve) => {
          tell = resolve;
          signal.addEventListener('abort', () => resolve({ what: 'changed', event: '', at: 0 }));
        });
      }
    },
    'value.read': () => {
      reads++;
      return { kind: 'string', bytes: held, length: Math.max(length, held.length), ttl: null };
    },
    'value.save': ({ bytes }) => {
      held = bytes;
      length = bytes.length;
      return { ttl: null, undo: null };
    },
  });
  await open();
});
afterEach(() => tab.close());

async function open(): Promise<void> {
  tab.slice.open(key);
  await vi.waitFor(() => expect(tab.slice).toMatchObject({ key, busy: null }));
}

test('what decoders wrote is saved, and what they cannot write yet is kept and not saved', async () => {
  tab.slice.editThrough('gzip > msgpack', '{"a":', null);
  expect(await tab.slice.save()).toBeNull();
  expect(tab.slice.draft).toMatchObject({ text: '{"a":', via: 'gzip > msgpack', trouble: { kind: 'unwritable' } });
  expect(displayText(held)).toBe('one');
  tab.slice.editThrough('gzip > msgpack', '{"a":1}', utf8('packed'));
  expect(tab.slice.draft?.trouble).toBeNull();
  await tab.slice.save();
  expect(displayText(held)).toBe('packed');
  expect(tab.slice.draft).toBeNull();
});

test('typed as plain text after it, it is that text', async () => {
  tab.slice.editThrough('base64 > text', 'x', utf8('eA=='));
  tab.slice.edit('plain');
  await tab.slice.save();
  expect(displayText(held)).toBe('plain');
});

test('the first bytes of a longer value are never a base', async () => {
  length = 1_000_000_000;
  tab.slice.close();
  await open();
  tab.slice.editThrough('gzip > json', '{}', utf8('short'));
  expect(tab.slice.draft).toBeNull();
});

test('live keys tell of another write, and not of one that left the same bytes', async () => {
  tell({ what: 'changed', event: 'set', at: Date.now() });
  await vi.waitFor(() => expect(reads).toBe(2));
  expect(tab.slice.changed).toBeNull();
  held = utf8('theirs');
  await vi.waitFor(() => {
    tell({ what: 'changed', event: 'set', at: Date.now() });
    expect(tab.slice.changed).toMatchObject({ event: 'set' });
  });
  expect(tab.slice.loaded?.value).toMatchObject({ bytes: utf8('one') });
  tab.slice.refresh();
  await vi.waitFor(() => expect(tab.slice.loaded?.value).toMatchObject({ bytes: utf8('theirs') }));
  expect(tab.slice.changed).toBeNull();
});
