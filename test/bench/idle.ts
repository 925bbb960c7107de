/** What a connected tab costs while nothing moves: processor time of the host and of the page's own process. */
import { rm } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { startRedis } from '../support/redis.ts';
import { startServe } from '../support/serve.ts';
import type { Measure } from './measure.ts';
import { chromiumArgs, chromiumPath } from './page.ts';
import { children, commandOf, ticks, ticksPerSecond } from './processes.ts';

const seconds = 30;
const limit = 1;

export async function* idle(): AsyncGenerator<Measure> {
  const name = 'idle: one connected tab';
  const executablePath = chromiumPath();
  if (process.platform !== 'linux' || executablePath === null) {
    yield { name, unit: '%', value: null, limit, note: 'needs Chromium and /proc' };
    return;
  }
  const redis = await startRedis();
  for (let at = 0; at < 500; at++) await redis.direct.set(`user:${at}`, 'x'.repeat(100));
  const host = await startServe();
  const server = await chromium.launchServer({ executablePath, args: chromiumArgs() });
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const tab = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await tab.goto(host.url);
    await tab.getByRole('button', { name: 'New connection' }).first().click();
    const dialog = tab.getByRole('dialog', { name: 'New connection' });
    await dialog.getByRole('textbox', { name: 'Connection URL' }).fill(`redis://127.0.0.1:${redis.port}/0`);
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await tab.getByRole('tree', { name: 'Keys' }).getByRole('treeitem').first().waitFor();
    // What the page, its compiler and its collector still do about the start is no part of the rest.
    await new Promise((resolve) => setTimeout(resolve, 10_000));

    const hostPid = host.child.pid ?? 0;
    const renderers = children(server.process().pid ?? 0).filter((pid) => commandOf(pid).includes('--type=renderer'));
    const before = [ticks([hostPid]), ticks(renderers)] as const;
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const took = (performance.now() - began) / 1000;
    const share = (now: number, then: number): number => ((now - then) / ticksPerSecond / took) * 100;
    const [ofHost, ofPage] = [share(ticks([hostPid]), before[0]), share(ticks(renderers), before[1])];
    yield {
      name,
      unit: '%',
      value: ofHost + ofPage,
      limit,
      note: `of a core over ${took.toFixed(0)} s: host ${ofHost.toFixed(2)} %, page ${ofPage.toFixed(2)} %`,
    };
  } finally {
    await server.close();
    await host.stop();
    await redis.stop();
    await rm(host.data, { recursive: true, force: true });
  }
}
