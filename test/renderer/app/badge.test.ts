/** The badge of the browser edition: only where the browser has one, taken away with the number, and quiet where it is refused. */
import { expect, test } from 'vitest';
import { badgeHere } from '../../../renderer/app/Badge.tsx';

const badge = { unseen: 3, words: 'Alerts: 3 new' };

test('the number stands until it is taken away', () => {
  const told: (number | null)[] = [];
  const browser = { setAppBadge: async (count: number) => void told.push(count), clearAppBadge: async () => void told.push(null) };
  const clear = badgeHere(badge, browser);
  expect(told).toEqual([3]);
  clear();
  expect(told).toEqual([3, null]);
});

test('a browser without it, or that refuses, is left in peace', async () => {
  badgeHere(badge, {})();
  const refuse = async (): Promise<void> => {
    throw new DOMException('not installed', 'NotAllowedError');
  };
  badgeHere(badge, { setAppBadge: refuse, clearAppBadge: refuse })();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect.assertions(0);
});
