// The programs the tests need besides Node: found, installed from the system's packages where this user may, or named in one line.
// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { onPath, run, runNode } from './child.mjs';
import { root } from './ready.mjs';

/** @typedef {'apt-get' | 'dnf' | 'apk' | 'pacman' | 'zypper' | 'brew'} Manager */
/** @typedef {{ name: string, found: () => boolean | Promise<boolean>, packages: Partial<Record<Manager, readonly (readonly string[])[]>>, otherwise?: () => Promise<unknown>, hint: string }} Tool */

/** Several lists are tried one after the other: distributions have parted ways over Redis and Valkey. @type {Tool} */
export const redis = {
  name: 'redis-server',
  found: () => onPath(['redis-server']) !== null,
  packages: {
    'apt-get': [['redis-server']],
    dnf: [['redis'], ['valkey-compat-redis']],
    apk: [['redis'], ['valkey', 'valkey-compat']],
    pacman: [['redis'], ['valkey']],
    zypper: [['redis']],
    brew: [['redis']],
  },
  hint:
    process.platform === 'win32'
      ? 'install Memurai or a Redis build that puts redis-server.exe on PATH, or run the tests in WSL'
      : 'install redis-server (7.0 or newer) and put it on PATH',
};

/** Certificates and host keys of the tests are made by the tools that make real ones. @type {Tool} */
export const keyMakers = {
  name: 'openssl and ssh-keygen',
  found: () => ['openssl', 'ssh-keygen', 'ssh-agent', 'ssh-add'].every((name) => onPath([name]) !== null),
  packages: {
    'apt-get': [['openssl', 'openssh-client']],
    dnf: [['openssl', 'openssh-clients']],
    apk: [['openssl', 'openssh-client']],
    pacman: [['openssl', 'openssh']],
    zypper: [['openssl', 'openssh-clients']],
    brew: [['openssl']],
  },
  hint: 'install openssl and the OpenSSH client, and put them on PATH',
};

/** @type {Tool} */
export const chromium = {
  name: 'Chromium',
  found: async () => (await findChromium()) !== null,
  packages: {
    'apt-get': [['chromium']],
    dnf: [['chromium-headless'], ['chromium']],
    apk: [['chromium']],
    pacman: [['chromium']],
    zypper: [['chromium']],
  },
  otherwise: () => runNode(join(root, 'node_modules/playwright-core/cli.js'), ['install', ...(mayInstall() === '' ? ['--with-deps'] : []), 'chromium']),
  hint: 'install Chromium, or run: npx playwright install chromium',
};

/** Without one, screenshots of the Chinese interface show boxes. @type {Tool} */
export const cjkFont = {
  name: 'a font with Chinese characters',
  found: () => process.platform !== 'linux' || (onPath(['fc-list']) !== null && spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout.trim() !== ''),
  packages: {
    'apt-get': [['fontconfig', 'fonts-wqy-microhei']],
    dnf: [['fontconfig', 'google-noto-sans-cjk-fonts']],
    apk: [
      ['fontconfig', 'font-wqy-zenhei'],
      ['fontconfig', 'font-noto-cjk'],
    ],
    pacman: [['fontconfig', 'noto-fonts-cjk']],
    zypper: [['fontconfig', 'google-noto-sans-sc-fonts']],
  },
  hint: 'install a Chinese font; the tests run without it',
};

const chromiums = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/lib64/chromium-browser/headless_shell', '/usr/bin/google-chrome'],
  darwin: ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
};

/** Playwright's own browser, else the system's; null where there is neither. @returns {Promise<string | null>} */
export async function findChromium() {
  const { chromium: own } = await import('@playwright/test');
  const paths = process.platform in chromiums ? chromiums[/** @type {keyof typeof chromiums} */ (process.platform)] : [];
  return [own.executablePath(), ...paths].find((path) => path !== '' && existsSync(path) && !isSnapStub(path)) ?? null;
}

/** Ubuntu's chromium-browser package is a script that only asks for snap. @param {string} path */
function isSnapStub(path) {
  return path === '/usr/bin/chromium-browser' && existsSync('/usr/bin/snap') && !existsSync('/snap/bin/chromium');
}

const installs = /** @type {const} */ ({
  'apt-get': [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends'],
  ],
  dnf: [null, ['install', '-y', '-q', '--setopt=install_weak_deps=False']],
  apk: [null, ['add', '--no-progress']],
  pacman: [['-Sy'], ['-S', '--noconfirm', '--needed']],
  zypper: [null, ['--non-interactive', 'install', '--no-recommends']],
  brew: [null, ['install']],
});

/**
 * Whether the tool is there in the end.
 * @param {Tool} tool @param {(line: string) => void} say
 * @returns {Promise<boolean>}
 */
export async function ensureTool(tool, say) {
  if (await tool.found()) return true;
  const manager = /** @type {Manager[]} */ (Object.keys(installs)).find((name) => onPath([name]) !== null);
  const rights = manager === 'brew' ? '' : mayInstall();
  const lists = manager === undefined ? [] : (tool.packages[manager] ?? []);
  if (manager !== undefined && rights !== null && lists.length > 0) {
    say(`Installing ${tool.name}`);
    const [update, install] = installs[manager];
    if (update !== null) await manage(rights, manager, update);
    for (const list of lists) {
      await manage(rights, manager, [...install, ...list]);
      if (await tool.found()) return true;
    }
  }
  await tool.otherwise?.();
  if (await tool.found()) return true;
  say(`Missing: ${tool.name}; ${tool.hint}.`);
  return false;
}

/** '' for root, 'sudo' where it asks for no password, null where nothing may be installed. */
function mayInstall() {
  if (process.getuid?.() === 0) return '';
  return onPath(['sudo']) !== null && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? 'sudo' : null;
}

/** @param {string} rights @param {Manager} manager @param {readonly string[]} args */
function manage(rights, manager, args) {
  // A server that comes with its package must not be started: RUNLEVEL=1 is what Debian's policy layer asks for.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1', HOMEBREW_NO_AUTO_UPDATE: '1' };
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const [file, all] = rights === '' ? [manager, args] : ['sudo', ['-n', 'env', ...settings, manager, ...args]];
  // Standard output stays the tests' own.
  return run(file, all, { env: { ...process.env, ...env }, stdio: ['ignore', 2, 2], timeout: 10 * 60_000 });
}
