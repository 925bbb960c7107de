/** Files that mean harm, or were damaged: nothing throws, nothing grows beyond its bounds, nothing secret is told. */
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { maxFile } from '../../../../shared/connections/importers/file.ts';
import { type Imported, importFile } from '../../../../shared/connections/importers/list.ts';
import { maxRows } from '../../../../shared/connections/importers/row.ts';
import { profileSchema } from '../../../../shared/connections/profile.ts';
import { files, sealed } from './fixtures.ts';

const read = (text: string, name = 'x.json'): Imported => importFile(strToU8(text), name);
const tell = (value: unknown): Imported => read(JSON.stringify(value));

describe('is refused', () => {
  test.each<readonly [string, Uint8Array, string, string]>([
    ['nothing', new Uint8Array(), 'x', 'empty'],
    ['spaces', strToU8(' \n '), 'x', 'empty'],
    ['more than is read', new Uint8Array(maxFile + 1), 'x.json', 'large'],
    ['bytes', new Uint8Array([0, 255, 1, 2]), 'x', 'unknown'],
    ['prose', strToU8('Dear all,\nthe server is down.'), 'x.txt', 'unknown'],
    ['XML that grows', strToU8('<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><l>&b;</l>'), 'x.xml', 'unknown'],
    ['another JSON', strToU8('{"a":[1,2,3]}'), 'x.json', 'unknown'],
    ['a deep JSON', strToU8('['.repeat(200_000)), 'x.json', 'unknown'],
    ['a deep YAML', strToU8(`- addr: ${'['.repeat(50_000)}`), 'connections.yaml', 'unknown'],
    ['YAML of aliases', strToU8('- &a {addr: h}\n- [*a, *a, *a]\n'), 'connections.yaml', 'unknown'],
    ['a long YAML', strToU8('- addr: h\n'.repeat(500_000)), 'connections.yaml', 'large'],
    ['a ZIP without connections', zipSync({ 'a.txt': strToU8('x') }), 'x.zip', 'unknown'],
    ['a ZIP that ends too early', zipSync({ 'connections.yaml': strToU8('- addr: h\n'.repeat(50)) }).subarray(0, 60), 'x.zip', 'unknown'],
    ['a ZIP bomb', zipSync({ 'connections.yaml': new Uint8Array(200 * 1024 * 1024) }), 'x.zip', 'unknown'],
    ['a ZIP of many files', zipSync(Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}`, new Uint8Array(1)]))), 'x.zip', 'unknown'],
    ['an export of a version to come', strToU8('{"keytide":"connections","version":2}'), 'x.json', 'newer'],
  ])('bad input 25: %s', (_, bytes, name, why) => {
    expect(importFile(bytes, name)).toEqual({ kind: 'refused', why });
  });
});

test('a sealed export is handed on as it is', () => {
  expect(importFile(sealed, 'x.json')).toEqual({ kind: 'sealed', text: new TextDecoder().decode(sealed) });
});

test('reads ten thousand rows and says that there are more', () => {
  const many = tell(Array.from({ length: maxRows + 1 }, (_, at) => ({ host: `h${at}`, port: 6379, auth: '' })));
  expect(many).toMatchObject({ kind: 'rows', more: true });
  expect(many.kind === 'rows' && many.rows.length).toBe(maxRows);
  const all = tell(Array.from({ length: maxRows }, (_, at) => ({ host: `h${at}`, port: 6379, auth: '' })));
  expect(all).toMatchObject({ kind: 'rows', more: false });
});

test('one bad row never spoils the others', () => {
  const imported = tell([
    { host: 'a', auth: '' },
    null,
    [],
    7,
    { host: { toString: 1 } },
    { host: 'b', port: [], auth: {} },
    { host: '$(id)' },
    { host: '--proxy;rm' },
  ]);
  expect(imported.kind === 'rows' && imported.rows.map(({ verdict }) => verdict)).toEqual([
    'ok',
    'refused',
    'refused',
    'refused',
    'refused',
    'partial',
    'refused',
    'refused',
  ]);
});

test('bad input 25: settings called like parts of an object are settings like any other', () => {
  const imported = read('[{"host":"h","auth":"x","__proto__":{"polluted":1,"port":9},"constructor":{"prototype":{"polluted":1}}}]');
  expect(imported).toMatchObject({ kind: 'rows', rows: [{ profile: { host: 'h', port: 6379 } }] });
  expect(imported.kind === 'rows' && imported.rows[0]?.notes).toEqual([
    { kind: 'ignored', setting: '__proto__' },
    { kind: 'ignored', setting: 'constructor' },
  ]);
  read('- __proto__: {polluted: 1}\n  addr: h\n', 'connections.yaml');
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('bad input 39: names are one line of at most eighty letters, and notes are bounded', () => {
  const family = '👨‍👩‍👧';
  const settings = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`${'s'.repeat(500)}${at}`, 1]));
  const imported = tell([{ host: 'h', auth: '', name: `a\n\u0000b${family.repeat(100)}`, ...settings }]);
  const row = imported.kind === 'rows' ? imported.rows[0] : undefined;
  expect(row?.profile?.name).toMatch(/^a b(👨‍👩‍👧)+$/u);
  expect(row?.profile?.name.length).toBeLessThanOrEqual(200);
  expect(row?.notes.length).toBeLessThanOrEqual(40);
  expect(JSON.stringify(row?.notes).length).toBeLessThan(5000);
});

/** What holds for every reading of anything. */
function holds(imported: Imported): void {
  if (imported.kind !== 'rows') return;
  expect(imported.rows.length).toBeLessThanOrEqual(maxRows);
  for (const row of imported.rows) {
    expect(row.verdict === 'refused').toBe(row.profile === null);
    if (row.profile !== null) expect(v.is(profileSchema, row.profile)).toBe(true);
    else expect(row.secrets).toEqual({});
    expect(row.profile?.id ?? '').toBe('');
    expect(row.notes.length).toBeLessThanOrEqual(40);
    const told = JSON.stringify(row.notes);
    for (const secret of Object.values(row.secrets)) if (secret.startsWith('secret-')) expect(told).not.toContain(secret);
  }
}

test('damaged files never throw and never break a promise', () => {
  const damage = fc.record({
    file: fc.nat(files.length - 1),
    cuts: fc.array(fc.record({ at: fc.nat(4000), drop: fc.nat(20), put: fc.uint8Array({ maxLength: 6 }) }), { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(damage, ({ file, cuts }) => {
      const { bytes = new Uint8Array(), name = '' } = files[file] ?? {};
      let damaged = bytes;
      for (const { at, drop, put } of cuts) {
        const from = at % Math.max(1, damaged.length);
        damaged = new Uint8Array([...damaged.subarray(0, from), ...put, ...damaged.subarray(from + drop)]);
      }
      holds(importFile(damaged, name));
    }),
    { numRuns: 600 },
  );
});

test('anything in place of any setting is read or noted', () => {
  const wrapped = files.filter(({ name, bytes }) => name.endsWith('.json') && bytes[0] !== undefined);
  const anything = fc.anything({ withBigInt: false, maxDepth: 2, withNullPrototype: false });
  fc.assert(
    fc.property(fc.nat(wrapped.length - 1), fc.nat(60), anything, (file, which, value) => {
      let at = 0;
      const text = JSON.stringify(JSON.parse(new TextDecoder().decode(wrapped[file]?.bytes)), (_, old: unknown) => (at++ === which + 1 ? value : old));
      if (text !== undefined) holds(read(text, wrapped[file]?.name));
    }),
    { numRuns: 800 },
  );
});
