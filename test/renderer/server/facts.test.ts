/** INFO as numbers and rows: exact where it says something, nothing where it does not. */
import { describe, expect, test } from 'vitest';
import { changedRows, factsOf, findRows, tablesOf } from '../../../renderer/server/facts.ts';
import { parseInfo } from '../../../shared/server/server.ts';

const redis = parseInfo(
  [
    '# Server',
    'redis_version:7.0.15',
    'uptime_in_seconds:7200',
    '# Clients',
    'connected_clients:41',
    '# Memory',
    'used_memory:1299227607',
    'maxmemory:0',
    '# Stats',
    'instantaneous_ops_per_sec:12100',
    'keyspace_hits:75',
    'keyspace_misses:25',
    '# Keyspace',
    'db0:keys=9963,expires=2337,avg_ttl=3600000,subexpiry=0',
    'db11:keys=22,expires=20,avg_ttl=0',
    'db3:garbage',
  ].join('\r\n'),
);

describe('facts', () => {
  test('of a Redis', () => {
    expect(factsOf(redis)).toEqual({
      product: 'Redis',
      version: '7.0.15',
      uptimeSeconds: 7200,
      usedMemory: 1299227607,
      maxMemory: null,
      clients: 41,
      opsPerSecond: 12100,
      hits: { hits: 75, of: 100 },
      databases: [
        { name: 'db0', keys: 9963, expires: 2337 },
        { name: 'db11', keys: 22, expires: 20 },
      ],
    });
  });

  test('a Valkey, which also names the Redis it is compatible with', () => {
    expect(factsOf(parseInfo('# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1'))).toMatchObject({
      product: 'Valkey',
      version: '8.0.1',
    });
  });

  test('nothing is made up', () => {
    const none = { version: null, uptimeSeconds: null, usedMemory: null, maxMemory: null, clients: null, opsPerSecond: null, hits: null, databases: [] };
    expect(factsOf({ sections: [] })).toMatchObject(none);
    expect(factsOf(parseInfo('# Stats\nkeyspace_hits:5'))).toMatchObject({ hits: null });
    expect(factsOf(parseInfo('keyspace_hits:0\nkeyspace_misses:0'))).toMatchObject({ hits: null });
    expect(factsOf(parseInfo('connected_clients:-1\nused_memory:1e9\nmaxmemory:99999999999999999999'))).toMatchObject(none);
  });

  test('a name that comes twice counts as it came first', () => {
    expect(factsOf(parseInfo('# A\nconnected_clients:1\n# B\nconnected_clients:2')).clients).toBe(1);
  });
});

describe('rows', () => {
  const of = (text: string) => tablesOf(parseInfo(text));

  test('what has another value changed; what is new or gone did not', () => {
    const before = of('# S\na:1\nb:1\n# T\na:1');
    const after = of('# S\na:2\nc:1\n# T\na:1');
    expect([...changedRows(before, after)]).toEqual([after[0]?.rows[0]?.id]);
    expect(changedRows([], after).size).toBe(0);
  });

  test('doubled rows and names that look like separators stay rows of their own', () => {
    const ids = of('# S\na:1\na:2\n# __proto__\nconstructor:1\n# S\na:3').flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(new Set(ids).size).toBe(4);
  });

  test('are found by section, name or value, whatever the case', () => {
    const tables = tablesOf(redis);
    const names = (wanted: string) => findRows(tables, wanted, 100).tables.flatMap(({ rows }) => rows.map(({ name }) => name));
    expect(names('KEYSPACE_')).toEqual(['keyspace_hits', 'keyspace_misses']);
    expect(names('7.0.15')).toEqual(['redis_version']);
    expect(names('memory')).toEqual(['used_memory', 'maxmemory']);
    expect(names(' ')).toHaveLength(11);
    expect(findRows(tables, 'nowhere', 100)).toEqual({ tables: [], count: 0, left: 0 });
  });

  test('more than can be drawn is counted', () => {
    const found = findRows(tablesOf(redis), '', 4);
    expect(found.tables.flatMap(({ rows }) => rows)).toHaveLength(4);
    expect(found).toMatchObject({ count: 11, left: 7 });
  });
});
