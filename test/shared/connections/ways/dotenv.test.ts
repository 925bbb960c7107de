/** Variables of an environment: which belong together, what fills them in, and what is left alone. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the braces are what these files have
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasWays, readLines } from '../../../../shared/connections/ways/lines.ts';
import { type Brief, brief } from '../importers/rows.ts';

const read = (text: string): readonly Brief[] => [...readLines(text)].map(brief);

test.each<readonly [text: string, rows: readonly Brief[]]>([
  ['REDIS_URL=redis://:pw@h:7000/1', [{ at: 1, verdict: 'ok', fields: { name: 'REDIS', host: 'h', port: 7000, db: 1 }, secrets: { password: 'pw' } }]],
  [
    '\n# cache\nexport REDIS_HOST="h"\nREDIS_PORT=7000 # here\nREDIS_PASSWORD=\'a#b\'\nREDIS_USERNAME=ann\nREDIS_DB=2\nREDIS_TLS=yes\n',
    [{ at: 3, verdict: 'ok', fields: { name: 'REDIS', host: 'h', port: 7000, username: 'ann', db: 2, tls: true }, secrets: { password: 'a#b' } }],
  ],
  [
    'CACHE_REDIS_HOST=a\nQUEUE_VALKEY_HOST=b:7001\nREDIS_SESSION_HOST=c\nVALKEY_URL=valkeys://d',
    [
      { at: 1, verdict: 'ok', fields: { name: 'CACHE_REDIS', host: 'a' } },
      { at: 2, verdict: 'ok', fields: { name: 'QUEUE_VALKEY', host: 'b', port: 7001 } },
      { at: 3, verdict: 'ok', fields: { name: 'REDIS_SESSION', host: 'c' } },
      { at: 4, verdict: 'ok', fields: { name: 'VALKEY', host: 'd', tls: true } },
    ],
  ],
  ['CELERY_BROKER_URL=redis://broker/0\nDATABASE_URL=postgres://x', [{ at: 1, verdict: 'ok', fields: { name: 'CELERY_BROKER_URL', host: 'broker' } }]],
  [
    'H=deep\nREDIS_HOST=${H}.example\nREDIS_PASSWORD=pa$$word',
    [{ at: 2, verdict: 'ok', fields: { name: 'REDIS', host: 'deep.example' }, secrets: { password: 'pa$$word' } }],
  ],
  [
    'REDIS_HOST=h\nREDIS_PASSWORD=${SECRET}\nREDIS_PORT=tcp://172.17.0.2:6379',
    [
      {
        at: 1,
        verdict: 'partial',
        fields: { name: 'REDIS', host: 'h' },
        notes: [
          { kind: 'placeholder', setting: 'REDIS_PASSWORD' },
          { kind: 'range', setting: 'REDIS_PORT' },
        ],
      },
    ],
  ],
  [
    'REDIS_URL=redis://h\nREDIS_PASSWORD=pw\nREDIS_PORT=7000',
    [{ at: 1, verdict: 'partial', fields: { name: 'REDIS', host: 'h' }, secrets: { password: 'pw' }, notes: [{ kind: 'ignored', setting: 'REDIS_PORT' }] }],
  ],
  ['REDIS_URL=redis://h:0', [{ at: 1, verdict: 'refused', fields: null, notes: [{ kind: 'address', field: 'port', problem: 'port' }] }]],
  ['REDIS_DB=3\nNODE_ENV=test', []],
])('%j', (text, rows) => {
  expect(read(text)).toEqual(rows);
});

test('references that feed on each other stay bounded', () => {
  const text = ['A=xxxxxxxxxx', ...Array.from({ length: 60 }, () => 'A=${A}${A}${A}'), 'REDIS_HOST=${A}'].join('\n');
  expect(read(text)).toMatchObject([{ verdict: 'refused' }]);
});

test('a text without a way to a server is none', () => {
  expect(hasWays('PATH=/bin\nHOME=/root')).toBe(false);
  expect(hasWays('port 6379\nrequirepass x')).toBe(false);
});

test('never throws', () => {
  const piece = fc.constantFrom(
    'REDIS_',
    'URL',
    'HOST',
    '=',
    '${',
    '}',
    '$',
    '"',
    "'",
    '`',
    '\n',
    '\\',
    '\r',
    'redis-cli ',
    '-a ',
    '-u ',
    'redis://',
    '[',
    '@',
    ' ',
    '#',
    'x',
    '\0',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 40 }), (pieces) => {
      for (const row of readLines(pieces.join(''))) expect(row.verdict === 'refused').toBe(row.profile === null);
    }),
    { numRuns: 2000 },
  );
});
