/** What a flood does to the page that follows it: frames, memory, how soon it answers a key, how late a message is painted, and scrolling. */
import { rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import type { Page } from '@playwright/test';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startServe } from '../support/serve.ts';
import { connected } from './connected.ts';
import { type Measure, percentile } from './measure.ts';
import { chromiumPath } from './page.ts';
import { pressed } from './pressed.ts';
import { openQuiet, type QuietPage } from './quietBrowser.ts';

const flood = 50_000;
const worst = 200_000;
const seconds = 8;
/** The payloads' size. */
const size = 100;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function* feedPage(): AsyncGenerator<Measure> {
  const executablePath = chromiumPath();
  if (executablePath === null) {
    yield { name: 'feed page: frame at 50,000/s', unit: 'ms', value: null, limit: frameMs, note: 'no Chromium here' };
    return;
  }
  const redis = await startRedis();
  // What is measured is the page, not when the server loses patience with a host that shares two cores with it.
  await redis.direct.config('SET', 'client-output-buffer-limit', 'pubsub 0 0 0');
  const host = await startServe();
  const browser = await openQuiet(executablePath, (page) => listening(page, host.url, redis));
  try {
    const { page } = browser;
    yield* late(page, redis);
    yield* flooded(page, redis);
    yield* scrolled(page);
    yield* answered(page, redis);
  } finally {
    await browser.close();
    await host.stop();
    await redis.stop();
    await rm(host.data, { recursive: true, force: true });
  }
}

async function listening(page: Page, url: string, redis: TestRedis): Promise<void> {
  await connected(page, url, redis.port);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Live', exact: true }).click();
  const live = page.getByRole('region', { name: 'Live' });
  await live.getByRole('textbox', { name: 'Channel or pattern' }).fill('flood');
  await live.getByRole('button', { name: 'Subscribe' }).click();
  while ((await redis.direct.pubsub('NUMSUB', 'flood'))[1] !== 1) await pause(20);
}

/** In step with the clock, as far as the server takes it; gives how many a second that were. */
async function publish(redis: TestRedis, perSecond: number, duration: number): Promise<number> {
  const one = Buffer.from(`*3\r\n$7\r\nPUBLISH\r\n$5\r\nflood\r\n$${size}\r\n${'x'.repeat(size)}\r\n`);
  const batch = Buffer.concat(Array.from({ length: perSecond / 100 }, () => one));
  const socket = open(redis);
  const began = performance.now();
  let batches = 0;
  while (performance.now() - began < duration * 1000) {
    // What the server has not taken yet is not added to: then it is the server that sets the pace.
    for (; batches < (performance.now() - began) / 10 && socket.writableLength < 1024 * 1024; batches++) socket.write(batch);
    await pause(5);
  }
  const took = (performance.now() - began) / 1000;
  socket.destroy();
  return (batches * perSecond) / 100 / took;
}

function open(redis: TestRedis): Socket {
  const socket = connect(redis.port, '127.0.0.1');
  // Answers are not looked at.
  socket.resume();
  return socket;
}

/** 55 frames a second. */
const frameMs = 1000 / 55;

async function* flooded(page: QuietPage, redis: TestRedis): AsyncGenerator<Measure> {
  const going = publish(redis, flood, seconds + 3);
  await pause(1500);
  const before = await heap(page);
  const frames = await framesFor(page, seconds * 1000);
  const after = await heap(page);
  const rate = `${Math.round((await going) / 1000)}k/s published in ${seconds} s`;
  const mean = frames.reduce((sum, one) => sum + one, 0) / frames.length;
  yield { name: 'feed page: a frame at 50,000/s', unit: 'ms', value: mean, limit: frameMs, note: `${(1000 / mean).toFixed(1)} a second; ${rate}` };
  yield {
    name: 'feed page: a frame at 50,000/s, p95',
    unit: 'ms',
    value: percentile(frames, 0.95),
    limit: 25,
    note: `worst ${Math.max(...frames).toFixed(0)} ms`,
  };
  yield {
    name: 'feed page: heap grown meanwhile',
    unit: 'MB',
    value: Math.max(0, after - before),
    limit: 10,
    note: `${before.toFixed(1)} MB, then ${after.toFixed(1)} MB`,
  };
}

/** What is reachable, in megabytes. */
async function heap(page: QuietPage): Promise<number> {
  await page.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await page.send('Runtime.getHeapUsage')) as { readonly usedSize: number };
  return usedSize / 1024 / 1024;
}

