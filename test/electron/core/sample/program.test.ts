/** Finding a server program, and the command that installs one. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findServer, installCommand, type Machine, thisMachine } from '../../../../electron/core/sample/program.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-path-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function machine(over: Partial<Machine> = {}): Machine {
  return { platform: 'linux', path: folder, pathExt: '', extra: [], osRelease: join(folder, 'os-release'), root: false, ...over };
}

async function program(path: string, mode = 0o755): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, '');
  await chmod(file, mode);
  return file;
}

describe('findServer', () => {
  it('finds the program of this machine', async () => {
    expect(await findServer(thisMachine())).toMatch(/(valkey|redis)-server(\.exe)?$/);
  });

  it('prefers Valkey wherever on PATH it is', async () => {
    await program('a/redis-server');
    const valkey = await program('b/valkey-server');
    expect(await findServer(machine({ path: [join(folder, 'a'), join(folder, 'b')].join(delimiter) }))).toBe(valkey);
  });

  it('passes over folders, files that cannot be executed, and relative entries of PATH', async () => {
    await mkdir(join(folder, 'a/redis-server'), { recursive: true });
    await program('b/redis-server', 0o644);
    const found = await program('c/redis-server');
    const path = ['', '.', 'node_modules/.bin', join(folder, 'a'), join(folder, 'b'), join(folder, 'none'), join(folder, 'c')].join(delimiter);
    expect(await findServer(machine({ path }))).toBe(found);
  });

  it('looks where Mac package managers install, after PATH', async () => {
    const brewed = await program('brew/redis-server');
    expect(await findServer(machine({ path: '/nowhere', extra: [join(folder, 'brew')] }))).toBe(brewed);
    const first = await program('redis-server');
    expect(await findServer(machine({ extra: [join(folder, 'brew')] }))).toBe(first);
  });

  it('on Windows takes endings of PATHEXT that need no shell', async () => {
    await program('redis-server');
    await program('redis-server.cmd');
    const windows = machine({ platform: 'win32', pathExt: '.COM;.EXE;.BAT;.CMD' });
    expect(await findServer(windows)).toBeNull();
    const found = await program('redis-server.exe');
    expect(await findServer(windows)).toBe(found);
    expect(await findServer({ ...windows, pathExt: '.CMD' })).toBeNull();
  });

  it('is null where there is none', async () => {
    expect(await findServer(machine())).toBeNull();
    expect(await findServer(machine({ path: '' }))).toBeNull();
  });
});

describe('installCommand', () => {
  const linux: readonly (readonly [release: string, command: string])[] = [
    ['ID=debian\nVERSION_ID="12"', 'sudo apt install redis-server'],
    ['NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22"', 'sudo apt install redis-server'],
    ['ID=fedora\nVERSION_ID=40', 'sudo dnf install redis'],
    ['ID=fedora\nVERSION_ID=43', 'sudo dnf install valkey'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"', 'sudo dnf install redis'],
    ['ID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="10.0"', 'sudo dnf install valkey'],
    ['ID="amzn"\nID_LIKE="fedora"\nVERSION_ID="2023"', 'sudo dnf install valkey'],
    ['ID=arch\nBUILD_ID=rolling', 'sudo pacman -S valkey'],
    ["ID='manjaro'\nID_LIKE=arch", 'sudo pacman -S valkey'],
    ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\nVERSION_ID="20261101"', 'sudo zypper install redis'],
    ['ID=alpine\nVERSION_ID=3.9.6', 'sudo apk add redis'],
    ['ID=alpine\nVERSION_ID=3.22.1', 'sudo apk add valkey'],
    ['ID=nixos', 'nix-shell -p valkey'],
    ['ID=haiku-like', ''],
    ['garbage', ''],
  ];
  it.each(linux)('%j', async (release, command) => {
    await writeFile(join(folder, 'os-release'), release);
    expect(await installCommand(machine())).toBe(command);
  });

  it('needs no sudo for root', async () => {
    await writeFile(join(folder, 'os-release'), 'ID=debian');
    expect(await installCommand(machine({ root: true }))).toBe('apt install redis-server');
  });

  it('is empty where the system does not say what it is', async () => {
    expect(await installCommand(machine())).toBe('');
    expect(await installCommand(machine({ platform: 'aix' }))).toBe('');
  });

  it('knows Windows, and which package manager a Mac has', async () => {
    expect(await installCommand(machine({ platform: 'win32' }))).toMatch(/^winget install /);
    expect(await installCommand(machine({ platform: 'darwin' }))).toBe('brew install valkey');
    await program('port');
    expect(await installCommand(machine({ platform: 'darwin' }))).toBe('sudo port install redis');
    await program('brew');
    expect(await installCommand(machine({ platform: 'darwin' }))).toBe('brew install valkey');
  });
});
