/** The feed by keyboard: queries that mark, repeats folded, messages selected, copied, pinned, compared, sent again; and publishing with variables. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import type { TestRedis } from '../support/redis.ts';
import { connect, openStart, view } from './actions.ts';
import { expect, test } from './fixtures.ts';

async function listen(page: Page, url: string, redis: TestRedis): Promise<Locator> {
  await openStart(page, url);
  await connect(page, redis);
  await view(page, 'Live').click();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('textbox', { name: 'Channel or pattern' }).fill('orders');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await redis.direct.pubsub('NUMSUB', 'orders'))[1]).toBe(1);
  return live;
}

const messages = (live: Locator): Locator => live.getByRole('grid', { name: 'Messages' });

test('a query marks, is gone to and becomes an alert; repeats fold into a row that counts them', async ({ page, url, redis }) => {
  const live = await listen(page, url, redis);
  for (const status of ['new', 'failed', 'new', 'new', 'new', 'failed', 'new']) await redis.direct.publish('orders', `{"status":"${status}"}`);
  const grid = messages(live);
  await expect(grid.getByRole('row')).toHaveCount(8);
  await live.getByRole('button', { name: 'What the query does' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Mark what matches' }).click();
  await live.getByRole('textbox', { name: 'Filter messages' }).fill('status=failed');
  await expect(live).toContainText('2 marked');
  await expect(grid.getByRole('row')).toHaveCount(8);
  await expect(grid.getByRole('img', { name: 'matches the query' })).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await live.getByRole('textbox', { name: 'Filter messages' }).fill('status=failed ');
  await page.keyboard.press('Enter');
  await expect(live.getByRole('region', { name: 'Message' })).toContainText('no. 2');
  await page.keyboard.press('F7');
  await expect(live.getByRole('region', { name: 'Message' })).toContainText('no. 6');
  await page.keyboard.press('F7');
  await expect(page.getByText('No marked message comes after this one')).toBeVisible();
  await live.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Fold repeats into one row' }).click();
  await expect(grid.getByRole('row')).toHaveCount(6);
  await expect(grid).toContainText('×3');
  await expect(live).toContainText('2 messages folded into others');
  await live.getByRole('button', { name: 'What the query does' }).click();
  await page.getByRole('menuitem', { name: 'Alert when a message matches' }).click();
  await redis.direct.publish('orders', '{"status":"failed"}');
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('status=failed');
});

test('by keyboard messages are selected, copied, pinned and noted', async ({ page, url, redis, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const live = await listen(page, url, redis);
  for (let n = 1; n <= 5; n++) await redis.direct.publish('orders', `payload ${n}`);
  const grid = messages(live);
  await expect(grid).toContainText('payload 5');
  await grid.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Control+c');
  await expect.poll(clipboard).toBe('payload 4');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(grid.getByRole('row', { selected: true })).toHaveCount(3);
  await page.keyboard.press('Control+c');
  await expect
    .poll(async () =>
      (await clipboard())
        .trim()
        .split('\n')
        .map((line) => line.slice(-9)),
    )
    .toEqual(['payload 2', 'payload 3', 'payload 4']);
  await page.keyboard.press('n');
  await page.keyboard.type('the first that was late');
  await expect(live.getByRole('region', { name: 'Pinned messages' })).toContainText('payload 2');
  await expect(live.getByRole('textbox', { name: 'Note' })).toHaveValue('the first that was late');
  await grid.focus();
  await page.keyboard.press('p');
  await expect(live.getByRole('region', { name: 'Pinned messages' })).toHaveCount(0);
});

test('a message is compared, its values lead to others, and it is sent again', async ({ page, url, redis, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const live = await listen(page, url, redis);
  for (const order of [1, 2]) await redis.direct.publish('orders', `{"order":${order},"user":{"id":7}}`);
  await redis.direct.publish('orders', '{"order":3,"user":{"id":8}}');
  const grid = messages(live);
  await expect(grid).toContainText('"order":3');
  await grid.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  const message = live.getByRole('region', { name: 'Message' });
  await message.getByRole('button', { name: 'Compare' }).click();
  await expect(message.getByRole('region', { name: 'Differences' })).toContainText(/changed.*order.*1.*2/);
  await message.getByRole('button', { name: 'Compare' }).click();
  // Any two: the ends of what is selected.
  await grid.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await message.getByRole('button', { name: 'Compare' }).click();
  await expect(message.getByRole('region', { name: 'Differences' })).toContainText(/changed.*order.*1.*3/);
  await message.getByRole('combobox', { name: 'Compared with' }).click();
  await page.getByRole('option', { name: 'The one before in this channel' }).click();
  await expect(message.getByRole('region', { name: 'Differences' })).toContainText(/changed.*order.*2.*3/);
  await message.getByRole('button', { name: 'Compare' }).click();
  await grid.focus();
  await page.keyboard.press('ArrowUp');
  await message.getByRole('treeitem').filter({ hasText: 'id' }).last().click();
  await message.getByRole('button', { name: 'Copy path' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('user');
  await message.getByRole('button', { name: 'Show all messages with this value' }).click();
  await expect(live.getByRole('textbox', { name: 'Filter messages' })).toHaveValue('user.id=7');
  await expect(grid.getByRole('row')).toHaveCount(3);
  await message.getByRole('button', { name: 'Send to Publish' }).click();
  const form = live.getByRole('form', { name: 'Publish' });
  await expect(form.getByRole('textbox', { name: 'Payload' })).toBeFocused();
  await expect(form.getByRole('textbox', { name: 'Payload' })).toHaveValue('{"order":2,"user":{"id":7}}');
  await page.keyboard.press('Control+Enter');
  await expect(form).toContainText('1');
  // A message is being read: the list stands still, and says what has come.
  await expect(grid.getByRole('row')).toHaveCount(3);
  await live.getByRole('button', { name: 'To the newest' }).click();
  await expect(grid.getByRole('row')).toHaveCount(5);
  await expect(grid.getByRole('row').filter({ hasText: /Display was paused .* 1 message came meanwhile/ })).toHaveCount(1);
});

test('publishing fills in variables, says which is none, repeats until it is stopped and remembers', async ({ page, url, redis }) => {
  const live = await listen(page, url, redis);
  const form = live.getByRole('form', { name: 'Publish' });
  await form.getByRole('textbox', { name: 'Channel' }).fill('orders');
  await form.getByRole('textbox', { name: 'Payload' }).fill('{{nope}}');
  await page.keyboard.press('Control+Enter');
  await expect(form).toContainText('{{nope}} is no variable');
  await form.getByRole('textbox', { name: 'Payload' }).fill('n{{seq}} {{pick only}}');
  await page.keyboard.press('Control+Enter');
  await expect(messages(live)).toContainText('n1 only');
  await form.getByRole('button', { name: 'Repeat at a rate…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Repeat the message' });
  await expect(dialog.getByRole('textbox', { name: 'Messages a second' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('50');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('100000');
  await page.keyboard.press('Enter');
  await expect(form).toContainText(/[1-9]\d sent/);
  await form.getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(form).toContainText(/Stopped; at least \d+ were sent/);
  await expect(form.getByRole('button', { name: 'Publish' })).toBeEnabled();
  await form.getByRole('textbox', { name: 'Payload' }).fill('other');
  await form.getByRole('button', { name: 'Templates and history' }).press('Enter');
  await expect(page.getByRole('menuitem', { name: 'orders' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form.getByRole('textbox', { name: 'Payload' })).toHaveValue('n{{seq}} {{pick only}}');
});

test('every dialog of the feed takes the focus and gives it back', async ({ page, url, redis }) => {
  // Six dialogs are looked through by axe.
  test.slow();
  const live = await listen(page, url, redis);
  await redis.direct.publish('orders', '{"a":1}');
  const more = live.getByRole('button', { name: 'More', exact: true });
  for (const [entry, title] of [
    ['Channels on the server…', 'Channels on the server'],
    ['Fields of messages…', 'Fields of messages'],
    ['Analytics…', 'Analytics'],
    ['Alerts…', 'Alerts'],
    ['Recordings…', 'Recordings'],
    ['Replay…', 'Replay messages'],
  ] as const) {
    await more.press('Enter');
    await page.getByRole('menuitem', { name: entry }).press('Enter');
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog.locator(':focus')).toHaveCount(1);
    const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(more).toBeFocused();
  }
});

test('beside a value no tool of the feed lies over another, however narrow the window is', async ({ page, url, redis }) => {
  await redis.direct.set('a', '1');
  await openStart(page, url);
  await connect(page, redis);
  const live = page.getByRole('region', { name: 'Live' });
  const covered = (): Promise<readonly string[]> =>
    live.locator('button, input:not([aria-hidden])').evaluateAll((all) => {
      const boxes = all.map((one) => ({ name: one.getAttribute('aria-label') ?? one.textContent, box: one.getBoundingClientRect() }));
      return boxes.flatMap((one, at) =>
        boxes
          .slice(at + 1)
          .filter(({ box }) => box.left < one.box.right - 1 && one.box.left < box.right - 1 && box.top < one.box.bottom - 1 && one.box.top < box.bottom - 1)
          .map((other) => `${one.name} / ${other.name}`),
      );
    });
  for (const width of [1600, 1280, 1150, 1000, 900, 700]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(live.getByRole('button', { name: 'Subscribe' })).toBeInViewport({ ratio: 1 });
    await expect.poll(covered).toEqual([]);
  }
});
