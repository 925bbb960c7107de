/** Every format is recognised in each of its wrappings and read field by field; what cannot be taken over is said. */
import { expect, test } from 'vitest';
import { formats } from '../../../../shared/connections/importers/importer.ts';
import { type Imported, importers, importFile } from '../../../../shared/connections/importers/list.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';
import { files, pem, pemKey } from './fixtures.ts';
import { type Brief, brief } from './rows.ts';

function rowsOf(imported: Imported): readonly Brief[] {
  if (imported.kind !== 'rows') throw new Error(`no rows: ${JSON.stringify(imported)}`);
  return imported.rows.map(brief);
}

function first(format: string): readonly Brief[] {
  const file = files.find((one) => one.format === format);
  if (file === undefined) throw new Error(`no fixture of ${format}`);
  return rowsOf(importFile(file.bytes, file.name));
}

test('every format has an importer and a fixture', () => {
  expect(importers.map(({ id }) => id).sort()).toEqual([...formats].sort());
  expect([...new Set(files.map(({ format }) => format))].sort()).toEqual([...formats].sort());
});

test.each(files)('$name is $format', ({ format, name, bytes }) => {
  const imported = importFile(bytes, `/some/where/${name}`);
  expect(imported).toMatchObject({ kind: 'rows', format, more: false });
  expect(rowsOf(imported)).toEqual(first(format));
});

const tlsOptions = { ca: '', cert: '', servername: '', pin: '' };

test('Another Redis Desktop Manager', () => {
  expect(first('ardm')).toEqual([
    {
      at: 1,
      verdict: 'ok',
      fields: {
        name: 'Cache',
        host: 'cache.example',
        port: 6380,
        username: 'ann',
        topology: 'cluster',
        protection: 'read-only',
        color: 'red',
        delimiter: '/',
        group: ['Production'],
      },
      secrets: { password: 'secret-a' },
      notes: [{ kind: 'group', groups: ['Production'] }],
    },
    {
      at: 2,
      verdict: 'partial',
      fields: {
        name: 'Watched',
        host: '10.0.0.5',
        port: 26_379,
        tls: true,
        tlsOptions: { ...tlsOptions, cert: pem, servername: 'redis.example' },
        topology: 'sentinel',
        sentinel: { master: 'mymaster', username: '', tls: true },
        ssh: [{ host: 'jump.example', port: 2222, username: 'ops', auth: 'key', keyFile: '/home/u/.ssh/id' }],
      },
      // The outer one is the sentinel's.
      secrets: { password: 'master-pw', sentinel: 'sentinel-pw', ssh0: 'phrase' },
      notes: [
        { kind: 'file', what: 'ca', path: '/keys/ca.pem' },
        { kind: 'file', what: 'tlsKey', path: '/keys/client.key' },
        { kind: 'verified' },
        { kind: 'keyFile', path: '/home/u/.ssh/id' },
      ],
    },
    { at: 3, verdict: 'refused', fields: null, notes: [{ kind: 'address', field: 'host', problem: 'required' }] },
    { at: 4, verdict: 'refused', fields: null, notes: [{ kind: 'unreadable' }] },
    {
      at: 5,
      verdict: 'partial',
      fields: { host: 'odd', delimiter: '7' },
      notes: [
        { kind: 'range', setting: 'port' },
        { kind: 'range', setting: 'cluster' },
        { kind: 'ignored', setting: 'unheard' },
      ],
    },
  ]);
});

test('RESP.app', () => {
  expect(first('resp')).toEqual([
    {
      at: 1,
      verdict: 'partial',
      fields: {
        name: 'orders',
        host: 'orders.example',
        username: 'ann',
        tls: true,
        ssh: [{ host: 'jump', port: 22, username: 'ops', auth: 'agent', keyFile: '' }],
        color: 'blue',
        delimiter: '.',
        group: ['Shop'],
      },
      secrets: { password: 'secret-o' },
      notes: [{ kind: 'file', what: 'ca', path: 'C:\\certs\\ca.pem' }, { kind: 'verified' }, { kind: 'group', groups: ['Shop'] }],
    },
    {
      at: 2,
      verdict: 'partial',
      fields: { name: 'plain', host: 'plain.example', ssh: [{ host: 'j', port: 22, username: 'u', auth: 'password', keyFile: '' }] },
      secrets: { ssh0: 'sp' },
      notes: [{ kind: 'ignored', setting: 'ssh_agent_path' }],
    },
  ]);
});

