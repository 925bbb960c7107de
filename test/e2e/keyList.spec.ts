/** The key list as a user works with it: by keyboard alone, with very many keys, through a lost connection, and live. */
import type { Page } from '@playwright/test';
import type { TestRedis } from '../support/redis.ts';
import { connect, key, openStart, scan, status } from './actions.ts';
import { expect, test } from './fixtures.ts';

const tree = (page: Page) => page.getByRole('tree', { name: 'Keys' });
const rows = (page: Page) => tree(page).getByRole('treeitem');

/** Names `app:<group>:<number>`, ten groups. */
async function fill(redis: TestRedis, count: number): Promise<void> {
  await redis.direct.eval("for i = 0, tonumber(ARGV[1]) - 1 do redis.call('SET', 'app:' .. (i % 10) .. ':' .. string.format('%06d', i), 'x') end", 0, count);
}

test('by keyboard alone: found, peeked at, renamed, copied, limited, deleted and brought back', async ({ page, url, redis }) => {
  await redis.direct.set('user:1', 'one');
  await redis.direct.set('user:2', 'two');
  await redis.direct.set('other', 'x');
  await openStart(page, url);
  await connect(page, redis);
  await page.keyboard.press('/');
  await page.keyboard.type('user');
  await expect(scan(page)).toHaveText('2 of 3 keys match, complete');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(rows(page)).toHaveCount(3);
  await page.keyboard.press('ArrowRight');
  await expect(key(page, 'user:1')).toHaveAttribute('aria-level', '2');
  await page.keyboard.press('Space');
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details).toContainText('embstr');
  await expect(details.getByRole('region', { name: 'Beginning of the value' })).toHaveText('one');
  await page.keyboard.press('Space');
  await expect(details).toHaveCount(0);

  await page.keyboard.press('F2');
  const name = page.getByRole('dialog', { name: 'Rename key' }).getByRole('textbox', { name: 'Name' });
  await name.fill('user:2');
  await name.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('A key of this name exists');
  expect(await redis.direct.get('user:2')).toBe('two');
  await name.fill('user:3');
  await name.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(() => redis.direct.mget('user:1', 'user:2', 'user:3')).toEqual([null, 'two', 'one']);
  await expect(key(page, 'user:3')).toHaveAttribute('data-active', '');

  await page.keyboard.press('Control+e');
  const ttl = page.getByRole('dialog', { name: 'Time to live' }).getByRole('textbox', { name: 'TTL' });
  for (const refused of ['0', '-1', '1e3', 'NaN', '9'.repeat(20), '\u0661']) {
    await ttl.fill(refused);
    await ttl.press('Enter');
    expect(await redis.direct.pttl('user:3')).toBe(-1);
  }
  await ttl.fill('10m');
  await ttl.press('Enter');
  await expect.poll(() => redis.direct.pttl('user:3')).toBeGreaterThan(590_000);
  await expect(key(page, 'user:3')).toContainText('9m');

  await page.keyboard.press('Control+d');
  await expect(page.getByRole('dialog', { name: 'Duplicate key' }).getByRole('textbox', { name: 'Name' })).toHaveValue('user:3:copy');
  await page.keyboard.press('Enter');
  await expect.poll(() => redis.direct.get('user:3:copy')).toBe('one');
  expect(await redis.direct.pttl('user:3:copy')).toBeGreaterThan(500_000);

  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(key(page, 'user:3:copy')).toHaveAttribute('data-active', '');
  await page.keyboard.press('Delete');
  await expect.poll(() => redis.direct.exists('user:3:copy')).toBe(0);
  await expect(key(page, 'user:3:copy')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect.poll(() => redis.direct.get('user:3:copy')).toBe('one');
  await expect(key(page, 'user:3:copy')).toBeVisible();
});

