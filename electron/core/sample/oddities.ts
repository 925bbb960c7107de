/** Keys and values as real databases have them too: hostile, binary, empty, huge. */
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import type { Command } from './client.ts';
import type { Random } from './random.ts';

const names: readonly (string | Bytes)[] = [
  '',
  ' ',
  ':',
  ':::',
  'odd::empty::segment:',
  '<img src=x onerror=alert(1)>',
  '"quoted" \'name\' `back` $(id)',
  'odd:line\nbreak\ttab\r\u0000nul\u001b[31mred\u0007',
  'odd:\u202egnp.exe\u202c',
  'odd:zero\u200bwidth\ufeff',
  'odd:caf\u00e9',
  'odd:cafe\u0301',
  '__proto__',
  'constructor',
  'toString',
  '*',
  'odd:glob[a-z]?*\\',
  'odd:emoji:👩‍👩‍👧‍👦:🏳️‍🌈',
  'odd:中文:键',
  'odd:مفتاح',
  `odd:long:${'x'.repeat(4000)}`,
  Uint8Array.of(0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28),
  Uint8Array.of(...utf8('odd:binary:'), 0xde, 0xad, 0xbe, 0xef, 0x3a, 0x00),
  // The start of a serialised Java string, as Spring's default key serialiser writes it.
  Uint8Array.of(0xac, 0xed, 0x00, 0x05, 0x74, 0x00, 0x07, ...utf8('user:42')),
];

const levels = 24;
const bigFields = 20_000;
const bigBytes = 5 * 1024 * 1024;

export function* oddities(random: Random): Generator<Command> {
  for (const [index, name] of names.entries()) yield ['SET', name, `value ${index}`];

  yield ['SET', 'odd:value:empty', ''];
  yield ['SET', 'odd:value:binary', random.bytes(512)];
  yield ['SET', 'odd:value:script', '</script><script>alert(1)</script>'];
  yield ['SET', 'odd:value:almost-json', '{"price": 1.10, "price": 2, "id": 12345678901234567890,}'];
  yield ['SET', 'odd:value:big-numbers', '{"id":9223372036854775807,"rate":1.10,"tiny":1e-400}'];
  yield ['SET', 'odd:value:not-a-number', '00042'];
  yield ['HSET', 'odd:hash', '', 'the empty field', '__proto__', 'a field', 'empty', '', Uint8Array.of(0xff, 0x00), Uint8Array.of(0x00, 0xff)];
  yield ['RPUSH', 'odd:list', '', 'twice', 'twice', Uint8Array.of(0x80, 0x81)];
  yield ['SADD', 'odd:set', '', '1', '01', Uint8Array.of(0xc3, 0x28)];
  // A stream that is empty but exists, and a group without consumers.
  yield ['XGROUP', 'CREATE', 'odd:stream:empty', 'nobody', '$', 'MKSTREAM'];
  yield ['SET', `odd:${Array.from({ length: levels }, (_, level) => `level-${level + 1}`).join(':')}`, 'deep'];

  const step = 2000;
  for (let from = 0; from < bigFields; from += step) {
    yield ['HSET', 'inventory:all', ...Array.from({ length: step }, (_, index) => [`SKU-${String(from + index).padStart(6, '0')}`, random.int(0, 999)]).flat()];
  }
  yield ['SET', 'export:orders:csv', csv(random)];
}

/** Exactly 5 MiB, so the last line is cut: what a size limit on the writing side leaves behind. */
function csv(random: Random): Bytes {
  const text = new Uint8Array(bigBytes);
  const block = utf8(Array.from({ length: 2000 }, (_, row) => `${row},${random.hex(12)},${(random.int(0, 99_999) / 100).toFixed(2)},EUR\n`).join(''));
  for (let at = 0; at < bigBytes; at += block.length) text.set(block.subarray(0, Math.min(block.length, bigBytes - at)), at);
  return text;
}