test('Tiny RDM', () => {
  expect(first('tiny')).toEqual([
    {
      at: 1,
      verdict: 'partial',
      fields: {
        name: 'local',
        socket: '/run/redis.sock',
        db: 2,
        color: 'violet',
        aliases: [
          { db: 0, name: 'main' },
          { db: 3, name: 'jobs' },
        ],
      },
      secrets: { password: 'unix-pw' },
      notes: [{ kind: 'range', setting: 'alias' }],
    },
    {
      at: 2,
      verdict: 'partial',
      fields: {
        name: 'watched',
        host: 's1.example',
        port: 26_379,
        username: 'app',
        tls: true,
        tlsOptions: { ...tlsOptions, servername: 'redis.example' },
        topology: 'sentinel',
        sentinel: { master: 'mymaster', username: 'sentinel-user', tls: true },
        ssh: [{ host: 'jump', port: 22, username: 'ops', auth: 'key', keyFile: '/id' }],
        proxy: { kind: 'socks5', host: 'proxy.example', port: 1080, username: 'p' },
        group: ['Team'],
      },
      secrets: { password: 'master-pw', sentinel: 'sentinel-pw', ssh0: 'phrase', proxy: 'proxy-pw' },
      notes: [{ kind: 'file', what: 'ca', path: '/ca.pem' }, { kind: 'verified' }, { kind: 'keyFile', path: '/id' }, { kind: 'group', groups: ['Team'] }],
    },
    {
      at: 3,
      verdict: 'partial',
      fields: { name: 'proxied', host: 'h', topology: 'cluster', group: ['Team'] },
      notes: [
        { kind: 'ignored', setting: 'proxy' },
        { kind: 'group', groups: ['Team'] },
      ],
    },
  ]);
});

test('RedisInsight', () => {
  expect(first('redisinsight')).toEqual([
    {
      at: 1,
      verdict: 'partial',
      fields: {
        name: 'Insight',
        host: 'insight.example',
        username: 'ann',
        db: 4,
        tls: true,
        tlsOptions: { ...tlsOptions, ca: pem, cert: pem, servername: 'sni.example' },
        ssh: [{ host: 'jump', port: 22, username: 'ops', auth: 'key', keyFile: '' }],
        tags: ['env:prod', 'eu'],
      },
      secrets: { password: 'secret-i', tlsKey: pemKey, ssh0: 'phrase' },
      notes: [{ kind: 'verified' }, { kind: 'inlineKey' }, { kind: 'ignored', setting: 'compressor' }],
    },
    {
      at: 2,
      verdict: 'partial',
      fields: {
        name: 'Watched',
        host: 's1',
        port: 26_379,
        username: 'mu',
        topology: 'sentinel',
        nodes: [{ host: 's2', port: 26_379 }],
        sentinel: { master: 'mymaster', username: 'su', tls: false },
      },
      secrets: { password: 'mp', sentinel: 'sp' },
      notes: [{ kind: 'range', setting: 'nodes' }],
    },
    { at: 3, verdict: 'ok', fields: { host: 'many', port: 7000, topology: 'cluster', nodes: [{ host: 'b', port: 7001 }] } },
  ]);
});

test('P3X', () => {
  expect(first('p3x')).toEqual([
    {
      at: 1,
      verdict: 'partial',
      fields: {
        name: 'P3X',
        host: 'p3x.example',
        tls: true,
        tlsOptions: { ...tlsOptions, ca: pem, cert: pem },
        topology: 'cluster',
        nodes: [{ host: 'n2', port: 7002 }],
        ssh: [{ host: 'jump', port: 22, username: 'ops', auth: 'password', keyFile: '' }],
        protection: 'read-only',
        group: ['Lab'],
      },
      secrets: { password: 'secret-p', tlsKey: pemKey, ssh0: 'ssh-pw' },
      notes: [{ kind: 'verified' }, { kind: 'group', groups: ['Lab'] }],
    },
  ]);
});

