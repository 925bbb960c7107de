/** A page that a bench looks at: the browser edition at that address, on a server of this machine. */
import type { Page } from '@playwright/test';

export async function connected(page: Page, url: string, port: number): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'New connection' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New connection' });
  await dialog.getByRole('textbox', { name: 'Connection URL' }).fill(`redis://127.0.0.1:${port}/0`);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
}
