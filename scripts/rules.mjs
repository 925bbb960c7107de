// House rules that no linter can say: who may import whom, what files may be called, what may be written nowhere. `node scripts/rules.mjs [folder]`
// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { homedir } from 'node:os';
import { join, posix } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseSync, Visitor } from 'vite';
import { root, script } from './ready.mjs';

/** @typedef {{ rule: string, file: string, line: number, says: string }} Problem */
/** @typedef {{ from: string, typeOnly: boolean, at: number }} Import */
/** @typedef {{ file: string, text: string, imports: readonly Import[], markup: readonly number[], shells: readonly number[], focused: readonly number[] }} Source */

/** The first that fits is a file's room; `may` names the rooms it may import from besides itself. @type {readonly { room: string, files: RegExp, may: readonly string[] }[]} */
const rooms = [
  { room: 'shared', files: /^shared\//, may: [] },
  { room: 'core', files: /^electron\/core\//, may: ['shared'] },
  { room: 'web', files: /^electron\/web\//, may: ['core', 'shared'] },
  { room: 'desktop', files: /^electron\/desktop\//, may: ['core', 'shared'] },
  { room: 'main', files: /^electron\/main\.ts$/, may: ['desktop', 'core', 'shared'] },
  { room: 'preload', files: /^electron\/preload\.ts$/, may: ['desktop', 'shared'] },
  { room: 'serve', files: /^electron\/serve\.ts$/, may: ['web', 'core', 'shared'] },
  { room: 'renderer', files: /^renderer\//, may: ['shared'] },
  { room: 'test', files: /^test\//, may: ['shared', 'core', 'web', 'desktop', 'main', 'preload', 'serve', 'renderer', 'scripts'] },
  { room: 'scripts', files: /^scripts\//, may: [] },
  { room: 'config', files: /^[^/]+\.ts$/, may: ['scripts'] },
];

/** Packages with rooms of their own; `types` are the rooms that may import nothing but types. Every other package is free.
 * @type {readonly { names: RegExp | 'node', rooms: readonly string[], types: readonly string[] }[]} */
const packages = [
  { names: /^electron(\/|$)/, rooms: ['desktop', 'main', 'preload'], types: ['test'] },
  { names: /^ioredis(\/|$)/, rooms: ['core', 'test'], types: [] },
  { names: /^ws$/, rooms: ['web', 'serve', 'test', 'scripts'], types: [] },
  {
    names: /^(react|react-dom|zustand|lucide-react|react-resizable-panels|@base-ui\/|@tanstack\/|@fontsource)/,
    rooms: ['renderer', 'test', 'config'],
    types: [],
  },
  { names: 'node', rooms: ['core', 'web', 'desktop', 'main', 'preload', 'serve', 'test', 'scripts', 'config'], types: [] },
];

/** The page knows the contract's types only: its parsers run in the host. */
const typesOnly = [{ from: 'renderer', file: 'shared/contract.ts' }];

const features = ['connections', 'keys', 'value', 'feed', 'console', 'server', 'jobs', 'sample'];
/** A session is the core's service to every feature, not a part of one. */
const services = ['session', 'line', 'lane', 'framer'].map((name) => `electron/core/connections/${name}.ts`);

const vagueFile = /(^|\/)(utils?|helpers?|types|constants|common|misc)\.[a-z.]+$/;
const vagueFolder = /(^|\/)(utils?|helpers?|common|misc)\//;
const registries = ['shared/value/types/index.ts', 'shared/decoders/index.ts', 'electron/core/feed/sources/index.ts'];

const code = /\.(ts|tsx|mjs|js)$/;
const readable = /\.(ts|tsx|mjs|js|json|ya?ml|md|css|html|svg|sh)$|(^|\/)(run|LICENSE|\.[a-z]+)$/;
const passedOver = new Set(['node_modules', 'dist', 'release', 'test-results', '.git', 'package-lock.json']);

/**
 * Every breach in a tree.
 * @param {ReadonlyMap<string, string>} files path in the tree, with slashes, to text
 * @param {readonly string[]} machine folders of this machine that nothing committed may name
 * @returns {readonly Problem[]}
 */
export function breaches(files, machine = []) {
  const sources = [...files].filter(([file]) => code.test(file) && !file.endsWith('.d.ts')).map(([file, text]) => read(file, text));
  return [
    ...sources.flatMap((source) => [...direction(source), ...between(source), ...written(source)]),
    ...[...files.keys()].flatMap((file) => named(file, files)),
    ...[...files].flatMap(([file, text]) =>
      machine
        .filter((folder) => text.includes(folder))
        .map((folder) => problem('machine-path', file, text, text.indexOf(folder), `names ${folder}, a folder of one machine`)),
    ),
  ];
}

/** @param {Source} source @returns {readonly Problem[]} */
function direction({ file, text, imports }) {
  const here = roomOf(file);
  if (here === undefined) return [];
  return imports.flatMap(({ from, typeOnly, at }) => {
    const target = resolve(file, from);
    if (target === null) {
      const limited = packages.find(({ names }) => (names === 'node' ? isBuiltin(from) : names.test(from)));
      if (limited === undefined || limited.rooms.includes(here.room) || (typeOnly && limited.types.includes(here.room))) return [];
      return [problem('room-package', file, text, at, `${from} may not be imported in ${here.room}`)];
    }
    const there = roomOf(target);
    if (there === undefined) return [];
    if (there.room !== here.room && !here.may.includes(there.room))
      return [problem('direction', file, text, at, `${here.room} may not import from ${there.room}`)];
    if (!typeOnly && typesOnly.some((one) => one.from === here.room && one.file === target))
      return [problem('types-only', file, text, at, `${target} is imported as types only: import type`)];
    return [];
  });
}

/** @param {Source} source @returns {readonly Problem[]} */
function between({ file, text, imports }) {
  const kit = file.startsWith('renderer/ui/');
  const own = featureOf(file);
  if (own === null && !kit) return [];
  return imports.flatMap(({ from, typeOnly, at }) => {
    const target = resolve(file, from);
    const other = target === null ? null : featureOf(target);
    if (target === null || other === null || other === own || (typeOnly && services.includes(target))) return [];
    // Plain types and pure logic in shared are the language all speak; only code that does things is kept apart.
    if (target.startsWith('shared/') && (file.startsWith('shared/') ? typeOnly : true)) return [];
    return [
      problem(
        'feature',
        file,
        text,
        at,
        kit ? `the kit may not import the feature ${other}` : `${own} may not import ${other}: join them in tab/store.ts or core.ts`,
      ),
    ];
  });
}

/** @param {Source} source @returns {readonly Problem[]} */
function written({ file, text, markup, shells, focused, imports }) {
  const found = markup.map((at) => problem('html-sink', file, text, at, 'text from outside never becomes markup'));
  if (imports.some(({ from }) => /^(node:)?child_process$/.test(from)))
    found.push(...shells.map((at) => problem('shell', file, text, at, 'nothing is run through a shell')));
  // The linter knows this for vitest, not for Playwright.
  if (file.startsWith('test/')) found.push(...focused.map((at) => problem('focused', file, text, at, 'the other tests would not run')));
  const opens = /^(#!.*\n)?\/[/*]/.test(text);
  if (!opens && !file.startsWith('test/')) found.push({ rule: 'opening', file, line: 1, says: 'open the file with one sentence: what it is for' });
  return found;
}

/** @param {string} file @param {ReadonlyMap<string, string>} files @returns {readonly Problem[]} */
function named(file, files) {
  /** @type {Problem[]} */
  const found = [];
  if (!code.test(file)) return found;
  if (vagueFile.test(file) || vagueFolder.test(file)) found.push({ rule: 'vague-name', file, line: 1, says: 'the name says nothing: name what is in it' });
  if (/(^|\/)index\.tsx?$/.test(file) && !registries.includes(file))
    found.push({ rule: 'barrel', file, line: 1, says: 'no barrels: import from the file itself' });
  const mirrored = /^test\/((?:shared|electron|renderer)\/(?:.+\/)?)[^/]+\.test\.tsx?$/.exec(file)?.[1];
  if (mirrored !== undefined && ![...files.keys()].some((other) => other.startsWith(mirrored)))
    found.push({ rule: 'mirror', file, line: 1, says: `tests mirror the sources: there is no folder ${mirrored}` });
  return found;
}

/** @param {string} file @param {string} text @returns {Source} */
function read(file, text) {
  const { program, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  /** @type {Import[]} */
  const imports = [];
  /** @type {number[]} */
  const markup = [];
  /** @type {number[]} */
  const shells = [];
  /** @type {number[]} */
  const focused = [];
  new Visitor({
    ImportDeclaration(node) {
      const inline = node.specifiers.length > 0 && node.specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type');
      imports.push({ from: node.source.value, typeOnly: node.importKind === 'type' || inline, at: node.start });
    },
    ExportNamedDeclaration(node) {
      if (node.source !== null) imports.push({ from: node.source.value, typeOnly: node.exportKind === 'type', at: node.start });
    },
    ExportAllDeclaration(node) {
      imports.push({ from: node.source.value, typeOnly: node.exportKind === 'type', at: node.start });
    },
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') imports.push({ from: node.source.value, typeOnly: false, at: node.start });
    },
    TSImportType(node) {
      imports.push({ from: node.source.value, typeOnly: true, at: node.start });
    },
    CallExpression(node) {
      const [first] = node.arguments;
      if (node.callee.type === 'Identifier' && node.callee.name === 'require' && first?.type === 'Literal' && typeof first.value === 'string')
        imports.push({ from: first.value, typeOnly: false, at: node.start });
      if (node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' && node.callee.property.name.startsWith('setAttribute')) {
        if (node.arguments.some((one) => one.type === 'Literal' && typeof one.value === 'string' && /^(srcdoc|on[a-z]+)$/i.test(one.value)))
          markup.push(node.start);
      }
    },
    MemberExpression(node) {
      if (!node.computed && node.property.name === 'only' && /^(test|it|describe)\b/.test(text.slice(node.object.start, node.object.end)))
        focused.push(node.start);
    },
    JSXAttribute(node) {
      if (node.name.type === 'JSXIdentifier' && /^(srcdoc|dangerouslySetInnerHTML)$/i.test(node.name.name)) markup.push(node.start);
    },
    Property(node) {
      const key = node.key.type === 'Identifier' ? node.key.name : node.key.type === 'Literal' ? node.key.value : null;
      if (key === 'shell' && !(node.value.type === 'Literal' && node.value.value === false)) shells.push(node.start);
      if (key === 'dangerouslySetInnerHTML' || key === 'srcDoc') markup.push(node.start);
    },
  }).visit(program);
  return { file, text, imports, markup, shells, focused };
}

/** @param {string} file */
function roomOf(file) {
  return rooms.find(({ files }) => files.test(file));
}

/** @param {string} file */
function featureOf(file) {
  const word = /^(?:shared|renderer|electron\/core)\/([^/]+)\//.exec(file)?.[1];
  return word !== undefined && features.includes(word) ? word : null;
}

/** Null: a package. @param {string} file @param {string} from */
function resolve(file, from) {
  return from.startsWith('.') ? posix.join(posix.dirname(file), from.replace(/\?.*$/, '')) : null;
}

/** @param {string} rule @param {string} file @param {string} text @param {number} at @param {string} says @returns {Problem} */
function problem(rule, file, text, at, says) {
  return { rule, file, line: text.slice(0, at).split('\n').length, says };
}

/** @param {string} folder @returns {ReadonlyMap<string, string>} */
export function readTree(folder) {
  /** @type {Map<string, string>} */
  const files = new Map();
  const walk = (/** @type {string} */ under) => {
    for (const entry of readdirSync(join(folder, under), { withFileTypes: true })) {
      const path = under === '' ? entry.name : `${under}/${entry.name}`;
      if (passedOver.has(entry.name)) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && readable.test(path)) files.set(path, readFileSync(join(folder, path), 'utf8'));
    }
  };
  walk('');
  return files;
}

/** @param {string} folder */
function machineFolders(folder) {
  return [folder.replace(/[\\/]+$/, ''), `${homedir()}/`].filter((path) => path.length > 5);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await script(async () => {
    const folder = process.argv[2] ?? root;
    const found = breaches(readTree(folder), machineFolders(folder));
    for (const { rule, file, line, says } of found) console.log(`${file}:${line} ${rule}: ${says}`);
    console.log(found.length === 0 ? 'No rule is broken.' : `${found.length} breaches of the house rules.`);
    return found.length === 0 ? 0 : 1;
  });
}
