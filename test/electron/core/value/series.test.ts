/** Time series: what they say of themselves, windows of them in buckets, samples added and removed, over both protocols. */
import { describe, expect, test } from 'vitest';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import { bucketOf, isSample } from '../../../../shared/value/types/series.ts';
import { faultOf } from '../../../support/fault.ts';
import type { Held } from '../../../support/modules/replies.ts';
import { timeSeries } from '../../../support/modules/series.ts';
import { answeredOrFault, openModule, protocols, wrongShapes } from './moduleSetting.ts';

const whole = { of: 'series', from: '', to: '', count: 100, by: null, newest: false } as const;
const day = (): Held =>
  timeSeries(
    Array.from({ length: 1440 }, (_, minute) => [1_700_000_000_000 + minute * 60_000, String(minute / 8)] as const),
    { labels: [['room', 'study'] as const, ['sensor', 'ü=1'] as const], rules: [['k:hourly', 3_600_000, 'AVG'] as const], source: 'k:raw' },
  );
const timesOf = (held: Held | undefined): readonly string[] => (held !== undefined && 'series' in held ? [...held.series.samples.keys()].map(String) : []);

describe.each(protocols)('RESP%i', (version) => {
  test('says what it is', async () => {
    const opened = await openModule(day(), version);
    expect(await opened.read()).toMatchObject({ kind: 'module', type: 'TSDB-TYPE' });
    expect(await opened.facts()).toEqual({
      of: 'series',
      samples: 1440,
      memory: 4246,
      first: '1700000000000',
      last: '1700086340000',
      retention: 86_400_000,
      chunks: 1,
      chunkSize: 4096,
      duplicates: null,
      labels: [
        [utf8('room'), utf8('study')],
        [utf8('sensor'), utf8('ü=1')],
      ],
      source: utf8('k:raw'),
      rules: [{ to: utf8('k:hourly'), bucket: 3_600_000, with: 'AVG' }],
    });
    expect(opened.server.heard.some((line) => /^TS\.(RANGE|REVRANGE)/.test(line))).toBe(false);
  });

  test('an empty one has no times', async () => {
    const opened = await openModule(timeSeries([]), version);
    expect(await opened.facts()).toMatchObject({ samples: 0, first: '', last: '', labels: [], rules: [], source: null });
    expect(await opened.ask(whole)).toEqual({ of: 'series', samples: [], more: false });
  });

  test('windows, from either end, and whether there is more', async () => {
    const opened = await openModule(day(), version);
    const first = await opened.ask({ ...whole, count: 2 });
    expect(first).toEqual({
      of: 'series',
      samples: [
        { time: '1700000000000', value: '0' },
        { time: '1700000060000', value: '0.125' },
      ],
      more: true,
    });
    expect((await opened.ask({ ...whole, count: 1, newest: true })).samples).toEqual([{ time: '1700086340000', value: '179.875' }]);
    expect(await opened.ask({ ...whole, from: '1700086340000' })).toMatchObject({ samples: [{ value: '179.875' }], more: false });
  });

  test('buckets are made by the server', async () => {
    const opened = await openModule(day(), version);
    const ms = bucketOf('1700000000000', '1700086340000', 24);
    const { samples, more } = await opened.ask({ ...whole, by: { with: 'max', ms } });
    expect(samples.length).toBeLessThanOrEqual(25);
    expect(more).toBe(false);
    expect(samples.at(-1)?.value).toBe('179.875');
    expect(opened.server.heard.at(-1)).toBe(`TS.RANGE k - + COUNT 101 AGGREGATION max ${ms}`);
  });

  test('a sample is added where there is none, and can be taken back', async () => {
    const opened = await openModule(timeSeries([[5, '1']]), version);
    const undo = await opened.act({ of: 'series', what: 'add', time: '7', value: '-1.5e3' });
    expect(timesOf(opened.now())).toEqual(['5', '7']);
    await opened.undo(undo ?? '');
    expect(timesOf(opened.now())).toEqual(['5']);
    expect(await faultOf(opened.act({ of: 'series', what: 'add', time: '5', value: '2' }))).toEqual({ code: 'conflict', found: 'exists' });
    expect(await opened.act({ of: 'series', what: 'add', time: '', value: '2' })).toBeNull();
    expect(timesOf(opened.now())).toEqual(['5', '1800000000000']);
  });

  test('a range is removed with its ends, and put back', async () => {
    const opened = await openModule(day(), version);
    const begin = timesOf(opened.now());
    const undo = await opened.act({ of: 'series', what: 'remove', from: '1700000000000', to: '1700080000000' });
    expect(timesOf(opened.now()).length).toBe(106);
    await opened.undo(undo ?? '');
    expect(timesOf(opened.now()).toSorted()).toEqual(begin);
    expect(await faultOf(opened.act({ of: 'series', what: 'remove', from: '1', to: '2' }))).toEqual({ code: 'conflict', found: 'gone' });
  });
});

test('what is too much to keep goes for good', async () => {
  const opened = await openModule(timeSeries(Array.from({ length: 10_001 }, (_, at) => [at, '1'] as const)));
  expect(await opened.act({ of: 'series', what: 'remove', from: '0', to: '10000' })).toBeNull();
  expect(timesOf(opened.now())).toEqual([]);
});

test('what is no number is refused before anything is sent', async () => {
  const opened = await openModule(timeSeries([]));
  for (const value of ['', 'nan', 'inf', '1,5', '0x10', '1e999']) {
    expect(isSample(value)).toBe(false);
    expect(await faultOf(opened.act({ of: 'series', what: 'add', time: '1', value }))).toMatchObject({ code: 'input', path: 'value' });
  }
  expect(opened.server.heard.some((line) => line.startsWith('TS.ADD'))).toBe(false);
});

test('a window of any width is at most so many buckets', () => {
  expect(bucketOf('5', '5', 300)).toBe(1);
  expect(bucketOf('0', '299', 300)).toBe(1);
  expect(bucketOf('0', '300', 300)).toBe(2);
  expect(displayText(utf8(String(bucketOf('0', '1700086340000', 400))))).toBe('4250215851');
});

test.each(['TS.INFO', 'TS.RANGE', 'TS.DEL'])('any answer to %s is a fault or is read, never a bug', async (command) => {
  let shape = '';
  const opened = await openModule(day(), 3, ([name = '']) => (name.toUpperCase() === command && shape !== '' ? shape : undefined));
  for (shape of wrongShapes) {
    expect(await answeredOrFault(() => opened.read())).toBe(true);
    expect(await answeredOrFault(() => opened.ask(whole))).toBe(true);
    expect(await answeredOrFault(() => opened.act({ of: 'series', what: 'remove', from: '0', to: '1700000000000' }))).toBe(true);
  }
});
