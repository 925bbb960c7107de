/** What known_hosts and ~/.ssh/config say, read as OpenSSH reads them; and what Keytide itself has been told of host keys. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveHops } from '../../../../../electron/core/connections/way/hops.ts';
import { nameOf, parseKnownHosts, vouchesFor } from '../../../../../electron/core/connections/way/knownHosts.ts';
import { parseSshConfig } from '../../../../../electron/core/connections/way/sshConfig.ts';
import type { SshHop } from '../../../../../shared/connections/profile.ts';
import { FaultError } from '../../../../../shared/fault.ts';
import { faultOf } from '../setting.ts';
import { openPlace, type Place } from './reaching.ts';
import { hostKey } from './stations.ts';

const [one, two, three] = [hostKey(), hostKey(), hostKey('rsa')];
const bytes = (key: { public: string }): Buffer => Buffer.from(key.public.split(' ')[1] ?? '', 'base64');
let place: Place;

beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place.remove());

const kindOf = async (host: string, port: number, key: { public: string }): Promise<string> => {
  const fault = await (await place.hostKeys()).judge(host, port, bytes(key));
  return fault === null ? 'known' : fault.code === 'hostkey' ? fault.kind : fault.code;
};

test.each([
  ['plain', 'bastion', 22, 'bastion', true],
  ['several', 'other,bastion,10.0.0.1', 22, '10.0.0.1', true],
  ['case', 'Bastion', 22, 'BASTION', true],
  ['another port', '[bastion]:2222', 2222, 'bastion', true],
  ['the usual port is another name than a special one', 'bastion', 2222, 'bastion', false],
  ['and the other way round', '[bastion]:2222', 22, 'bastion', false],
  ['wildcard', '*.example.com', 22, 'a.example.com', true],
  ['wildcard does not match less', '*.example.com', 22, 'example.com', false],
  ['one character', 'host?', 22, 'host1', true],
  ['one character only', 'host?', 22, 'host12', false],
  ['negation', '*.example.com,!bad.example.com', 22, 'bad.example.com', false],
  ['negation leaves the rest', '*.example.com,!bad.example.com', 22, 'good.example.com', true],
  ['negation alone vouches for nobody', '!bad', 22, 'good', false],
  ['nothing in a name is a pattern but * and ?', 'a.c', 22, 'abc', false],
])('known_hosts: %s', (_, names, port, host, expected) => {
  const [line] = parseKnownHosts(`${names} ${one.public} comment here`);
  expect(line !== undefined && vouchesFor(line, nameOf(host, port))).toBe(expected);
});

test('a pattern that backtracks takes no time', () => {
  const [line] = parseKnownHosts(`${'*a'.repeat(500)}*b ${one.public}`);
  expect(line !== undefined && vouchesFor(line, 'a'.repeat(5000))).toBe(false);
});

test('names hashed by ssh-keygen itself are found', async () => {
  const file = await place.file('known_hosts', `bastion ${one.public}\n[bastion]:2222 ${two.public}\n`);
  execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
  expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/);
  expect(await kindOf('bastion', 22, one)).toBe('known');
  expect(await kindOf('bastion', 2222, two)).toBe('known');
  expect(await kindOf('bastion', 22, two)).toBe('changed');
  expect(await kindOf('elsewhere', 22, one)).toBe('unknown');
});

test('unknown, changed, revoked, vouched for by an authority', async () => {
  await place.knows(
    '# a comment',
    '',
    `bastion ${one.public}`,
    `@revoked * ${two.public}`,
    `@cert-authority *.corp ${three.public}`,
    'broken line',
    '@odd bastion x',
  );
  expect(await kindOf('bastion', 22, one)).toBe('known');
  expect(await kindOf('bastion', 22, three)).toBe('changed');
  expect(await kindOf('new', 22, one)).toBe('unknown');
  expect(await kindOf('new', 22, two)).toBe('revoked');
  expect(await kindOf('host.corp', 22, one)).toBe('input');
  expect(await (await place.hostKeys()).types('bastion', 22)).toEqual(['ssh-ed25519']);
});

test('what is approved is remembered on disk, for that host, port and key alone', async () => {
  const keys = await place.hostKeys();
  const unknown = await keys.judge('bastion', 2222, bytes(one));
  if (unknown?.code !== 'hostkey') throw new Error('it is not known yet');
  // As OpenSSH prints it.
  expect(execFileSync('ssh-keygen', ['-lf', await place.file('key.pub', one.public)], { encoding: 'utf8' })).toContain(`SHA256:${unknown.sha256} `);
  await keys.approve('bastion', 2222, unknown.sha256);
  expect(await kindOf('bastion', 2222, one)).toBe('known');
  expect(await kindOf('bastion', 2222, two)).toBe('changed');
  expect(await kindOf('bastion', 22, one)).toBe('unknown');
  expect(await (await place.hostKeys()).types('bastion', 2222)).toEqual(['ssh-ed25519']);
  const later = await place.hostKeys();
  await later.forget('bastion', 2222);
  expect(await later.judge('bastion', 2222, bytes(two))).toMatchObject({ kind: 'unknown' });
});

test('only what this host has shown as unknown can be approved', async () => {
  await place.knows(`bastion ${one.public}`);
  const keys = await place.hostKeys();
  const changed = await keys.judge('bastion', 22, bytes(two));
  if (changed?.code !== 'hostkey') throw new Error('it has changed');
  expect(await faultOf(keys.approve('bastion', 22, changed.sha256))).toMatchObject({ code: 'input' });
  const fresh = await keys.judge('fresh', 22, bytes(two));
  if (fresh?.code !== 'hostkey') throw new Error('it is not known yet');
  expect(await faultOf(keys.approve('elsewhere', 22, fresh.sha256))).toMatchObject({ code: 'input' });
  expect(await faultOf(keys.approve('fresh', 22, 'another'))).toMatchObject({ code: 'input' });
  await keys.approve('fresh', 22, fresh.sha256);
  // known_hosts may take it back.
  await place.knows(`@revoked fresh ${two.public}`);
  expect(await keys.judge('fresh', 22, bytes(two))).toMatchObject({ kind: 'revoked' });
});

const config = `
# everything
User=everybody
Host prod "spaced name"
  HostName 10.0.0.5
  Port 2201
  User   deploy # comment
  IdentityFile ~/.ssh/prod key
  IdentityFile "%d/keys/two words"
  ProxyJump gate
Host gate
  HostName %h.example.com
  ProxyJump far@outer:2022
Match host prod
  HostName evil.example.com
Host !not *.wild
  Port 99
Host *
  ProxyJump gate
`;

test('~/.ssh/config: the first word counts, patterns and quotes are understood, Match never applies', () => {
  const of = parseSshConfig(config);
  expect(of('prod')).toMatchObject({ hostName: '10.0.0.5', port: 2201, user: 'everybody', proxyJump: ['gate'] });
  expect(of('prod').identityFiles).toEqual(['~/.ssh/prod', '%d/keys/two words']);
  expect(of('spaced name').port).toBe(2201);
  expect(of('gate').hostName).toBe('gate.example.com');
  expect(of('a.wild').port).toBe(99);
  expect(of('not').port).toBeNull();
  expect(parseSshConfig('Host x\nProxyJump none\nIdentityFile none\nPort 0')('x')).toEqual({
    hostName: null,
    port: null,
    user: null,
    identityFiles: [],
    proxyJump: [],
  });
});

const hop = (given: Partial<SshHop>): SshHop => ({ host: 'h', port: 22, username: '', auth: 'agent', keyFile: '', ...given });

test('hops: aliases and jumps become the servers that are really gone through', () => {
  const of = parseSshConfig(config);
  const through = resolveHops([hop({ host: 'prod', username: 'me', auth: 'key' })], of);
  expect(through.map(({ host, port, username, auth, secret }) => [host, port, username, auth, secret])).toEqual([
    ['outer', 2022, 'far', 'agent', null],
    ['gate.example.com', 22, 'everybody', 'agent', null],
    ['10.0.0.5', 2201, 'me', 'key', 'ssh0'],
  ]);
  expect(through.at(-1)?.keyFiles[1]).toMatch(/[/\\]keys[/\\]two words$/);
  // What the dialog says is stronger than the file.
  expect(resolveHops([hop({ host: 'prod', port: 2300, keyFile: '/k' })], of).at(-1)).toMatchObject({ port: 2300, keyFiles: ['/k'] });
  // The second hop has its jump: the first.
  expect(resolveHops([hop({ host: 'outer' }), hop({ host: 'prod' })], parseSshConfig('Host prod\nProxyJump gate')).map(({ host }) => host)).toEqual([
    'outer',
    'prod',
  ]);
});

test('jumps that lead back to themselves end, and too many are refused', () => {
  expect(resolveHops([hop({ host: 'a' })], parseSshConfig('Host *\nProxyJump gate')).map(({ host }) => host)).toEqual(['gate', 'a']);
  const long = parseSshConfig('Host a\nProxyJump b,c,d,e,f');
  expect(() => resolveHops([hop({ host: 'a' })], long)).toThrow(FaultError);
});
