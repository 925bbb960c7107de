/** The small pure rules of the desktop edition: addresses, titles, where a window may be, when not to start. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressesIn } from '../../../electron/desktop/address.ts';
import { plainText } from '../../../electron/desktop/plainText.ts';
import { reasonNotToStart } from '../../../electron/desktop/preflight.ts';
import { rescuedBounds } from '../../../electron/desktop/reach.ts';

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

describe('text for title bar and menu', () => {
  test('has no control or bidi character left and is never longer than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const plain = plainText(text, max);
        expect(plain).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
        expect([...plain].length).toBeLessThanOrEqual(max);
      }),
    );
  });

  test('keeps what people write', () => {
    const text = '订单 – Ünïcödé 👩‍💻 عربي';
    expect(plainText(text, 80)).toBe(text);
    expect(plainText('abcdef', 4)).toBe('abc…');
  });
});

describe('a window', () => {
  const primary = { x: 0, y: 25, width: 1440, height: 875 };
  const second = { x: 1440, y: 0, width: 1920, height: 1080 };
  const at = (x: number, y: number, width = 1280, height = 820) => rescuedBounds({ x, y, width, height }, [primary, second], primary);

  test.each([
    ['on the primary screen', 10, 40],
    ['across two', 1300, 30],
    ['on the second', 2000, 100],
    ['hanging out at the right, its title still to be caught', 3200, 100],
    ['hanging out at the bottom', 100, 850],
  ])('stays where it is %s', (_where, x, y) => {
    expect(at(x, y)).toBeNull();
  });

  test.each([
    ['left of everything', -3000, 100],
    ['with its title above the screen', 100, -700],
    ['below everything', 100, 2000],
    ['a sliver at the right', 3340, 100],
  ])('is brought back from %s', (_where, x, y) => {
    expect(at(x, y)).toEqual({ x: 80, y: 53, width: 1280, height: 820 });
  });

  test('is made to fit the screen it is brought back to', () => {
    expect(at(-9000, 0, 5000, 5000)).toEqual(primary);
  });
});

describe('a packaged start', () => {
  const start = (over: Partial<Parameters<typeof reasonNotToStart>[0]>) => reasonNotToStart({ packaged: true, hasSwitch: () => false, debug: '', ...over });

  test('is refused where passwords would be printed or the sandbox is off', () => {
    expect(start({})).toBeNull();
    expect(start({ debug: 'express:*,-not' })).not.toBeNull();
    expect(start({ debug: 'ioredis:redis' })).not.toBeNull();
    expect(start({ debug: 'express' })).toBeNull();
    expect(start({ hasSwitch: (name) => name === 'no-sandbox' })).toContain('sandbox');
    expect(start({ packaged: false, debug: '*', hasSwitch: () => true })).toBeNull();
  });
});
