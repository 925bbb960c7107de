/** Finds a Redis or Valkey server program on this machine, or the one command that installs it. */
import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** What the search depends on, so that a test can be another machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The PATH variable. */
  readonly path: string;
  /** The PATHEXT variable; read on Windows only. */
  readonly pathExt: string;
  /** Looked at after PATH. */
  readonly extra: readonly string[];
  readonly osRelease: string;
  readonly root: boolean;
}

const names = ['valkey-server', 'redis-server'];

export function thisMachine(): Machine {
  const { platform, env } = process;
  return {
    platform,
    path: env['PATH'] ?? '',
    pathExt: env['PATHEXT'] ?? '.COM;.EXE',
    // A Mac app started from the Dock gets a PATH without the package managers' folders.
    extra: platform === 'darwin' ? ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'] : [],
    osRelease: '/etc/os-release',
    root: process.getuid?.() === 0,
  };
}

/** The absolute path of the program; null where there is none. */
export async function findServer(machine: Machine): Promise<string | null> {
  for (const name of names) {
    const file = await findProgram(name, machine);
    if (file !== null) return file;
  }
  return null;
}

async function findProgram(name: string, machine: Machine): Promise<string | null> {
  // A relative entry would start whatever lies in the folder Keytide happens to be started from.
  const folders = [...machine.path.split(delimiter), ...machine.extra].filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    for (const ending of endings(machine)) {
      const file = join(folder, name + ending);
      if (await isExecutable(file)) return file;
    }
  }
  return null;
}

/** Batch files are left out: they cannot be started without a shell. */
function endings({ platform, pathExt }: Machine): readonly string[] {
  if (platform !== 'win32') return [''];
  const listed = pathExt.toLowerCase().split(';');
  return ['.exe', '.com'].filter((ending) => listed.includes(ending));
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** By ID of os-release; `version` is major + minor / 100, NaN for rolling systems, and every comparison with NaN is false. */
const families: ReadonlyMap<string, (version: number) => string> = new Map<string, (version: number) => string>([
  ['debian', () => 'apt install redis-server'],
  ['ubuntu', () => 'apt install redis-server'],
  ['fedora', (version) => (version < 41 ? 'dnf install redis' : 'dnf install valkey')],
  ['rhel', (version) => (version < 10 ? 'dnf install redis' : 'dnf install valkey')],
  ['centos', (version) => (version < 10 ? 'dnf install redis' : 'dnf install valkey')],
  ['amzn', (version) => (version < 2023 ? 'amazon-linux-extras install redis6' : 'dnf install valkey')],
  ['arch', () => 'pacman -S valkey'],
  ['suse', () => 'zypper install redis'],
  ['opensuse', () => 'zypper install redis'],
  ['alpine', (version) => (version < 3.2 ? 'apk add redis' : 'apk add valkey')],
  ['void', () => 'xbps-install -S valkey'],
  ['gentoo', () => 'emerge dev-db/redis'],
]);

/** The one command for this system; '' where none is known. */
export async function installCommand(machine: Machine): Promise<string> {
  switch (machine.platform) {
    case 'win32':
      return 'winget install --exact --id taizod1024.redis-windows-fork';
    case 'darwin': {
      const onlyPorts = (await findProgram('brew', machine)) === null && (await findProgram('port', machine)) !== null;
      return onlyPorts ? asRoot('port install redis', machine) : 'brew install valkey';
    }
    case 'freebsd':
      return asRoot('pkg install valkey', machine);
    case 'openbsd':
      return asRoot('pkg_add redis', machine);
    case 'linux':
      return linuxCommand(machine);
    default:
      return '';
  }
}

async function linuxCommand(machine: Machine): Promise<string> {
  const release = parseRelease(await readFile(machine.osRelease, 'utf8').catch(() => ''));
  const id = release.get('ID') ?? '';
  if (id === 'nixos') return 'nix-shell -p valkey';
  // What is like RHEL counts its versions as RHEL does; for the others of ID_LIKE the version makes no difference.
  const ids = [id, ...(release.get('ID_LIKE') ?? '').split(' ')];
  for (const one of ids) {
    const command = families.get(one);
    if (command !== undefined) return asRoot(command(versionOf(release.get('VERSION_ID') ?? '')), machine);
  }
  return '';
}

function versionOf(text: string): number {
  const [major, minor] = text.split('.');
  return Number.parseInt(major ?? '', 10) + (Number.parseInt(minor ?? '0', 10) || 0) / 100;
}

function asRoot(command: string, { root }: Machine): string {
  return root ? command : `sudo ${command}`;
}

/** os-release(5): NAME=value, the value bare or in quotes. */
function parseRelease(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(["']?)(.*)\2\s*$/.exec(line);
    if (match !== null) entries.set(match[1] ?? '', match[3] ?? '');
  }
  return entries;
}
