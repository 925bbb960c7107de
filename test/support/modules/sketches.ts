/** RedisBloom's commands as documented; behind each sketch is an exact count, which is one of the answers it may give. */
import { bulk } from '../../electron/core/connections/fakes.ts';
import { type Command, double, integer, list, map, type Protocol, type Sketch, type SketchHeld, truth, word } from './replies.ts';

export function sketch(type: string, counts: Iterable<readonly [string, number]> = []): SketchHeld {
  return { type, sketch: { counts: new Map(counts) } };
}

function on(reply: (sketch: Sketch, args: readonly string[], protocol: Protocol) => string): Command {
  return (held, [, ...args], _, protocol) => (held === undefined || !('sketch' in held) ? '-ERR not found\r\n' : reply(held.sketch, args, protocol));
}

const info = (facts: readonly (readonly [string, (sketch: Sketch) => number | string])[]): Command =>
  on((one, _, protocol) =>
    map(
      protocol,
      facts.map(([name, value]) => {
        const told = value(one);
        return [word(name), typeof told === 'number' ? integer(told) : double(protocol, told)];
      }),
    ),
  );

const total = ({ counts }: Sketch): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
const add = (one: Sketch, item: string, by = 1): number => {
  const count = (one.counts.get(item) ?? 0) + by;
  one.counts.set(item, count);
  return count;
};
const numbers = ({ counts }: Sketch): readonly number[] =>
  [...counts].flatMap(([item, count]) => Array<number>(count).fill(Number(item))).toSorted((a, b) => a - b);

export const sketchCommands: readonly (readonly [string, Command])[] = [
  [
    'BF.INFO',
    info([
      ['Capacity', () => 100],
      ['Size', () => 240],
      ['Number of filters', () => 1],
      ['Number of items inserted', ({ counts }) => counts.size],
      ['Expansion rate', () => 2],
    ]),
  ],
  ['BF.MEXISTS', on(({ counts }, items, protocol) => list(items.map((item) => truth(protocol, counts.has(item)))))],
  ['BF.ADD', on((one, [item = ''], protocol) => truth(protocol, add(one, item) === 1))],
  [
    'CF.INFO',
    info([
      ['Size', () => 1080],
      ['Number of buckets', () => 512],
      ['Number of filter', () => 1],
      ['Number of items inserted', total],
      ['Number of items deleted', () => 0],
      ['Bucket size', () => 2],
      ['Expansion rate', () => 1],
      ['Max iteration', () => 20],
    ]),
  ],
  ['CF.COUNT', on(({ counts }, [item = '']) => integer(counts.get(item) ?? 0))],
  ['CF.ADD', on((one, [item = ''], protocol) => truth(protocol, add(one, item) > 0))],
  [
    'CMS.INFO',
    info([
      ['width', () => 2000],
      ['depth', () => 7],
      ['count', total],
    ]),
  ],
  ['CMS.QUERY', on(({ counts }, items) => list(items.map((item) => integer(counts.get(item) ?? 0))))],
  ['CMS.INCRBY', on((one, [item = '', by = '1']) => list([integer(add(one, item, Number(by)))]))],
  [
    'TOPK.INFO',
    info([
      ['k', () => 50],
      ['width', () => 2000],
      ['depth', () => 7],
      ['decay', () => '0.925'],
    ]),
  ],
  ['TOPK.LIST', on(({ counts }) => list([...counts].toSorted(([, a], [, b]) => b - a).flatMap(([item, count]) => [bulk(item), integer(count)])))],
  ['TOPK.QUERY', on(({ counts }, items, protocol) => list(items.map((item) => truth(protocol, counts.has(item)))))],
  ['TOPK.INCRBY', on((one, [item = '', by = '1'], { version }) => (add(one, item, Number(by)), list([version === 3 ? '_\r\n' : '$-1\r\n'])))],
  [
    'TDIGEST.INFO',
    info([
      ['Compression', () => 100],
      ['Capacity', () => 610],
      ['Merged nodes', () => 0],
      ['Unmerged nodes', total],
      ['Merged weight', () => 0],
      ['Unmerged weight', total],
      ['Observations', total],
      ['Total compressions', () => 0],
      ['Memory usage', () => 9768],
    ]),
  ],
  [
    'TDIGEST.QUANTILE',
    on((one, quantiles, protocol) => {
      const all = numbers(one);
      return list(
        quantiles.map((part) => double(protocol, all.length === 0 ? 'nan' : String(all[Math.min(all.length - 1, Math.floor(Number(part) * all.length))]))),
      );
    }),
  ],
  [
    'TDIGEST.CDF',
    on((one, values, protocol) => {
      const all = numbers(one);
      return list(
        values.map((value) => double(protocol, all.length === 0 ? 'nan' : String(all.filter((number) => number <= Number(value)).length / all.length))),
      );
    }),
  ],
  ['TDIGEST.ADD', on((one, items) => (items.forEach((item) => void add(one, item)), word('OK')))],
];
