// Completes package-lock.json with the optional packages of other systems that the registry at hand does not offer:
// without an entry for each, `npm ci` refuses the lock. `npm run lock` after a dependency has changed.
// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ready.mjs';

/** @typedef {{ version: string, dev?: boolean, license?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Entry */
/** @typedef {{ packages: Record<string, Entry> }} Lock */

const path = join(root, 'package-lock.json');
const lock = /** @type {Lock} */ (JSON.parse(readFileSync(path, 'utf8')));
const { packages, added } = completed(lock.packages);
writeFileSync(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(added.length === 0 ? 'Nothing is missing in package-lock.json.' : `Added to package-lock.json: ${added.join(', ')}`);

/** @param {Record<string, Entry>} packages */
function completed(packages) {
  const all = new Map(Object.entries(packages));
  /** @type {string[]} */
  const added = [];
  for (const [path, { dev, license, optionalDependencies = {} }] of Object.entries(packages)) {
    if (path === '') continue;
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const known = all.has(`node_modules/${name}`) || all.has(`${path}/node_modules/${name}`);
      const system = systemOf(name);
      if (known || system === null || !/^\d+\.\d+\.\d+/.test(version)) continue;
      // No integrity: it can only be had where the package can.
      all.set(`node_modules/${name}`, { version, ...(dev === true ? { dev } : {}), ...(license === undefined ? {} : { license }), optional: true, ...system });
      added.push(name);
    }
  }
  return { packages: Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1))), added };
}

/** The system such a package is for, as its name says it; null for a package that is for all. @param {string} name */
function systemOf(name) {
  const words = (name.split('/').at(-1) ?? '').split('-');
  const os = words.find((word) => ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'].includes(word));
  const cpu = words.find((word) => ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'].includes(word));
  if (os === undefined || cpu === undefined) return null;
  const libc = os !== 'linux' ? null : words.some((word) => word.startsWith('musl')) ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : null;
  return { os: [os], cpu: [cpu], ...(libc === null ? {} : { libc: [libc] }) };
}
