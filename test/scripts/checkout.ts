/** A checkout as `npm start` finds it: these scripts, installed and built as far as a test says, with a stand-in host. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const lock = {
  packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' }, 'node_modules/b-win32': { version: '1.0.0', optional: true } },
};
export const locked = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };

/** Writes its arguments to standard output, then waits to be told to end; `--exit N` ends by itself. */
const standIn = `const at = process.argv.indexOf('--exit');
let heard = 0;
process.on('SIGINT', () => { heard++; setTimeout(() => process.exit(40 + heard), 200); });
process.on('SIGTERM', () => process.exit(7));
process.stdout.write(JSON.stringify(process.argv.slice(2)) + '\\n');
if (at > 0) process.exitCode = Number(process.argv[at + 1]);
else setInterval(() => undefined, 1000);
`;

export interface Checkout {
  readonly folder: string;
  write(path: string, text: string): void;
  remove(): void;
}

export function checkout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'keytide-checkout-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  write('package.json', JSON.stringify({ name: 'keytide', type: 'module' }));
  write('package-lock.json', JSON.stringify(lock));
  write('node_modules/.package-lock.json', JSON.stringify(locked));
  write('shared/a.ts', 'export {};\n');
  write('dist/page/index.html', '');
  for (const file of ['main.js', 'preload.cjs']) write(`dist/host/${file}`, '');
  write('dist/host/serve.js', standIn);
  write('dist/.built', '');
  // Built just now; every source is from before.
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(folder, 'dist/.built'), later, later);
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
