/** RedisTimeSeries' commands as documented, on samples in memory. */
import { bulk } from '../../electron/core/connections/fakes.ts';
import { type Command, double, type Held, integer, list, map, nil, type Protocol, type Series, word } from './replies.ts';

export function timeSeries(samples: Iterable<readonly [number, string]>, more: Partial<Omit<Series, 'samples'>> = {}): Held {
  const all = new Map([...samples].map(([time, value]) => [BigInt(time), value]));
  return { type: 'TSDB-TYPE', series: { samples: all, labels: [], rules: [], source: null, ...more } };
}

const missing = '-ERR TSDB: the key does not exist\r\n';

function on(reply: (series: Series, args: readonly string[], protocol: Protocol) => string): Command {
  return (held, [, ...args], _, protocol) => (held === undefined || !('series' in held) ? missing : reply(held.series, args, protocol));
}

function sorted(series: Series): readonly (readonly [bigint, string])[] {
  return [...series.samples].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const aggregates: ReadonlyMap<string, (values: readonly number[]) => number> = new Map([
  ['avg', (values) => values.reduce((sum, value) => sum + value, 0) / values.length],
  ['min', (values) => Math.min(...values)],
  ['max', (values) => Math.max(...values)],
  ['sum', (values) => values.reduce((sum, value) => sum + value, 0)],
  ['count', (values) => values.length],
]);

function range(series: Series, [from = '-', to = '+', ...options]: readonly string[], protocol: Protocol, newest: boolean): string {
  const [low, high] = [from === '-' ? 0n : BigInt(from), to === '+' ? 2n ** 63n : BigInt(to)];
  const option = (name: string): number => options.findIndex((one) => one.toUpperCase() === name);
  const count = option('COUNT') < 0 ? Number.MAX_SAFE_INTEGER : Number(options[option('COUNT') + 1]);
  let found = sorted(series).filter(([time]) => time >= low && time <= high);
  const by = option('AGGREGATION');
  if (by >= 0) {
    const aggregate = aggregates.get((options[by + 1] ?? '').toLowerCase());
    const ms = BigInt(options[by + 2] ?? '1');
    if (aggregate === undefined) return '-ERR TSDB: Unknown aggregation type\r\n';
    const buckets = new Map<bigint, number[]>();
    for (const [time, value] of found) buckets.set(time - (time % ms), [...(buckets.get(time - (time % ms)) ?? []), Number(value)]);
    found = [...buckets].map(([time, values]) => [time, String(aggregate(values))] as const);
  }
  if (newest) found = found.toReversed();
  return list(found.slice(0, count).map(([time, value]) => list([integer(time), protocol.version === 3 ? double(protocol, value) : word(value)])));
}

export const seriesCommands: readonly (readonly [string, Command])[] = [
  [
    'TS.INFO',
    on((series, _, protocol) => {
      const samples = sorted(series);
      return map(protocol, [
        [word('totalSamples'), integer(samples.length)],
        [word('memoryUsage'), integer(4246)],
        [word('firstTimestamp'), integer(samples[0]?.[0] ?? 0)],
        [word('lastTimestamp'), integer(samples.at(-1)?.[0] ?? 0)],
        [word('retentionTime'), integer(86_400_000)],
        [word('chunkCount'), integer(1)],
        [word('chunkSize'), integer(4096)],
        [word('chunkType'), word('compressed')],
        [word('duplicatePolicy'), nil(protocol)],
        [
          word('labels'),
          protocol.version === 3
            ? map(
                protocol,
                series.labels.map(([label, value]) => [bulk(label), bulk(value)]),
              )
            : list(series.labels.map(([label, value]) => list([bulk(label), bulk(value)]))),
        ],
        [word('sourceKey'), series.source === null ? nil(protocol) : bulk(series.source)],
        [
          word('rules'),
          protocol.version === 3
            ? map(
                protocol,
                series.rules.map(([to, bucket, aggregator]) => [bulk(to), list([integer(bucket), word(aggregator), integer(0)])]),
              )
            : list(series.rules.map(([to, bucket, aggregator]) => list([bulk(to), integer(bucket), word(aggregator), integer(0)]))),
        ],
      ]);
    }),
  ],
  ['TS.RANGE', on((series, args, protocol) => range(series, args, protocol, false))],
  ['TS.REVRANGE', on((series, args, protocol) => range(series, args, protocol, true))],
  [
    'TS.ADD',
    on((series, [at = '*', value = '']) => {
      const time = at === '*' ? 1_800_000_000_000n : BigInt(at);
      if (series.samples.has(time)) return '-ERR TSDB: Error at upsert, update is not supported when DUPLICATE_POLICY is set to BLOCK mode\r\n';
      series.samples.set(time, value);
      return integer(time);
    }),
  ],
  [
    'TS.MADD',
    (_, args, keys) => {
      const times: string[] = [];
      for (let at = 0; at + 2 < args.length; at += 3) {
        const held = keys.get(args[at] ?? '');
        if (held !== undefined && 'series' in held) held.series.samples.set(BigInt(args[at + 1] ?? 0), args[at + 2] ?? '');
        times.push(integer(args[at + 1] ?? 0));
      }
      return list(times);
    },
  ],
  [
    'TS.DEL',
    on((series, [from = '0', to = '0']) => {
      const gone = [...series.samples.keys()].filter((time) => time >= BigInt(from) && time <= BigInt(to));
      for (const time of gone) series.samples.delete(time);
      return integer(gone.length);
    }),
  ],
];
