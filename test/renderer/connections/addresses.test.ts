/** Pasted addresses: a verdict for every line that says something, and each connection once. */
import { expect, test } from 'vitest';
import { maxLines, readAddresses } from '../../../renderer/connections/addresses.ts';
import { newProfile, type Profile } from '../../../shared/connections/profile.ts';

const saved: Profile = { ...newProfile, id: 'p1', name: 'here', host: 'Saved.example', port: 7000, secrets: [] };

test('judges each line by itself, under its own number', () => {
  const text = [
    '# prod',
    '',
    '  redis://a:1  ',
    'redis://:pw@b/3?name=billing&path=x\r',
    'redis://saved.EXAMPLE:7000',
    'redis://:other@a:1',
    'nonsense redis://:secret@x',
    'redis://h:70000',
  ].join('\n');
  const { lines, unread } = readAddresses(text, [saved]);
  expect(unread).toBe(0);
  expect(lines).toEqual([
    { line: 3, verdict: { kind: 'new', profile: { ...newProfile, host: 'a', port: 1 }, secrets: {}, ignored: [] } },
    {
      line: 4,
      verdict: {
        kind: 'new',
        profile: { ...newProfile, name: 'billing', host: 'b', db: 3 },
        secrets: { password: { kind: 'set', password: 'pw' } },
        ignored: ['path'],
      },
    },
    { line: 5, verdict: { kind: 'saved', fields: expect.objectContaining({ host: 'saved.EXAMPLE' }), as: saved } },
    { line: 6, verdict: { kind: 'twice', fields: expect.objectContaining({ host: 'a' }), as: 3 } },
    { line: 7, verdict: { kind: 'refused', field: 'url', problem: 'scheme' } },
    { line: 8, verdict: { kind: 'refused', field: 'port', problem: 'port' } },
  ]);
});

test.each(['redis://saved.example:7000/1', 'rediss://saved.example:7000', 'redis://ann@saved.example:7000', 'redis://saved.example'])(
  '%s is another connection',
  (address) => {
    expect(readAddresses(address, [saved]).lines[0]?.verdict.kind).toBe('new');
  },
);

test('reads a bounded number of lines and says how many it did not', () => {
  const { lines, unread } = readAddresses(Array.from({ length: maxLines + 7 }, (_, at) => `redis://h${at}`).join('\n'), []);
  expect([lines.length, unread]).toEqual([maxLines, 7]);
});