/** Times between animation frames. */
function framesFor(page: QuietPage, ms: number): Promise<number[]> {
  return page.run(
    (until) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = [];
        let last = performance.now();
        const end = last + until;
        const frame = (): void => {
          const now = performance.now();
          gaps.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(frame);
          else resolve(gaps.slice(1));
        };
        requestAnimationFrame(frame);
      }),
    ms,
  );
}

async function* answered(page: QuietPage, redis: TestRedis): AsyncGenerator<Measure> {
  const keys = 40;
  await page.run(() => document.querySelector<HTMLElement>('[aria-label="Filter messages"]')?.focus(), null);
  const going = publish(redis, worst, 6);
  await pause(1000);
  const times = await pressed(page, keys);
  const rate = await going;
  yield {
    name: 'feed page: a key answered at 200,000/s, p95',
    unit: 'ms',
    value: percentile(times, 0.95),
    limit: 100,
    note: `worst ${Math.max(...times)} ms of ${keys} keys in the query; ${Math.round(rate / 1000)}k/s published`,
  };
}

/** Each message carries the moment it was written to the socket; it counts as painted in the frame after its row is there. */
async function* late(page: QuietPage, redis: TestRedis): AsyncGenerator<Measure> {
  // What the page still loads and compiles for its first messages is no part of it.
  await publish(redis, 1000, 3);
  await page.run(() => {
    const times: number[] = [];
    const seen = new Set<string>();
    Object.assign(globalThis, { paintTimes: times });
    const frame = (): void => {
      const fresh: number[] = [];
      for (const cell of document.querySelectorAll('[role="grid"][aria-label="Messages"] .list-row [role="gridcell"]:last-child')) {
        const told = /^at (\d+)\.(\d+) /.exec(cell.textContent ?? '');
        if (told === null || seen.has(told[2] ?? '')) continue;
        seen.add(told[2] ?? '');
        fresh.push(Number(told[1]));
      }
      // A task of its own comes after the frame is painted.
      const after = new MessageChannel();
      after.port1.onmessage = () => {
        for (const at of fresh) times.push(Date.now() - at);
      };
      after.port2.postMessage(null);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }, null);
  const socket = open(redis);
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < 5000) {
    for (; sent < performance.now() - began; sent++) {
      const payload = `at ${Date.now()}.${sent} `.padEnd(size, 'x');
      socket.write(`*3\r\n$7\r\nPUBLISH\r\n$5\r\nflood\r\n$${size}\r\n${payload}\r\n`);
    }
    await pause(1);
  }
  await pause(500);
  socket.destroy();
  const times = await page.run(() => (globalThis as unknown as { paintTimes: number[] }).paintTimes, null);
  const note = `p50 ${percentile(times, 0.5)} ms; ${times.length} of ${sent} messages were on screen`;
  yield { name: 'feed page: published to painted, p95', unit: 'ms', value: percentile(times, 0.95), limit: 50, note };
}

/**
 * From when the page is told of a jump, and asks, to the picture with the rows that are there. A script's jump is told with the next picture
 * only, a user's with the one that shows it: what is between is told beside it.
 */
async function* scrolled(page: QuietPage): AsyncGenerator<Measure> {
  await page.click('Pause');
  const jumps = await page.run(async () => {
    const grid = document.querySelector('[role="grid"][aria-label="Messages"]') as HTMLElement;
    const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
    const took: { asked: number; set: number }[] = [];
    let told = Number.NaN;
    grid.addEventListener('scroll', () => (told = Number.isNaN(told) ? performance.now() : told), { capture: true });
    for (let jump = 0; jump < 100; jump++) {
      await frame();
      told = Number.NaN;
      const began = performance.now();
      grid.scrollTop = Math.random() * (grid.scrollHeight - grid.clientHeight);
      const box = grid.getBoundingClientRect();
      let there = false;
      while (!there && performance.now() - began < 2000) {
        await frame();
        const row = document.elementFromPoint(box.left + 40, box.top + box.height / 2)?.closest('.list-row');
        there = row !== null && row !== undefined && row.querySelector('.live-coming') === null && row.textContent !== '';
      }
      const now = performance.now();
      took.push({ asked: now - told, set: now - began });
    }
    return took;
  }, null);
  const asked = jumps.map((one) => one.asked);
  const set = percentile(
    jumps.map((one) => one.set),
    0.95,
  );
  yield {
    name: 'feed page: rows after a jump, p95',
    unit: 'ms',
    value: percentile(asked, 0.95),
    limit: 33,
    note: `p50 ${percentile(asked, 0.5).toFixed(0)} ms, worst ${Math.max(...asked).toFixed(0)} ms of ${jumps.length}; from the script's jump on p95 ${set.toFixed(0)} ms`,
  };
  await page.click('Resume');
}
