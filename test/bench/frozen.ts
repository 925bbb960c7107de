/** A server that stands still while somebody types: what the page makes of it (row 4 of the fault matrix). */
import { rm } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { startRedis } from '../support/redis.ts';
import { startServe } from '../support/serve.ts';
import { connected } from './connected.ts';
import { type Measure, percentile } from './measure.ts';
import { chromiumPath } from './page.ts';
import { pressed } from './pressed.ts';
import { openQuiet } from './quietBrowser.ts';

const keyCount = 10_000;
const presses = 60;
const maxMs = 100;

export async function* frozen(): AsyncGenerator<Measure> {
  const name = 'frozen: a key answered while the server stands still, p95';
  const chromium = chromiumPath();
  if (chromium === null) {
    yield { name, unit: 'ms', value: null, limit: maxMs, note: 'no Chromium here' };
    return;
  }
  const redis = await startRedis();
  const host = await startServe();
  try {
    await redis.direct.call('DEBUG', 'POPULATE', String(keyCount));
    const browser = await openQuiet(chromium, (page) => filtering(page, host.url, redis.port));
    const { page } = browser;
    // The first keys of all load what a filter needs.
    await pressed(page, 4);
    const running = await pressed(page, presses);
    redis.freeze();
    const standing = await pressed(page, presses);
    const told = await page.run(() => document.querySelector('[role="contentinfo"]')?.textContent ?? '', null);
    await browser.close();
    yield {
      name,
      unit: 'ms',
      value: percentile(standing, 0.95),
      limit: maxMs,
      note: `worst ${Math.max(...standing)} ms of ${presses} keys in the filter of ${keyCount} keys; ${percentile(running, 0.95)} ms while it runs; the status bar: ${/not answering for \d+ ?m?s/.exec(told)?.[0] ?? 'nothing of it'}`,
    };
  } finally {
    redis.thaw();
    await host.stop();
    await redis.stop();
    await rm(host.data, { recursive: true, force: true });
  }
}

async function filtering(page: Page, url: string, port: number): Promise<void> {
  await connected(page, url, port);
  await page.getByRole('treeitem').first().waitFor();
  await page.getByRole('textbox', { name: 'Filter keys' }).focus();
}
