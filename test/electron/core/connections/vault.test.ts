/** Sealing with a passphrase: opens with that one only, in its own place only, and notices every changed bit. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeLock, openLock, openText, sealText } from '../../../../electron/core/connections/vault.ts';
import { faultOf } from './setting.ts';

test('a lock opens with its passphrase, however its letters were composed, and with no other', async () => {
  const { lock, key } = await makeLock('Pass\u0065\u0301 phrase');
  expect((await openLock(lock, 'Pass\u00e9 phrase')).equals(key)).toBe(true);
  expect(await faultOf(openLock(lock, 'Passe phrase'))).toMatchObject({ code: 'input', path: 'passphrase' });
  expect(lock).toMatchObject({ kdf: 'scrypt', N: 131_072, r: 8, p: 1 });
});

test('another passphrase for the same key: what is sealed needs not be sealed anew', async () => {
  const { key } = await makeLock('first phrase');
  const sealed = sealText(key, 'päss\u0000word', 'password p1');
  const { lock } = await makeLock('second phrase', key);
  expect(openText(await openLock(lock, 'second phrase'), sealed, 'password p1')).toBe('päss\u0000word');
  expect(await faultOf(openLock(lock, 'first phrase'))).toMatchObject({ code: 'input', path: 'passphrase' });
});

test('sealed text opens in no other place, with no other key, and not after any change', () => {
  const key = randomBytes(32);
  const sealed = sealText(key, 'secret', 'password p1');
  expect(() => openText(key, sealed, 'password p2')).toThrow();
  expect(() => openText(randomBytes(32), sealed, 'password p1')).toThrow();
  const bytes = Buffer.from(sealed, 'base64');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => openText(key, changed.toString('base64'), 'password p1'), `byte ${at}`).toThrow();
  }
  for (const cut of [0, 11, 12, 27, 28, bytes.length - 1]) expect(() => openText(key, bytes.subarray(0, cut).toString('base64'), 'password p1')).toThrow();
  expect(sealText(key, 'secret', 'password p1')).not.toBe(sealed);
});
