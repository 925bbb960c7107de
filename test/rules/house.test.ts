/** The house rules, each broken once and each kept once. */
import { describe, expect, test } from 'vitest';
import { breaches } from '../../scripts/rules.mjs';
import { plantTree } from './tree.ts';

const opening = '/** What this is for. */\n';
const says = (line: string): string => `${opening}${line}\n`;

/** Rule, file, what breaks it there, what does not. */
const cases: readonly (readonly [rule: string, file: string, bad: string, good: string])[] = [
  ['direction', 'shared/a.ts', "import { x } from '../electron/core/x.ts';", "import { x } from './x.ts';"],
  ['direction', 'shared/b.ts', "export { x } from '../renderer/x.ts';", "export { x } from './x.ts';"],
  ['direction', 'electron/core/a.ts', "import { x } from '../web/x.ts';", "import { x } from '../../shared/x.ts';"],
  ['direction', 'electron/web/a.ts', "import { x } from '../desktop/x.ts';", "import { x } from '../core/x.ts';"],
  ['direction', 'electron/desktop/a.ts', "const x = await import('../web/x.ts');", "const x = await import('../core/x.ts');"],
  ['direction', 'electron/serve.ts', "import './desktop/x.ts';", "import './web/x.ts';"],
  ['direction', 'renderer/a.ts', "import type { X } from '../electron/core/x.ts';", "import type { X } from '../shared/x.ts';"],
  ['direction', 'renderer/b.ts', "export type X = import('../electron/core/x.ts').X;", "export type X = import('../shared/x.ts').X;"],
  ['direction', 'electron/core/b.ts', "import { x } from '../../test/support/x.ts';", "import { x } from './x.ts';"],
  ['room-package', 'electron/core/c.ts', "import { app } from 'electron';", "import { Redis } from 'ioredis';"],
  ['room-package', 'electron/desktop/b.ts', "import { Redis } from 'ioredis';", "import { app } from 'electron';"],
  ['room-package', 'electron/serve.ts', "import { app } from 'electron';", "import { WebSocket } from 'ws';"],
  ['room-package', 'renderer/c.ts', "import type { Redis } from 'ioredis';", "import { createStore } from 'zustand';"],
  ['room-package', 'renderer/d.ts', "import { join } from 'node:path';", "import * as v from 'valibot';"],
  ['room-package', 'shared/c.ts', "import { join } from 'path';", "import * as v from 'valibot';"],
  ['room-package', 'shared/d.ts', "import { useState } from 'react';", "import * as v from 'valibot';"],
  ['room-package', 'electron/core/d.ts', "const fs = require('electron');", "const fs = require('node:fs');"],
  ['room-package', 'test/a.test.ts', "import { app } from 'electron';", "import type { App } from 'electron';"],
  ['types-only', 'renderer/e.ts', "import { contract } from '../shared/contract.ts';", "import type { contract } from '../shared/contract.ts';"],
  ['types-only', 'renderer/f.ts', "import { type Contract, contract } from '../shared/contract.ts';", "import { type Contract } from '../shared/contract.ts';"],
  ['feature', 'renderer/keys/a.ts', "import { x } from '../value/x.ts';", "import { x } from '../ui/x.ts';"],
  ['feature', 'electron/core/feed/a.ts', "import { x } from '../keys/x.ts';", "import { x } from '../sessions.ts';"],
  ['feature', 'electron/core/feed/b.ts', "import { x } from '../connections/session.ts';", "import type { Session } from '../connections/session.ts';"],
  ['feature', 'electron/core/feed/c.ts', "import type { X } from '../connections/secret.ts';", "import type { Line } from '../connections/line.ts';"],
  ['feature', 'shared/keys/a.ts', "import { x } from '../value/x.ts';", "import type { X } from '../value/x.ts';"],
  ['feature', 'renderer/ui/a.tsx', "import { X } from '../feed/X.tsx';", "import { X } from './X.tsx';"],
  ['html-sink', 'renderer/g.tsx', "export const X = () => <iframe srcDoc={'x'} />;", "export const X = () => <iframe src={'x'} />;"],
  ['html-sink', 'renderer/h.ts', "document.body.setAttribute('srcdoc', 'x');", "document.body.setAttribute('title', 'x');"],
  ['html-sink', 'renderer/i.ts', "document.body.setAttribute('onclick', 'x()');", "document.body.addEventListener('click', x);"],
  ['html-sink', 'renderer/j.tsx', "export const props = { dangerouslySetInnerHTML: { __html: 'x' } };", "export const props = { children: 'x' };"],
  [
    'shell',
    'electron/core/e.ts',
    "import { spawn } from 'node:child_process';\nspawn('ls', { shell: true });",
    "import { spawn } from 'node:child_process';\nspawn('ls', { shell: false });",
  ],
  ['shell', 'scripts/a.mjs', "import { spawn } from 'child_process';\nspawn('ls', { 'shell': '/bin/sh' });", 'export const ports = { shell: true };'],
  ['focused', 'test/e2e/a.spec.ts', "test.only('x', () => undefined);", "test('x', () => undefined);"],
  ['focused', 'test/e2e/b.spec.ts', "test.describe.only('x', () => undefined);", "test.describe('x', () => undefined);"],
  ['vague-name', 'shared/utils.ts', 'export {};', ''],
  ['vague-name', 'electron/core/keys/types.ts', 'export {};', ''],
  ['vague-name', 'renderer/helpers/a.ts', 'export {};', ''],
  ['vague-name', 'shared/constants.ts', 'export {};', ''],
  ['barrel', 'shared/keys/index.ts', "export { x } from './x.ts';", ''],
  ['mirror', 'test/shared/lost/a.test.ts', 'export {};', ''],
];

