/** What counts as the address of a server on a command line, and what does not. */
import { describe, expect, test } from 'vitest';
import { addressesIn } from '../../../electron/desktop/address.ts';

describe('addresses on a command line', () => {
  test('are those of servers, as they are', () => {
    const good = ['redis://localhost', 'rediss://u:p%40ss@[::1]:6379/3?x=y', 'REDIS://Example.com:1', 'valkey://h/1', 'valkeys://h'];
    expect(addressesIn(['/opt/keytide', ...good])).toEqual(good);
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
    'xredis://a',
    'file:///redis://a',
    `redis://${'x'.repeat(3000)}`,
  ])('are not %j', (text) => {
    expect(addressesIn([text])).toEqual([]);
  });
});
