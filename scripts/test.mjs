// `npm test [-- filter …]`: brings what the tests need, builds, runs every suite, ends with `N passed, N failed, N skipped`.
// A filter is part of a test file's path; options (`-t name`) are vitest's and leave the browser suites out.
// @ts-check
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runNode } from './child.mjs';
import { build, dependencies, root, Stop, script } from './ready.mjs';
import { fetchServers } from './servers.mjs';
import { exitCode, lastLine, skippedLines, tally } from './tally.mjs';
import { chromium, cjkFont, ensureTool, keyMakers, redis } from './tools.mjs';

/** @typedef {import('./tally.mjs').Outcome} Outcome */

const say = (/** @type {string} */ line) => console.error(line);

await script(async () => {
  /** @type {Outcome[]} */
  const outcomes = [];
  try {
    await dependencies();
    await suites(process.argv.slice(2), outcomes);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    outcomes.push({ suite: 'preparation', code: error.code, report: null });
  }
  const sum = tally(outcomes);
  console.log('');
  for (const line of skippedLines(sum.skipped)) console.log(line);
  for (const what of sum.broken) console.log(`failed: ${what}`);
  console.log(lastLine(sum));
  return exitCode(sum);
});

/** @param {readonly string[]} args @param {Outcome[]} outcomes */
async function suites(args, outcomes) {
  const plan = choose(args, testFiles());
  if (plan.unit === null && plan.pages === null) throw new Stop(`No test file's path has ${args.join(' or ')} in it.`);
  if (!(await ensureTool(redis, say))) throw new Stop('The tests need a real redis-server.');
  if (!(await ensureTool(keyMakers, say))) throw new Stop('The tests need openssl and ssh-keygen.');
  await Promise.all([build(), plan.unit === null ? null : fetchServers(say)]);
  if (plan.unit !== null) {
    const options = ['run', '--allowOnly=false', '--reporter=default', '--reporter=./scripts/report/vitest.mjs', ...plan.unit];
    outcomes.push(await suite('vitest', 'node_modules/vitest/vitest.mjs', options));
  }
  if (plan.pages !== null) {
    const ready = await ensureTool(chromium, say);
    await ensureTool(cjkFont, say);
    if (!ready) outcomes.push({ suite: 'playwright', code: 1, report: null });
    else outcomes.push(await suite('playwright', 'node_modules/@playwright/test/cli.js', ['test', '--forbid-only', ...plan.pages]));
  }
}

/** Null: that suite is left out. @param {readonly string[]} args @param {{ unit: readonly string[], pages: readonly string[] }} files */
function choose(args, files) {
  if (args.length === 0) return { unit: [], pages: files.pages.length > 0 ? [] : null };
  if (args.some((arg) => arg.startsWith('-'))) return { unit: args, pages: null };
  const meant = (/** @type {readonly string[]} */ paths) => {
    const found = paths.filter((path) => args.some((arg) => path.includes(arg.replaceAll('\\', '/'))));
    return found.length > 0 ? found : null;
  };
  return { unit: meant(files.unit), pages: meant(files.pages) };
}

function testFiles() {
  const paths = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).map((path) => `test/${path.replaceAll('\\', '/')}`);
  const pages = paths.filter((path) => path.startsWith('test/e2e/') && path.endsWith('.spec.ts'));
  return { unit: paths.filter((path) => /\.test\.tsx?$/.test(path) && !path.startsWith('test/e2e/')), pages };
}

/** @param {string} name @param {string} cli @param {readonly string[]} args @returns {Promise<Outcome>} */
async function suite(name, cli, args) {
  const folder = mkdtempSync(join(tmpdir(), 'keytide-report-'));
  const file = join(folder, 'report.json');
  const code = await runNode(join(root, cli), args, { cwd: root, env: { ...process.env, KEYTIDE_REPORT: file } });
  const report = read(file);
  rmSync(folder, { recursive: true, force: true });
  return { suite: name, code, report };
}

/** @param {string} file @returns {import('./tally.mjs').Report | null} */
function read(file) {
  try {
    return /** @type {import('./tally.mjs').Report} */ (JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
