// Builds everything that runs: the page into dist/page, the host into dist/host. `node scripts/build.mjs [page|host]`
// @ts-check
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { commonJsNames, noNativeParts } from './hostBundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const only = process.argv[2];
const { version } = /** @type {{ version: string }} */ (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));
const node = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/** @param {string} entry @param {'es' | 'cjs'} format @param {string} file */
const host = (entry, format, file) =>
  build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [noNativeParts],
    define: { __KEYTIDE_VERSION__: JSON.stringify(version), ...commonJsNames(format) },
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
    build: {
      outDir: '../dist/page',
      emptyOutDir: true,
      target: 'es2023',
      chunkSizeWarningLimit: 1024,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
    },
  });
}
if (only === undefined || only === 'host') {
  await host('electron/main.ts', 'es', 'main.js');
  await host('electron/preload.ts', 'cjs', 'preload.cjs');
  await host('electron/serve.ts', 'es', 'serve.js');
}
