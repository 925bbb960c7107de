/** Drafts over a reload: byte for byte, each under its owner, and never more than the window gives. */
import { expect, test, vi } from 'vitest';
import { type Cellar, shelfOf } from '../../../renderer/tab/shelf.ts';
import { type Draft, isDraft } from '../../../renderer/value/drafts.ts';

function storage(limit = Number.POSITIVE_INFINITY): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (at) => [...items.keys()][at] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, text) => {
      if (text.length > limit) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, text);
    },
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}

const draft: Draft = { base: Uint8Array.from({ length: 256 }, (_, at) => at), lineEnd: 'crlf', text: 'half \ud800', bytes: null, trouble: null };

test('comes back byte for byte, to its owner only', () => {
  const window = storage();
  shelfOf('p1 text', isDraft, window).put('0\n\xff\0', draft);
  expect(shelfOf('p1 text', isDraft, window).all()).toEqual(new Map([['0\n\xff\0', draft]]));
  expect(shelfOf('p2 text', isDraft, window).all().size).toBe(0);
  shelfOf('p1 text', isDraft, window).put('0\n\xff\0', null);
  expect(window.length).toBe(0);
});

test('what does not fit is not kept, and no older one comes back in its place', () => {
  const window = storage(2000);
  const shelf = shelfOf('p text', isDraft, window);
  shelf.put('k', draft);
  shelf.put('k', { ...draft, text: 'x'.repeat(3000) });
  expect(shelf.all().size).toBe(0);
});

test('what is no draft is passed over', () => {
  const window = storage();
  window.setItem('keytide.draft p text k', '{"text":7}');
  window.setItem('keytide.draft p text l', 'garbage');
  expect(shelfOf('p text', isDraft, window).all().size).toBe(0);
});

test('goes to the host once typing rests, and what an earlier start left comes back where nothing newer is known', async () => {
  vi.useFakeTimers();
  try {
    const kept: (readonly [string, string, { readonly name: string; readonly text: string } | null])[] = [];
    const cellar: Cellar = {
      read: async () => kept.flatMap(([, id, one]) => (one === null ? [] : [{ id, ...one }])),
      keep: (owner, id, one) => void kept.push([owner, id, one]),
    };
    const shelf = shelfOf('p1 text', isDraft, storage(), cellar);
    shelf.put('0\n\xff\0', { ...draft, text: 'first' });
    shelf.put('0\n\xff\0', draft);
    await vi.advanceTimersByTimeAsync(2000);
    expect(kept.map(([owner, , one]) => [owner, one?.name])).toEqual([['p1 text', '0\n\xff\0']]);
    const found: unknown[] = [];
    shelfOf('p1 text', isDraft, null, cellar).late((name, one) => found.push([name, one]));
    await vi.advanceTimersByTimeAsync(0);
    expect(found).toEqual([['0\n\xff\0', draft]]);
    // What is longer than is kept takes away what was kept before.
    shelf.put('0\n\xff\0', { ...draft, text: 'x'.repeat(1024 * 1024) });
    await vi.advanceTimersByTimeAsync(0);
    expect(kept.at(-1)?.[2]).toBeNull();
  } finally {
    vi.useRealTimers();
  }
});
