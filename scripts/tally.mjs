// Adds up what the suites did; a suite that did not run, or broke outside its tests, counts as a failure.
// @ts-check

/** @typedef {{ name: string, reason: string }} Skip */
/** What a suite's reporter writes: `broken` is what failed outside a test (a file that cannot be loaded, an unhandled rejection). @typedef {{ passed: number, failed: number, skipped: readonly Skip[], broken: readonly string[] }} Report */
/** `report` is null where none was written; `code` is the exit code. @typedef {{ suite: string, code: number, report: Report | null }} Outcome */
/** @typedef {{ passed: number, failed: number, skipped: readonly Skip[], broken: readonly string[] }} Tally */

/** @param {readonly Outcome[]} outcomes @returns {Tally} */
export function tally(outcomes) {
  const broken = outcomes.flatMap(({ suite, code, report }) => {
    if (report === null) return [`${suite}: did not run (exit code ${code})`];
    const named = report.broken.map((what) => `${suite}: ${what}`);
    if (named.length > 0 || report.failed > 0) return named;
    if (code !== 0) return [`${suite}: ended with exit code ${code} although no test failed`];
    if (report.passed + report.skipped.length === 0) return [`${suite}: ran no test`];
    return [];
  });
  const reports = outcomes.flatMap(({ report }) => (report === null ? [] : [report]));
  return {
    passed: reports.reduce((sum, report) => sum + report.passed, 0),
    failed: reports.reduce((sum, report) => sum + report.failed, 0) + broken.length,
    skipped: reports.flatMap((report) => report.skipped),
    broken,
  };
}

/** The last line of a run. @param {Tally} sum */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

/** Fails where anything failed, or where nothing ran at all. @param {Tally} sum */
export function exitCode({ passed, failed, skipped }) {
  return failed > 0 || passed + skipped.length === 0 ? 1 : 0;
}

/** Skipped tests by reason, most frequent first. @param {readonly Skip[]} skipped @returns {readonly string[]} */
export function skippedLines(skipped) {
  /** @type {Map<string, string[]>} */
  const byReason = new Map();
  for (const { name, reason } of skipped) {
    const names = byReason.get(reason);
    if (names === undefined) byReason.set(reason, [name]);
    else names.push(name);
  }
  return [...byReason]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, names]) => `skipped ${names.length}: ${reason} (${names.slice(0, 3).join('; ')}${names.length > 3 ? '; …' : ''})`);
}
