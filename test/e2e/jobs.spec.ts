/** Bulk work end to end: planned by a pattern, counted, started with open eyes, followed, taken back; and an export that becomes a file. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { connect, openStart } from './actions.ts';
import { expect, test } from './fixtures.ts';

async function fromPalette(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
}

test('keys are deleted by a pattern and put back', async ({ page, url, redis, picture }) => {
  const many: string[] = [];
  for (let at = 0; at < 3000; at++) many.push(`cache:${at}`, `value ${at}`);
  await redis.direct.mset(...many);
  await redis.direct.set(Buffer.from('cache:\u001b[2J\u0000é'), 'strange', 'PX', 600_000);
  await redis.direct.set('other', 'stays');
  await openStart(page, url);
  await connect(page, redis);
  await fromPalette(page, 'Delete keys by pattern');
  const dialog = page.getByRole('dialog', { name: 'Delete keys' });
  await dialog.getByRole('textbox', { name: 'Pattern' }).fill('cache:*');
  await picture('jobs-form');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('3,001 keys on 1 server');
  await expect(dialog.getByRole('switch', { name: 'Keep for undo' })).toBeChecked();
  await picture('jobs-plan');
  await dialog.getByRole('button', { name: 'Delete 3,001 keys' }).click();
  const job = page.getByRole('article', { name: /^Delete keys matching cache/ });
  await expect(job).toContainText('complete');
  await expect(job).toContainText('3,001 deleted');
  expect(await redis.direct.keys('*')).toEqual(['other']);
  await picture('jobs-ended');
  await job.getByRole('button', { name: 'Undo: put back 3,001' }).click();
  await expect(page.getByRole('article', { name: 'Put back keys' })).toContainText('3,001 put back');
  expect(await redis.direct.dbsize()).toBe(3002);
});

test('without undo it wants to be told so, and an export is given to the browser as a file', async ({ page, url, redis, picture }) => {
  for (let at = 0; at < 40; at++) await redis.direct.set(`k:${at}`, `value ${at}`);
  await openStart(page, url);
  await connect(page, redis);
  await fromPalette(page, 'Export keys by pattern');
  const exporting = page.getByRole('dialog', { name: 'Export keys' });
  await exporting.getByRole('textbox', { name: 'Pattern' }).fill('k:*');
  await exporting.getByRole('radio', { name: 'redis-cli' }).click();
  await page.keyboard.press('Tab');
  await exporting.getByRole('button', { name: 'Count keys' }).click();
  const download = page.waitForEvent('download');
  await exporting.getByRole('button', { name: 'Export 40 keys' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^keys-.*\.redis$/);
  expect((await readFile(await file.path(), 'utf8')).trim().split('\n')).toHaveLength(40);

  await fromPalette(page, 'Delete keys by pattern');
  const dialog = page.getByRole('dialog', { name: 'Delete keys' });
  await dialog.getByRole('textbox', { name: 'Pattern' }).fill('k:*');
  await dialog.getByRole('button', { name: 'Count keys' }).click();
  await dialog.getByRole('switch', { name: 'Keep for undo' }).click();
  const go = dialog.getByRole('button', { name: 'Delete 40 keys' });
  await expect(go).toBeDisabled();
  await picture('jobs-final');
  await dialog.getByRole('switch', { name: /cannot be brought back/ }).click();
  await go.click();
  await expect(page.getByRole('article', { name: /^Delete keys/ })).toContainText('40 deleted');
  expect(await redis.direct.dbsize()).toBe(0);
});

test('many keys live until a moment by the server’s clock, and each gets back what it had', async ({ page, url, redis, picture }) => {
  for (let at = 0; at < 30; at++) await redis.direct.set(`k:${at}`, 'x');
  await redis.direct.expire('k:3', 5000);
  await openStart(page, url);
  await connect(page, redis);
  await fromPalette(page, 'Set time to live by pattern');
  const dialog = page.getByRole('dialog', { name: 'Set time to live' });
  await dialog.getByRole('textbox', { name: 'Pattern' }).fill('k:*');
  await dialog.getByRole('radio', { name: 'At' }).click();
  const moment = dialog.getByRole('textbox', { name: 'TTL' });
  await moment.fill('2001-01-01');
  await expect(dialog).toContainText('This moment has passed');
  await expect(dialog.getByRole('button', { name: 'Count keys' })).toBeDisabled();
  await moment.fill('2100-01-31T18:00:00Z');
  await expect(dialog).toContainText('The server’s clock, which decides, says');
  await picture('jobs-moment');
  await moment.press('Enter');
  await expect(dialog.getByRole('switch', { name: 'Keep for undo' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Set it for 30 keys' }).click();
  const job = page.getByRole('article', { name: /^Set time to live/ });
  await expect(job).toContainText('30 set');
  expect(await redis.direct.call('PEXPIRETIME', 'k:7')).toBe(Date.UTC(2100, 0, 31, 18));
  await redis.direct.persist('k:5');
  await job.getByRole('button', { name: 'Undo: put back 30' }).click();
  const undone = page.getByRole('article', { name: 'Put back times to live' });
  await expect(undone).toContainText('29 put back');
  await expect(undone).toContainText('It has another time to live than the job gave it');
  expect([await redis.direct.ttl('k:7'), (await redis.direct.ttl('k:3')) > 4000]).toEqual([-1, true]);
});

test('copies leave what exists, or take its place where that is wished, and what was there comes back', async ({ page, url, redis }) => {
  for (let at = 0; at < 20; at++) await redis.direct.set(`k:${at}`, 'mine');
  await redis.direct.select(4);
  await redis.direct.set('k:1', 'theirs');
  await openStart(page, url);
  await connect(page, redis);
  for (const replace of [false, true]) {
    await fromPalette(page, 'Copy keys by pattern');
    const dialog = page.getByRole('dialog', { name: 'Copy keys' });
    await dialog.getByRole('textbox', { name: 'Pattern' }).fill('k:*');
    await dialog.getByRole('textbox', { name: 'Database' }).fill('4');
    if (replace) await dialog.getByRole('radio', { name: 'Replace' }).click();
    await dialog.getByRole('button', { name: 'Count keys' }).click();
    const go = dialog.getByRole('button', { name: 'Copy 20 keys' });
    if (replace) {
      const keep = dialog.getByRole('switch', { name: 'Keep for undo' });
      await expect(keep).toBeChecked();
      await expect(dialog.getByText('20 of them are there now.')).toBeVisible();
      await keep.click();
      await expect(go).toBeDisabled();
      await expect(dialog.getByRole('switch', { name: /exist there are lost/ })).toBeVisible();
      await keep.click();
    }
    await go.click();
    await expect(page.getByRole('article', { name: /^Copy keys/ }).first()).toContainText(replace ? '20 copied' : '19 copied');
    expect(await redis.direct.get('k:1')).toBe(replace ? 'mine' : 'theirs');
  }
  await page.getByRole('button', { name: 'Undo: put back 20' }).click();
  await expect(page.getByRole('article', { name: /^Put back keys/ })).toContainText('20 put back');
  expect(await redis.direct.get('k:1')).toBe('theirs');
  await redis.direct.select(0);
});
