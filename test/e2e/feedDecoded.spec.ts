/** A filter over payloads that are packed: what is in them decides, and what nobody can read is said. */
import { gzipSync } from 'node:zlib';
import { connect, openStart, view } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('the filter and an alert look into gzip and MessagePack, and it is said what could not be read', async ({ page, url, redis }) => {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('textbox', { name: 'Channel or pattern' }).fill('orders');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'orders'))[1]).toBe(1);
  const say = async (n: number, status: string): Promise<unknown> =>
    redis.direct.publish('orders', gzipSync(JSON.stringify({ id: n, status, note: 'please retry' })));
  for (let n = 1; n <= 6; n++) await say(n, n % 3 === 0 ? 'failed' : 'done');
  // {"id": 7, "status": "failed"}
  await redis.direct.publish(
    'orders',
    Buffer.concat([Buffer.from([0x82, 0xa2]), Buffer.from('id'), Buffer.from([7, 0xa6]), Buffer.from('status'), Buffer.from([0xa6]), Buffer.from('failed')]),
  );
  await redis.direct.publish('orders', Buffer.from([0xfe, 0x00, 0xc1, 0x07, 0x99]));
  const grid = live.getByRole('grid', { name: 'Messages' });
  await expect(grid.getByRole('row')).toHaveCount(9);
  const filter = live.getByRole('textbox', { name: 'Filter messages' });
  await filter.fill('status=failed id>3');
  await expect(grid.getByRole('row')).toHaveCount(3);
  await expect(grid).toContainText('"id": 6');
  await expect(grid).toContainText('"id": 7');
  await expect(live).toContainText('6 hidden by the filter');
  await expect(live).toContainText('1 could not be decoded: only its bytes were searched');
  await filter.fill('retry -status=done');
  await expect(grid.getByRole('row')).toHaveCount(3);
  await live.getByRole('button', { name: 'What the query does' }).click();
  await page.getByRole('menuitem', { name: 'Alert when a message matches' }).click();
  await say(9, 'failed');
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('retry -status=done');
});
