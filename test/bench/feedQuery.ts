/** How much a million kept messages cost, and how long a query over them takes. */
import { gzipSync } from 'node:zlib';
import { openCapture } from '../../electron/core/feed/capture.ts';
import { openSearch } from '../../electron/core/feed/search.ts';
import { utf8 } from '../../shared/bytes.ts';
import { compileQuery, type Query } from '../../shared/feed/query/compile.ts';
import { createOpener } from '../../shared/feed/query/opener.ts';
import { parseQuery } from '../../shared/feed/query/parse.ts';
import { type Measure, median } from './measure.ts';

const rows = 1_000_000;
const decoding = createOpener([], [], () => performance.now());
const opener = (): typeof decoding => decoding;
const clock = { wall: () => Date.now(), steady: () => performance.now() };

export async function* feedQuery(): AsyncGenerator<Measure> {
  const before = memory();
  const capture = openCapture(clock, { budget: 512 * 1024 * 1024, segmentBytes: 1024 * 1024, segmentRows: 65_536 });
  const channels = Array.from({ length: 50 }, (_, at) => utf8(`orders.${at}`));
  for (let n = 0; n < rows; n++) {
    const start = `{"id":${n},"status":"${n % 1000 === 0 ? 'failed' : 'done'}","amount":${n % 500},"pad":"`;
    capture.append(1, channels[n % channels.length] ?? utf8(''), utf8(`${start}${'x'.repeat(Math.max(0, 98 - start.length))}"}`), n);
  }
  yield { name: 'feed: memory of 1M messages of 100 bytes', unit: 'MB', value: (memory() - before) / 1024 / 1024, limit: 160, note: 'rss of the host' };
  for (const [name, text, limit] of [
    ['substring', 'failed', 250],
    ['two texts and a channel', 'failed amount channel:orders.*', 250],
    ['JSON field', 'status=failed amount<100', 2000],
    ['regular expression', '/"status":"f[a-z]+d"/', 2000],
  ] as const) {
    const took: number[] = [];
    const first: number[] = [];
    let hits = 0;
    for (let run = 0; run < 5; run++) {
      const began = performance.now();
      const search = openSearch(capture, queryOf(text), clock);
      let firstAt: number | null = null;
      while (search.pending() > 0) {
        search.run(8);
        if (search.found.count > 0) firstAt ??= performance.now() - began;
        await new Promise(setImmediate);
      }
      took.push(performance.now() - began);
      first.push(firstAt ?? Number.NaN);
      hits = search.found.count;
    }
    yield { name: `feed: ${name} over 1M messages`, unit: 'ms', value: median(took), limit, note: `${text}: ${hits} found` };
    yield { name: `feed: ${name}, first matches`, unit: 'ms', value: median(first), limit: 30, note: 'newest first' };
  }
  yield packed();
}

function queryOf(text: string): Query {
  const parsed = parseQuery(text, Date.now());
  if (!parsed.ok || parsed.term === null) throw new Error('not a query');
  return compileQuery(parsed.term, () => null, opener);
}

/** Each is unpacked and read; the others are not made to wait for it. */
function packed(): Measure {
  const count = 50_000;
  const capture = openCapture(clock, { budget: 64 * 1024 * 1024, segmentBytes: 1024 * 1024, segmentRows: 65_536 });
  for (let n = 0; n < count; n++) {
    const json = `{"id":${n},"status":"${n % 1000 === 0 ? 'failed' : 'done'}","amount":${n % 500},"user":{"name":"Ann"}}`;
    capture.append(1, utf8('orders'), new Uint8Array(gzipSync(json)), n);
  }
  const began = performance.now();
  const search = openSearch(capture, queryOf('status=failed amount<100'), clock);
  while (search.pending() > 0) search.run(8);
  const took = performance.now() - began;
  return {
    name: 'feed: field inside of 50,000 gzip messages',
    unit: 'ms',
    value: took,
    limit: 3000,
    note: `${search.found.count} found, ${search.unread()} not decoded`,
  };
}

function memory(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().rss;
}
