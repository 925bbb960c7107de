/** The window: start screen, palette, settings, languages, sample data, and what assistive technology finds. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { connect, key, openStart, scan, view } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('the palette finds commands by typing, Escape goes one level back', async ({ page, url }) => {
  await openStart(page, url);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command, connection or address' }).fill('settings');
  await page.keyboard.press('Enter');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('radio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

test('the theme follows the system while it is open', async ({ page, url }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await openStart(page, url);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('the page speaks it, and the choice can be changed', async ({ page, url }) => {
    await page.goto(url);
    await expect(page.getByRole('button', { name: '新建连接' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'English' }).click();
    await expect(page.getByRole('button', { name: 'New connection' })).toBeVisible();
  });
});

test('sample data: a real server with keys and live traffic, gone with its tab', async ({ page, url, picture }) => {
  await openStart(page, url);
  await page.getByRole('button', { name: 'Try with sample data' }).click();
  await expect(page.getByRole('tab', { name: 'Sample data' })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('textbox', { name: 'Filter keys' }).fill('user:1001');
  await key(page, 'user:1001').last().click();
  await expect(page.getByRole('grid', { name: 'Entries' })).toBeVisible();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('combobox', { name: 'Source' }).click();
  await page.getByRole('option', { name: 'Pattern' }).click();
  for (const pattern of ['orders.*', 'chat:*', 'metrics.*']) {
    await live.getByRole('textbox', { name: 'Channel or pattern' }).fill(pattern);
    await live.getByRole('button', { name: 'Subscribe' }).click();
  }
  await expect(live.getByRole('status', { name: 'Feed counters' })).toContainText(/received [1-9]\d/, { timeout: 20_000 });
  await page.getByRole('textbox', { name: 'Filter keys' }).fill('');
  await expect(key(page, 'cache:').first()).toBeVisible();
  await expect(scan(page)).toContainText(/of|complete/);
  await page.getByRole('grid', { name: 'Entries' }).focus();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await picture(`keys-${scheme}`);
  }
  await view(page, 'Live').click();
  await expect(live.getByRole('grid', { name: 'Messages' })).toContainText('orders.');
  await live.getByRole('grid', { name: 'Messages' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('region', { name: 'Message', exact: true })).toContainText(/no\. [1-9]/);
  await picture('live-dark');
  // The server goes with its tab: nothing of it is left running.
  await page.getByRole('tab', { name: 'Sample data' }).press('Delete');
  await expect(page.getByRole('button', { name: 'Try with sample data' })).toBeVisible();
});

test('connections that were saved are listed again, and can be removed', async ({ page, url, redis }) => {
  await openStart(page, url);
  await connect(page, redis, { name: 'Warehouse' });
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.reload();
  await expect(page.getByRole('list', { name: 'Saved connections' })).toContainText('Warehouse');
});

test.describe('assistive technology', () => {
  // The checker is a script of its own, which the page's policy rightly refuses.
  test.use({ bypassCSP: true });
  async function serious(page: Page): Promise<unknown[]> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`) }));
  }

  for (const scheme of ['light', 'dark'] as const) {
    test(`finds nothing serious (${scheme})`, async ({ page, url, redis }) => {
      // The checker goes through the whole page eight times.
      test.slow();
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await redis.direct.set('cache:a', '{"a":1}');
      await redis.direct.hset('cache:h', { a: '1', b: '2' });
      await openStart(page, url);
      expect(await serious(page)).toEqual([]);
      await page.getByRole('button', { name: 'New connection' }).click();
      expect(await serious(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await connect(page, redis);
      await page.getByRole('textbox', { name: 'Filter keys' }).fill('cache');
      await key(page, 'cache:a').click();
      await expect(page.getByRole('textbox', { name: 'Value text' })).toBeVisible();
      expect(await serious(page)).toEqual([]);
      await key(page, 'cache:h').click();
      await expect(page.getByRole('grid', { name: 'Entries' })).toBeVisible();
      expect(await serious(page)).toEqual([]);
      for (const name of ['Live', 'Console', 'Server', 'Jobs']) {
        await view(page, name).click();
        expect(await serious(page), name).toEqual([]);
      }
      await page.keyboard.press('Control+k');
      expect(await serious(page)).toEqual([]);
    });
  }
});

test('an address that asks for a demonstration starts with sample data', async ({ page, url }) => {
  await page.goto(`${url}&demo`);
  await expect(page.getByRole('tab', { name: 'Sample data' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('tree', { name: 'Keys' }).getByRole('treeitem').first()).toBeVisible();
});
