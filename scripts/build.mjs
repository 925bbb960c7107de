// Builds everything that runs: the page into dist/page, the host into dist/host. `node scripts/build.mjs [page|host]`
// @ts-check
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const only = process.argv[2];
const { version } = /** @type {{ version: string }} */ (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));
const node = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/** ssh2 tries native parts for speed and does without where they fail to load: of a bundle there is one for every system.
 * @type {import('vite').Plugin} */
const noNativeParts = {
  name: 'no-native-parts',
  enforce: 'pre',
  resolveId: (id) => (/\.node$|^cpu-features$/.test(id) ? '\0no-native-parts.cjs' : null),
  load: (id) => (id === '\0no-native-parts.cjs' ? "module.exports = {}; throw new Error('no native parts');" : null),
};

/** @param {string} entry @param {'es' | 'cjs'} format @param {string} file */
const host = (entry, format, file) =>
  build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [noNativeParts],
    define: { __KEYTIDE_VERSION__: JSON.stringify(version), ...(format === 'es' && { __dirname: 'import.meta.dirname' }) },
    resolve: { conditions: ['node'] },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: 'dist/host',
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rollupOptions: { input: entry, external: ['electron', ...node], output: { format, entryFileNames: file, codeSplitting: false } },
    },
  });

if (only === undefined || only === 'page') {
  await build({
    configFile: false,
    root: `${root}/renderer`,
    logLevel: 'warn',
    plugins: [react()],
    base: './',
    build: { outDir: '../dist/page', emptyOutDir: true, target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  });
}
if (only === undefined || only === 'host') {
  await host('electron/main.ts', 'es', 'main.js');
  await host('electron/preload.ts', 'cjs', 'preload.cjs');
  await host('electron/serve.ts', 'es', 'serve.js');
}
