// The Electron runtime: whether a window can be opened here, where the runtime is, and fetching it without ever waiting for long.
// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { ended, endTree } from './child.mjs';

/** @typedef {{ platform: string, env: Readonly<Record<string, string | undefined>>, uid: number | undefined }} Machine */

/** @returns {Machine} */
export function thisMachine() {
  return { platform: process.platform, env: process.env, uid: process.getuid?.() };
}

/**
 * Why no window can be opened here; null where one can.
 * @param {Machine} machine @returns {string | null}
 */
export function noWindow({ platform, env, uid }) {
  if (platform === 'darwin' || platform === 'win32') return null;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display';
  // Chromium's sandbox does not work for root, and Keytide never runs without it.
  if (uid === 0) return 'Electron does not run as root';
  return null;
}

/**
 * The runtime's program where it is complete and of the locked version.
 * @param {string} root @returns {string | null}
 */
export function findRuntime(root) {
  const folder = join(root, 'node_modules/electron');
  const read = (/** @type {string} */ path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8').trim() : '');
  const wanted = /** @type {{ version: string }} */ (JSON.parse(read('package.json') || '{"version":""}')).version;
  const program = join(folder, 'dist', read('path.txt'));
  return read('path.txt') !== '' && read('dist/version').replace(/^v/, '') === wanted && existsSync(program) ? program : null;
}

/**
 * Lets Electron's own installer fetch the runtime, and ends it as soon as nothing has arrived for a while.
 * @param {{ root: string, say: (line: string) => void, quietMs?: number, maxMs?: number }} options
 * @returns {Promise<string | null>} why it failed
 */
export async function fetchRuntime({ root, say, quietMs = 8000, maxMs = 15 * 60_000 }) {
  const installer = join(root, 'node_modules/electron/install.js');
  if (!existsSync(installer)) return 'the electron package is not installed';
  say('Fetching the Electron runtime (about 120 MB, once)');
  const arriving = mkdtempSync(join(tmpdir(), 'keytide-electron-'));
  const env = { ...process.env, TMPDIR: arriving, TMP: arriving, TEMP: arriving, ELECTRON_GET_NO_PROGRESS: '1' };
  const child = spawn(process.execPath, [installer], { env, stdio: ['ignore', 'ignore', 'pipe'], detached: process.platform !== 'win32', windowsHide: true });
  let complaint = '';
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => {
    complaint = (complaint + chunk.toString()).slice(0, 10_000);
  });
  // In a group of its own it would outlive this process.
  const leave = () => endTree(child);
  process.once('exit', leave);
  const over = ended(child);
  try {
    const reason = await Promise.race([over, watchArrival([arriving, join(root, 'node_modules/electron/dist')], { quietMs, maxMs, say })]);
    if (typeof reason === 'string') return reason;
    if (findRuntime(root) !== null) return null;
    return /(?:Error|error): (.+)/.exec(complaint)?.[1] ?? `the installer ended with ${reason}`;
  } finally {
    endTree(child);
    await over;
    process.off('exit', leave);
    rmSync(arriving, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Resolves once nothing more is arriving; the last step, unpacking, is seen as arriving too.
 * @param {readonly string[]} folders @param {{ quietMs: number, maxMs: number, say: (line: string) => void }} limits
 * @returns {Promise<string>}
 */
async function watchArrival(folders, { quietMs, maxMs, say }) {
  const began = performance.now();
  let [size, since, told] = [0, began, began];
  for (;;) {
    await wait(Math.min(250, quietMs / 4), undefined, { ref: false });
    const now = performance.now();
    const total = folders.reduce((sum, folder) => sum + sizeOf(folder), 0);
    if (total !== size) [size, since] = [total, now];
    if (now - since >= quietMs) return size === 0 ? `nothing arrived within ${quietMs / 1000} s` : `nothing more arrived for ${quietMs / 1000} s`;
    if (now - began >= maxMs) return 'it took too long';
    if (now - told >= 5000 && size > 0) {
      told = now;
      say(`${Math.round(size / 1e6)} MB have arrived`);
    }
  }
}

/** Files come and go while this looks. @param {string} path @returns {number} */
function sizeOf(path) {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : stat.size;
  } catch {
    return 0;
  }
}

/**
 * The runtime, fetched where it is missing, or why there is no desktop edition here.
 * @param {{ root: string, machine: Machine, say: (line: string) => void, quietMs?: number }} options
 * @returns {Promise<{ runtime: string } | { reason: string }>}
 */
export async function desktop({ root, machine, say, ...limits }) {
  const reason = noWindow(machine);
  if (reason !== null) return { reason };
  const found = findRuntime(root);
  if (found !== null) return { runtime: found };
  const failed = await fetchRuntime({ root, say, ...limits });
  const fetched = findRuntime(root);
  if (fetched !== null) return { runtime: fetched };
  return { reason: `the Electron runtime could not be fetched (${failed ?? 'it is incomplete'})` };
}
