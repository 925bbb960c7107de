/** The reporters count what really happened: real runs of small suites that pass, fail, break and skip. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keytide-report-test-'));
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(cli: string, args: readonly string[], files: Readonly<Record<string, string>>): { code: number | null; report: unknown } {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  // What the outer run tells its workers is not meant for this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TINYPOOL|VITE_|NODE_ENV|TEST|CI$)/.test(name)));
  const { status } = spawnSync(process.execPath, [join(root, cli), ...args], { cwd: folder, env: { ...env, KEYTIDE_REPORT: file }, stdio: 'ignore' });
  return { code: status, report: JSON.parse(readFileSync(file, 'utf8')) as unknown };
}

test('vitest', () => {
  const { code, report } = run('node_modules/vitest/vitest.mjs', ['run', `--reporter=${join(root, 'scripts/report/vitest.mjs')}`], {
    'unit/mixed.test.ts': `import { expect, test } from 'vitest';
test('passes', () => expect(1).toBe(1));
test('fails', () => expect(1).toBe(2));
test('skips', (context) => context.skip('no server'));
test.todo('later');
`,
    'unit/broken.test.ts': "import './nowhere.ts';\n",
    'unit/hooks.test.ts': `import { beforeAll, describe, expect, test } from 'vitest';
describe('a suite', () => {
  beforeAll(() => { throw new Error('no ground to stand on'); });
  test('never runs', () => expect(1).toBe(1));
});
`,
    'unit/late.test.ts': `import { expect, test } from 'vitest';
test('passes too', () => { void Promise.reject(new Error('nobody listens')); expect(1).toBe(1); });
`,
  });
  expect(code).toBe(1);
  expect(report).toMatchObject({
    passed: 2,
    failed: 1,
    skipped: expect.arrayContaining([
      { name: 'skips', reason: 'no server' },
      { name: 'later', reason: 'to do' },
    ]) as unknown,
    broken: expect.arrayContaining([
      'nobody listens',
      expect.stringMatching(/broken\.test\.ts: .*nowhere/),
      expect.stringMatching(/hooks\.test\.ts: no ground to stand on/),
    ]) as unknown,
  });
});

test('playwright', () => {
  const reporter = JSON.stringify(join(root, 'scripts/report/playwright.mjs'));
  const { code, report } = run('node_modules/@playwright/test/cli.js', ['test'], {
    'playwright.config.ts': `export default { testDir: 'pages', reporter: [[${reporter}]] };\n`,
    'package.json': '{ "type": "module" }',
    'pages/mixed.spec.ts': `import { expect, test } from '@playwright/test';
test('passes', () => expect(1).toBe(1));
test('fails', () => expect(1).toBe(2));
test('skips', () => test.skip(true, 'no runtime'));
test.skip('is left out', () => undefined);
test('fails as it should', () => { test.fail(); expect(1).toBe(2); });
`,
    'pages/broken.spec.ts': "throw new Error('no ground to stand on');\n",
  });
  expect(code).toBe(1);
  expect(report).toMatchObject({ broken: [expect.stringContaining('no ground to stand on')] });
});

test('playwright, with every file loaded', () => {
  rmSync(join(folder, 'pages/broken.spec.ts'));
  const { code, report } = run('node_modules/@playwright/test/cli.js', ['test'], {});
  expect(code).toBe(1);
  expect(report).toEqual({
    passed: 2,
    failed: 1,
    skipped: [
      { name: expect.stringContaining('skips') as unknown, reason: 'no runtime' },
      { name: expect.stringContaining('is left out') as unknown, reason: 'no reason given' },
    ],
    broken: [],
  });
});
