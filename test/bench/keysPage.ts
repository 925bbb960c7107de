/** The key list in a real browser: how it scrolls while a million keys are scanned, and what they cost the page. */
import { rm } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { keytide, type Serving, startServe } from '../support/serve.ts';
import { connected } from './connected.ts';
import { type Measure, percentile } from './measure.ts';
import { chromiumPath } from './page.ts';
import { openQuiet, type QuietBrowser, type QuietPage } from './quietBrowser.ts';
import { seedKeys } from './seedKeys.ts';

/** Frames at 50 a second. */
const maxFrameMs = 20;
/** Rows that are not there yet, of all that were drawn. */
const maxComing = 1;
const maxHeapMegabytes = 40;
/** Of the page's memory with a million keys to that with ten thousand. */
const maxGrowth = 1.2;
/** A hand that is in a hurry: a hundred and fifty rows a second. */
const pixelsPerSecond = 4000;

/** A scan that takes longer is scrolled through for so long. */
const longestMs = 15_000;

/** What one scrolling showed. */
interface Scrolled {
  readonly frames: readonly number[];
  readonly drawn: number;
  readonly coming: number;
  /** Of the page's thread, for each frame: what does not depend on what else the machine does. */
  readonly busyMs: number;
}

export async function* keysPage(): AsyncGenerator<Measure> {
  const redis = await startRedis();
  try {
    await seedKeys(redis, 0, 1_000_000);
    yield* keysInPage(redis);
  } finally {
    await redis.stop();
  }
}

async function* keysInPage(million: TestRedis): AsyncGenerator<Measure> {
  const chromium = chromiumPath();
  if (chromium === null) {
    yield { name: 'keys: in the page', unit: 'ms', value: null, limit: maxFrameMs, note: 'no Chromium here' };
    return;
  }
  const small = await startRedis();
  const host = await startServe();
  try {
    const empty = await heapOf(chromium, host, small);
    await small.direct.eval("for i = 1, 10000 do redis.call('SET', 't' .. i % 10 .. ':session:' .. string.format('%022d', i), i) end", 0);
    const few = (await heapOf(chromium, host, small)) - empty;

    const browser = await listOf(chromium, host, million);
    const { page } = browser;
    const during = await scroll(page, 'scan');
    await complete(page);
    const after = await scroll(page, 3000);
    const bare = await openQuiet(chromium, bareRows);
    const still = await scroll(bare.page, 3000);
    // The same machine with the same work on it: server, host and page list the keys once more, and the bare page is scrolled.
    await page.click('Rescan');
    const beside = await scroll(bare.page, 2000);
    await complete(page);
    const many = (await heap(page)) - empty;
    await bare.close();
    await browser.close();

    for (const [when, { frames, drawn, coming, busyMs }, floor] of [
      ['during the scan of 1M', during, beside],
      ['through 1M', after, still],
    ] as const) {
      yield {
        name: `keys: scrolling ${when}, frame p95`,
        unit: 'ms',
        value: percentile(frames, 0.95),
        limit: maxFrameMs,
        note: `${((1000 * frames.length) / frames.reduce((sum, one) => sum + one, 0)).toFixed(1)} a second, median ${percentile(frames, 0.5).toFixed(1)} ms, worst ${Math.max(...frames).toFixed(0)} ms; ${pixelsPerSecond} pixels a second, as a list, the page's thread busy for ${busyMs.toFixed(1)} ms of each; bare rows beside the same work: p95 ${percentile(floor.frames, 0.95).toFixed(1)} ms, worst ${Math.max(...floor.frames).toFixed(0)} ms, busy ${floor.busyMs.toFixed(1)} ms`,
      };
      yield {
        name: `keys: scrolling ${when}, blank rows`,
        unit: '%',
        value: (coming / drawn) * 100,
        limit: maxComing,
        note: `${coming} of ${drawn} that were drawn, those beyond the edges with them`,
      };
    }
    yield {
      name: 'keys: page memory for 1M',
      unit: 'MB',
      value: many,
      limit: maxHeapMegabytes,
      note: `above a list of nothing (${empty.toFixed(1)} MB), heap and buffers`,
    };
    yield {
      name: 'keys: page memory, 1M beside 10,000',
      unit: 'x',
      value: (empty + many) / (empty + few),
      limit: maxGrowth,
      note: `${(empty + many).toFixed(1)} MB against ${(empty + few).toFixed(1)} MB`,
    };
  } finally {
    await host.stop();
    await small.stop();
    await rm(host.data, { recursive: true, force: true });
  }
}

