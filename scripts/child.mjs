// Starts other programs: never through a shell, ended with all they started, exit codes kept.
// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {import('node:child_process').SpawnOptions} SpawnOptions */

/**
 * What a shell would say: the code, or 128 and the signal's number; 127 where the program could not be started.
 * @param {ChildProcess} child
 * @returns {Promise<number>}
 */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** A terminal, npm and a script may each pass on the one Ctrl+C that was meant. */
const sameSignalMs = 500;

/**
 * Runs a program in the foreground and passes on what this process is asked to do. With `own` the program has a process
 * group to itself and hears every signal from here, once; without, the terminal has told it of Ctrl+C already.
 * @param {string} file @param {readonly string[]} args @param {SpawnOptions & { own?: boolean }} [options]
 * @returns {Promise<number>}
 */
export async function run(file, args, { own = false, ...options } = {}) {
  const windows = process.platform === 'win32';
  const child = spawn(file, args, { stdio: 'inherit', windowsHide: true, ...options, detached: own && !windows });
  /** @type {Map<string, number>} */
  const last = new Map();
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    // On Windows the console tells all its programs, and a signal from here would end them on the spot.
    if (signal === 'SIGINT' && (!own || windows)) return;
    const now = performance.now();
    if (now - (last.get(signal) ?? -sameSignalMs) >= sameSignalMs) child.kill(signal);
    last.set(signal, now);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, pass);
  const code = await ended(child);
  for (const signal of signals) process.off(signal, pass);
  return code;
}

/** @param {string} script @param {readonly string[]} args @param {SpawnOptions & { own?: boolean }} [options] */
export function runNode(script, args, options) {
  return run(process.execPath, [script, ...args], options);
}

/** @param {readonly string[]} args @param {SpawnOptions} [options] */
export function runNpm(args, options) {
  const cli = npmCli();
  return cli === null ? run('npm', args, options) : runNode(cli, args, options);
}

/** npm's own script, so that no shell and no .cmd file is needed; null leaves it to PATH. */
function npmCli() {
  const beside = dirname(process.execPath);
  const known = [process.env['npm_execpath'] ?? '', join(beside, 'node_modules/npm/bin/npm-cli.js'), join(beside, '../lib/node_modules/npm/bin/npm-cli.js')];
  return known.find((path) => basename(path) === 'npm-cli.js' && existsSync(path)) ?? null;
}

/**
 * Ends a child that was started with `detached` (its own process group), and everything it started.
 * @param {ChildProcess} child
 */
export function endTree(child) {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * The first of these programs that PATH has.
 * @param {readonly string[]} names @returns {string | null}
 */
export function onPath(names, env = process.env, platform = process.platform) {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(platform === 'win32' ? ';' : ':').filter((folder) => folder !== '');
  const endings = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) if (existsSync(join(folder, name + ending))) return join(folder, name + ending);
    }
  }
  return null;
}
