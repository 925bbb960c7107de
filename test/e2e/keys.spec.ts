/** Keys and values end to end: listed, opened, edited safely, deleted and brought back. */
import { connect, key, openStart, scan } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('a key is found, edited and saved with its time to live', async ({ page, url, redis }) => {
  await redis.direct.set('cache:user:1', 'old', 'PX', 600_000);
  await redis.direct.set('other', 'x');
  await openStart(page, url);
  await connect(page, redis);
  await expect(scan(page)).toContainText('2');
  await page.getByRole('textbox', { name: 'Filter keys' }).fill('user');
  await key(page, 'cache:user:1').click();
  const value = page.getByRole('textbox', { name: 'Value text' });
  await expect(value).toHaveText('old');
  await value.fill('new text ✓');
  await page.keyboard.press('Control+s');
  await expect.poll(() => redis.direct.get('cache:user:1')).toBe('new text ✓');
  expect(await redis.direct.pttl('cache:user:1')).toBeGreaterThan(500_000);
});

test('somebody else writes meanwhile: both are shown, nothing is overwritten', async ({ page, url, redis }) => {
  await redis.direct.set('k', 'loaded');
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'k').click();
  const value = page.getByRole('textbox', { name: 'Value text' });
  await expect(value).toHaveText('loaded');
  await redis.direct.set('k', 'theirs');
  await value.fill('mine');
  await page.getByRole('region', { name: 'Value' }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('region', { name: 'Value' })).toContainText('theirs');
  await expect(value).toHaveText('mine');
  expect(await redis.direct.get('k')).toBe('theirs');
});

test('deleted and undone: the same bytes, the same time to live', async ({ page, url, redis }) => {
  await redis.direct.set('gone', Buffer.from([0, 255, 10]), 'PX', 600_000);
  const before = await redis.direct.dumpBuffer('gone');
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'gone').click();
  await page.getByRole('region', { name: 'Value' }).getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => redis.direct.exists('gone')).toBe(0);
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => redis.direct.exists('gone')).toBe(1);
  expect(await redis.direct.dumpBuffer('gone')).toEqual(before);
  expect(await redis.direct.pttl('gone')).toBeGreaterThan(500_000);
});

test('names that try to be something else stay names', async ({ page, url, redis }) => {
  const names = ['<img src=x onerror=alert(1)>', '__proto__', 'user\u202Egnp.exe', '\x1b]0;pwn\x07', 'a\0b', ''];
  for (const name of names) await redis.direct.set(name, name);
  await redis.direct.set(Buffer.from([0xff]), '1');
  await redis.direct.set(Buffer.from([0xfe]), '2');
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  await openStart(page, url);
  await connect(page, redis);
  await expect(page.getByRole('tree', { name: 'Keys' }).getByRole('treeitem')).toHaveCount(8);
  await page.getByRole('tree', { name: 'Keys' }).getByText('<img src=x').click();
  await expect(page.getByRole('textbox', { name: 'Value text' })).toHaveText('<img src=x onerror=alert(1)>');
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(dialogs).toBe(0);
});

test('a new key is made, and not over one that is there', async ({ page, url, redis }) => {
  await redis.direct.set('taken', 'x');
  await openStart(page, url);
  await connect(page, redis);
  await page.getByRole('button', { name: 'New key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New key' });
  await dialog.getByRole('textbox').first().fill('taken');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toContainText('A key of this name exists');
  expect(await redis.direct.get('taken')).toBe('x');
  await dialog.getByRole('textbox').first().fill('fresh');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect.poll(() => redis.direct.exists('fresh')).toBe(1);
});

test('a collection is read in windows, by keyboard alone', async ({ page, url, redis }) => {
  await redis.direct.rpush('list', ...Array.from({ length: 500 }, (_, at) => `element ${at}`));
  await openStart(page, url);
  await connect(page, redis);
  await page.getByRole('tree', { name: 'Keys' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  const grid = page.getByRole('grid', { name: 'Entries' });
  await expect(grid).toContainText('element 0');
  await grid.focus();
  await page.keyboard.press('End');
  await expect(grid).toContainText('element 499');
  await page.keyboard.press('Home');
  await expect(grid).toContainText('element 0');
});
