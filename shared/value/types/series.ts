/** Time series (RedisTimeSeries, Redis 8): windows of time, brought down to buckets by the server, so that a million samples cost what is drawn. */
import * as v from 'valibot';
import { type Bytes, utf8 } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { atMost, text } from '../../inputs.ts';
import { asBytes, asCount, asList, asText, type Reply, type Send } from '../../reply.ts';
import type { Deed, ModuleType } from '../module.ts';
import { inNames } from '../pairs.ts';
import type { Plan, Words } from '../plan.ts';

const name = 'TSDB-TYPE';
/** Without TWA, which servers before 1.8 do not know. */
export const aggregators = ['avg', 'min', 'max', 'sum', 'count', 'first', 'last', 'range', 'std.p', 'std.s', 'var.p', 'var.s'] as const;
/** Samples that a deletion may take to be taken back: what is more goes for good. */
const maxKept = 10_000;
/** Samples of one TS.MADD: a script can hand over some thousands of words. */
const perCommand = 1000;

/** Milliseconds of a 64-bit number, as text; '' is the end of the series. */
const time = v.pipe(v.string(), v.regex(/^\d{0,19}$/));
const digits = v.pipe(v.string(), v.regex(/^\d{1,19}$/));

export const seriesAsk = v.object({
  of: v.literal('series'),
  from: time,
  to: time,
  count: atMost(5000),
  /** Null: samples as they are. */
  by: v.nullable(v.object({ with: v.picklist(aggregators), ms: atMost(Number.MAX_SAFE_INTEGER) })),
  /** From the newest back. */
  newest: v.boolean(),
});
export const seriesAct = v.variant('what', [
  /** '' is the server's own time. */
  v.object({ of: v.literal('series'), what: v.literal('add'), time, value: text(60) }),
  v.object({ of: v.literal('series'), what: v.literal('remove'), from: digits, to: digits }),
]);
export type SeriesAsk = v.InferOutput<typeof seriesAsk>;
export type SeriesAct = v.InferOutput<typeof seriesAct>;

export interface SeriesFacts {
  readonly of: 'series';
  readonly samples: number;
  readonly memory: number;
  /** Milliseconds; empty where there is no sample. */
  readonly first: string;
  readonly last: string;
  /** Milliseconds, 0 for ever. */
  readonly retention: number;
  readonly chunks: number;
  readonly chunkSize: number;
  /** Null: as the server is configured. */
  readonly duplicates: string | null;
  readonly labels: readonly (readonly [label: Bytes, value: Bytes])[];
  /** The series this one is made of. */
  readonly source: Bytes | null;
  readonly rules: readonly { readonly to: Bytes; readonly bucket: number; readonly with: string }[];
}

export interface Sample {
  /** Milliseconds, and the number as the server writes it. */
  readonly time: string;
  readonly value: string;
}

export interface SeriesAnswer {
  readonly of: 'series';
  readonly samples: readonly Sample[];
  /** There are more in the window than were asked for. */
  readonly more: boolean;
}

export const series: ModuleType<SeriesFacts, SeriesAsk, SeriesAnswer, SeriesAct> = {
  name,
  needs: 'TS.RANGE',
  async open({ send }, key) {
    const facts = inNames(await send('TS.INFO', key));
    const samples = asCount(facts.get('totalSamples'));
    const policy = facts.get('duplicatePolicy') ?? null;
    const source = facts.get('sourceKey') ?? null;
    return {
      of: 'series',
      samples,
      memory: asCount(facts.get('memoryUsage')),
      first: samples === 0 ? '' : asText(facts.get('firstTimestamp')),
      last: samples === 0 ? '' : asText(facts.get('lastTimestamp')),
      retention: asCount(facts.get('retentionTime')),
      chunks: asCount(facts.get('chunkCount')),
      // Before 1.4 it was told in samples.
      chunkSize: asCount(facts.get('chunkSize') ?? facts.get('maxSamplesPerChunk')),
      duplicates: policy === null ? null : asText(policy),
      labels: pairsIn(facts.get('labels') ?? []).map(([label, value]) => [asBytes(label), value === null ? utf8('') : asBytes(value)]),
      source: source === null || (source instanceof Uint8Array && source.length === 0) ? null : asBytes(source),
      rules: rulesIn(facts.get('rules') ?? []),
    };
  },
  async ask({ send }, key, ask) {
    // One more than shown says that there is more.
    const samples = await range(send, key, { ...ask, count: ask.count + 1 });
    return { of: 'series', samples: samples.slice(0, ask.count), more: samples.length > ask.count };
  },
  act: async ({ send }, key, act) => (act.what === 'add' ? adding(key, act.time, act.value) : removing(send, key, act.from, act.to)),
};

