/** Decoders end to end: a packed message reads itself, its tree is walked by keyboard, and another view is chosen. */
import { gzipSync } from 'node:zlib';
import { connect, openStart, view } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('messages through their decoders', async ({ page, url, redis, picture }) => {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('textbox', { name: 'Channel or pattern' }).fill('packed');
  await live.getByRole('button', { name: 'Subscribe' }).click();
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'packed'))[1]).toBe(1);
  await redis.direct.publish('packed', gzipSync(JSON.stringify({ order: 12345678901, items: [{ sku: 'A-1', price: 9.5 }], note: '<b>no markup</b>' })));
  const messages = live.getByRole('grid', { name: 'Messages' });
  await expect(messages.getByRole('row')).toHaveCount(2);
  await messages.getByRole('row').nth(1).click();
  const message = page.getByRole('region', { name: 'Message', exact: true });
  const tree = message.getByRole('tree', { name: 'Content' });
  await expect(message.getByRole('combobox', { name: 'View as' })).toContainText('Automatic: gzip > JSON');
  await expect(tree.getByRole('treeitem').nth(1)).toContainText('12345678901');
  await expect(tree).toContainText('<b>no markup</b>');
  await tree.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await expect(message).toContainText('$.items[0].price');
  await message.getByRole('button', { name: 'Why this view' }).click();
  await expect(message).toContainText('PHP serialize');
  await picture('decoded-tree');
  await message.getByRole('button', { name: 'Why this view' }).click();
  await message.getByRole('radio', { name: 'Text' }).click();
  await expect(message.getByRole('textbox', { name: 'Content' })).toContainText('"sku": "A-1"');

  await message.getByRole('combobox', { name: 'View as' }).click();
  await page.getByRole('option', { name: 'gzip > Hex' }).click();
  await expect(message.getByRole('listbox', { name: 'Bytes' })).toContainText('7b 22 6f 72');
  await expect(message.getByRole('button', { name: 'Remember for packed' })).toBeVisible();
});
