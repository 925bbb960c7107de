import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readClients } from '../../../../electron/core/feed/clientList.ts';

test('bad input 29: a list of clients is read by its grammar, whatever its values say', () => {
  const list = [
    'id=3 addr=127.0.0.1:5000 laddr=127.0.0.1:6379 fd=8 name= age=1 omem=0 lib-name=<script>name=keytide:x</script> lib-ver=',
    'id=4 addr=[::1]:5001 name=keytide:monitor omem=33554433 cmd=monitor user=omem=7',
    'id=5 addr=/tmp/a b/redis.sock:0 laddr=/tmp/a b/redis.sock:0 name=job\\nid=9 omem=12',
    'id=6 name=first addr=127.0.0.1:1 name=second omem=NaN',
    'id=x addr=127.0.0.1:2 name=none',
    'hello',
    '',
  ].join('\n');
  expect(readClients(list)).toEqual([
    { id: '3', address: '127.0.0.1:5000', name: '', held: 0 },
    { id: '4', address: '[::1]:5001', name: 'keytide:monitor', held: 33_554_433 },
    { id: '5', address: '/tmp/a b/redis.sock:0', name: 'job\\nid=9', held: 12 },
    { id: '6', address: '127.0.0.1:1', name: 'first', held: 0 },
  ]);
});

test('bad input 29: any values come back, and garbage is no client', () => {
  const value = fc.string({ unit: fc.constantFrom('a', '=', '"', '<', '>', '\\', 'id', 'omem', '-', '[', ':', '7', 'é') });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n }), value, value, fc.nat(), (id, address, name, held) => {
      const line = `id=${id} addr=${address} laddr=x fd=1 name=${name} age=0 omem=${held} lib-name=${address}`;
      expect(readClients(`${line}\n`)).toEqual([{ id: String(id), address, name, held }]);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('id=', 'omem=', ' ', '\n', '7', 'name=', 'x', '=', '\0') }), (text) => {
      for (const { id, held } of readClients(text)) expect([/^\d+$/.test(id), held >= 0]).toEqual([true, true]);
    }),
  );
});
