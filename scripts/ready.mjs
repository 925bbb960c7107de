// What every script needs first: a Node that is new enough, the locked dependencies, a build no older than its sources.
// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runNode, runNpm } from './child.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** A failure that is told in one line, with no stack. */
export class Stop extends Error {
  /** @param {string} message @param {number} [code] */
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs a script to its end: its number is the exit code, a Stop is one line.
 * @param {() => Promise<number>} main
 */
export async function script(main) {
  try {
    const problem = nodeProblem(process.versions.node);
    if (problem !== null) throw new Stop(problem, 2);
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(error.message);
    process.exitCode = error.code;
  }
}

/** @param {string} version @returns {string | null} */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  return fits ? null : `Keytide needs Node 20.19, 22.12 or newer; this is Node ${version}.`;
}

/** Installs what the lock file names where something of it is missing or of another version. */
export async function dependencies(folder = root) {
  if (installed(folder)) return;
  console.error('Installing dependencies');
  // The tools are development dependencies: wanted whatever NODE_ENV says.
  if ((await runNpm(['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: folder })) !== 0)
    throw new Stop('npm ci failed: see above.');
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} Entry */

/** Compares contents, not times: a checkout may touch the lock file and change nothing. */
export function installed(/** @type {string} */ folder) {
  const wanted = packages(join(folder, 'package-lock.json'));
  const present = packages(join(folder, 'node_modules/.package-lock.json'));
  if (wanted === null) throw new Stop('package-lock.json is missing: this is not a complete checkout.');
  if (present === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    // What this platform does not take (the binaries of others) is not installed, and rightly so.
    if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @param {string} path @returns {Record<string, Entry> | null} */
function packages(path) {
  try {
    return /** @type {{ packages?: Record<string, Entry> }} */ (JSON.parse(readFileSync(path, 'utf8'))).packages ?? null;
  } catch {
    return null;
  }
}

const sources = ['shared', 'electron', 'renderer', 'scripts/build.mjs', 'package.json', 'package-lock.json'];
const products = ['dist/page/index.html', 'dist/host/main.js', 'dist/host/preload.cjs', 'dist/host/serve.js'];
/** Its time is the moment the last complete build began: what was written while it ran counts as newer. */
const stamp = 'dist/.built';

/** Builds where a source is newer than the last build. */
export async function build(folder = root) {
  if (fresh(folder)) return;
  console.error('Building');
  const began = new Date();
  if ((await runNode('scripts/build.mjs', [], { cwd: folder })) !== 0) throw new Stop('The build failed: see above.');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, stamp), '');
  utimesSync(join(folder, stamp), began, began);
}

export function fresh(/** @type {string} */ folder) {
  if (!products.every((path) => existsSync(join(folder, path))) || !existsSync(join(folder, stamp))) return false;
  const built = statSync(join(folder, stamp)).mtimeMs;
  return sources.every((path) => newest(join(folder, path)) <= built);
}

/** Folders count too: theirs is the time of the last file removed. @param {string} path @returns {number} */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
