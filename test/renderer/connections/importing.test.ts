/** What an import would add, held against what is there, and what it says of each row. */
import { describe, expect, test } from 'vitest';
import { candidatesOf, isFresh, unsealedCandidates } from '../../../renderer/connections/importing.ts';
import { noteText, verdictText } from '../../../renderer/connections/importText.ts';
import { loadLanguage, textFor } from '../../../renderer/i18n/i18n.ts';
import type { ImportNote, ImportRow } from '../../../shared/connections/importers/row.ts';
import { newProfile, type Profile, type ProfileFields } from '../../../shared/connections/profile.ts';

const fields = (more: Partial<ProfileFields>): ProfileFields => ({ ...newProfile, host: 'h', port: 7000, ...more });
const row = (at: number, more: Partial<ProfileFields> = {}): ImportRow => ({ at, verdict: 'ok', profile: fields(more), secrets: {}, notes: [] });
const saved: Profile = { ...fields({ name: 'here', host: 'H' }), id: 'p1', secrets: [] };
const text = textFor('en');

test.each<readonly [string, Partial<ProfileFields>]>([
  ['port', { port: 7001 }],
  ['user', { username: 'ann' }],
  ['database', { db: 1 }],
  ['topology', { topology: 'cluster' }],
  ['socket', { socket: '/run/redis.sock' }],
  ['way', { ssh: [{ host: 'jump', port: 22, username: 'u', auth: 'agent', keyFile: '' }] }],
])('another %s makes another connection', (_, more) => {
  expect(candidatesOf([row(1, more)], [saved])[0]).toMatchObject({ known: null });
});

test('another name, colour or host in capitals does not', () => {
  expect(candidatesOf([row(1, { name: 'x', color: 'red' })], [saved])[0]?.known).toEqual({ kind: 'saved', as: saved });
});

test('the second of two is known by the first, and a refused row by none', () => {
  const refused: ImportRow = { at: 3, verdict: 'refused', profile: null, secrets: {}, notes: [{ kind: 'unreadable' }] };
  const found = candidatesOf([row(1), row(2), refused, row(4, { db: 1 })], []);
  expect(found.map(({ known }) => known)).toEqual([null, { kind: 'twice', at: 1 }, null, null]);
  expect(found.map(isFresh)).toEqual([true, false, false, true]);
});

test('secrets are set, those of a sealed export named', () => {
  expect(candidatesOf([{ ...row(1), secrets: { password: 'pw', ssh0: 'x' } }], [])[0]?.secrets).toEqual({
    password: { kind: 'set', password: 'pw' },
    ssh0: { kind: 'set', password: 'x' },
  });
  const secrets = { password: { kind: 'held', ref: 'r1' } } as const;
  expect(unsealedCandidates([{ profile: fields({}), secrets: secrets as never }], [])[0]).toMatchObject({ at: 1, verdict: 'ok', secrets });
});

describe('in words', () => {
  const words = (candidate: ImportRow, done = false): string => {
    const [found] = candidatesOf([candidate], [saved]);
    return found === undefined ? '' : verdictText(text, found, done);
  };
  test.each<readonly [string, string]>([
    [words(row(1, { db: 9 })), 'New'],
    [words(row(1, { db: 9 }), true), 'Added'],
    [words(row(1)), 'Already saved as here'],
    [words({ ...row(1, { db: 9 }), secrets: { password: 'pw' }, notes: [{ kind: 'verified' }] }), 'New · with 1 secret · 1 note'],
    [
      words({ at: 1, verdict: 'refused', profile: null, secrets: {}, notes: [{ kind: 'address', field: 'port', problem: 'port' }] }),
      'Cannot be added · Port: From 1 to 65,535',
    ],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });

  test('every note says something in every language, and shows what hides', async () => {
    const hidden = 'a\u202Eb';
    const notes: readonly ImportNote[] = [
      { kind: 'ignored', setting: hidden },
      { kind: 'range', setting: hidden },
      { kind: 'placeholder', setting: hidden },
      { kind: 'file', what: 'ca', path: hidden },
      { kind: 'keyFile', path: hidden },
      { kind: 'inlineKey' },
      { kind: 'verified' },
      { kind: 'exposed' },
      { kind: 'group', groups: [hidden] },
      { kind: 'address', field: 'url', problem: 'master' },
      { kind: 'unreadable' },
    ];
    for (const language of ['en', 'zh-CN'] as const) {
      await loadLanguage(language);
      const said = notes.map((note) => noteText(textFor(language), note));
      expect(new Set(said).size).toBe(notes.length);
      expect(said.join('')).not.toContain('\u202E');
    }
  });
});
