/** Formatter, compiler and the search for dead code, shown to refuse what they must and to pass the clean form. */
import { expect, test } from 'vitest';
import { plantTree } from './tree.ts';

const biome = 'node_modules/@biomejs/biome/bin/biome';
const tsc = 'node_modules/typescript/bin/tsc';
const knip = 'node_modules/knip/bin/knip.js';

const effect = (props: string, title: string, watched: string): string => `import { useEffect } from 'react';

export function X(${props}) {
  useEffect(() => {
    document.title = ${title};
  }, [${watched}]);
  return null;
}
`;

test('format: layout, the order of imports, what everyone can operate', async () => {
  const check = ['check', '--error-on-warnings', '--reporter=github'];
  const bad = await plantTree({
    'shared/quotes.ts': 'export const x = "double";\n',
    'shared/order.ts': "import { b } from './b.ts';\nimport { a } from './a.ts';\n\nexport const c = [a, b];\n",
    'shared/a.ts': 'export const a = 1;\n',
    'shared/b.ts': 'export const b = 1;\n',
    'renderer/effect.tsx': effect('props: { title: string }', 'props.title', ''),
    'renderer/click.tsx': 'export const X = (props: { go: () => void }) => <div onClick={props.go}>x</div>;\n',
  });
  const refused = await bad.run(biome, ...check);
  await bad.remove();
  expect(refused.output).toMatch(/title=format,file=\S*shared\/quotes\.ts/);
  expect(refused.output).toMatch(/title=assist\/source\/organizeImports,file=\S*shared\/order\.ts/);
  expect(refused.output).toMatch(/title=lint\/correctness\/useExhaustiveDependencies,file=\S*renderer\/effect\.tsx/);
  expect(refused.output).toMatch(/title=lint\/a11y\/useKeyWithClickEvents,file=\S*renderer\/click\.tsx/);
  expect(refused.code).toBe(1);

  const good = await plantTree({
    'shared/quotes.ts': "export const x = 'single';\n",
    'renderer/effect.tsx': effect('{ title }: { title: string }', 'title', 'title'),
    'renderer/click.tsx': 'export const X = (props: { go: () => void }) => (\n  <button type="button" onClick={props.go}>\n    x\n  </button>\n);\n',
  });
  const passed = await good.run(biome, ...check);
  await good.remove();
  expect(passed.output).not.toContain('::error');
  expect(passed.code).toBe(0);
});

/** Room, what it may not say, what it may. */
const types: readonly (readonly [room: string, file: string, bad: string, error: string, good: string])[] = [
  ['shared', 'shared/a.ts', 'export const x = Buffer.alloc(1);\n', 'TS2', 'export const x = new Uint8Array(1);\n'],
  ['shared', 'shared/b.ts', 'export const x = document.title;\n', 'TS2', "export const x = 'title';\n"],
  ['electron/core', 'electron/core/a.ts', 'export const x = document.title;\n', 'TS2', 'export const x = process.title;\n'],
  ['electron', 'electron/web/a.ts', 'export const x = window.name;\n', 'TS2', 'export const x = process.title;\n'],
  ['renderer', 'renderer/a.ts', 'export const x = process.title;\n', 'TS2', 'export const x = document.title;\n'],
  [
    'shared',
    'shared/c.ts',
    'export const x = (list: readonly number[]): number => list[0];\n',
    'TS2322',
    'export const x = (list: readonly number[]): number => list[0] ?? 0;\n',
  ],
  ['shared', 'shared/d.ts', 'export enum Kind { a }\n', 'TS1294', "export type Kind = 'a';\n"],
  [
    'shared',
    'shared/e.ts',
    'export function f(x: number): number {\n  if (x > 1) return 1;\n}\n',
    'TS',
    'export function f(x: number): number {\n  return x > 1 ? 1 : 0;\n}\n',
  ],
  ['test', 'test/shared/a.test.ts', "export const x: number = 'text';\n", 'TS2322', 'export const x = 1;\n'],
  ['scripts', 'scripts/a.mjs', "// @ts-check\n/** @type {number} */\nexport const x = 'text';\n", 'TS2322', '// @ts-check\nexport const x = 1;\n'],
];

test('types: each room knows its own world only', { timeout: 120_000 }, async () => {
  const plant = (pick: (one: (typeof types)[number]) => string) =>
    plantTree({ 'scripts/empty.mjs': 'export {};\n', ...Object.fromEntries(types.map((one) => [one[1], pick(one)])) });
  const bad = await plant((one) => one[2]);
  const good = await plant((one) => one[4]);
  for (const room of new Set(types.map((one) => one[0]))) {
    const refused = await bad.run(tsc, '-p', room, '--pretty', 'false');
    for (const [, file, , error] of types.filter((one) => one[0] === room))
      expect(refused.output).toMatch(new RegExp(`${file.replaceAll('.', '\\.')}\\(.*error ${error}`));
    expect(refused.code).not.toBe(0);
    expect(await good.run(tsc, '-p', room, '--pretty', 'false')).toEqual({ code: 0, output: '' });
  }
  await bad.remove();
  await good.remove();
});

test('dead code: files, exports and dependencies nobody uses', async () => {
  const entries = {
    'electron/main.ts': "import { used } from '../shared/a.ts';\n\nused();\n",
    'electron/preload.ts': 'export {};\n',
    'electron/serve.ts': 'export {};\n',
    'renderer/main.tsx': 'export {};\n',
  };
  const uses = "import { Redis } from 'ioredis';\nimport * as v from 'valibot';\n\nnew Redis();\nv.string();\n";
  const packed = (more: object): string => JSON.stringify({ name: 'x', type: 'module', dependencies: { ioredis: '6.0.0', valibot: '1.5.0', ...more } });
  const bad = await plantTree({
    ...entries,
    'electron/serve.ts': `${uses}import { useStore } from 'zustand';\n\nuseStore();\n`,
    'shared/a.ts': 'export const used = () => 1;\nexport const unused = () => 2;\n',
    'shared/lost.ts': 'export const lost = 1;\n',
    'package.json': packed({ ws: '8.23.0' }),
  });
  const refused = await bad.run(knip, '--reporter=json', '--include=files,exports,dependencies,unlisted');
  await bad.remove();
  const { issues } = JSON.parse(refused.output) as { issues: readonly Readonly<Record<string, unknown>>[] };
  const found = issues.flatMap((issue) =>
    Object.entries(issue).flatMap(([kind, list]) => (Array.isArray(list) ? (list as { name: string }[]).map(({ name }) => `${kind} ${name}`) : [])),
  );
  expect(found).toEqual(expect.arrayContaining(['files shared/lost.ts', 'exports unused', 'dependencies ws', 'unlisted zustand']));
  expect(refused.code).toBe(1);

  const good = await plantTree({ ...entries, 'electron/serve.ts': uses, 'shared/a.ts': 'export const used = () => 1;\n', 'package.json': packed({}) });
  const passed = await good.run(knip, '--include=files,exports,dependencies,unlisted');
  await good.remove();
  expect(passed).toMatchObject({ code: 0 });
});
