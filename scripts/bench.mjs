// `npm run bench [-- start|page|protocol|idle …]`: measures what Keytide claims, each number beside its limit; 1 where one is over.
// @ts-check
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build, dependencies, root, script } from './ready.mjs';

await script(async () => {
  await dependencies();
  await build();
  const { build: bundle } = await import('vite');
  const outDir = join(root, 'dist/bench');
  await bundle({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: { ssr: true, outDir, target: 'node20', minify: false, rollupOptions: { input: 'test/bench/main.ts', output: { entryFileNames: 'main.js' } } },
  });
  const benches = /** @type {{ run(names: readonly string[]): Promise<number> }} */ (await import(pathToFileURL(join(outDir, 'main.js')).href));
  return benches.run(process.argv.slice(2));
});
