/** `keytide serve` as a program: one line out, the rest on standard error, ends when told, starts whatever it finds. */
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { idleWatch } from '../../../electron/web/idle.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { type Client, connect } from '../../../shared/rpc/client.ts';
import { ask, get } from '../../support/http.ts';
import { builtHost, keytide, openPage, type Serving, startServe } from '../../support/serve.ts';

beforeAll(builtHost, 60_000);

let folder: string;
const running: Serving[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-serve-'));
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function serving(options: Parameters<typeof startServe>[0] = {}): Promise<Serving> {
  const one = await startServe({ data: join(folder, 'data'), ...options });
  running.push(one);
  return one;
}

function client(url: string): Client<KeytideContract> {
  return connect<KeytideContract>(openPage(url));
}

describe('keytide serve', () => {
  it('prints one address, serves the page and the core behind it, and ends cleanly', async () => {
    const host = await serving();
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}$/);
    expect((await ask(host.port, get('/nothing', host.port))).status).toBe(401);
    expect((await ask(host.port, ['GET / HTTP/1.1', `host: evil.example:${host.port}`, 'connection: close'])).status).toBe(421);
    const page = client(host.url);
    expect(await page.call('app.info', {})).toMatchObject({ host: 'browser', dataFolder: host.data, notices: [] });
    const ended = await host.stop();
    expect(ended).toEqual({ code: 0, stdout: `${host.url}\n`, stderr: '' });
    await page.closed;
    expect(await readdir(host.data)).not.toContain('serve.lock');
  });

  it.each(['SIGINT', 'SIGHUP'] as const)('ends with 0 on %s, also when it comes twice', async (signal) => {
    const host = await serving();
    host.child.kill(signal);
    expect((await host.stop(signal)).code).toBe(0);
  });

  it('spends its address on the first page, and prints another when asked', async () => {
    const host = await serving();
    const first = client(host.url);
    await first.call('app.info', {});
    expect(await openPage(host.url).ended).toBe('refused');
    const { code, stdout, stderr } = await keytide(['serve', '--print-url', '--data', host.data]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const second = client(stdout.trim());
    expect(await second.call('app.info', {})).toMatchObject({ host: 'browser' });
    // The first page is none the worse for it.
    expect(await first.call('app.info', {})).toMatchObject({ host: 'browser' });
  });

  it('remembers from run to run, and tells no secret on disk or in its log', async () => {
    const host = await serving();
    const page = client(host.url);
    await page.call('settings.write', { theme: 'dark' });
    await host.stop();
    const again = await serving({ data: host.data });
    const settings = client(again.url).watch('settings.watch', {});
    expect((await settings.next()).value).toMatchObject({ theme: 'dark' });
    await again.stop();
    for (const name of await readdir(join(host.data, 'logs'))) {
      const text = await readFile(join(host.data, 'logs', name), 'utf8');
      expect(text).toContain('"started"');
      for (const { url } of [host, again]) expect(text).not.toContain(new URL(url).hash.slice(3));
    }
  });

  it('listens where it is told, and elsewhere where that is taken, with a line that says so', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const moved = await serving({ args: ['--no-open', '--port', String(port)] });
    expect(moved.port).not.toBe(port);
    await client(moved.url).call('app.info', {});
    expect((await moved.stop()).stderr).toBe(`keytide: port ${port} is in use; listening on ${moved.port} instead\n`);
    server.close();
    await once(server, 'close');
    const there = await serving({ args: ['--no-open', '--port', String(port)] });
    expect(there.port).toBe(port);
  });

  it('leaves a folder to the host that has it, with a line that says so', async () => {
    const host = await serving();
    const second = await keytide(['serve', '--no-open', '--data', host.data]);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/^keytide: another Keytide \(process \d+\) uses .*\n$/);
    await client(host.url).call('app.info', {});
    // Killed, it leaves its lock behind; the next one is not kept out by it.
    await host.stop('SIGKILL');
    expect(await readdir(host.data)).toContain('serve.lock');
    const next = await serving({ data: host.data });
    await client(next.url).call('app.info', {});
  });

  it('opens what it was asked for, and hands that over to the host that has the folder', async () => {
    const host = await serving({
      args: ['--no-open', 'redis://ann:canary-first@h.example:7000/1'],
      env: { REDIS_URL: 'redis://:canary-variable@env.example/2' },
    });
    expect(host.stderr()).toMatch(/^keytide: the address has a password in it, [^\n]*\n$/);
    // Seen by every user of the machine for as long as it stands there: it no longer does.
    if (process.platform === 'linux') expect(await readFile(`/proc/${host.child.pid}/cmdline`, 'latin1')).not.toContain('canary');
    const page = client(host.url);
    const arrivals = page.watch('connections.arrivals', {});
    const first = (await arrivals.next()).value;
    expect(first).toMatchObject({ kind: 'offer', offer: { draft: { profile: { host: 'h.example', db: 1, username: 'ann' } }, exposed: true } });
    const environment = await page.call('connections.environment', {});
    expect(environment).toMatchObject([{ name: 'REDIS_URL', draft: { profile: { host: 'env.example', db: 2 } } }]);

    const next = arrivals.next();
    const second = await keytide(['redis://ann:canary-second@h2.example', '--read-only', '--no-open', '--data', host.data]);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}\n$/) });
    expect(second.stderr).toContain('handed over');
    const handed = (await next).value;
    expect(handed).toMatchObject({ kind: 'offer', offer: { draft: { profile: { host: 'h2.example', protection: 'read-only' } } } });
    const third = arrivals.next();
    await keytide(['serve', '--profile', 'nobody', '--no-open', '--data', host.data]);
    expect((await third).value).toEqual({ kind: 'unnamed', name: 'nobody', found: 0 });

    const told = JSON.stringify([first, environment, handed, second.stderr, second.stdout, (await host.stop()).stderr]);
    const logs = await readdir(join(host.data, 'logs'));
    const texts = await Promise.all(logs.map((name) => readFile(join(host.data, 'logs', name), 'utf8')));
    expect([told, ...texts].join('\n')).not.toContain('canary');
  });

  it('starts with nothing remembered where the data folder cannot be used', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'mine');
    const host = await serving({ data: file });
    const page = client(host.url);
    expect((await page.call('app.info', {})).notices).toContainEqual(expect.objectContaining({ kind: 'unwritable', folder: file }));
    await page.call('settings.write', { theme: 'dark' });
    expect(
      host
        .stderr()
        .split('\n')
        .filter((line) => line.startsWith('keytide:')),
    ).toEqual([`keytide: ${file} cannot be used (ENOTDIR); nothing will be remembered after this run`]);
    expect((await host.stop()).code).toBe(0);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it.each(['{"schema":', '', '\0\0\0\0', '[]', '{"schema":1,"rev":1,"data":{"theme":7}}'])(
    'starts with a settings file of %j, keeps it, and says so',
    async (text) => {
      const data = join(folder, 'data');
      const first = await serving({ data });
      await first.stop();
      await writeFile(join(data, 'settings.json'), text);
      const host = await serving({ data });
      const info = await client(host.url).call('app.info', {});
      const notice = info.notices.find((one) => one.kind === 'quarantined');
      expect(notice).toMatchObject({ file: 'settings.json' });
      expect(await readFile(join(data, notice?.kind === 'quarantined' ? notice.keptAs : ''), 'utf8')).toBe(text);
    },
  );

  it('opens the browser the system offers, with the address as one argument', async () => {
    const opened = join(folder, 'opened');
    await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s|%s' "$#" "$1" > '${opened}'\n`);
    await chmod(join(folder, 'xdg-open'), 0o755);
    const host = await serving({ args: [], env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, DISPLAY: ':9' } });
    await vi.waitFor(async () => expect(await readFile(opened, 'utf8')).toBe(`1|${host.url}`));
  });

  it('says so where there is no browser, and goes on', async () => {
    const host = await serving({ args: [], env: { DISPLAY: ':9', PATH: '/nonexistent' } });
    await vi.waitFor(() => expect(host.stderr()).toMatch(/^keytide: no browser was found to open; .*\n$/));
    await client(host.url).call('app.info', {});
  });

  it('goes on when nobody reads what it prints', async () => {
    const host = await serving();
    host.child.stdout?.destroy();
    host.child.stderr?.destroy();
    const page = client(host.url);
    expect(await page.call('app.info', {})).toMatchObject({ host: 'browser' });
    host.child.kill('SIGTERM');
    expect((await once(host.child, 'exit'))[0]).toBe(0);
  });
});

