/** The less usual fields: read back as they were shown, in the spellings people use, and what cannot be read is named. */
import { describe, expect, test } from 'vitest';
import { draftOf, fieldsOf, problemsOf, secretOf, withFields, withoutHop, withSecret, withUrl } from '../../../renderer/connections/draft.ts';
import { type Extras, extrasOf, newHop, readExtras } from '../../../renderer/connections/extras.ts';
import { newProfile, type Profile } from '../../../shared/connections/profile.ts';

const full: Profile = {
  ...newProfile,
  id: 'p1',
  topology: 'sentinel',
  sentinel: { master: 'mymaster', username: 'watch', tls: true },
  nodes: [
    { host: '::1', port: 26_380 },
    { host: 'b.example', port: 1 },
  ],
  nat: [{ from: '172.18.0.2:6379', to: 'localhost:7001' }],
  aliases: [{ db: 3, name: 'the queue' }],
  tags: ['eu', 'blue green'],
  group: ['Shop/Web', 'EU'],
  proxy: { kind: 'http', host: 'proxy.example', port: 3128, username: 'u' },
  ssh: [
    { host: 'a.example', port: 22, username: 'x', auth: 'agent', keyFile: '' },
    { host: 'b.example', port: 2222, username: 'y', auth: 'key', keyFile: '~/.ssh/id' },
    { host: 'c.example', port: 22, username: 'z', auth: 'password', keyFile: '' },
  ],
  secrets: ['password', 'ssh1', 'ssh2'],
};
const plain = extrasOf(newProfile);
const read = (patch: Partial<Extras>, topology: Profile['topology'] = 'standalone') => readExtras({ ...plain, ...patch }, topology);

test('what is not touched is saved as it was', () => {
  const { secrets: _, ...fields } = full;
  expect(fieldsOf(draftOf(full))).toStrictEqual(fields);
});

describe('are read', () => {
  test.each<[Partial<Extras>, Partial<Profile>]>([
    [
      { nodes: ' a \n\nb:7000, [::1]:1' },
      {
        nodes: [
          { host: 'a', port: 6379 },
          { host: 'b', port: 7000 },
          { host: '::1', port: 1 },
        ],
      },
    ],
    [
      { nat: '10.0.0.1 localhost:7000\n[::1]:1 => b' },
      {
        nat: [
          { from: '10.0.0.1:6379', to: 'localhost:7000' },
          { from: '[::1]:1', to: 'b:6379' },
        ],
      },
    ],
    [
      { aliases: '0: sessions\n15 queue of orders\n2=x' },
      {
        aliases: [
          { db: 0, name: 'sessions' },
          { db: 15, name: 'queue of orders' },
          { db: 2, name: 'x' },
        ],
      },
    ],
    [{ tags: 'a, b,, a ,' }, { tags: ['a', 'b'] }],
    [{ group: ' Shop / EU// West / ' }, { group: ['Shop', 'EU/ West'] }],
    [{ proxyKind: 'socks5', proxyAddress: 'p' }, { proxy: { kind: 'socks5', host: 'p', port: 1080, username: '' } }],
    [{ hops: [{ ...newHop, address: 'bastion' }] }, { ssh: [{ host: 'bastion', port: 22, username: '', auth: 'agent', keyFile: '' }] }],
  ])('%j', (typed, fields) => {
    const { fields: got, problems } = read(typed, 'cluster');
    expect(got).toMatchObject(fields);
    expect(problems.size).toBe(0);
  });
});

test.each<[string, Partial<Extras>]>([
  ['nodes', { nodes: 'a\nb:0' }],
  ['nodes', { nodes: Array.from({ length: 101 }, (_, at) => `h${at}`).join('\n') }],
  ['nat', { nat: 'a' }],
  ['nat', { nat: 'a -> b -> c' }],
  ['aliases', { aliases: 'zero sessions' }],
  ['aliases', { aliases: '70000 x' }],
  ['tags', { tags: 'x'.repeat(41) }],
  ['group', { group: '123456789'.split('').join('/') }],
  ['proxy', { proxyKind: 'http' }],
  ['ssh1', { hops: [{ ...newHop, address: 'a' }, newHop] }],
])('%s is told wrong: %j', (field, typed) => {
  expect([...read(typed).problems.keys()]).toEqual([field]);
});

describe('the connection', () => {
  test('needs a master with sentinels, a whole path of a socket, a whole fingerprint', () => {
    const draft = draftOf(null);
    expect([...problemsOf(withFields(draft, { topology: 'sentinel' })).keys()]).toEqual(['master']);
    expect([...problemsOf(withFields(draft, { socket: 'redis.sock' })).keys()]).toEqual(['socket']);
    expect(problemsOf(withFields(draft, { socket: '/run/redis.sock', host: '' })).size).toBe(0);
    expect([...problemsOf({ ...draft, tlsOptions: { ...draft.tlsOptions, pin: 'AA:BB' } }).keys()]).toEqual(['pin']);
    const pin = Array.from({ length: 32 }, () => 'AB').join(':');
    expect(fieldsOf({ ...draft, tlsOptions: { ...draft.tlsOptions, pin } })?.tlsOptions.pin).toBe('ab'.repeat(32));
  });

  test('takes sockets and sentinels from a pasted address, with the secrets of both, and shows them without', () => {
    const draft = withUrl(withUrl(draftOf(null), ''), 'redis+sentinel://u:pw@a:1,b/mymaster/2?sentinel_password=sp');
    expect(fieldsOf(draft)).toMatchObject({
      host: 'a',
      port: 1,
      topology: 'sentinel',
      sentinel: { master: 'mymaster' },
      nodes: [{ host: 'b', port: 26_379 }],
      db: 2,
    });
    expect(draft.secrets).toEqual({ password: { kind: 'set', password: 'pw' }, sentinel: { kind: 'set', password: 'sp' } });
    expect(draft.url.text).toBe('redis+sentinel://u@a:1,b:26379/mymaster/2');
    expect(fieldsOf(withUrl(draft, 'redis://c'))).toMatchObject({ host: 'c', topology: 'standalone' });
    expect(fieldsOf(withUrl(draft, 'unix:///run/r.sock'))).toMatchObject({ socket: '/run/r.sock', topology: 'standalone' });
    expect(fieldsOf(withUrl(withFields(draftOf(null), { topology: 'cluster' }), 'redis://c'))).toMatchObject({ topology: 'cluster' });
  });
});

test('a removed SSH server takes its secret along, and the others keep theirs', () => {
  const draft = withoutHop(draftOf(full), 0);
  expect(draft.secrets).toEqual({ ssh0: { kind: 'saved', as: 'ssh1' }, ssh1: { kind: 'saved', as: 'ssh2' }, ssh2: { kind: 'none' }, ssh3: { kind: 'none' } });
  expect(withoutHop(draft, 0).secrets).toMatchObject({ ssh0: { kind: 'saved', as: 'ssh2' }, ssh1: { kind: 'none' } });
  const typed = withoutHop(withSecret(draftOf(full), 'ssh2', { kind: 'set', password: 'new' }), 1);
  expect(typed.secrets).toEqual({ ssh1: { kind: 'set', password: 'new' }, ssh2: { kind: 'none' }, ssh3: { kind: 'none' } });
  expect(secretOf(typed, 'ssh0')).toEqual({ kind: 'none' });
  expect(fieldsOf(typed)?.ssh.map(({ host }) => host)).toEqual(['a.example', 'c.example']);
});
