/** INFO is read defensively: sections and rows as written, nothing invented, bounded. */
import { expect, test } from 'vitest';
import { parseInfo } from '../../../shared/server/server.ts';

test('sections, values with colons, CRLF and duplicates are kept as written', () => {
  const text = '# Server\r\nredis_version:7.0.15\r\nexecutable:/usr/bin/redis:server\r\n\r\n# Clients\r\na:1\r\na:2\r\n';
  expect(parseInfo(text)).toEqual({
    sections: [
      {
        name: 'Server',
        rows: [
          ['redis_version', '7.0.15'],
          ['executable', '/usr/bin/redis:server'],
        ],
      },
      {
        name: 'Clients',
        rows: [
          ['a', '1'],
          ['a', '2'],
        ],
      },
    ],
  });
});

test('garbage, prototype names and endless text do no harm', () => {
  expect(parseInfo('no colon here\n:starts with one\n').sections).toEqual([]);
  expect(parseInfo('__proto__:x\nconstructor:y').sections).toEqual([
    {
      name: '',
      rows: [
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ],
    },
  ]);
  expect(parseInfo(`# S\n${'a:b\n'.repeat(1_000_000)}`).sections[0]?.rows.length).toBeLessThan(250_001);
});
