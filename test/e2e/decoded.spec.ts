/** Decoders end to end: a packed message reads itself, its tree is walked by keyboard, and another view is chosen. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { decode, encode } from '@msgpack/msgpack';
import { connect, key, openStart, view } from './actions.ts';
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

test('a packed value is read, edited in the form it was read from, and remembered for its siblings', async ({ page, url, redis, picture }) => {
  await redis.direct.set('session1', gzipSync(encode({ user: 7, name: 'Ada' })), 'PX', 600_000);
  await redis.direct.set('session2', gzipSync('{"user":2}'));
  await redis.direct.hset('profile', 'packed', gzipSync('{"theme":"dark"}'));
  await openStart(page, url);
  await connect(page, redis);
  const value = page.getByRole('region', { name: 'Value', exact: true });
  await key(page, 'session1').click();
  const viewAs = value.getByRole('combobox', { name: 'View as' });
  await expect(viewAs).toContainText('Automatic: gzip > MessagePack');
  await expect(value.getByRole('tree', { name: 'Value text' })).toContainText('Ada');
  await picture('value-tree');
  await value.getByRole('radio', { name: 'Text' }).click();
  const editor = value.getByRole('textbox', { name: 'Value text' });
  await expect(editor).toContainText('Ada');

  const held = async (): Promise<unknown> => decode(gunzipSync((await redis.direct.getBuffer('session1')) ?? ''));
  await editor.fill('{"user": 8,');
  await expect(value).toContainText('Cannot be written as gzip > MessagePack yet');
  await page.keyboard.press('Control+s');
  await expect(value).toContainText('cannot be written in the form it was read from');
  await picture('value-through');
  expect(await held()).toEqual({ user: 7, name: 'Ada' });
  await editor.fill('{"user": 8, "name": "Ada"}');
  await page.keyboard.press('Control+s');
  await expect.poll(held).toEqual({ user: 8, name: 'Ada' });
  expect(await redis.direct.pttl('session1')).toBeGreaterThan(500_000);

  await viewAs.click();
  await page.getByRole('option', { name: 'gzip > Hex' }).click();
  await key(page, 'session2').click();
  await expect(viewAs).toContainText('Automatic: gzip > JSON');
  await key(page, 'profile').click();
  await page.getByRole('grid', { name: 'Entries' }).getByRole('row').nth(1).click();
  await expect(page.getByRole('region', { name: 'Cell' }).getByRole('tree', { name: 'Cell' })).toContainText('dark');
});

test('bytes of a value are typed over, and a switched bit is written', async ({ page, url, redis }) => {
  await redis.direct.set('bin', Buffer.from([0xff, 0x00, 0xfe]));
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'bin').click();
  const value = page.getByRole('region', { name: 'Value', exact: true });
  const viewAs = value.getByRole('combobox', { name: 'View as' });
  await viewAs.click();
  await page.getByRole('option', { name: 'Hex', exact: true }).click();
  await value.getByRole('listbox', { name: 'Bytes' }).focus();
  await page.keyboard.type('01');
  await page.keyboard.press('Control+s');
  await expect.poll(() => redis.direct.getBuffer('bin')).toEqual(Buffer.from([1, 0, 0xfe]));
  await viewAs.click();
  await page.getByRole('option', { name: 'Bits', exact: true }).click();
  await value.getByRole('listbox', { name: 'Bytes' }).focus();
  await page.keyboard.press(' ');
  await expect.poll(() => redis.direct.getBuffer('bin')).toEqual(Buffer.from([0x81, 0, 0xfe]));
});

test('what is large is decoded in a worker, which the content security policy lets start', async ({ page, url, redis }) => {
  const rows = Array.from({ length: 2500 }, (_, id) => ({ id, name: `customer ${id}`, tags: ['new', 'paid'] }));
  await redis.direct.set('packed', gzipSync(JSON.stringify(rows)));
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'packed').click();
  const value = page.getByRole('region', { name: 'Value', exact: true });
  await expect(value.getByRole('combobox', { name: 'View as' })).toContainText('Automatic: gzip > JSON');
  await expect(value.getByRole('tree', { name: 'Value text' })).toContainText('2,500 items');
  expect(workers).toHaveLength(1);
});

test('a view that is remembered for a pattern is there after a reload, for values and for messages', async ({ page, url, redis }) => {
  const packed = (text: string): string => Buffer.from(text).toString('base64');
  await redis.direct.mset('job:1', packed('{"a":1}'), 'job:2', packed('{"b":2}'), 'other', packed('{"o":0}'));
  await openStart(page, url);
  await connect(page, redis);
  await page.getByRole('button', { name: 'Show as list' }).click();
  await key(page, 'job:1').click();
  const value = page.getByRole('region', { name: 'Value', exact: true });
  const viewAs = value.getByRole('combobox', { name: 'View as' });
  await viewAs.click();
  await page.getByRole('option', { name: /^Base64 / }).click();
  await value.getByRole('button', { name: 'Remember for job:*' }).click();
  await expect(value.getByRole('button', { name: 'Forget the view of job:*' })).toBeVisible();

  await page.reload();
  await page.getByRole('list', { name: 'Saved connections' }).getByText('Shop').dblclick();
  await page.getByRole('button', { name: 'Show as list' }).click();
  await key(page, 'job:2').click();
  await expect(viewAs).toContainText('Base64');
  await expect(value.getByRole('listbox', { name: 'Bytes' })).toContainText('7b 22 62 22');
  await key(page, 'other').click();
  await expect(viewAs).toContainText('Automatic');

  await view(page, 'Live').click();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('textbox', { name: 'Channel or pattern' }).fill('job:events');
  await live.getByRole('button', { name: 'Subscribe' }).click();
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'job:events'))[1]).toBe(1);
  await redis.direct.publish('job:events', packed('{"c":3}'));
  const messages = live.getByRole('grid', { name: 'Messages' });
  await expect(messages.getByRole('row')).toHaveCount(2);
  await messages.getByRole('row').nth(1).click();
  const message = page.getByRole('region', { name: 'Message', exact: true });
  await expect(message.getByRole('combobox', { name: 'View as' })).toContainText('Base64');
  await expect(message.getByRole('listbox', { name: 'Bytes' })).toContainText('7b 22 63 22');
});
