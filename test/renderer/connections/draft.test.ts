/** The connection dialog's fields: kept in step with the address, what is refused, which password goes where, what is saved. */
import { describe, expect, test } from 'vitest';
import {
  type Draft,
  draftOf,
  fieldsOf,
  isChanged,
  problemsOf,
  settled,
  withFields,
  withHost,
  withSecret,
  withUrl,
} from '../../../renderer/connections/draft.ts';
import { newProfile, type Profile } from '../../../shared/connections/profile.ts';

const saved: Profile = { ...newProfile, id: 'p1', name: 'orders', host: 'a.example', port: 7000, username: 'ann', db: 2, tls: true, secrets: ['password'] };
const fresh = draftOf(null);
const typed = { kind: 'set', password: 'typed' } as const;

/** As a hand types it: one letter more each time. */
const type = (draft: Draft, text: string): Draft => text.split('').reduce((now, _, at) => withUrl(now, text.slice(0, at + 1)), withUrl(draft, ''));
const shown = ({ host, port, username, db, tls, url }: Draft) => ({ host, port, username, db, tls, url: url.text });

test('begins with the address of its fields and nothing to lose', () => {
  expect(fresh.url.text).toBe('redis://127.0.0.1:6379/0');
  expect(draftOf(saved).url.text).toBe('rediss://ann@a.example:7000/2');
  expect(draftOf(saved).secrets).toEqual({});
  expect(isChanged(fresh, draftOf(null))).toBe(false);
});

describe('an address', () => {
  test('that is pasted fills the fields, takes its password out of sight and lists what is not used', () => {
    const draft = withUrl(withUrl(fresh, ''), 'rediss://u:p%40ss@[::1]:6380/3?name=n&path=/etc/passwd&keyPrefix=x');
    expect(shown(draft)).toEqual({ host: '::1', port: 6380, username: 'u', db: 3, tls: true, url: 'rediss://u@[::1]:6380/3' });
    expect(draft).toMatchObject({
      name: 'n',
      secrets: { password: { kind: 'set', password: 'p@ss' } },
      url: { ignored: ['path', 'keyPrefix'], problem: null },
    });
  });

  test.each([0, 5, 8, 12, 'redis://127.0.0.1:6379/0'.length])('that is pasted into another at %i takes its place', (at) => {
    const before = fresh.url.text;
    expect(withUrl(fresh, `${before.slice(0, at)}redis://b:1/2${before.slice(at)}`).url.text).toBe('redis://b:1/2');
  });

  test('that is typed stands as it is until the box is left', () => {
    const typing = type(fresh, 'redis://:pw@b:12');
    expect(typing).toMatchObject({
      host: 'b',
      port: 12,
      secrets: { password: { kind: 'set', password: 'pw' } },
      url: { text: 'redis://:pw@b:12', settled: false },
    });
    expect(settled(typing).url.text).toBe('redis://b:12/0');
  });

  test('that is wrong tells so when typing ends, changes no field and keeps what was typed', () => {
    const typing = type(fresh, 'redis://b:70000');
    expect(typing.url).toMatchObject({ problem: { field: 'port', problem: 'port' }, settled: false });
    expect(settled(typing).url).toMatchObject({ text: 'redis://b:70000', settled: true });
    expect([...problemsOf(typing)]).toEqual([['url', 'port']]);
    expect(fieldsOf(typing)).toBeNull();
    // The last whole address on the way there.
    expect(typing.port).toBe(7000);
  });

  test('that is pasted and wrong tells so at once', () => {
    expect(withUrl(fresh, 'mysql://b').url).toMatchObject({ problem: { field: 'url', problem: 'scheme' }, settled: true });
  });

  test('that was wrong is replaced by the address of fields edited after it', () => {
    const draft = withFields(settled(type(fresh, 'nonsense')), { port: 6400 });
    expect(draft.url).toMatchObject({ text: 'redis://127.0.0.1:6400/0', problem: null });
  });

  test('in the host box is read as one', () => {
    expect(shown(withHost(fresh, ' valkey://b:1/2'))).toMatchObject({ host: 'b', port: 1, db: 2, url: 'redis://b:1/2' });
    expect(withHost(fresh, 'redis://b:x').host).toBe('redis://b:x');
  });

  test('handed over by the system is filled in, and there is something to lose', () => {
    const draft = draftOf(null, 'redis://:secret@b');
    expect(draft.url.text).toBe('redis://b:6379/0');
    expect(isChanged(fresh, draft)).toBe(true);
    expect(draftOf(null, 'redis://b:0').url).toMatchObject({ text: 'redis://b:0', problem: { field: 'port' }, settled: true });
  });
});

describe('the password', () => {
  test('does not go to another server or user whose address is pasted without one', () => {
    expect(withUrl(draftOf(saved), 'redis://evil.example:6379').secrets).toMatchObject({ password: { kind: 'none' } });
    expect(withUrl(draftOf(saved), 'rediss://bob@a.example:7000').secrets).toMatchObject({ password: { kind: 'none' } });
    expect(withUrl(withSecret(fresh, 'password', typed), 'redis://evil.example').secrets).toMatchObject({ password: { kind: 'none' } });
  });
  test('stays for the same server and user', () => {
    expect(withUrl(draftOf(saved), 'redis://ann@A.example:9999/1').secrets).toEqual({});
  });
  test('is lost by closing where it was typed or taken away, and not where it is kept', () => {
    expect(isChanged(draftOf(saved), withSecret(draftOf(saved), 'password', typed))).toBe(true);
    expect(isChanged(draftOf(saved), withSecret(draftOf(saved), 'ssh0', { kind: 'none' }))).toBe(true);
    expect(isChanged(draftOf(saved), withSecret(draftOf(saved), 'password', { kind: 'keep' }))).toBe(false);
  });
  test('never stands in the address', () => {
    expect(withFields(withSecret(fresh, 'password', { kind: 'set', password: 'hunter2' }), { host: 'b' }).url.text).toBe('redis://b:6379/0');
  });
});

describe('fields', () => {
  test('keep the address in step, except while they make none', () => {
    const draft = withFields(fresh, { host: 'b', username: 'ü@', tls: true });
    expect(draft.url.text).toBe('rediss://%C3%BC%40@b:6379/0');
    const broken = withFields(draft, { port: null });
    expect(broken.url.text).toBe(draft.url.text);
    expect(withFields(broken, { port: 1 }).url.text).toBe('rediss://%C3%BC%40@b:1/0');
  });

  test('are told wrong in the order they stand', () => {
    const draft = withFields(fresh, { host: 'bücher', port: null, db: null, delimiter: '' });
    expect([...problemsOf(draft)]).toEqual([
      ['host', 'ascii'],
      ['port', 'port'],
      ['db', 'db'],
      ['delimiter', 'required'],
    ]);
  });

  test('are saved as they are looked up and shown', () => {
    const letter = '👩‍👩‍👧‍👦';
    const fields = fieldsOf(withFields(fresh, { host: ' [::1] ', name: `  ${letter.repeat(5)}${'x'.repeat(300)} `, badge: ' DEV ' }));
    expect(fields).toMatchObject({ host: '::1', badge: 'DEV', name: letter.repeat(5) + 'x'.repeat(75) });
    expect(fieldsOf(withFields(fresh, { name: `a${'\u0301'.repeat(5000)}` }))?.name.length).toBeLessThanOrEqual(200);
    const { secrets: _, ...savedFields } = saved;
    expect(fieldsOf(draftOf(saved))).toStrictEqual(savedFields);
  });
});
