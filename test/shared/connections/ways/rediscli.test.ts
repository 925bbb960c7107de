/** Command lines of redis-cli: what each option becomes, and that nothing is expanded or run. */
import { expect, test } from 'vitest';
import { fromCommandLine } from '../../../../shared/connections/ways/rediscli.ts';
import { type Brief, brief } from '../importers/rows.ts';

const tlsOptions = { ca: '', cert: '', servername: '', pin: '' };

test.each<readonly [line: string, row: Omit<Brief, 'at'>]>([
  ['redis-cli', { verdict: 'ok', fields: {} }],
  ['redis-cli -h cache.example -p 7000 -n 3 --user ann', { verdict: 'ok', fields: { host: 'cache.example', port: 7000, db: 3, username: 'ann' } }],
  ['redis-cli -a "p w" --no-auth-warning', { verdict: 'ok', fields: {}, secrets: { password: 'p w' }, notes: [{ kind: 'exposed' }] }],
  [
    "REDISCLI_AUTH='it''s' sudo /usr/bin/redis-cli -c",
    { verdict: 'ok', fields: { topology: 'cluster' }, secrets: { password: 'its' }, notes: [{ kind: 'exposed' }] },
  ],
  [
    '$ valkey-cli -u redis://ann:pw@h:7000/2 --pass x\\ y',
    { verdict: 'ok', fields: { host: 'h', port: 7000, username: 'ann', db: 2 }, secrets: { password: 'x y' }, notes: [{ kind: 'exposed' }] },
  ],
  ['C:\\tools\\redis-cli.exe', { verdict: 'ok', fields: {} }],
  ['redis-cli -s /run/redis.sock', { verdict: 'ok', fields: { socket: '/run/redis.sock' } }],
  [
    'redis-cli --tls --sni n --cacert ca.pem --cert c.pem --key k.pem --insecure',
    {
      verdict: 'partial',
      fields: { tls: true, tlsOptions: { ...tlsOptions, servername: 'n' } },
      notes: [
        { kind: 'verified' },
        { kind: 'file', what: 'ca', path: 'ca.pem' },
        { kind: 'file', what: 'cert', path: 'c.pem' },
        { kind: 'file', what: 'tlsKey', path: 'k.pem' },
      ],
    },
  ],
  [
    'redis-cli -h $REDIS_HOST -a "$(cat pw)" -p 6380',
    {
      verdict: 'partial',
      fields: { port: 6380 },
      notes: [
        { kind: 'placeholder', setting: '-h' },
        { kind: 'placeholder', setting: '-a' },
      ],
    },
  ],
  ["redis-cli -a 'a$b`c'", { verdict: 'ok', fields: {}, secrets: { password: 'a$b`c' }, notes: [{ kind: 'exposed' }] }],
  [
    'redis-cli -p 99999 -n -1 -r 5',
    {
      verdict: 'partial',
      fields: {},
      notes: [
        { kind: 'range', setting: '-p' },
        { kind: 'range', setting: '-n' },
        { kind: 'ignored', setting: '-r' },
      ],
    },
  ],
  ['redis-cli -h --proxy', { verdict: 'ok', fields: { host: '--proxy' } }],
  ['redis-cli -h', { verdict: 'partial', fields: {}, notes: [{ kind: 'range', setting: '-h' }] }],
  [
    'redis-cli -h h get key | grep x',
    {
      verdict: 'partial',
      fields: { host: 'h' },
      notes: [
        { kind: 'ignored', setting: 'get' },
        { kind: 'ignored', setting: '|' },
      ],
    },
  ],
  ['docker exec -it r redis-cli -n 1', { verdict: 'partial', fields: { db: 1 }, notes: [{ kind: 'ignored', setting: 'docker' }] }],
  ['redis-cli --bigkeys', { verdict: 'partial', fields: {}, notes: [{ kind: 'ignored', setting: '--bigkeys' }] }],
  ['redis-cli -h "a;rm"', { verdict: 'refused', fields: null, notes: [{ kind: 'address', field: 'host', problem: 'host' }] }],
  ['redis-cli -u redis://h:0', { verdict: 'refused', fields: null, notes: [{ kind: 'address', field: 'port', problem: 'port' }] }],
  ['redis-cli -h "open', { verdict: 'refused', fields: null, notes: [{ kind: 'unreadable' }] }],
])('%s', (line, row) => {
  const read = fromCommandLine(4, line);
  expect(read === null ? null : brief(read)).toEqual({ at: 4, ...row });
});

test.each(['redis-server --port 7000', 'echo my-redis-client', 'my-redis-cli-wrapper -h x'])('%s is none', (line) => {
  expect(fromCommandLine(1, line)).toBeNull();
});
