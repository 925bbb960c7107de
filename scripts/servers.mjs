// Further servers for the tests, beside the system's redis-server: fetched from Debian's archive into a folder of their own, nothing installed.
// `node scripts/servers.mjs` fetches them; `npm test` does so while it builds. Where they cannot be had, the tests that want them say so and are skipped.
// @ts-check
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { onPath } from './child.mjs';
import { root, script } from './ready.mjs';

/** @typedef {'redis6' | 'redis8' | 'valkey8' | 'valkey9' | 'redict7'} ServerName */
/** The program as its package has it: under that name it would check a file instead of serving. @typedef {{ suite: string, package: string, file: string }} Source */
/** What starts it: the loader and the libraries are those of its own distribution. @typedef {{ version: string, file: string, args: readonly string[] }} Program */

/** @type {Readonly<Record<ServerName, Source>>} */
const sources = {
  redis6: { suite: 'bullseye', package: 'redis-tools', file: 'usr/bin/redis-check-rdb' },
  redis8: { suite: 'trixie', package: 'redis-tools', file: 'usr/bin/redis-check-rdb' },
  valkey8: { suite: 'trixie', package: 'valkey-tools', file: 'usr/bin/valkey-check-rdb' },
  valkey9: { suite: 'sid', package: 'valkey-tools', file: 'usr/bin/valkey-check-rdb' },
  redict7: { suite: 'sid', package: 'redict-tools', file: 'usr/bin/redict-check-rdb' },
};

const cache = join(root, 'node_modules/.cache/keytide-servers');
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** For all of them together: a network that swallows everything must not hold the tests up. */
const wholeMs = 50_000;

/** Null where it was not fetched, or is not there any more. @param {ServerName} name @returns {Program | null} */
export function programOf(name) {
  try {
    const program = /** @type {Program} */ (JSON.parse(readFileSync(join(cache, `${name}.json`), 'utf8')));
    // The folder may have been moved since.
    return existsSync(program.file) ? program : null;
  } catch {
    return null;
  }
}

/**
 * Fetches what is not there yet; says in one line what could not be had.
 * @param {(line: string) => void} say
 */
export async function fetchServers(say) {
  const names = /** @type {ServerName[]} */ (Object.keys(sources)).filter((name) => programOf(name) === null);
  if (names.length === 0) return;
  const missing = [...(process.platform === 'linux' ? [] : ['Linux']), ...['apt-get', 'dpkg', 'dpkg-deb'].filter((tool) => onPath([tool]) === null)];
  if (!existsSync(keyring)) missing.push(keyring);
  if (missing.length > 0) return say(`Without ${names.join(', ')}: fetching them needs ${missing.join(', ')}.`);
  const late = AbortSignal.timeout(wholeMs);
  const suites = new Set(names.map((name) => sources[name].suite));
  const failed = await Promise.all(
    [...suites].map(async (suite) => {
      const wanted = names.filter((name) => sources[name].suite === suite);
      try {
        await fetchSuite(suite, wanted, late);
        return [];
      } catch (error) {
        return [`${wanted.join(', ')} (${error instanceof Error ? error.message : String(error)})`];
      }
    }),
  );
  if (failed.flat().length > 0) say(`Without ${failed.flat().join('; ')}.`);
}

/**
 * apt with lists, cache and status of its own: the system's are neither read nor written, signatures are checked as ever.
 * @typedef {{ settings: readonly string[], folder: string }} List
 * @param {string} suite @param {AbortSignal} late @returns {Promise<List>}
 */
async function openList(suite, late) {
  const folder = join(cache, suite);
  for (const part of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${keyring}] http://deb.debian.org/debian ${suite} main\n`);
  const settings = Object.entries({
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'Acquire::Languages': 'none',
    'Acquire::Retries': '0',
    'Acquire::http::Timeout': '8',
    // Its own user may not be able to reach this folder.
    'APT::Sandbox::User': '',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await output('apt-get', [...settings, 'update', '-q', '--error-on=any'], folder, late);
  return { settings, folder };
}

/** What the packages of a whole system drag along, and no server is linked with. */
const unlinked =
  /^lib(acl|attr|audit|blkid|bsd|bz2|c-gconv|cap-ng|com-err|db5|debconf|gssapi|k5crypto|keyutils|krb5|md0|mount|nsl|pam|pcre|selinux|semanage|sepol|systemd-shared|tirpc)/;

/** The servers of one distribution share its loader and its libraries. @param {string} suite @param {readonly ServerName[]} names @param {AbortSignal} late */
async function fetchSuite(suite, names, late) {
  const { settings, folder } = await openList(suite, late);
  const wanted = names.map((name) => sources[name].package);
  const plan = await output('apt-get', [...settings, 'install', '--no-install-recommends', '--print-uris', '-qq', '-y', ...wanted], folder, late);
  const packages = [...plan.matchAll(/'\S+' (\S+?)_(\S+?)_\S+\.deb /g)]
    .map(([, one = '', version = '']) => ({ one, version: decodeURIComponent(version) }))
    .filter(({ one }) => wanted.includes(one) || (/^(lib|lua-|zlib)/.test(one) && !unlinked.test(one)));
  const [debs, system] = [join(folder, 'debs'), join(folder, 'root')];
  rmSync(debs, { recursive: true, force: true });
  mkdirSync(debs, { recursive: true });
  await output('apt-get', [...settings, 'download', '-q', ...packages.map(({ one, version }) => `${one}=${version}`)], debs, late);
  for (const deb of readdirSync(debs)) await output('dpkg-deb', ['-x', deb, system], debs, late);
  rmSync(debs, { recursive: true });

  const all = readdirSync(system, { recursive: true, encoding: 'utf8' });
  // Itself, not a link to it: those of older distributions lead to the same place of this system.
  const loader = all.find((path) => /(^|\/)ld-(linux-[^/]+|[\d.]+)\.so(\.\d)?$/.test(path) && lstatSync(join(system, path)).isFile());
  if (loader === undefined) throw new Error(`${suite} has no loader where it was`);
  const libraries = [...new Set(all.filter((path) => /\.so(\.\d+)*$/.test(path)).map((path) => dirname(join(system, path))))];
  for (const name of names) {
    const server = join(system, sources[name].file.replace('check-rdb', 'server'));
    copyFileSync(join(system, sources[name].file), server);
    const [file, args] = [join(system, loader), ['--library-path', libraries.join(':'), server]];
    const said = await output(file, [...args, '--version'], folder, late);
    const version = /v=(\S+)/.exec(said)?.[1] ?? said.trim();
    writeFileSync(join(cache, `${name}.json`), JSON.stringify(/** @type {Program} */ ({ version, file, args })));
  }
  for (const part of ['lists', 'cache']) rmSync(join(folder, part), { recursive: true, force: true });
}

/**
 * What a program writes; its failure is told by the last line it wrote about it.
 * @param {string} file @param {readonly string[]} args @param {string} cwd @param {AbortSignal} signal @returns {Promise<string>}
 */
function output(file, args, cwd, signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (out += chunk));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (err += chunk));
    const end = () => child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      if (code === 0) resolve(out);
      else reject(new Error(signal.aborted ? 'it took too long' : (err.trim().split('\n').at(-1) ?? `${file} failed`)));
    });
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await script(async () => {
    await fetchServers((line) => console.error(line));
    for (const name of /** @type {ServerName[]} */ (Object.keys(sources))) console.log(`${name}: ${programOf(name)?.version ?? 'not there'}`);
    return 0;
  });
}
