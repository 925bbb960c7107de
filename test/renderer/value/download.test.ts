/** What a file is called that is made of a key: whatever the key is, it names one plain file. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName } from '../../../renderer/value/download.ts';
import { utf8 } from '../../../shared/bytes.ts';

test.each([
  ['user:1', 'user%3a1.bin'],
  ['../../etc/x', '_%2f..%2fetc%2fx.bin'],
  ['CON', 'key_CON.bin'],
  ['nul.txt', 'key_nul.txt.bin'],
  ['', 'key_.bin'],
  ['.profile', '_profile.bin'],
  ['ends.', 'ends_.bin'],
  ['a\u202Egnp', 'a%e2%80%aegnp.bin'],
])('bad input 38: %j', (key, name) => {
  expect(fileName(utf8(key), 'bin')).toBe(name);
});

test('bad input 38: no key names a folder, a device, a hidden file, or more than a name may hold', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4096 }), (key) => {
      const name = fileName(key, 'bin');
      expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Cf}]|^\.|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu);
      expect(new TextEncoder().encode(name).length).toBeLessThan(420);
    }),
  );
});