describe('each rule', () => {
  test.each(cases)('%s is broken in %s by: %s', (rule, file, bad, good) => {
    expect(breaches(new Map([[file, says(bad)]])).map((one) => `${one.rule} ${one.file}`)).toEqual([`${rule} ${file}`]);
    if (good !== '') expect(breaches(new Map([[file, says(good)]]))).toEqual([]);
  });

  test('a breach names its line', () => {
    expect(breaches(new Map([['shared/a.ts', `${opening}\n\nimport 'electron';\n`]]))).toMatchObject([{ line: 4 }]);
  });
});

describe('names that are as they should be', () => {
  test.each([['shared/value/types/index.ts'], ['shared/value/types/string.ts'], ['renderer/keys/Keys.tsx']])('%s', (file) => {
    expect(breaches(new Map([[file, says('export const x = 1;')]]))).toEqual([]);
  });

  test.each([
    ['test/shared/keys/tree.test.ts', 'shared/keys/tree.ts'],
    ['test/renderer/keys/Keys.test.tsx', 'renderer/keys/Keys.tsx'],
    ['test/electron/core/offline.test.ts', 'electron/core/core.ts'],
  ])('%s mirrors %s', (file, source) => {
    const files = new Map([
      [file, says('export {};')],
      [source, says('export {};')],
    ]);
    expect(breaches(files)).toEqual([]);
  });
});

test('a file that does not say what it is for', () => {
  expect(breaches(new Map([['shared/a.ts', 'export const x = 1;\n']]))).toMatchObject([{ rule: 'opening', file: 'shared/a.ts' }]);
  expect(breaches(new Map([['test/a.test.ts', 'export const x = 1;\n']]))).toEqual([]);
});

test('a folder of one machine, in any kind of file', () => {
  const files = new Map([['README.md', 'cd /srv/someone/keytide\n']]);
  expect(breaches(files, ['/srv/someone'])).toMatchObject([{ rule: 'machine-path', file: 'README.md', line: 1 }]);
  expect(breaches(files, ['/srv/other'])).toEqual([]);
});

test('what is only written about is not done', () => {
  expect(breaches(new Map([['shared/a.ts', says("// import 'electron';\nexport const x = \"import 'electron'\";")]]))).toEqual([]);
});

test('as a program: exit code and one line for each breach', async () => {
  const bad = await plantTree({ 'shared/a.ts': says("import 'electron';") });
  const refused = await bad.run('scripts/rules.mjs', bad.folder);
  await bad.remove();
  expect(refused.output).toContain('shared/a.ts:2 room-package: electron may not be imported in shared');
  expect(refused.code).toBe(1);

  const good = await plantTree({ 'shared/a.ts': says('export const x = 1;') });
  const passed = await good.run('scripts/rules.mjs', good.folder);
  await good.remove();
  expect(passed).toEqual({ code: 0, output: 'No rule is broken.\n' });
});
