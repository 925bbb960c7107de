/** The server's process: how it starts, what it keeps to itself, and that nothing of it stays. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleClient } from '../../../../electron/core/sample/client.ts';
import { type SampleServer, StartFailed, startServer } from '../../../../electron/core/sample/process.ts';
import { findServer, thisMachine } from '../../../../electron/core/sample/program.ts';
import { freePort, startRedis, type TestRedis } from '../../../support/redis.ts';

const forever = new AbortController().signal;
let root = '';
let program = '';
const servers: SampleServer[] = [];
const others: TestRedis[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'keytide-test-'));
  program = (await findServer(thisMachine())) ?? '';
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  for (const other of others.splice(0)) await other.stop();
  await rm(root, { recursive: true, force: true });
});

async function start(over: Partial<Parameters<typeof startServer>[0]> = {}): Promise<SampleServer> {
  const server = await startServer({ program, root, signal: forever, ...over });
  servers.push(server);
  return server;
}

async function script(text: string): Promise<string> {
  const file = join(root, 'redis-server');
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return file;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

/** The folders of servers, without what a test itself put there. */
async function folders(): Promise<string[]> {
  return (await readdir(root)).filter((name) => name.startsWith('keytide-sample-'));
}

async function occupy(): Promise<{ port: number; server: Server }> {
  const port = await freePort();
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, server };
}

describe('startServer', () => {
  it('listens on loopback only, wants its password, and saves nothing', async () => {
    const { port, password } = await start();
    const redis = sampleClient(port, password, false);
    await redis.connect();
    const setting = async (name: string) => ((await redis.config('GET', name)) as string[])[1];
    expect(await setting('bind')).toBe('127.0.0.1');
    expect(await setting('protected-mode')).toBe('yes');
    expect(await setting('save')).toBe('');
    expect(await setting('appendonly')).toBe('no');
    expect(password.length).toBeGreaterThanOrEqual(32);
    redis.disconnect();
    const stranger = sampleClient(port, 'guess', false);
    await expect(stranger.connect().then(() => stranger.ping())).rejects.toThrow(/WRONGPASS|Connection is closed/);
    stranger.disconnect();
  });

  it.skipIf(process.platform !== 'linux')('shows its password to nobody: not on the command line, not in a readable file', async () => {
    const { pid, password, folder } = await start();
    expect(await readFile(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(password);
    expect(await readFile(`/proc/${pid}/environ`, 'latin1')).not.toContain(password);
    const { stdout } = await run('/usr/bin/env', ['stat', '-c', '%a', folder, join(folder, 'owner.json')]);
    expect(stdout.trim().split('\n')).toEqual(['700', '600']);
  });

  it('leaves no process and no folder when closed, however often', async () => {
    const server = await start();
    expect(existsSync(server.folder)).toBe(true);
    await Promise.all([server.close(), server.close()]);
    expect(await server.ended).toMatchObject({ clean: true });
    expect(await listens(server.port)).toBe(false);
    expect(await folders()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('ends a server that does not listen to SIGTERM', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGSTOP');
    await server.close();
    expect(await server.ended).toMatchObject({ clean: false, why: expect.stringContaining('SIGKILL') as unknown });
    expect(await folders()).toEqual([]);
  });

  it('says how it ended: killed, or told to by a user', async () => {
    const [killed, told] = [await start(), await start()];
    process.kill(killed.pid, 'SIGKILL');
    expect(await killed.ended).toMatchObject({ clean: false, why: expect.stringMatching(/-server ended with SIGKILL/) as unknown });
    const redis = sampleClient(told.port, told.password, false);
    await redis.connect();
    await redis.call('SHUTDOWN', 'NOSAVE').catch(() => undefined);
    redis.disconnect();
    expect(await told.ended).toMatchObject({ clean: true });
  });

  it('takes another port where the first is taken', async () => {
    const taken = await occupy();
    const ports = [taken.port, await freePort()];
    const offered = vi.fn(() => Promise.resolve(ports.shift() ?? 0));
    const server = await start({ freePort: offered });
    expect(offered).toHaveBeenCalledTimes(2);
    expect(server.port).not.toBe(taken.port);
    expect(await listens(server.port)).toBe(true);
    taken.server.close();
  });

  it('never takes another Redis on that port for its own', async () => {
    const other = await startRedis();
    others.push(other);
    await expect(start({ freePort: () => Promise.resolve(other.port) })).rejects.toThrow(StartFailed);
    expect(await other.direct.ping()).toBe('PONG');
    expect(await folders()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('gives up on a program that is no server, with its last words', async () => {
    await expect(start({ program: await script('echo "illegal instruction set" >&2\nexit 3') })).rejects.toThrow(
      new StartFailed('redis-server ended with 3: illegal instruction set'),
    );
    await expect(start({ program: join(root, 'none') })).rejects.toThrow(StartFailed);
    expect(await folders()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('stops waiting for a program that never answers when it is no longer wanted', async () => {
    const abort = new AbortController();
    const starting = start({ program: await script(`touch "${root}/started"; exec sleep 600`), signal: abort.signal });
    const outcome = starting.then(
      () => 'started',
      (thrown: unknown) => thrown,
    );
    await vi.waitFor(() => expect(existsSync(join(root, 'started'))).toBe(true));
    abort.abort();
    expect(await outcome).toBe(abort.signal.reason);
    expect(await folders()).toEqual([]);
  });
});

describe('when Keytide dies', () => {
  /** A Keytide of its own process, which starts a server and says where. */
  async function host(ending: string): Promise<{ port: number; folder: string; kill(): void; gone: Promise<unknown> }> {
    await build({
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      ssr: { noExternal: true },
      build: {
        ssr: true,
        outDir: join(root, 'built'),
        target: 'node20',
        minify: false,
        rollupOptions: {
          input: fileURLToPath(new URL('../../../../electron/core/sample/process.ts', import.meta.url)),
          output: { format: 'es', entryFileNames: 'process.mjs' },
        },
      },
    });
    const code = `const { startServer } = await import('./built/process.mjs');
      const server = await startServer({ program: ${JSON.stringify(program)}, root: ${JSON.stringify(root)}, signal: new AbortController().signal });
      process.stdout.write(JSON.stringify(server) + '\\n');
      ${ending}`;
    await writeFile(join(root, 'host.mjs'), code);
    const child = spawn(process.execPath, [join(root, 'host.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    const { port, folder } = JSON.parse(line) as { port: number; folder: string };
    return { port, folder, kill: () => void child.kill('SIGKILL'), gone };
  }

  it('takes the server and its folder along when it is killed', async () => {
    const one = await host('setInterval(() => undefined, 1000)');
    expect(await listens(one.port)).toBe(true);
    one.kill();
    await one.gone;
    await vi.waitFor(async () => expect(await listens(one.port)).toBe(false), { timeout: 10_000 });
    if (process.platform !== 'win32') await vi.waitFor(() => expect(existsSync(one.folder)).toBe(false), { timeout: 10_000 });
  });

  it('takes them along when it leaves without closing', async () => {
    const one = await host('process.exit(7)');
    expect(await one.gone).toBe(7);
    await vi.waitFor(async () => expect(await listens(one.port)).toBe(false), { timeout: 10_000 });
    expect(existsSync(one.folder)).toBe(false);
  });
});

async function run(file: string, args: readonly string[]): Promise<{ stdout: string }> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return { stdout };
}
