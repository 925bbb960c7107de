/** What a command line asks to be opened, and what is not looked at on it. */
import { describe, expect, test } from 'vitest';
import { asksNothing, isAddress, readLaunch, showsSecret } from '../../../../electron/core/connections/launch.ts';

describe('addresses', () => {
  const good = [
    'redis://localhost',
    'rediss://u:p%40ss@[::1]:6379/3?x=y',
    'REDIS://Example.com:1',
    'valkey://h/1',
    'valkeys://h',
    'unix:///run/redis.sock',
    'redis+sentinel://a,b/main/0',
  ];
  test('are those of servers, as they are', () => {
    expect(readLaunch(['/opt/keytide', ...good])).toEqual({ addresses: good, profile: null, readOnly: false });
  });

  test.each([
    'http://example.com',
    'redis:/localhost',
    'redis://',
    ' redis://x',
    '--x=redis://y',
    'redis://a b',
    'redis://a\nb',
    'redis://a\u0000',
    'redis://a\u202Eb',
    'xredis://a',
    'file:///redis://a',
    `redis://${'x'.repeat(9000)}`,
  ])('are not %j', (text) => {
    expect(isAddress(text)).toBe(false);
  });

  test('a page full of links is not the user', () => {
    expect(readLaunch(Array.from({ length: 100 }, (_, at) => `redis://h${at}`)).addresses).toHaveLength(16);
  });
});

test.each([
  [['--profile', 'Orders EU'], 'Orders EU'],
  [['--profile=Orders'], 'Orders'],
  [['--profile', '--read-only'], null],
  [['--profile'], null],
  [['--profile='], null],
  [['--user-data-dir=/x'], null],
])('%j names the connection %j', (argv, profile) => {
  expect(readLaunch(argv).profile).toBe(profile);
});

test('a name that looks like an address is a name', () => {
  expect(readLaunch(['--profile', 'redis://h', '--read-only'])).toEqual({ addresses: [], profile: 'redis://h', readOnly: true });
  expect(asksNothing(readLaunch(['--read-only', 'https://x']))).toBe(true);
});

test.each([
  ['redis://u:p@h', true],
  ['redis://:p@h/0', true],
  ['unix:///s?password=p', true],
  ['redis+sentinel://h/m?sentinel_password=p', true],
  ['redis://u@h:6379/0', false],
  ['redis://[::1]:6379/0', false],
  ['redis://:@h', false],
  ['redis://h/0?name=a:b@c', false],
])('whether %s shows a password: %s', (address, shows) => {
  expect(showsSecret(address)).toBe(shows);
});
