/** Values with views of their own, end to end: a JSON document by keyboard, a series as a picture and a table, an item of a sketch, places of a sorted set, vectors. */

import { document, textOf } from '../support/modules/json.ts';
import { timeSeries } from '../support/modules/series.ts';
import { moduleServer } from '../support/modules/server.ts';
import { sketch } from '../support/modules/sketches.ts';
import { serverOf } from '../support/servers.ts';
import { connect, key, openStart } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('a JSON document is unfolded, edited, refused and brought back by keyboard', async ({ page, url }) => {
  const server = await moduleServer(new Map([['doc', document('{"user":{"name":"Ann","big":12345678901234567890},"tags":[1,2]}')]]));
  await openStart(page, url);
  await connect(page, server);
  await key(page, 'doc').click();
  const tree = page.getByRole('tree', { name: 'JSON document' });
  await expect(tree.getByRole('treeitem')).toHaveCount(3);
  await tree.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(tree).toContainText('12345678901234567890');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('button', { name: 'Edit', exact: true }).press('Enter');
  const field = page.getByRole('textbox', { name: 'JSON value' });
  await field.fill('"Bob');
  await expect(page.getByRole('region', { name: 'Edit JSON' })).toContainText('Not JSON');
  // Somebody else is faster.
  server.keys.set('doc', document('{"user":{"name":"Eve","big":12345678901234567890},"tags":[1,2]}'));
  await field.fill('"Bob"');
  await page.keyboard.press('Control+S');
  const form = page.getByRole('region', { name: 'Edit JSON' });
  await expect(form).toContainText('"Eve"');
  expect(textOf(server.keys.get('doc'))).toContain('"Eve"');
  await form.getByRole('button', { name: 'Keep editing' }).click();
  await field.focus();
  await page.keyboard.press('Control+S');
  await expect(tree).toContainText('"Bob"');
  expect(textOf(server.keys.get('doc'))).toBe('{"user":{"name":"Bob","big":12345678901234567890},"tags":[1,2]}');
  await expect(tree).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(tree).not.toContainText('"Bob"');
  await page.keyboard.press('Control+Z');
  await expect(tree).toContainText('"Bob"');
  await server.close();
});

test('a series is drawn, narrowed, added to and cut; a sketch is asked', async ({ page, url }) => {
  const samples = Array.from({ length: 100 }, (_, at) => [1_700_000_000_000 + at * 1000, String(at)] as const);
  const server = await moduleServer(
    new Map([
      ['cpu', timeSeries(samples, { labels: [['host', '<img src=x>'] as const] })],
      ['seen', sketch('MBbloom--', [['ann', 1]])],
    ]),
  );
  await openStart(page, url);
  await connect(page, server);
  await key(page, 'cpu').click();
  const value = page.getByRole('region', { name: 'Value' });
  await expect(value.getByRole('img', { name: '100 points, from 0 to 99' })).toBeVisible();
  await expect(value).toContainText('<img src=x>');
  await expect(value.getByRole('grid', { name: 'Samples' })).toContainText('2023-11-14 22:13:20.000');
  await value.getByRole('button', { name: 'Narrower' }).click();
  await expect(value.getByRole('img', { name: /^50 points/ })).toBeVisible();
  await value.getByRole('button', { name: 'Delete the samples of this window' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(value.getByText('50', { exact: true }).first()).toBeVisible();
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click();
  await value.getByRole('button', { name: 'Whole series' }).click();
  await expect(value.getByRole('img', { name: /^100 points/ })).toBeVisible();
  await value.getByRole('form', { name: 'Add sample' }).getByRole('textbox', { name: 'Time' }).fill('2023-11-15');
  await value.getByRole('form', { name: 'Add sample' }).getByRole('textbox', { name: 'Value' }).fill('1000');
  await page.keyboard.press('Enter');
  await expect(value.getByRole('img', { name: '101 points, from 0 to 1000' })).toBeVisible();

  await key(page, 'seen').click();
  await value.getByRole('textbox', { name: 'Is it in there?' }).fill('ann\nbob');
  await value.getByRole('button', { name: 'Ask' }).click();
  await expect(value.getByRole('row', { name: /ann/ })).toContainText('Probably in it');
  await expect(value.getByRole('row', { name: /bob/ })).toContainText('Certainly not in it');
  await server.close();
});

test('places of a sorted set are shown where they are asked for', async ({ page, url, redis }) => {
  await redis.direct.geoadd('cities', 13.361389, 38.115556, 'Palermo', 15.087269, 37.502669, 'Catania', 9.19, 45.4642, 'Milan');
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'cities').click();
  await expect(page.getByRole('grid', { name: 'Entries' })).toBeVisible();
  await page.getByRole('button', { name: 'Show as places' }).click();
  const places = page.getByRole('grid', { name: 'Places' });
  await expect(places).toContainText('38.1155');
  await page.getByRole('textbox', { name: 'Around the member' }).fill('Palermo');
  await page.getByRole('textbox', { name: 'Radius' }).fill('200');
  await page.keyboard.press('Enter');
  await expect(places).toContainText('166.2742 km');
  await expect(places).not.toContainText('Milan');
});

test('a vector set is looked through by likeness', async ({ page, url }) => {
  const eight = serverOf('redis8');
  test.skip(!eight.found, eight.why);
  const redis = await eight.start();
  for (let at = 0; at < 20; at++)
    await redis.direct.call('VADD', 'words', 'VALUES', 3, Math.sin(at), Math.cos(at), 0.5, `word-${at}`, 'SETATTR', JSON.stringify({ at }));
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'words').click();
  const value = page.getByRole('region', { name: 'Value' });
  await value.getByRole('grid', { name: 'Elements' }).getByText('word-7', { exact: true }).click();
  await expect(value.getByRole('textbox', { name: 'Attributes as JSON' })).toHaveValue('{"at":7}');
  await value.getByRole('button', { name: 'Find similar' }).click();
  await expect(value.getByRole('grid', { name: 'Similar elements' }).getByRole('row').nth(1)).toContainText('word-7');
  await value.getByRole('textbox', { name: 'Attributes as JSON' }).fill('{"at":8}');
  await value.getByRole('form', { name: 'Attributes' }).getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => redis.direct.call('VGETATTR', 'words', 'word-7')).toBe('{"at":8}');
  await redis.stop();
});