/** As many rows at the same pace, each a line of text, nothing behind them: what this browser can do here with everything else that runs. */
async function bareRows(page: Page): Promise<void> {
  await page.setContent(`<style>
    [role=tree] { position: relative; width: 340px; height: 700px; overflow: auto; contain: strict; font: 12px monospace }
    [role=treeitem] { position: absolute; top: 0; left: 0; right: 0; height: 24px; contain: layout style; white-space: nowrap }
    </style><div role="tree"><div style="height: 10000000px"></div></div>`);
  await page.evaluate(() => {
    const list = document.querySelector('[role="tree"]') as HTMLElement;
    const drawn = Array.from({ length: 46 }, () => {
      const row = list.appendChild(document.createElement('div'));
      row.role = 'treeitem';
      return { row, at: -1 };
    });
    const draw = (): void => {
      const from = Math.floor(list.scrollTop / 24);
      for (let at = from; at < from + drawn.length; at++) {
        const one = drawn[at % drawn.length];
        if (one === undefined || one.at === at) continue;
        one.at = at;
        one.row.style.transform = `translateY(${at * 24}px)`;
        one.row.textContent = `t0:session:${String(at).padStart(22, '0')}`;
      }
    };
    list.addEventListener('scroll', draw, { passive: true });
    draw();
  });
}

async function heapOf(chromium: string, host: Serving, redis: TestRedis): Promise<number> {
  const browser = await listOf(chromium, host, redis);
  await scroll(browser.page, 1000);
  const used = await heap(browser.page);
  await browser.close();
  return used;
}

/** A new page on that server, its keys shown as one list; the scan has only begun. */
function listOf(chromium: string, host: Serving, redis: TestRedis): Promise<QuietBrowser> {
  return openQuiet(chromium, async (page) => {
    await connected(page, (await keytide(['serve', '--print-url', '--data', host.data])).stdout.trim(), redis.port);
    await page.getByRole('button', { name: 'Show as list' }).click();
    if ((await redis.direct.dbsize()) > 0) await page.getByRole('tree', { name: 'Keys' }).getByRole('treeitem').first().waitFor();
  });
}

function complete(page: QuietPage): Promise<void> {
  return page.run(async (longestMs) => {
    const told = (): string => document.querySelector('[role="status"][aria-label="Scan"]')?.textContent ?? '';
    for (const began = performance.now(); !told().includes('complete'); ) {
      if (performance.now() - began > longestMs) throw new Error(`the scan is not complete: ${told()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, 120_000);
}

/** Down the list, frame by frame, for so many milliseconds or as long as the scan runs. */
async function scroll(page: QuietPage, until: number | 'scan'): Promise<Scrolled> {
  await page.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async (): Promise<number> => {
    const { metrics } = (await page.send('Performance.getMetrics')) as { metrics: readonly { name: string; value: number }[] };
    return metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0;
  };
  const before = await busy();
  const seen = await page.run(
    async ({ until, longestMs, pixelsPerSecond }) => {
      const frames: number[] = [];
      let [drawn, coming] = [0, 0];
      const began = performance.now();
      let last = began;
      for (;;) {
        const now = await new Promise<number>(requestAnimationFrame);
        if (now - began > (until === 'scan' ? longestMs : until)) break;
        if (until === 'scan' && document.querySelector('[role="status"][aria-label="Scan"]')?.textContent.includes('complete')) break;
        const list = document.querySelector('[role="tree"]');
        if (list !== null) list.scrollTop += (pixelsPerSecond * Math.max(0, now - last)) / 1000;
        drawn += document.querySelectorAll('[role="treeitem"]').length;
        coming += document.querySelectorAll('.key-line.coming').length;
        if (now > last) frames.push(now - last);
        last = now;
      }
      return { frames, drawn, coming };
    },
    { until, longestMs, pixelsPerSecond },
  );
  const busyMs = (((await busy()) - before) * 1000) / Math.max(1, seen.frames.length);
  return { ...seen, busyMs };
}

/** In megabytes, after a collection. */
async function heap(page: QuietPage): Promise<number> {
  for (let round = 0; round < 3; round++) await page.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = (await page.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize: number };
  return (usedSize + backingStorageSize) / 1024 / 1024;
}
