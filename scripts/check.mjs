// `npm run check [-- --static]`: format, lint, types, dead code, rules, then the tests. Every step runs even where one before it failed.
// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runNode } from './child.mjs';
import { dependencies, root, script } from './ready.mjs';

const tsc = 'node_modules/typescript/bin/tsc';
const rooms = ['shared', 'electron/core', 'electron', 'renderer', 'test', 'scripts'];

/** @typedef {readonly [name: string, cli: string, ...args: string[]]} Step */
/** @type {readonly Step[]} */
const steps = [
  ['format', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--max-diagnostics=50'],
  ['lint', 'node_modules/oxlint/bin/oxlint'],
  ...rooms.map((room) => /** @type {Step} */ ([`types ${room}`, tsc, '-p', room])),
  ['dead code', 'node_modules/knip/bin/knip.js'],
  ['rules', 'scripts/rules.mjs'],
];

await script(async () => {
  await dependencies();
  const results = [];
  for (const [name, cli, ...args] of steps) results.push(await step(name, cli, args));
  if (!process.argv.includes('--static')) results.push(await step('tests', 'scripts/test.mjs', []));

  console.log('');
  for (const { name, code, seconds } of results) console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  const failed = results.filter(({ code }) => code !== 0).length;
  console.log(failed === 0 ? 'All checks passed.' : `${failed} of ${results.length} checks failed.`);
  return failed === 0 ? 0 : 1;
});

/** @param {string} name @param {string} cli @param {readonly string[]} args */
async function step(name, cli, args) {
  console.log(`\n── ${name}`);
  const began = performance.now();
  const path = join(root, cli);
  const code = existsSync(path) ? await runNode(path, args, { cwd: root }) : missing(cli);
  return { name, code, seconds: (performance.now() - began) / 1000 };
}

/** @param {string} cli */
function missing(cli) {
  console.error(`${cli} is missing: run npm ci`);
  return 1;
}
