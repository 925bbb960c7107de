/** What outlives a tab: queries, rules and letters after a start; alerts outside of the window; two pages on one capture; groups beside a stream. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { connect, openStart, view } from './actions.ts';
import { expect, test, watchProblems } from './fixtures.ts';

const live = (page: Page): Locator => page.getByRole('region', { name: 'Live' });
const messages = (page: Page): Locator => live(page).getByRole('grid', { name: 'Messages' });

async function listenTo(page: Page, name: string): Promise<void> {
  await live(page).getByRole('textbox', { name: 'Channel or pattern' }).fill(name);
  await page.keyboard.press('Enter');
  await expect(live(page).getByRole('list', { name: 'Listening to' })).toContainText(name);
}

test('queries, rules and templates are there after the host was started again; payloads only where the user says so', async ({ page, url, host, redis }) => {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  await listenTo(page, 'orders');
  // A query, by keyboard alone.
  await live(page).getByRole('textbox', { name: 'Filter messages' }).fill('status=failed');
  await live(page).getByRole('button', { name: 'Saved queries' }).press('Enter');
  await page.keyboard.press('s');
  await page.keyboard.press('Enter');
  const queries = page.getByRole('dialog', { name: 'Saved queries' });
  await expect(queries.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('Failed orders');
  await page.keyboard.press('Enter');
  await expect(queries.getByRole('list', { name: 'Saved queries' })).toContainText('status=failed');
  await page.keyboard.press('Escape');
  await live(page).getByRole('button', { name: 'What the query does' }).click();
  await page.getByRole('menuitem', { name: 'Alert when a message matches' }).click();
  // A letter that is sent, and kept as a template.
  const form = live(page).getByRole('form', { name: 'Publish' });
  await form.getByRole('textbox', { name: 'Channel' }).fill('orders');
  await form.getByRole('textbox', { name: 'Payload' }).fill('{"status":"new","secret":"canary"}');
  await page.keyboard.press('Control+Enter');
  await expect(form).toContainText('Received by 1 client');
  await form.getByRole('textbox', { name: 'Payload' }).fill('{"id":"{{uuid}}"}');
  await form.getByRole('button', { name: 'Templates and history' }).click();
  await page.getByRole('menuitem', { name: 'Save as template…' }).click();
  await page.keyboard.type('An order');
  await page.keyboard.press('Enter');
  const letters = page.getByRole('dialog', { name: 'Templates and history' });
  await expect(letters.getByRole('region', { name: 'Templates' })).toContainText('An order');
  await expect(letters).toContainText('What was sent and what was pinned ends with Keytide.');
  expect((await new AxeBuilder({ page }).include('[role="dialog"]').analyze()).violations).toEqual([]);
  expect(await readFile(join(host.data, 'keepsakes.json'), 'utf8')).not.toContain('canary');
  await letters.getByRole('switch', { name: 'Keep sent and pinned messages too' }).click();
  await expect.poll(() => readFile(join(host.data, 'keepsakes.json'), 'utf8')).toContain('canary');
  await page.keyboard.press('Escape');

  await page.goto('about:blank');
  await openStart(page, await host.restart());
  await page.getByRole('list', { name: 'Saved connections' }).getByText('Shop').dblclick();
  await view(page, 'Live').click();
  await live(page).getByRole('button', { name: 'Saved queries' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Failed orders' }).click();
  await expect(live(page).getByRole('textbox', { name: 'Filter messages' })).toHaveValue('status=failed');
  await live(page).getByRole('button', { name: 'Templates and history' }).click();
  await expect(page.getByRole('menuitem', { name: 'orders' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'An order' }).click();
  await expect(live(page).getByRole('textbox', { name: 'Payload' })).toHaveValue('{"id":"{{uuid}}"}');
  // The rule counts without being asked for: the alert comes.
  await listenTo(page, 'orders');
  await redis.direct.publish('orders', '{"status":"failed"}');
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('status=failed');
});

test('an alert of a tab behind is a notice of the system, without what came; a click on it leads to the message, and the badge goes', async ({
  page,
  url,
  redis,
  context,
}) => {
  await context.grantPermissions(['notifications']);
  await page.addInitScript(() => {
    const raised: Notice[] = [];
    interface Notice {
      readonly title: string;
      readonly body: string;
      onclick: (() => void) | null;
      closed: boolean;
      close(): void;
    }
    class Stand implements Notice {
      static permission = 'granted';
      static requestPermission = () => Promise.resolve('granted');
      readonly title: string;
      readonly body: string;
      onclick: (() => void) | null = null;
      closed = false;
      constructor(title: string, { body }: { body: string }) {
        this.title = title;
        this.body = body;
        raised.push(this);
      }
      close(): void {
        this.closed = true;
      }
    }
    Object.assign(window, { Notification: Stand, raised });
    // The window is behind another one.
    document.hasFocus = () => false;
  });
  const raised = (): Promise<string[]> =>
    page.evaluate(() => (window as unknown as { raised: { title: string; body: string }[] }).raised.map(({ title, body }) => `${title}: ${body}`));
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  await listenTo(page, 'orders');
  await live(page).getByRole('textbox', { name: 'Filter messages' }).fill('canary');
  await live(page).getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Alerts…' }).click();
  const alerts = page.getByRole('dialog', { name: 'Alerts' });
  await alerts.getByRole('button', { name: 'Add rule' }).click();
  const outside = alerts.getByRole('switch', { name: 'Notices of the system' });
  await expect(outside).not.toBeChecked();
  await outside.click();
  await expect(outside).toBeChecked();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await redis.direct.publish('orders', 'nothing');
  await redis.direct.publish('orders', 'the canary');
  await expect.poll(raised).toEqual(['Alert in Shop: A message matched']);
  await expect(page).toHaveTitle('(1) Keytide');
  await expect(page.getByRole('tab', { name: 'Shop' }).getByRole('img', { name: '1 alert not looked at' })).toBeAttached();
  await page.evaluate(() => (window as unknown as { raised: { onclick: () => void }[] }).raised[0]?.onclick());
  await expect(live(page).getByRole('region', { name: 'Message' })).toContainText('the canary');
  await expect(page).toHaveTitle('Shop · Keytide');
});

test('two pages watch one capture, each at its own place and filter, and it stays when the one that began it has left', async ({
  page,
  url,
  anotherUrl,
  redis,
  context,
  picture,
}) => {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  await listenTo(page, 'orders');
  for (let n = 1; n <= 5; n++) await redis.direct.publish('orders', `payload ${n}`);
  await expect(messages(page)).toContainText('payload 5');

  const second = await context.newPage();
  const problems = await watchProblems(second);
  await openStart(second, await anotherUrl());
  await second.getByRole('list', { name: 'Saved connections' }).getByText('Shop').dblclick();
  await view(second, 'Live').click();
  await live(second).getByRole('button', { name: 'More', exact: true }).click();
  await second.getByRole('menuitem', { name: 'Recordings…' }).click();
  const dialog = second.getByRole('dialog', { name: 'Recordings' });
  const running = dialog.getByRole('list', { name: 'Running in other tabs and windows' });
  await expect(running.getByRole('listitem')).toHaveCount(1);
  await expect(running).toContainText(/Shop.*5 received · 1 source/s);
  expect((await new AxeBuilder({ page: second }).include('[role="dialog"]').analyze()).violations).toEqual([]);
  await running.getByRole('button', { name: 'Watch here' }).press('Enter');
  await expect(messages(second)).toContainText('payload 5');
  await expect(live(second)).toContainText('a running capture, watched with a place and a filter of its own');

  await live(second).getByRole('textbox', { name: 'Filter messages' }).fill('"payload 2"');
  await expect(messages(second).getByRole('row')).toHaveCount(2);
  await expect(messages(page).getByRole('row')).toHaveCount(6);
  await redis.direct.publish('orders', 'and "payload 2" again');
  await redis.direct.publish('orders', 'another');
  await expect(messages(second).getByRole('row')).toHaveCount(3);
  await expect(messages(page).getByRole('row')).toHaveCount(8);
  await expect(live(page).getByRole('status', { name: 'Feed counters' })).toContainText('received 7 · kept 7');
  await expect(live(second).getByRole('status', { name: 'Feed counters' })).toContainText('received 7 · kept 7');

  // The page that began it leaves: what watches it goes on.
  await page.getByRole('tab', { name: 'Shop' }).press('Delete');
  await expect(page.getByRole('tab', { name: 'Shop' })).toHaveCount(0);
  await redis.direct.publish('orders', '"payload 2" once more');
  await expect(messages(second).getByRole('row')).toHaveCount(4);
  await live(second).getByRole('button', { name: 'Back to the feed' }).click();
  await expect(live(second)).toContainText('Nothing is listened to');
  await picture('feed-joined');
  expect(problems).toEqual([]);
});

test('consumer groups stand beside a stream, with what the server does not know as unknown', async ({ page, url, redis }) => {
  for (let n = 1; n <= 6; n++) await redis.direct.xadd('log', `${n}-0`, 'n', String(n));
  await redis.direct.xgroup('CREATE', 'log', 'mailers', '0');
  await redis.direct.xreadgroup('GROUP', 'mailers', 'ann', 'COUNT', 2, 'STREAMS', 'log', '>');
  await redis.direct.xgroup('CREATE', 'log', 'lost', '3-0');
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  await live(page).getByRole('combobox', { name: 'Source' }).click();
  await page.getByRole('option', { name: 'Stream' }).click();
  await live(page).getByRole('textbox', { name: 'Key of the stream' }).fill('log');
  await page.keyboard.press('Enter');
  await live(page).getByRole('button', { name: 'Consumer groups' }).press('Enter');
  const groups = live(page).getByRole('region', { name: 'Consumer groups' });
  await expect(groups).toContainText('6 entries');
  await expect(groups.getByRole('row', { name: 'mailers' })).toContainText(/mailers\s*1\s*2\s*4\s*2-0/);
  await expect(groups.getByRole('row', { name: 'lost' })).toContainText('unknown');
  expect((await new AxeBuilder({ page }).include('.live-groups').analyze()).violations).toEqual([]);
  await redis.direct.xreadgroup('GROUP', 'mailers', 'bob', 'COUNT', 10, 'STREAMS', 'log', '>');
  await expect(groups.getByRole('row', { name: 'mailers' })).toContainText(/mailers\s*2\s*6\s*0\s*6-0/);
  await groups.getByRole('button', { name: 'Close consumer groups' }).click();
  await expect(groups).toHaveCount(0);
});

test('a name with a star is asked about: the pattern or the very channel, by keyboard', async ({ page, url, redis }) => {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  const name = live(page).getByRole('textbox', { name: 'Channel or pattern' });
  await name.fill('orders.*');
  await page.keyboard.press('Enter');
  const meant = live(page).getByRole('group', { name: 'can be meant in two ways' });
  await expect(meant.getByRole('button', { name: 'As a pattern' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(name).toBeFocused();
  await expect(name).toHaveValue('orders.*');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect.poll(() => redis.direct.pubsub('NUMPAT')).toBe(1);
  await expect(name).toHaveValue('');
  await expect(name).toBeFocused();
  await page.keyboard.type('orders.*');
  await page.keyboard.press('Enter');
  await expect(meant.getByRole('button', { name: 'As a pattern' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'orders.*'))[1]).toBe(1);
  await redis.direct.publish('orders.new', 'by the pattern');
  await expect(messages(page)).toContainText('by the pattern');
  // A channel that only the pattern hears: alone, hidden, and by a subscription of its own.
  await live(page).getByRole('grid', { name: 'Channels' }).getByText('orders.new').click();
  await expect(live(page).getByRole('textbox', { name: 'Filter messages' })).toHaveValue('channel:orders.new');
  await live(page).getByRole('button', { name: 'Hide this channel' }).click();
  await expect(live(page).getByRole('textbox', { name: 'Filter messages' })).toHaveValue('-channel:orders.new');
  await live(page).getByRole('button', { name: 'Show only this channel' }).click();
  await expect(live(page).getByRole('textbox', { name: 'Filter messages' })).toHaveValue('channel:orders.new');
  await live(page).locator('.live-channel').getByRole('button', { name: 'Subscribe' }).click();
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'orders.new'))[1]).toBe(1);
});
