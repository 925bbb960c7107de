/** Drafts over a reload: byte for byte, each under its owner, and never more than the window gives. */
import { expect, test } from 'vitest';
import { type Draft, isDraft } from '../../../renderer/value/drafts.ts';
import { shelfOf } from '../../../renderer/value/shelf.ts';

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
