// Playwright reporter: writes what `npm test` counts to the file that KEYTIDE_REPORT names.
// @ts-check
import { writeFileSync } from 'node:fs';
import process from 'node:process';

export default class Report {
  /** @type {import('@playwright/test/reporter').Suite | null} */
  suite = null;
  /** @type {string[]} */
  broken = [];

  /** @param {import('@playwright/test/reporter').FullConfig} _config @param {import('@playwright/test/reporter').Suite} suite */
  onBegin(_config, suite) {
    this.suite = suite;
  }

  /** Errors outside tests. @param {import('@playwright/test/reporter').TestError} error */
  onError(error) {
    this.broken.push(error.message ?? error.value ?? 'an error without words');
  }

  onEnd() {
    /** @type {import('../tally.mjs').Report & { skipped: import('../tally.mjs').Skip[] }} */
    const report = { passed: 0, failed: 0, skipped: [], broken: this.broken };
    for (const test of this.suite?.allTests() ?? []) {
      const outcome = test.outcome();
      if (outcome === 'expected') report.passed++;
      else if (outcome === 'skipped') report.skipped.push({ name: test.titlePath().slice(1).join(' › '), reason: reasonOf(test) });
      // A test that passes only sometimes has failed.
      else report.failed++;
    }
    const file = process.env['KEYTIDE_REPORT'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(report));
  }

  printsToStdio() {
    return false;
  }
}

/** @param {import('@playwright/test/reporter').TestCase} test */
function reasonOf(test) {
  const annotations = [...test.annotations, ...test.results.flatMap((result) => result.annotations)];
  const said = annotations.find(({ type, description }) => (type === 'skip' || type === 'fixme') && description !== undefined)?.description;
  return said ?? (test.results.length === 0 || test.results.every((result) => result.status === 'skipped') ? 'no reason given' : 'not reached');
}
