/** A cluster end to end: every key of every node in one list, each opened where it lives. */
import { startCluster } from '../support/cluster.ts';
import { key, openStart, scan, status, view } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('a cluster is listed whole, its values are read where they are, and a command for the whole of it asks where', async ({ page, url, picture }) => {
  test.setTimeout(90_000);
  const cluster = await startCluster(3, 0);
  try {
    for (const node of cluster.nodes) {
      const ours: string[] = [];
      for (let at = 0; at < 60; at++) if ((await node.direct.set(`item:${at}`, `value ${at}`).catch(() => null)) === 'OK') ours.push(`item:${at}`);
      expect(ours.length).toBeGreaterThan(0);
    }
    await openStart(page, url);
    await page.getByRole('button', { name: 'New connection' }).click();
    const dialog = page.getByRole('dialog', { name: 'New connection' });
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Ring');
    await dialog.getByRole('textbox', { name: 'Port' }).fill(String(cluster.nodes[0]?.port));
    await dialog.getByRole('radio', { name: 'Cluster' }).click();
    await dialog.getByRole('button', { name: 'Test' }).click();
    await expect(dialog).toContainText(/7\.|cluster/i);
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await expect(status(page)).toContainText('ready', { timeout: 20_000 });
    await expect(scan(page)).toContainText('60 keys, complete');
    await page.getByRole('textbox', { name: 'Filter keys' }).fill('item:5');
    for (const at of [51, 53, 59]) {
      await key(page, `item:${at}`).last().click();
      await expect(page.getByRole('textbox', { name: 'Value text' })).toHaveText(`value ${at}`);
    }
    await view(page, 'Console').click();
    await page.getByRole('textbox', { name: 'Command' }).fill('FLUSHALL');
    await page.keyboard.press('Enter');
    const question = page.getByRole('alertdialog');
    await expect(question).toContainText('FLUSHALL');
    await picture('everywhere');
    await question.getByRole('radio', { name: /all/i }).click();
    await question.getByRole('button', { name: 'Run' }).click();
    await expect.poll(async () => Promise.all(cluster.nodes.map((node) => node.direct.dbsize()))).toEqual([0, 0, 0]);
  } finally {
    await cluster.stop();
  }
});