describe('keytide', () => {
  it('tells its version and its options', async () => {
    expect(await keytide(['--version'])).toEqual({ code: 0, stdout: expect.stringMatching(/^keytide \d+\.\d+\.\d+\n$/) as string, stderr: '' });
    const help = await keytide(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--port');
  });

  it.each([[[]], [['serve', '--port', 'x']], [['serve', '--nonsense']], [['paint']]])('answers %j with one line and 2', async (args) => {
    const { code, stdout, stderr } = await keytide(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^keytide: [^\n]+\n$/);
  });

  it('finds no address where nothing runs', async () => {
    const { code, stdout, stderr } = await keytide(['serve', '--print-url', '--data', folder]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^keytide: no Keytide runs on [^\n]+\n$/);
  });
});

describe('idleWatch', () => {
  it('ends after that long without a page, and only then', () => {
    vi.useFakeTimers();
    try {
      const end = vi.fn();
      const pages = idleWatch(2, end);
      vi.advanceTimersByTime(119_000);
      pages(1);
      vi.advanceTimersByTime(3_600_000);
      pages(0);
      vi.advanceTimersByTime(60_000);
      pages(1);
      pages(0);
      vi.advanceTimersByTime(119_000);
      expect(end).not.toHaveBeenCalled();
      vi.advanceTimersByTime(2_000);
      expect(end).toHaveBeenCalledTimes(1);
      idleWatch(0, end)(0);
      vi.advanceTimersByTime(1e9);
      expect(end).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
