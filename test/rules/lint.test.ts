/** Every lint rule the house relies on, shown to fire on what it forbids and to leave the honest form alone. */
import { expect, test } from 'vitest';
import { plantTree } from './tree.ts';

interface Rule {
  readonly code: string;
  readonly file: string;
  readonly bad: string;
  readonly good: string;
}

const promised = 'async function later(): Promise<number> {\n  return 1;\n}\n';
const lines = (count: number): string => `/** Long. */\n${'export {};\n'.repeat(count)}`;

const rules: readonly Rule[] = [
  { code: 'no-floating-promises', file: 'electron/core/a.ts', bad: `${promised}later();\n`, good: `${promised}await later();\n` },
  {
    code: 'no-misused-promises',
    file: 'electron/core/b.ts',
    bad: `${promised}export const all = [1].forEach(async () => void (await later()));\n`,
    good: `${promised}export const all = [1].map(async () => later());\n`,
  },
  {
    code: 'switch-exhaustiveness-check',
    file: 'shared/c.ts',
    bad: "export function f(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    good: "export function f(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1;\n    case 'b':\n      return 2;\n  }\n}\n",
  },
  {
    code: 'no-explicit-any',
    file: 'shared/d.ts',
    bad: 'export function f(x: any): number {\n  return x === 1 ? 1 : 2;\n}\n',
    good: 'export function f(x: unknown): number {\n  return x === 1 ? 1 : 2;\n}\n',
  },
  {
    code: 'no-unsafe-assignment',
    file: 'shared/e.ts',
    bad: "export const x = { y: JSON.parse('1') };\n",
    good: "export const x = { y: JSON.parse('1') as unknown };\n",
  },
  {
    code: 'no-unsafe-member-access',
    file: 'shared/f.ts',
    bad: "export const x = String(JSON.parse('1').y);\n",
    good: "export const x = String(JSON.parse('1') as unknown);\n",
  },
  { code: 'no-unsafe-call', file: 'shared/g.ts', bad: "JSON.parse('1')();\n", good: "(JSON.parse('1') as () => void)();\n" },
  {
    code: 'no-unsafe-return',
    file: 'shared/h.ts',
    bad: "export const f = (): number => JSON.parse('1');\n",
    good: "export const f = (): unknown => JSON.parse('1');\n",
  },
  {
    code: 'no-unsafe-argument',
    file: 'shared/i.ts',
    bad: "export const f = Math.abs(JSON.parse('1'));\n",
    good: "export const f = Math.abs(JSON.parse('1') as number);\n",
  },
  {
    code: 'only-throw-error',
    file: 'shared/j.ts',
    bad: "export function f(): never {\n  throw 'text';\n}\n",
    good: "export function f(): never {\n  throw new Error('text');\n}\n",
  },
  { code: 'no-default-export', file: 'shared/k.ts', bad: 'export default 1;\n', good: 'export const one = 1;\n' },
  {
    code: 'no-cycle',
    file: 'shared/cycle/a.ts',
    bad: "import { b } from './b.ts';\nexport const a = (): number => b();\n",
    good: 'export const a = (): number => 1;\n',
  },
  {
    code: 'no-cycle',
    file: 'shared/cycle/c.ts',
    bad: "import type { D } from './d.ts';\nexport interface C {\n  readonly d: D;\n}\n",
    good: 'export interface C {\n  readonly d: number;\n}\n',
  },
  { code: 'no-restricted-properties', file: 'renderer/l.ts', bad: "document.body.innerHTML = 'x';\n", good: "document.body.textContent = 'x';\n" },
  { code: 'no-restricted-properties', file: 'renderer/m.ts', bad: "document.body.outerHTML = 'x';\n", good: "document.body.append('x');\n" },
  {
    code: 'no-restricted-properties',
    file: 'renderer/n.ts',
    bad: "document.body.insertAdjacentHTML('beforeend', 'x');\n",
    good: "document.body.append('x');\n",
  },
  { code: 'no-restricted-properties', file: 'renderer/o.ts', bad: "document.write('x');\n", good: "document.body.append('x');\n" },
  {
    code: 'no-restricted-properties',
    file: 'renderer/p.ts',
    bad: "document.createElement('iframe').srcdoc = 'x';\n",
    good: "document.createElement('iframe').title = 'x';\n",
  },
  {
    code: 'no-restricted-globals',
    file: 'renderer/q.ts',
    bad: "export const x = new DOMParser().parseFromString('x', 'text/html');\n",
    good: "export const x = document.createTextNode('x');\n",
  },
  {
    code: 'no-restricted-globals',
    file: 'renderer/r.ts',
    bad: "export const x = new window.DOMParser().parseFromString('x', 'text/html');\n",
    good: "export const x = document.createTextNode('x');\n",
  },
  {
    code: 'no-danger',
    file: 'renderer/s.tsx',
    bad: "export const X = () => <p dangerouslySetInnerHTML={{ __html: 'x' }} />;\n",
    good: 'export const X = () => <p>x</p>;\n',
  },
  {
    code: 'jsx-no-script-url',
    file: 'renderer/t.tsx',
    bad: 'export const X = () => <a href="javascript:alert(\'x\')">x</a>;\n',
    good: 'export const X = () => <a href="#x">x</a>;\n',
  },
  { code: 'no-eval', file: 'shared/v.ts', bad: "export const x: unknown = eval('1');\n", good: 'export const x = 1;\n' },
  { code: 'no-new-func', file: 'shared/w.ts', bad: "export const x = new Function('return 1');\n", good: 'export const x = () => 1;\n' },
  { code: 'no-implied-eval', file: 'renderer/x.ts', bad: "setTimeout('x()', 1);\n", good: 'setTimeout(() => undefined, 1);\n' },
  { code: 'no-script-url', file: 'renderer/y.ts', bad: "location.href = 'javascript:void 0';\n", good: "location.hash = 'x';\n" },
  {
    code: 'no-restricted-imports',
    file: 'electron/core/exec.ts',
    bad: "import { exec } from 'node:child_process';\nexec('ls');\n",
    good: "import { spawn } from 'node:child_process';\nspawn('ls');\n",
  },
  {
    code: 'no-restricted-imports',
    file: 'electron/core/exec2.ts',
    bad: "import * as processes from 'node:child_process';\nprocesses.execSync('ls');\n",
    good: "import { execFile } from 'node:child_process';\nexecFile('ls');\n",
  },
  { code: 'max-lines', file: 'shared/long.ts', bad: lines(301), good: lines(200) },
  {
    code: 'no-focused-tests',
    file: 'test/shared/only.test.ts',
    bad: "import { expect, test } from 'vitest';\ntest.only('x', () => expect(1).toBe(1));\n",
    good: "import { expect, test } from 'vitest';\ntest('x', () => expect(1).toBe(1));\n",
  },
  {
    code: 'expect-expect',
    file: 'test/shared/empty.test.ts',
    bad: "import { test } from 'vitest';\ntest('x', () => undefined);\n",
    good: "import { expect, test } from 'vitest';\ntest('x', () => expect(1).toBe(1));\n",
  },
];