test('Redis Commander', () => {
  expect(first('commander')).toEqual([
    { at: 1, verdict: 'ok', fields: { name: 'local', socket: '/run/redis.sock', db: 1, delimiter: '/' }, secrets: { password: 'secret-c' } },
    {
      at: 2,
      verdict: 'partial',
      fields: {
        name: 'watched',
        host: 's1',
        port: 26_379,
        tls: true,
        tlsOptions: { ...tlsOptions, servername: 'sni' },
        topology: 'sentinel',
        nodes: [{ host: 's2', port: 26_380 }],
        sentinel: { master: 'mymaster', username: '', tls: false },
      },
      secrets: { password: 'mp', sentinel: 'sp' },
      notes: [
        { kind: 'range', setting: 'sentinels' },
        { kind: 'file', what: 'ca', path: '/ca.pem' },
        { kind: 'verified' },
        { kind: 'ignored', setting: 'tls.minVersion' },
      ],
    },
    {
      at: 3,
      verdict: 'partial',
      fields: { name: 'many', host: 'c1', port: 7000, topology: 'cluster', nodes: [{ host: 'c2', port: 7001 }] },
      notes: [{ kind: 'range', setting: 'dbIndex' }],
    },
  ]);
});

test('Medis', () => {
  expect(first('medis')).toEqual([
    {
      at: 1,
      verdict: 'partial',
      fields: {
        name: 'Medis',
        host: 'medis.example',
        tls: true,
        tlsOptions: { ...tlsOptions, ca: pem },
        ssh: [{ host: 'jump', port: 22, username: 'ops', auth: 'key', keyFile: '' }],
      },
      secrets: { password: 'secret-m', ssh0: 'phrase' },
      notes: [{ kind: 'verified' }, { kind: 'inlineKey' }],
    },
  ]);
});

test('iredis', () => {
  expect(first('iredis')).toEqual([
    { at: 6, verdict: 'ok', fields: { name: 'first', host: 'd.example', db: 1 }, secrets: { password: 'secret-d' } },
    { at: 7, verdict: 'ok', fields: { name: 'second', socket: '/run/redis.sock', db: 2 } },
    { at: 8, verdict: 'refused', fields: null, notes: [{ kind: 'address', field: 'url', problem: 'scheme' }] },
  ]);
});

test('Keytide', () => {
  expect(first('keytide')).toEqual([
    {
      at: 1,
      verdict: 'partial',
      fields: { name: 'own', host: 'own.example', port: 7000, group: ['A', 'B'], favourite: true },
      notes: [
        { kind: 'range', setting: 'topology' },
        { kind: 'ignored', setting: 'later' },
        { kind: 'group', groups: ['A', 'B'] },
      ],
    },
  ]);
});

test('what Keytide wrote is read back whole', () => {
  const { id: _, ...full } = {
    ...newProfile,
    name: 'all',
    host: 'h.example',
    port: 7000,
    username: 'ann',
    db: 3,
    tls: true,
    tlsOptions: { ca: pem, cert: pem, servername: 'sni', pin: 'ab'.repeat(32) },
    topology: 'sentinel',
    nodes: [{ host: '::1', port: 26_379 }],
    sentinel: { master: 'm', username: 's', tls: true },
    nat: [{ from: 'a:1', to: 'b:2' }],
    approved: ['c'],
    ssh: [{ host: 'jump', port: 22, username: 'u', auth: 'key', keyFile: '/k' }],
    proxy: { kind: 'http', host: 'p', port: 8080, username: '' },
    protection: 'confirm',
    badge: 'PROD',
    color: 'violet',
    delimiter: '::',
    aliases: [{ db: 1, name: 'one' }],
    group: ['A', 'B'],
    tags: ['t'],
    favourite: true,
  } as const;
  const text = JSON.stringify({ keytide: 'connections', version: 1, connections: [full] });
  expect(importFile(new TextEncoder().encode(text), 'x.json')).toEqual({
    kind: 'rows',
    format: 'keytide',
    rows: [{ at: 1, verdict: 'ok', profile: { ...full, id: '' }, secrets: {}, notes: [{ kind: 'group', groups: ['A', 'B'] }] }],
    more: false,
  });
});

test('lines of a text', () => {
  expect(first('text')).toEqual([
    { at: 2, verdict: 'ok', fields: { host: 'a.example' }, secrets: { password: 'pw' } },
    { at: 3, verdict: 'ok', fields: { name: 'REDIS', host: 'b.example' } },
    {
      at: 4,
      verdict: 'partial',
      fields: { host: 'c.example', port: 7000, tls: true },
      secrets: { password: 'word' },
      notes: [{ kind: 'exposed' }, { kind: 'ignored', setting: 'GET' }],
    },
    { at: 6, verdict: 'refused', fields: null, notes: [{ kind: 'address', field: 'url', problem: 'scheme' }] },
  ]);
});
