/** The ways in: servers on this machine, the environment, a command line, a dropped file; and ten thousand saved connections. */
import { newProfile } from '../../shared/connections/profile.ts';
import { connect, openStart, scan, status } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('a server on this machine is found on request, connected to from there, and known the next time', async ({ page, url, redis, picture }) => {
  await openStart(page, url);
  await page.getByRole('button', { name: 'Find local servers' }).click();
  const list = page.getByRole('list', { name: 'Servers on this machine' });
  const address = `127.0.0.1:${redis.port}`;
  await expect(list).toContainText(address);
  await picture('find');
  await list.getByRole('button', { name: `Connect… ${address}` }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New connection' });
  await expect(dialog.getByRole('textbox', { name: 'Port' })).toHaveValue(String(redis.port));
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await expect(scan(page)).toContainText('complete');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('button', { name: 'Find local servers' }).click();
  await expect(list).toContainText(`saved as ${address}`);
  await list.getByRole('button', { name: `Open ${address}` }).click();
  await expect(page.getByRole('tab', { name: address })).toHaveCount(1);
});

test('a dropped file opens the import with its preview; nothing is connected', async ({ page, url }) => {
  await openStart(page, url);
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['redis://ann:pw@one.example:7000/1?name=Orders\nredis://two.example\nnonsense\n'], 'servers.txt'));
    return data;
  });
  await page.locator('.start').dispatchEvent('dragover', { dataTransfer: transfer });
  await expect(page.locator('.start.over')).toHaveCount(1);
  await page.locator('.start').dispatchEvent('drop', { dataTransfer: transfer });
  const dialog = page.getByRole('dialog', { name: 'Import connections' });
  await expect(dialog).toContainText('servers.txt');
  await expect(dialog).toContainText('Orders');
  await dialog.getByRole('button', { name: 'Add 2 connections' }).click();
  await expect(dialog).toContainText('2');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('list', { name: 'Saved connections' })).toContainText('Orders');
  await expect(page.getByRole('tab')).toHaveCount(0);
});

test.describe('handed over', () => {
  test.use({ hostEnv: { REDIS_URL: 'redis://:canary-pw@127.0.0.1:1/2' }, hostArgs: ['redis://:canary-pw@127.0.0.1:1/1?keyPrefix=evil'] });

  test('an address is shown to be confirmed, and its password never comes to the page', async ({ page, url }) => {
    await page.goto(url);
    const dialog = page.getByRole('dialog', { name: 'New connection' });
    await expect(dialog).toContainText('Nothing is connected before Connect or Test');
    await expect(dialog).toContainText('keyPrefix');
    await expect(dialog).toContainText('command line');
    await expect(dialog.getByRole('textbox', { name: 'Database' })).toHaveValue('1');
    await expect(page.getByRole('tab')).toHaveCount(0);
    expect(await page.content()).not.toContain('canary');
    expect(await page.title()).toBe('Keytide');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close without saving' }).click();
    await expect(page.getByRole('list', { name: 'From the environment' })).toContainText('redis://127.0.0.1:1/2');
    await page.getByRole('button', { name: 'Connect… REDIS_URL' }).press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Database' })).toHaveValue('2');
    await dialog.getByRole('button', { name: 'Save' }).click();
    // Saved with its password, which the host had: the offer leads to it from now on.
    await expect(page.getByRole('button', { name: 'Open 127.0.0.1:1' })).toBeVisible();
    await page.getByRole('button', { name: 'Edit 127.0.0.1:1' }).click();
    await expect(page.getByRole('dialog', { name: 'Edit connection' })).toContainText('The saved password is kept');
    expect(await page.content()).not.toContain('canary');
  });
});

test.describe('with ten thousand saved connections', () => {
  const connections = Array.from({ length: 10_000 }, (_, at) => ({
    ...newProfile,
    id: `id-${at}`,
    name: `Orders ${at}`,
    host: `h${at}.example`,
    group: [`team ${at % 40}`],
  }));
  test.use({ hostFiles: { 'connections.json': JSON.stringify({ schema: 1, rev: 1, data: connections }) } });

  test('the list is there at once, and typing finds one of them', async ({ page, url }) => {
    await openStart(page, url);
    const list = page.getByRole('list', { name: 'Saved connections' });
    await expect(page.getByText(/of 10,000/)).toBeVisible();
    expect(await list.getByRole('listitem').count()).toBeLessThanOrEqual(50);
    const took = await page.evaluate(async () => {
      const box = document.querySelector<HTMLInputElement>('.saved-head input');
      if (box === null) throw new Error('no box');
      const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
      const began = performance.now();
      setter?.call(box, 'orders 9876');
      box.dispatchEvent(new Event('input', { bubbles: true }));
      while (!(document.querySelector('.saved-list')?.textContent ?? '').includes('Orders 9876'))
        await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - began;
    });
    console.log(`found one of 10,000 connections in ${Math.round(took)} ms`);
    await expect(list.getByRole('listitem')).toHaveCount(1);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command, connection or address' }).fill('Orders 4321');
    await expect(page.getByRole('option', { name: /Orders 4321/ })).toBeVisible();
  });
});

test('the databases of a server, with their keys; another one is chosen in the same tab', async ({ page, url, redis }) => {
  await redis.direct.select(3);
  await redis.direct.mset({ a: '1', b: '2' });
  await redis.direct.select(0);
  await openStart(page, url);
  await connect(page, redis);
  await status(page).getByRole('button', { name: 'db0' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'db3 2 keys' }).click();
  await expect(scan(page)).toContainText('2 keys, complete');
  await expect(page.getByRole('tab')).toHaveCount(1);
});