test('a key that is opened to stay has a tab over the value; one that is looked at on the way has the last', async ({ page, url, redis, picture }) => {
  for (const name of ['a', 'b', 'c', 'd']) await redis.direct.set(name, `value of ${name}`);
  await openStart(page, url);
  await connect(page, redis);
  const opened = page.getByRole('tablist', { name: 'Open keys' });
  await key(page, 'a').click();
  await expect(opened).toHaveCount(0);
  await key(page, 'b').click({ modifiers: ['ControlOrMeta'] });
  await key(page, 'c').dblclick();
  await key(page, 'd').click();
  await expect(opened.getByRole('tab')).toHaveCount(3);
  await expect(opened.getByRole('tab', { selected: true })).toHaveAccessibleName('d, preview');
  // What is typed stays with its key.
  await page.keyboard.press('Alt+PageUp');
  await expect(opened.getByRole('tab', { selected: true })).toHaveAccessibleName('c');
  await expect(opened.getByRole('tab')).toHaveCount(2);
  const value = page.getByRole('textbox', { name: 'Value text' });
  await expect(value).toHaveText('value of c');
  await value.fill('typed');
  await page.keyboard.press('Alt+PageUp');
  await expect(value).toHaveText('value of b');
  await expect(opened.getByRole('tab', { name: 'c, not saved' })).toBeVisible();
  await picture('open-keys');
  await opened.getByRole('tab', { name: 'b' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(value).toHaveText('typed');
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await expect(opened.getByRole('tab')).toHaveCount(1);
  await expect(value).toHaveText('typed');
  await expect(opened.getByRole('tab', { name: /^c/ })).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(opened).toHaveCount(0);
  await expect(page.getByText('No key is open')).toBeVisible();
  expect(await redis.direct.get('c')).toBe('value of c');
});

test('two hundred thousand keys: a screen of rows, to the end and to a name at once, filtered as one types', async ({ page, url, redis }) => {
  await fill(redis, 200_000);
  await openStart(page, url);
  await connect(page, redis);
  await expect(scan(page)).toHaveText('200,000 keys, complete');
  await page.getByRole('button', { name: 'Show as list' }).click();
  // On a busy machine the list is seen while it is still put together.
  await expect(key(page, 'app:0:000000')).toHaveAttribute('aria-setsize', '200000');
  await tree(page).focus();
  await page.keyboard.press('End');
  await expect(key(page, 'app:9:199999')).toHaveAttribute('aria-posinset', '200000');
  await expect(key(page, 'app:9:199999')).toHaveAttribute('aria-setsize', '200000');
  expect(await rows(page).count()).toBeLessThan(100);

  await page.keyboard.press('Control+p');
  const exact = page.getByRole('textbox', { name: 'Exact name' });
  await exact.fill('app:4:nothing');
  await exact.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('No key of exactly this name exists');
  await exact.fill('app:4:123454');
  await exact.press('Enter');
  await expect(key(page, 'app:4:123454')).toHaveAttribute('data-active', '');
  await expect(page.getByRole('textbox', { name: 'Value text' })).toContainText('x');

  await page.getByRole('textbox', { name: 'Filter keys' }).fill('/:1234[0-9]{2}$/');
  await expect(scan(page)).toHaveText('100 of 200,000 keys match, complete');
  await page.getByRole('textbox', { name: 'Filter keys' }).fill('/(/');
  await expect(page.getByText(/^Character \d/)).toBeVisible();
});

test('a selection is a range, and a plain move lets it go', async ({ page, url, redis }) => {
  await redis.direct.mset('a', '1', 'b', '1', 'c', '1', 'd', '1');
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'a').click();
  await key(page, 'c').click({ modifiers: ['Shift'] });
  await expect(page.locator('[role="treeitem"].picked')).toHaveCount(3);
  await key(page, 'b').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Delete 3 keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await tree(page).focus();
  await page.keyboard.press('Control+a');
  await expect(page.locator('[role="treeitem"].picked')).toHaveCount(4);
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('[role="treeitem"].picked')).toHaveCount(0);
});

