/** What a user does again and again, by the names that screen readers hear. */
import type { Locator, Page } from '@playwright/test';
import type { TestRedis } from '../support/redis.ts';
import { expect } from './fixtures.ts';

export async function openStart(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole('button', { name: 'New connection' })).toBeVisible();
  // The address is spent: the page has a token of its own.
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBeGreaterThan(0);
}

/** Fills the dialog as a user would and ends with the tab in front, its keys listed. */
export async function connect(page: Page, redis: Pick<TestRedis, 'port'>, { name = 'Shop', protection = '' } = {}): Promise<void> {
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'New connection' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await dialog.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
  await dialog.getByRole('textbox', { name: 'Port' }).fill(String(redis.port));
  if (protection !== '') await dialog.getByRole('radio', { name: protection }).click();
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  await expect(scan(page)).toContainText('complete');
}

export function scan(page: Page): Locator {
  return page.getByRole('status', { name: 'Scan' });
}

export function key(page: Page, name: string): Locator {
  return page.getByRole('tree', { name: 'Keys' }).getByRole('treeitem', { name });
}

export function view(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name, exact: true });
}

export function status(page: Page): Locator {
  return page.getByRole('contentinfo', { name: 'Status' });
}