/** What the cycles go through. */
const others = {
  'shared/cycle/b.ts': "import { a } from './a.ts';\nexport const b = (): number => a();\n",
  'shared/cycle/d.ts': "import type { C } from './c.ts';\nexport interface D {\n  readonly c: C;\n}\n",
};
const oxlint = 'node_modules/oxlint/bin/oxlint';

test('each rule fires where it is broken', async () => {
  const tree = await plantTree({ ...others, ...Object.fromEntries(rules.map((rule) => [rule.file, rule.bad])) });
  const { code, output } = await tree.run(oxlint, '--format=json');
  await tree.remove();
  const { diagnostics } = JSON.parse(output) as { diagnostics: readonly { readonly code: string; readonly filename: string; readonly severity: string }[] };
  const fired = (rule: Rule): boolean =>
    diagnostics.some((one) => one.filename.replaceAll('\\', '/') === rule.file && one.code.includes(`(${rule.code})`) && one.severity === 'error');
  expect(rules.filter((rule) => !fired(rule)).map((rule) => `${rule.code} in ${rule.file}`)).toEqual([]);
  expect(code).toBe(1);
});

test('the honest forms pass', async () => {
  const tree = await plantTree({ ...others, ...Object.fromEntries(rules.map((rule) => [rule.file, rule.good])) });
  const { code, output } = await tree.run(oxlint);
  await tree.remove();
  expect(output).toContain('Found 0 warnings and 0 errors');
  expect(code).toBe(0);
});

test('a suppression that suppresses nothing is an error', async () => {
  const tree = await plantTree({ 'shared/a.ts': '// oxlint-disable-next-line no-eval\nexport const x = 1;\n' });
  const { code, output } = await tree.run(oxlint);
  await tree.remove();
  expect(output).toMatch(/unused.*directive/i);
  expect(code).toBe(1);
});