async function range(send: Send, key: Bytes, { from, to, count, by, newest }: Omit<SeriesAsk, 'of'>): Promise<readonly Sample[]> {
  const aggregation = by === null ? [] : ['AGGREGATION', by.with, by.ms];
  const reply = await send(newest ? 'TS.REVRANGE' : 'TS.RANGE', key, from === '' ? '-' : from, to === '' ? '+' : to, 'COUNT', count, ...aggregation);
  return asList(reply).map((sample) => {
    const [at, value] = asList(sample);
    // RESP3 gives the value as a double, some versions in a list of its own.
    return { time: asText(at), value: asText(Array.isArray(value) ? (value as readonly Reply[])[0] : value) };
  });
}

/** RESP2: a list of pairs. RESP3: a map, which comes flat. */
function pairsIn(reply: Reply): readonly (readonly [Reply, Reply])[] {
  const items = asList(reply);
  if (items.every((item) => Array.isArray(item))) return items.map((item) => [asList(item)[0] ?? null, asList(item)[1] ?? null]);
  return Array.from({ length: Math.floor(items.length / 2) }, (_, at) => [items[2 * at] ?? null, items[2 * at + 1] ?? null]);
}

/** RESP2: [key, bucket, aggregator, alignment] each. RESP3: a map of key to [bucket, aggregator, alignment]. */
function rulesIn(reply: Reply): SeriesFacts['rules'] {
  const items = asList(reply);
  const rules = items.every((item) => Array.isArray(item)) ? items.map(asList) : pairsIn(items).map(([to, rest]) => [to, ...asList(rest)]);
  return rules.map(([to, bucket, aggregator]) => ({ to: asBytes(to), bucket: asCount(bucket), with: asText(aggregator) }));
}

const isAbsent = (key: Bytes, from: string, to: string): Plan['checks'][number] => ({
  ask: ['TS.RANGE', key, from, to, 'COUNT', 1],
  is: 'none',
  else: 'exists',
});

function adding(key: Bytes, at: string, value: string): Deed {
  if (!isSample(value)) fail({ code: 'input', path: 'value', message: 'a value is a number' });
  const write: Words = ['TS.ADD', key, at === '' ? '*' : at, value];
  return {
    plan: { type: name, checks: at === '' ? [] : [isAbsent(key, at, at)], writes: [write] },
    // At the server's own time: its answer tells which, and nobody asks for it again.
    undo:
      at === ''
        ? null
        : () => Promise.resolve({ type: name, checks: [{ ask: ['TS.RANGE', key, at, at], is: 'some', else: 'gone' }], writes: [['TS.DEL', key, at, at]] }),
  };
}

async function removing(send: Send, key: Bytes, from: string, to: string): Promise<Deed> {
  const kept = await range(send, key, { from, to, count: maxKept + 1, by: null, newest: false });
  if (kept.length === 0) fail({ code: 'conflict', found: 'gone' });
  const writes: Words[] = [];
  for (let at = 0; at < kept.length; at += perCommand)
    writes.push(['TS.MADD', ...kept.slice(at, at + perCommand).flatMap(({ time: when, value }) => [key, when, value])]);
  return {
    plan: { type: name, checks: [], writes: [['TS.DEL', key, from, to]] },
    undo: kept.length > maxKept ? null : () => Promise.resolve({ type: name, checks: [isAbsent(key, from, to)], writes }),
  };
}

/** What TS.ADD takes as a value. */
export function isSample(value: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(value) && Number.isFinite(Number(value));
}

/** So many milliseconds to a bucket that the window is so many buckets. */
export function bucketOf(from: string, to: string, buckets: number): number {
  const span = BigInt(to) - BigInt(from) + 1n;
  const ms = (span + BigInt(buckets) - 1n) / BigInt(buckets);
  return ms < 1n ? 1 : Number(ms);
}
