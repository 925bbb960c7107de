/** What is typed for a bulk job: exact bytes of a pattern, and a time to live that never deletes. */
import { describe, expect, test } from 'vitest';
import { newDraft, wishedOf } from '../../../renderer/jobs/draft.ts';
import { fileName } from '../../../renderer/jobs/fileName.ts';
import { utf8 } from '../../../shared/bytes.ts';

const draft = newDraft(0);
const byPattern = (pattern: string, type = '') => wishedOf({ action: 'delete', target: null }, { ...draft, pattern, type });

describe('patterns', () => {
  test.each([
    ['user:*', utf8('user:*')],
    ['a "b" c', utf8('a "b" c')],
    ['\\[x\\]', utf8('\\[x\\]')],
    ['é*', utf8('é*')],
    ['\\xff*', Uint8Array.of(0xff, 0x2a)],
    ['\\x00"\\*', Uint8Array.of(0, 0x22, 0x5c, 0x2a)],
    [' leading', utf8(' leading')],
  ])('%s', (typed, match) => {
    expect(byPattern(typed)).toEqual({ ok: true, action: { kind: 'delete' }, target: { kind: 'pattern', match, type: null } });
  });

  test('nothing, and half of a surrogate pair, are none', () => {
    expect(byPattern('')).toMatchObject({ ok: false, why: 'empty' });
    expect(byPattern('\ud800')).toMatchObject({ ok: false, why: 'escape' });
    expect(byPattern('*', ' Hash ')).toMatchObject({ target: { type: 'hash' } });
  });
});

describe('time to live', () => {
  const expiring = (ttl: string) => wishedOf({ action: 'expire', target: { kind: 'filter', view: 1 } }, { ...draft, ttl });

  test.each(['0', '-1', '0s', '1ms', '999ms', '1e3', '10 minutes', 'NaN', '١٠m', '99999999999999999999d'])('%s is refused', (ttl) => {
    expect(expiring(ttl)).toMatchObject({ ok: false, path: 'ttl' });
  });

  test('10m is ten minutes, nothing takes it away', () => {
    expect(expiring('10m')).toMatchObject({ ok: true, action: { kind: 'expire', ttl: { kind: 'in', ms: 600_000 } } });
    expect(expiring('')).toMatchObject({ ok: true, action: { kind: 'expire', ttl: { kind: 'none' } } });
  });
});

test('copies go to another database, or to another tab', () => {
  const wish = { action: 'copy', target: { kind: 'selection', view: 3 } } as const;
  expect(wishedOf(wish, draft)).toMatchObject({ ok: true, action: { kind: 'copy', to: { kind: 'db', db: 1 } } });
  expect(wishedOf(wish, { ...draft, db: null })).toMatchObject({ ok: false, path: 'to' });
  expect(wishedOf(wish, { ...draft, to: 's2' })).toMatchObject({ ok: true, action: { kind: 'copy', to: { kind: 'session', session: 's2' } } });
});

test.each([
  ['../../etc/passwd', 'keys-etc-passwd-2026-01-02.ndjson'],
  ['', 'keys-redis-2026-01-02.ndjson'],
  ['‮CON\u0000', 'keys-CON-2026-01-02.ndjson'],
  ['x'.repeat(500), `keys-${'x'.repeat(60)}-2026-01-02.ndjson`],
])('bad input 38: a file is never named by its connection alone: %s', (name, file) => {
  expect(fileName({ name }, 'dump', new Date(2026, 0, 2))).toBe(file);
});