test('the server is killed: the list stays, greyed and with its age, and is whole again afterwards', async ({ page, url, redis }) => {
  await fill(redis, 1000);
  await openStart(page, url);
  await connect(page, redis);
  await key(page, 'app:').click();
  await expect(key(page, 'app:3:')).toBeVisible();
  await redis.kill();
  await expect(status(page)).toContainText('not connected');
  await expect(page.getByText(/Last known content, \d+s old/).first()).toBeVisible();
  await expect(key(page, 'app:3:')).toBeVisible();
  await redis.restart();
  await redis.direct.set('app:new', 'x');
  await expect(status(page)).toContainText('ready', { timeout: 20_000 });
  await page.getByRole('button', { name: 'Rescan' }).click();
  await expect(scan(page)).toHaveText('1 key, complete');
  await expect(key(page, 'app:new')).toBeVisible();
});

test('keys of every type are made with several entries', async ({ page, url, redis }) => {
  await openStart(page, url);
  await connect(page, redis);
  const dialog = page.getByRole('dialog', { name: 'New key' });
  const make = async (type: string, name: string, add: string | null, cells: readonly (readonly [label: string, text: string])[]): Promise<void> => {
    await page.getByRole('button', { name: 'New key' }).first().click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('combobox', { name: 'Type' }).click();
    // The badge says the type, too.
    await page.getByRole('option', { name: new RegExp(`^(?:${type} )?${type}$`) }).click();
    if (add !== null) await dialog.getByRole('button', { name: add }).click();
    for (const [label, text] of cells) await dialog.getByRole('textbox', { name: label, exact: true }).fill(text);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toHaveCount(0);
  };
  await make('Hash', 'new:hash', 'Add field', [
    ['Field 1', 'a'],
    ['Value 1', '1'],
    ['Field 2', 'b'],
    ['Value 2', '2'],
  ]);
  expect(await redis.direct.hgetall('new:hash')).toEqual({ a: '1', b: '2' });
  await make('List', 'new:list', 'Add element', [
    ['Element 1', 'x'],
    ['Element 2', 'y'],
  ]);
  expect(await redis.direct.lrange('new:list', 0, -1)).toEqual(['x', 'y']);
  await make('Set', 'new:set', 'Add member', [
    ['Member 1', 'x'],
    ['Member 2', 'y'],
  ]);
  expect((await redis.direct.smembers('new:set')).toSorted()).toEqual(['x', 'y']);
  await make('Sorted set', 'new:zset', 'Add member', [
    ['Member 1', 'x'],
    ['Score 1', '-inf'],
    ['Member 2', 'y'],
    ['Score 2', '1.5'],
  ]);
  expect(await redis.direct.zrange('new:zset', '0', '-1', 'WITHSCORES')).toEqual(['x', '-inf', 'y', '1.5']);
  await make('Stream', 'new:stream', null, [
    ['Field 1', 'f'],
    ['Value 1', 'v'],
  ]);
  expect(await redis.direct.xlen('new:stream')).toBe(1);
  await make('String', 'new:string', null, [
    ['Text', 'text'],
    ['TTL', '1h'],
  ]);
  expect(await redis.direct.get('new:string')).toBe('text');
  expect(await redis.direct.pttl('new:string')).toBeGreaterThan(3_500_000);
});

test('live: what others write is in the list at once, and can be turned off again', async ({ page, url, redis }) => {
  await redis.direct.set('first', 'x');
  await openStart(page, url);
  await connect(page, redis);
  await page.getByRole('button', { name: 'Live keys' }).click();
  const dialog = page.getByRole('dialog', { name: 'Live keys' });
  await expect(dialog).toContainText('CONFIG SET notify-keyspace-events');
  await dialog.getByRole('button', { name: 'Follow' }).click();
  // A server's configuration is not changed without asking once more.
  await page.getByRole('alertdialog').getByRole('button', { name: 'Run CONFIG SET' }).click();
  await expect(dialog).toHaveCount(0);
  await redis.direct.set('second', 'y');
  await expect(key(page, 'second')).toBeVisible();
  await redis.direct.del('first');
  await expect(key(page, 'first')).toHaveCount(0);
  await page.getByRole('button', { name: 'Live keys' }).click();
  await dialog.getByRole('button', { name: 'Turn off', exact: true }).click();
  await redis.direct.config('SET', 'notify-keyspace-events', '');
});
