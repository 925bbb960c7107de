/** What a user sees when something breaks: the server dies, the host refuses a spent address, a profile is read-only. */
import { startRedis } from '../support/redis.ts';
import { connect, key, openStart, scan, status, view } from './actions.ts';
import { expect, test, watchProblems } from './fixtures.ts';

test('the server is killed and comes back empty: tab, filter and unsaved edit are still there', async ({ page, url, redis }) => {
  await redis.direct.set('draft', 'loaded');
  await openStart(page, url);
  await connect(page, redis);
  await page.getByRole('textbox', { name: 'Filter keys' }).fill('dra');
  await key(page, 'draft').click();
  const value = page.getByRole('textbox', { name: 'Value text' });
  await value.fill('not saved yet');
  await redis.kill();
  await expect(status(page)).toContainText('not connected');
  await redis.restart();
  await expect(status(page)).toContainText('ready', { timeout: 20_000 });
  await expect(page.getByRole('textbox', { name: 'Filter keys' })).toHaveValue('dra');
  await expect(value).toHaveText('not saved yet');
  await expect(page.getByText('This is a different server than before')).toBeVisible();
  // Lost on the server: it is not made again without asking.
  await expect(page.getByRole('region', { name: 'Value' })).toContainText('It is gone');
  expect(await redis.direct.exists('draft')).toBe(0);
  await page.getByRole('button', { name: 'Create it again' }).click();
  await expect.poll(() => redis.direct.get('draft')).toBe('not saved yet');
});

test('the server stands still: the page does not, says so, and what was asked is answered after it, once', async ({ page, url, redis }) => {
  await redis.direct.mset('apple', 'round', 'pear', 'long');
  await openStart(page, url);
  await connect(page, redis);
  await expect(key(page, 'apple')).toBeVisible();
  await view(page, 'Console').click();
  await page.getByRole('textbox', { name: 'Command' }).fill('append apple !');
  redis.freeze();
  try {
    await page.getByRole('textbox', { name: 'Command' }).press('Enter');
    await expect(status(page)).toContainText('not answering');
    await view(page, 'Keys').click();
    await page.getByRole('textbox', { name: 'Filter keys' }).fill('pea');
    await expect(key(page, 'apple')).toHaveCount(0);
    await key(page, 'pear').click();
    await expect(page.getByRole('region', { name: 'Value' }).getByRole('alert')).toContainText('Nothing was sent');
  } finally {
    redis.thaw();
  }
  await expect(status(page)).toContainText('ready');
  // What could not be asked for is asked for by itself.
  await expect(page.getByRole('textbox', { name: 'Value text' })).toHaveText('long');
  expect(await redis.direct.get('apple')).toBe('round!');
});

test('a read-only profile writes nothing, whatever door is tried', async ({ page, url, redis }) => {
  await redis.direct.set('k', 'x');
  await openStart(page, url);
  await connect(page, redis, { protection: 'Read-only' });
  await view(page, 'Console').click();
  const command = page.getByRole('textbox', { name: 'Command' });
  for (const line of ['set k y', 'FLUSHALL', "eval \"return redis.call('set','k','y')\" 0", 'publish a b']) {
    await command.fill(line);
    await command.press('Enter');
  }
  await command.fill('get k');
  await command.press('Enter');
  await expect(page.getByRole('log', { name: 'Replies' })).toContainText('"x"');
  expect(await redis.direct.get('k')).toBe('x');
});

test('an address lets in once: a second page is refused, the first one goes on, a reload too', async ({ page, url, context }) => {
  await openStart(page, url);
  expect(page.url()).not.toContain('#t=');
  const second = await context.newPage();
  await watchProblems(second);
  await second.goto(url);
  await expect(second.getByText('This page is not let in')).toBeVisible();
  await expect(second.locator('.skeleton')).toHaveCount(0);
  await second.close();
  await page.reload();
  await expect(page.getByRole('button', { name: 'New connection' })).toBeVisible();
  await expect(page.getByText('This page is not let in')).toHaveCount(0);
});

test('a wrong port is explained, and what was typed stays', async ({ page, url }) => {
  await openStart(page, url);
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'New connection' });
  await dialog.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
  await dialog.getByRole('textbox', { name: 'Port' }).fill('1');
  await dialog.getByRole('button', { name: 'Test' }).click();
  await expect(dialog).toContainText(/refused/i);
  await expect(dialog.getByRole('textbox', { name: 'Port' })).toHaveValue('1');
});

test('a login that is refused leaves no pane waiting: each says that there is no connection', async ({ page, url }) => {
  const server = await startRedis(['--requirepass', 'pw'], { password: 'pw' });
  await openStart(page, url);
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'New connection' });
  await dialog.getByRole('textbox', { name: 'Port' }).fill(String(server.port));
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByRole('button', { name: 'Show the steps' })).toBeVisible();
  const keys = page.getByRole('region', { name: 'Keys' });
  await expect(keys).toContainText('Nothing was sent.');
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await view(page, 'Server').click();
  await expect(page.getByRole('main')).toContainText('Nothing was sent.');
  await server.direct.call('CONFIG', 'SET', 'requirepass', '');
  await view(page, 'Keys').click();
  await keys.getByRole('button', { name: 'Try again' }).click();
  await expect(scan(page)).toContainText('complete');
  await server.stop();
});

test('a script that never ends is told over the tab, and ended from there', async ({ page, url, redis, picture }) => {
  await redis.direct.set('alone', 'old');
  await redis.direct.config('SET', 'busy-reply-threshold', '100');
  const scripted = redis.direct.duplicate();
  try {
    await openStart(page, url);
    await connect(page, redis);
    const script = scripted.call('EVAL', 'while true do end', '0').catch((error: unknown) => String(error));
    await key(page, 'alone').click();
    const end = page.getByRole('button', { name: 'End the script SCRIPT KILL' });
    await expect(end).toBeVisible();
    await picture('script');
    await end.press('Enter');
    const question = page.getByRole('alertdialog');
    await expect(question).toContainText('SCRIPT KILL');
    await question.getByRole('button', { name: 'Run' }).press('Enter');
    expect(await script).toContain('killed');
    await expect(end).toHaveCount(0);
    await key(page, 'alone').click();
    await expect(page.getByRole('textbox', { name: 'Value text' })).toHaveText('old');
  } finally {
    scripted.disconnect();
    await redis.direct.call('SCRIPT', 'KILL').catch(() => undefined);
    await redis.direct.config('SET', 'busy-reply-threshold', '5000');
  }
});
