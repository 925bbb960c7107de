// Vitest reporter: writes what `npm test` counts to the file that KEYTIDE_REPORT names.
// @ts-check
import { writeFileSync } from 'node:fs';
import process from 'node:process';

export default class Report {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    /** @type {import('../tally.mjs').Report & { skipped: import('../tally.mjs').Skip[], broken: string[] }} */
    const report = { passed: 0, failed: 0, skipped: [], broken: unhandled.map((error) => error.message) };
    for (const module of modules) {
      // What fails outside a test: the file itself, or a suite's hooks.
      const outside = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
      for (const error of outside) report.broken.push(`${module.relativeModuleId}: ${error.message}`);
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') report.passed++;
        else if (result.state === 'failed') report.failed++;
        else if (result.state === 'skipped')
          report.skipped.push({ name: test.fullName, reason: result.note ?? (test.options.mode === 'todo' ? 'to do' : 'no reason given') });
        else report.broken.push(`${test.fullName}: never ended`);
      }
    }
    const file = process.env['KEYTIDE_REPORT'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(report));
  }
}
