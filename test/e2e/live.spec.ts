/** The live feed end to end: every message arrives, pause loses nothing, counters are exact, publishing works. */
import { connect, openStart, view } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('messages arrive, pause freezes the view only, the counters are exact', async ({ page, url, redis }) => {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('combobox', { name: 'Source' }).click();
  await page.getByRole('option', { name: 'Pattern' }).click();
  await live.getByRole('textbox', { name: 'Channel or pattern' }).fill('orders.*');
  await live.getByRole('button', { name: 'Subscribe' }).click();
  await expect.poll(async () => redis.direct.pubsub('NUMPAT')).toBe(1);
  for (let at = 0; at < 300; at++) await redis.direct.publish(`orders.${at % 3}`, `{"order":${at}}`);
  const counters = live.getByRole('status', { name: 'Feed counters' });
  await expect(counters).toContainText('received 300');
  await expect(counters).toContainText('kept 300');
  await expect(counters).toContainText('missed 0');
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText('{"order":299}');
  await live.getByRole('button', { name: 'Pause' }).click();
  for (let at = 300; at < 400; at++) await redis.direct.publish('orders.new', `{"order":${at}}`);
  await expect(counters).toContainText('received 400');
  await expect(live.getByRole('grid', { name: 'Messages' })).not.toContainText('{"order":399}');
  await live.getByRole('button', { name: 'Resume' }).click();
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText('{"order":399}');
  await live.getByRole('textbox', { name: 'Filter messages' }).fill('"order":123');
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText('{"order":123}');
  await expect(live.getByRole('grid', { name: 'Messages' })).not.toContainText('{"order":399}');
});

test('a cut line is a gap row, and the feed goes on', async ({ page, url, redis }) => {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('textbox', { name: 'Channel or pattern' }).fill('news');
  await live.getByRole('button', { name: 'Subscribe' }).click();
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'news'))[1]).toBe(1);
  await redis.direct.publish('news', 'before');
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText('before');
  await redis.direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'news'))[1]).toBe(1);
  await redis.direct.publish('news', 'after');
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText('after');
  // A list that is shorter than the screen stands still all the same.
  await live.getByRole('button', { name: 'Pause' }).click();
  await redis.direct.publish('news', 'meanwhile');
  await expect(live.getByRole('status', { name: 'Feed counters' })).toContainText('received 3');
  await expect(live.getByRole('button', { name: '1 new' })).toBeVisible();
  await expect(live.getByRole('grid', { name: 'Messages' })).not.toContainText('meanwhile');
  await live.getByRole('button', { name: 'Resume' }).click();
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText(/Display was paused .* 1 message came meanwhile/);
  await expect(live.getByRole('gridcell', { name: 'meanwhile', exact: true })).toBeVisible();
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText(/gap|interrupted|not connected|missed/i);
});

test('publishing says who received it', async ({ page, url, redis }) => {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('textbox', { name: 'Channel or pattern' }).fill('greetings');
  await live.getByRole('button', { name: 'Subscribe' }).click();
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'greetings'))[1]).toBe(1);
  const publish = page.getByRole('form', { name: 'Publish' });
  await publish.getByRole('textbox', { name: 'Channel' }).fill('greetings');
  await publish.getByRole('textbox', { name: 'Payload' }).fill('good morning');
  await publish.getByRole('button', { name: 'Publish' }).click();
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText('good morning');
  await expect(publish).toContainText('1');
});
