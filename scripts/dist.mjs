// `npm run dist [-- options]`: builds, then packages for this system with electron-builder; options are electron-builder's.
// @ts-check
import { join } from 'node:path';
import process from 'node:process';
import { runNode } from './child.mjs';
import { build, dependencies, root, script } from './ready.mjs';

await script(async () => {
  await dependencies();
  await build();
  return runNode(join(root, 'node_modules/electron-builder/cli.js'), ['--publish', 'never', ...process.argv.slice(2)], { cwd: root });
});
