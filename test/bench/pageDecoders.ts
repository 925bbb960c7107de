/** How long the page's thread is held while large, packed and hostile values are decoded, and when they are on screen. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import type { Page } from '@playwright/test';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startServe } from '../support/serve.ts';
import { connected } from './connected.ts';
import { type Measure, median } from './measure.ts';
import { chromiumPath } from './page.ts';
import { openQuiet, type QuietPage } from './quietBrowser.ts';

const megabyte = 1024 * 1024;
const rounds = 3;

/** Key, what it is, and what is on screen when it has been decoded. */
const values = [
  ['packed', 'gzip of 8 MB JSON', 'gzip > JSON', '[role="tree"][aria-label="Value text"]'],
  ['words', 'brotli of 3.5 MB JSON', 'Brotli > JSON', '[role="tree"][aria-label="Value text"]'],
  ['map', 'MessagePack of 4 MB', 'MessagePack', '[role="tree"][aria-label="Value text"]'],
  ['noise', '8 MB of noise', 'Hex', '[role="listbox"][aria-label="Bytes"]'],
  ['bomb', 'gzip of 200 MB zeros', 'gzip', '[role="listbox"][aria-label="Bytes"]'],
] as const;

export async function* pageDecoders(): AsyncGenerator<Measure> {
  const executablePath = chromiumPath();
  if (executablePath === null) {
    yield { name: 'decoders: page held', unit: 'ms', value: null, limit: 50, note: 'no Chromium here' };
    return;
  }
  const redis = await startRedis();
  const host = await startServe();
  await fill(redis);
  const browser = await openQuiet(executablePath, (page) => connect(page, host.url, redis.port));
  try {
    const { page } = browser;
    // The pane itself and the worker are loaded when they are first needed.
    await opened(page, 'small', 'Text', '.code-editor');
    await opened(page, 'warm', 'gzip > JSON', '[role="tree"][aria-label="Value text"]');
    for (const [key, what, view, mark] of values) {
      const seen: { readonly held: number; readonly shown: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        await opened(page, 'small', 'Text', '.code-editor');
        seen.push(await opened(page, key, view, mark));
      }
      const held = seen.map((one) => one.held);
      yield {
        name: `decoders: page held, ${what}`,
        unit: 'ms',
        value: median(held),
        limit: 50,
        note: `longest time without a turn of its thread, from the press to the view; worst of ${rounds} ${Math.max(...held).toFixed(0)} ms; shown after ${median(seen.map((one) => one.shown)).toFixed(0)} ms`,
      };
    }
  } finally {
    await browser.close();
    await host.stop();
    await rm(host.data, { recursive: true, force: true });
    await redis.stop();
  }
}

async function fill({ direct }: TestRedis): Promise<void> {
  const row = (id: number): unknown => ({ id, name: `customer ${id % 97}`, price: id / 7, tags: ['new', 'paid'], note: null });
  const rows = (count: number): unknown[] => Array.from({ length: count }, (_, id) => row(id));
  await direct.set('small', 'nothing');
  await direct.set('warm', gzipSync(JSON.stringify(rows(2000))));
  await direct.set('packed', gzipSync(JSON.stringify(rows(90_000))));
  await direct.set('words', brotliCompressSync(JSON.stringify(rows(38_000)), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }));
  await direct.set('map', Buffer.from(encode(rows(60_000))));
  await direct.set('noise', randomBytes(8 * megabyte));
  await direct.set('bomb', gzipSync(Buffer.alloc(200 * megabyte)));
}

async function connect(page: Page, url: string, port: number): Promise<void> {
  await connected(page, url, port);
  await page.getByRole('tree', { name: 'Keys' }).getByText('small', { exact: true }).waitFor();
}

/** All of a value is needed before it is decoded: what is long is loaded by a press of its own, from which the time counts then. */
async function opened(page: QuietPage, key: string, view: string, mark: string): Promise<{ readonly held: number; readonly shown: number }> {
  await page.run(
    async ({ key, view }) => {
      const named = (all: string, text: string): HTMLElement | undefined =>
        [...document.querySelectorAll<HTMLElement>(all)].find((one) => one.textContent?.includes(text));
      const row = [...document.querySelectorAll<HTMLElement>('[role="treeitem"]')].find((one) => one.textContent?.includes(key));
      if (row === undefined) throw new Error(`no key ${key}`);
      row.click();
      const there = (): boolean => named('.value-pane button', 'Load all to edit') !== undefined || named('.value-pane .decoded-bar', view) !== undefined;
      for (const began = performance.now(); !there(); await new Promise((resolve) => setTimeout(resolve, 20)))
        if (performance.now() - began > 20_000) throw new Error(`not opened: ${key}`);
    },
    { key, view },
  );
  return watch(page, view, mark);
}

/** By the page's own clock, from where all of it is asked for: turns of a channel, which nothing but its own thread can hold. */
function watch(page: QuietPage, view: string, mark: string): Promise<{ readonly held: number; readonly shown: number }> {
  return page.run(
    ({ view, mark }) =>
      new Promise<{ held: number; shown: number }>((resolve, reject) => {
        const { port1, port2 } = new MessageChannel();
        const began = performance.now();
        let last = began;
        let held = 0;
        port1.onmessage = () => {
          const now = performance.now();
          held = Math.max(held, now - last);
          last = now;
          const pane = document.querySelector('.value-pane');
          if ((pane?.querySelector('.decoded-bar')?.textContent ?? '').includes(view) && pane?.querySelector(mark) != null)
            resolve({ held, shown: now - began });
          else if (now - began > 20_000) reject(new Error(`never on screen: ${view}: ${pane?.textContent?.slice(0, 400)}`));
          else port2.postMessage(null);
        };
        port2.postMessage(null);
        [...document.querySelectorAll<HTMLElement>('.value-pane button')].find((one) => one.textContent === 'Load all to edit')?.click();
      }),
    { view, mark },
  );
}
