/** Entries of collections end to end: edited in place, refused where somebody was faster, deleted and brought back, by keyboard. */
import { connect, key, openStart } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('a field is edited in place and taken back, the other one untouched', async ({ page, url, redis }) => {
  await redis.direct.call('HSET', 'h', 'name', 'old', Buffer.from([0xff]), Buffer.from([0, 0xfe]));
  await redis.direct.pexpire('h', 600_000);
  const before = await redis.direct.dumpBuffer('h');
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'h').click();
  const grid = page.getByRole('grid', { name: 'Entries' });
  await grid.getByText('old', { exact: true }).click();
  await page.keyboard.press('F2');
  await page.keyboard.type('new');
  await page.keyboard.press('Enter');
  await expect.poll(() => redis.direct.hget('h', 'name')).toBe('new');
  expect(await redis.direct.pttl('h')).toBeGreaterThan(500_000);
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => redis.direct.dumpBuffer('h')).toEqual(before);
});

test('somebody else changed the element meanwhile: three sides, and nothing overwritten', async ({ page, url, redis }) => {
  await redis.direct.rpush('l', 'a', 'loaded', 'c');
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'l').click();
  const grid = page.getByRole('grid', { name: 'Entries' });
  await grid.getByText('loaded').click();
  await redis.direct.lset('l', 1, 'theirs');
  await page.keyboard.press('F2');
  await page.keyboard.type('mine');
  await page.keyboard.press('Enter');
  const value = page.getByRole('region', { name: 'Value' });
  await expect(value).toContainText('Changed by someone else');
  await expect(value).toContainText('theirs');
  expect(await redis.direct.lindex('l', 1)).toBe('theirs');
  await value.getByRole('button', { name: 'Keep editing' }).click();
  await value.getByRole('button', { name: 'Save entry' }).click();
  await expect.poll(() => redis.direct.lrange('l', 0, -1)).toEqual(['a', 'mine', 'c']);
});
