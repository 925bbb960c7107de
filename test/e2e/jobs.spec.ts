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
