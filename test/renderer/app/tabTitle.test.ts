/** What a hostile connection name becomes in tabs and the window's title. */
import { expect, test } from 'vitest';
import { titleOf } from '../../../renderer/app/tabTitle.ts';
import type { TabState } from '../../../renderer/tab/store.ts';
import { newProfile } from '../../../shared/connections/profile.ts';

const title = (name: string, db = 0): string =>
  titleOf({ connection: { state: { profile: { ...newProfile, name, secrets: [] }, db } } } as unknown as TabState);

test('bad input 39: nothing in a name hides, reorders or runs on', () => {
  expect(title('user\u202Egnp.exe')).not.toContain('\u202E');
  expect(title('\u001b]0;pwn\u0007')).not.toMatch(/\p{Cc}/u);
  expect(title('<img src=x onerror=alert(1)>', 3)).toBe('<img src=x onerror=alert(1)> db3');
  expect(title('x'.repeat(10_000)).length).toBeLessThan(120);
  expect(title('   ')).toBe('127.0.0.1:6379');
});
