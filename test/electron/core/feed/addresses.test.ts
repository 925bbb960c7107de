import { expect, test } from 'vitest';
import { addressesOf } from '../../../../electron/core/feed/sources/addresses.ts';
import { utf8 } from '../../../../shared/bytes.ts';

const has = (addresses: ReturnType<typeof addressesOf>, name: string): boolean => {
  const line = utf8(`[0 ${name}] "GET"`);
  return addresses.has(line, 3, 3 + name.length);
};

test('an address is known by its bytes alone', () => {
  const known = addressesOf(['127.0.0.1:50000', '/tmp/a.sock:0', '127.0.0.1:50000']);
  expect(known.all).toEqual(['/tmp/a.sock:0', '127.0.0.1:50000']);
  for (const name of known.all) expect(has(known, name)).toBe(true);
  for (const name of ['127.0.0.1:50001', '127.0.0.1:5000', '127.0.0.1:500000', '', 'lua']) expect(has(known, name)).toBe(false);
});

test('the newest thousand are kept', () => {
  const known = addressesOf(Array.from({ length: 1500 }, (_, at) => `10.0.0.1:${at}`));
  expect(known.all.length).toBe(1000);
  expect(has(known, '10.0.0.1:499')).toBe(false);
  expect(has(known, '10.0.0.1:1499')).toBe(true);
});
