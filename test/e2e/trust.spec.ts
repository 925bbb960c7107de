/** What the user is asked to trust or to allow: a certificate, writing to production, a vault; and what is told when a connection fails or its outcome is not known. */
import { createServer, connect as dial, type Socket } from 'node:net';
import { certificates } from '../electron/core/connections/way/stations.ts';
import { freePort, startRedis } from '../support/redis.ts';
import { connect, openStart, scan, status, view } from './actions.ts';
import { expect, test } from './fixtures.ts';

test('production writes within a write session only, which is opened and closed by its button', async ({ page, url, redis }) => {
  await redis.direct.set('k', 'old');
  await openStart(page, url);
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'New connection' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Orders');
  await dialog.getByRole('textbox', { name: 'Badge' }).fill('PROD');
  await dialog.getByRole('textbox', { name: 'Port' }).fill(String(redis.port));
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await expect(scan(page)).toContainText('complete');
  await expect(page.locator('.window.prod')).toHaveCount(1);

  await view(page, 'Console').click();
  const run = async (line: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Command' }).fill(line);
    await page.keyboard.press('Enter');
  };
  await run('SET k new');
  await expect(page.getByRole('log', { name: 'Replies' })).toContainText(/lock/i);
  expect(await redis.direct.get('k')).toBe('old');

  await status(page).getByRole('button', { name: 'Locked' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Allow writing' }).click();
  await expect(status(page).getByRole('button', { name: /^Writing 1[45]:/ })).toBeVisible();
  await run('SET k new');
  await expect.poll(() => redis.direct.get('k')).toBe('new');
  await status(page)
    .getByRole('button', { name: /^Writing/ })
    .click();
  await expect(status(page).getByRole('button', { name: 'Locked' })).toBeVisible();
  await run('SET k newer');
  await expect(page.getByRole('log', { name: 'Replies' })).toContainText(/lock/i);
  expect(await redis.direct.get('k')).toBe('new');
});

test('a vault is chosen, locked, and unlocked where a connection needs it', async ({ page, url }) => {
  test.setTimeout(90_000);
  const server = await startRedis(['--requirepass', 'pw'], { password: 'pw' });
  await openStart(page, url);
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'New connection' });
  await dialog.getByRole('button', { name: 'Change' }).click();
  const place = page.getByRole('dialog', { name: 'Passwords and keys' });
  await place.getByRole('radio', { name: 'Vault' }).click();
  await place.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await place.getByLabel('Passphrase once more').fill('correct hors');
  await expect(place.getByRole('button', { name: 'Use this place' })).toHaveAttribute('aria-disabled', 'true');
  await place.getByLabel('Passphrase once more').fill('correct horse');
  await place.getByRole('button', { name: 'Use this place' }).click();
  await expect(place).toHaveCount(0, { timeout: 20_000 });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Sealed');
  await dialog.getByRole('textbox', { name: 'Port' }).fill(String(server.port));
  await dialog.getByLabel('Password', { exact: true }).fill('pw');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0, { timeout: 20_000 });

  await page.getByRole('button', { name: 'Edit Sealed' }).click();
  // Where something is saved the field says what becomes of it: the place is chosen from a new one.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New connection' }).click();
  await dialog.getByRole('button', { name: 'Change' }).click();
  await place.getByRole('button', { name: 'Lock now' }).click();
  await expect(dialog.getByRole('button', { name: 'Unlock' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await page
    .getByRole('list', { name: 'Saved connections' })
    .getByRole('button', { name: /^Sealed/ })
    .click();
  await page.getByRole('button', { name: 'Unlock' }).click();
  const unlock = page.getByRole('dialog', { name: 'Unlock the vault' });
  await unlock.getByLabel('Passphrase', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
  await expect(unlock).toContainText('This is not the passphrase', { timeout: 20_000 });
  await unlock.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await unlock.getByRole('button', { name: 'Unlock' }).click();
  await expect(status(page)).toContainText('ready', { timeout: 20_000 });
  await server.stop();
});

test('a certificate that cannot be verified is told step by step, compared, and trusted by the user alone', async ({ page, url, picture }) => {
  const certs = certificates();
  const issued = certs.issue('self', { self: true });
  const port = await freePort();
  const server = await startRedis([
    '--tls-port',
    String(port),
    '--tls-cert-file',
    issued.certFile,
    '--tls-key-file',
    issued.keyFile,
    '--tls-ca-cert-file',
    `${certs.folder}/ca.crt`,
    '--tls-auth-clients',
    'no',
  ]);
  await openStart(page, url);
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'New connection' });
  await dialog.getByRole('textbox', { name: 'Connection URL' }).fill(`rediss://127.0.0.1:${port}/0`);
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('button', { name: 'Show the steps' }).click();
  const steps = page.getByRole('list', { name: 'Steps of the last attempt' }).getByRole('listitem');
  await expect(steps.last()).toContainText('TLS');
  await expect(steps.last().getByRole('img', { name: 'failed' })).toBeVisible();
  await picture('steps');
  await page.getByRole('button', { name: 'Trust this certificate' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText(issued.sha256.slice(0, 2).toUpperCase());
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(status(page)).not.toContainText('ready');
  await page.getByRole('button', { name: 'Trust this certificate' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Trust this certificate' }).click();
  await expect(status(page)).toContainText('ready');
  await server.stop();
  certs.remove();
});

test('a command whose answer was lost is looked after: what the server has now, held against what was sent', async ({ page, url, redis, picture }) => {
  let dropping = false;
  const near = new Set<Socket>();
  const proxy = createServer((socket) => {
    const far = dial({ port: redis.port, host: '127.0.0.1' });
    near.add(socket);
    for (const one of [socket, far]) one.on('error', () => undefined);
    socket.on('data', (chunk) => far.write(chunk)).on('close', () => far.destroy());
    far.on('data', (chunk) => dropping || socket.write(chunk)).on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  await redis.direct.set('user:1', 'old');
  await openStart(page, url);
  await connect(page, { ...redis, port: (proxy.address() as { port: number }).port });
  await view(page, 'Console').click();
  await page.getByRole('textbox', { name: 'Command' }).fill('DEL user:1');
  dropping = true;
  await page.keyboard.press('Enter');
  await expect.poll(() => redis.direct.exists('user:1')).toBe(0);
  for (const socket of near) socket.resetAndDestroy();
  dropping = false;
  await expect(status(page)).toContainText('ready');
  await page.getByRole('button', { name: 'Check what the server has now' }).click();
  const dialog = page.getByRole('dialog', { name: 'What the server has now' });
  // The status may still have said ready of the connection before.
  await expect(async () => {
    if ((await dialog.getByText('The server cannot be asked now').count()) > 0) await dialog.getByRole('button', { name: 'Check again' }).click();
    await expect(dialog).toContainText('The server has what was sent.', { timeout: 1000 });
  }).toPass({ timeout: 15_000 });
  await expect(dialog).toContainText('not there');
  await picture('outcome');
  await redis.direct.rpush('user:1', 'a', 'b');
  await dialog.getByRole('button', { name: 'Check again' }).click();
  await expect(dialog).toContainText('The server does not have what was sent.');
  await expect(dialog).toContainText('2 elements');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('button', { name: 'Check what the server has now' })).toHaveCount(0);
  proxy.close();
});
