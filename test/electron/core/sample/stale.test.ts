/** The sweep: ends what a dead Keytide left, and nothing else. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sweepStale } from '../../../../electron/core/sample/stale.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

let root = '';
let dead = 0;
const servers: TestRedis[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'keytide-test-'));
  dead = await deadPid();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await rm(root, { recursive: true, force: true });
});

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

async function left(keytide: number, owner: unknown, inName = keytide): Promise<string> {
  const folder = join(root, `keytide-sample-${inName}-abc123`);
  await mkdir(folder);
  await writeFile(join(folder, 'owner.json'), typeof owner === 'string' ? owner : JSON.stringify(owner));
  return folder;
}

async function redis(password: string): Promise<TestRedis> {
  const server = await startRedis(password === '' ? [] : ['--requirepass', password], password === '' ? {} : { password });
  servers.push(server);
  return server;
}

it('ends the server of a dead Keytide and removes its folder', async () => {
  const server = await redis('secret');
  const folder = await left(dead, { keytide: dead, port: server.port, password: 'secret' });
  expect(await sweepStale(root)).toBe(1);
  expect(existsSync(folder)).toBe(false);
  await vi.waitFor(async () => expect(await listens(server.port)).toBe(false));
});

it('leaves the server of a living Keytide alone', async () => {
  const server = await redis('secret');
  const folder = await left(process.pid, { keytide: process.pid, port: server.port, password: 'secret' });
  expect(await sweepStale(root)).toBe(0);
  expect(existsSync(folder)).toBe(true);
  expect(await server.direct.ping()).toBe('PONG');
});

it.each([
  ['another password', 'theirs'],
  ['no password at all', ''],
])('never ends a server with %s that now has that port', async (_, password) => {
  const server = await redis(password);
  const folder = await left(dead, { keytide: dead, port: server.port, password: 'ours' });
  expect(await sweepStale(root)).toBe(1);
  expect(existsSync(folder)).toBe(false);
  expect(await server.direct.ping()).toBe('PONG');
});

it('removes a folder whose server is gone, or that never got an owner', async () => {
  await left(dead, { keytide: dead, port: 1, password: 'x' });
  expect(await sweepStale(root)).toBe(1);
  await left(dead, 'garbage');
  expect(await sweepStale(root)).toBe(1);
});

it('does not touch names, links and files that are not its own', async () => {
  const other = join(root, 'keytide-sample-notes');
  const linked = join(root, 'linked');
  await mkdir(other);
  await mkdir(linked);
  await symlink(linked, join(root, `keytide-sample-${dead}-link`));
  await writeFile(join(root, `keytide-sample-${dead}-file`), '');
  expect(await sweepStale(root)).toBe(0);
  expect(existsSync(other)).toBe(true);
  expect(existsSync(join(root, `keytide-sample-${dead}-link`))).toBe(true);
});

it('is content with a folder that is not there', async () => {
  expect(await sweepStale(join(root, 'none'))).toBe(0);
});
