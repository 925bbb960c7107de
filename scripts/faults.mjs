// `npm run test:faults`: the rows of the fault matrix, with those that take a minute; `npm test` runs all the others too.
// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { runNode } from './child.mjs';
import { root, Stop, script } from './ready.mjs';

/**
 * The rows of a list that the tests of a file are named after: `test('fault 7: …'`, `test('bad input 3, 4: …'`.
 * @param {string} text @param {'fault' | 'bad input'} list @returns {readonly number[]}
 */
export function rowsNamed(text, list) {
  // A name stands after `test(`, or after the table of `test.each(…)(`.
  const named = new RegExp(`(?:\\b(?:test|it)(?:\\.\\w+)*|\\))\\(\\s*['"\`]${list} ((?:\\d+, )*\\d+): `, 'g');
  return [...text.matchAll(named)].flatMap(([, rows = '']) => rows.split(', ').map(Number));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await script(async () => {
    const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
      .map((file) => `test/${file.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.test.ts') && file !== 'test/faults.test.ts' && rowsNamed(readFileSync(join(root, file), 'utf8'), 'fault').length > 0);
    if (files.length === 0) throw new Stop('No test is named after a row of the fault matrix.');
    const options = ['-t', '^(.* )?fault [0-9]', '--reporter=verbose', ...files];
    return runNode(join(root, 'scripts/test.mjs'), options, { cwd: root, env: { ...process.env, KEYTIDE_LONG: '1' } });
  });
}
