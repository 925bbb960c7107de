// A browser edition for a script's own use: started, its address read, told to end.
// @ts-check
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { ended, onPath } from './child.mjs';
import { root, Stop } from './ready.mjs';

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ url: string, over: Promise<number>, stop: () => Promise<unknown> }>}
 */
export async function startHost(args) {
  const child = spawn(process.execPath, [join(root, 'dist/host/serve.js'), 'serve', '--no-open', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  // However this script ends, the host ends with it.
  const leave = () => void child.kill('SIGTERM');
  process.once('exit', leave);
  const over = ended(child).finally(() => process.off('exit', leave));
  const line = new Promise((/** @type {(line: string) => void} */ resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const url = await Promise.race([line, over]);
  if (typeof url === 'number') throw new Stop(`The host ended with exit code ${url}.`, url);
  return {
    url,
    over,
    stop: () => {
      child.kill('SIGTERM');
      return over;
    },
  };
}

/** Opens an address in the default browser, where there seems to be one. @param {string} url */
export function browse(url) {
  const { platform, env } = process;
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return;
  /** @type {readonly [string, ...string[]]} */
  const [program, ...args] =
    platform === 'darwin' ? ['open', url] : platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler', url] : ['xdg-open', url];
  if (platform === 'linux' && onPath([program]) === null) return;
  spawn(program, args, { stdio: 'ignore', detached: true })
    .once('error', () => undefined)
    .unref();
}
