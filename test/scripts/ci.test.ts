/** `.ci/run`: whatever the steps do, the last line tells it and the exit code agrees. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const ci = fileURLToPath(new URL('../../.ci', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keytide-ci-'));
  cpSync(ci, join(folder, '.ci'), { recursive: true });
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { test: 'node scripts/test.mjs' } }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(check: string, tests: string): { code: number | null; last: string | undefined } {
  writeFileSync(join(folder, 'scripts/check.mjs'), check);
  writeFileSync(join(folder, 'scripts/test.mjs'), tests);
  const { status, stdout } = spawnSync('bash', [join(folder, '.ci/run')], { encoding: 'utf8' });
  return { code: status, last: stdout.trimEnd().split('\n').at(-1) };
}

const ends = (line: string, code: number): string => `console.log('${line}'); process.exitCode = ${code};`;
const clean = ends('5 passed, 0 failed, 2 skipped', 0);

// coreutils' timeout is Linux's own.
describe.runIf(process.platform === 'linux')('the last line', () => {
  test('of a clean run', () => expect(run('', clean)).toEqual({ code: 0, last: '5 passed, 0 failed, 2 skipped' }));

  test('of failed tests, below which npm has its say', () => {
    expect(run('', ends('5 passed, 3 failed, 2 skipped', 1))).toEqual({ code: 1, last: '5 passed, 3 failed, 2 skipped' });
  });

  test('of failed static checks', () => {
    expect(run('process.exitCode = 1;', clean)).toEqual({ code: 1, last: '5 passed, 1 failed, 2 skipped' });
  });

  test('of a run that was cut short', () => {
    expect(run('', "console.log('half'); process.kill(process.pid, 'SIGKILL');")).toEqual({ code: 1, last: '0 passed, 1 failed, 0 skipped' });
  });

  test('of a run that failed after its last line', () => {
    expect(run('', ends('5 passed, 0 failed, 2 skipped', 9))).toEqual({ code: 1, last: '5 passed, 1 failed, 2 skipped' });
  });
});
