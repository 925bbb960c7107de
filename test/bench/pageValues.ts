/** How soon values of any size are on screen in a browser, and what the page holds for them. */
import { rm } from 'node:fs/promises';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startServe } from '../support/serve.ts';
import { type Measure, median } from './measure.ts';
import { chromiumArgs, chromiumPath } from './page.ts';

const megabyte = 1024 * 1024;
const rounds = 5;

export async function* pageValues(): AsyncGenerator<Measure> {
  const executablePath = chromiumPath();
  if (executablePath === null) {
    yield { name: 'values on screen', unit: 'ms', value: null, limit: 150, note: 'no Chromium here' };
    return;
  }
  const redis = await startRedis();
  const host = await startServe();
  const browser = await chromium.launch({ executablePath, args: chromiumArgs() });
  try {
    await fill(redis);
    const page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1360, height: 860 } })).newPage();
    await connect(page, host.url, redis.port);
    // What is loaded when it is first needed is no part of these.
    await opened(page, 'small', 'nothing');
    const devtools = await page.context().newCDPSession(page);

    const times = { ten: [] as number[], whole: [] as number[], huge: [] as number[], json: [] as number[] };
    const before = await held(devtools);
    let loaded = 0;
    for (let round = 0; round < rounds; round++) {
      times.ten.push(await opened(page, 'ten', 'ten megabytes'));
      times.whole.push(await loadedAll(page));
      if (round === 0) loaded = (await held(devtools)) - before;
      times.huge.push(await opened(page, 'huge', 'half a gigabyte'));
      times.json.push(await opened(page, 'json', 'twenty megabytes'));
    }
    const of = (name: string, all: readonly number[], limit: number, note: string): Measure => ({
      name: `page: ${name}`,
      unit: 'ms',
      value: median(all),
      limit,
      note: `${note}; median of ${rounds}, worst ${Math.max(...all).toFixed(0)} ms`,
    });
    yield of('first window of 10 MB', times.ten, 150, 'from the press to its text on screen');
    yield of('all of 10 MB in the editor', times.whole, 500, 'from the press to the editor');
    yield {
      name: 'page: memory for 10 MB',
      unit: 'MB',
      value: loaded / megabyte,
      limit: 30,
      note: 'heap and buffers more than before, with all of it in the editor',
    };
    yield of('first window of 512 MB', times.huge, 300, 'from the press to its text on screen');
    yield of('20 MB of JSON as text', times.json, 500, 'from the press to its text on screen');
  } finally {
    await browser.close();
    await host.stop();
    await rm(host.data, { recursive: true, force: true });
    await redis.stop();
  }
}

async function fill({ direct }: TestRedis): Promise<void> {
  const line = 'a line of text that is as long as lines are in a log of some service\n';
  await direct.set('small', 'nothing');
  await direct.set('ten', `ten megabytes\n${line.repeat(Math.ceil((10 * megabyte) / line.length))}`);
  await direct.setrange('huge', 512 * megabyte - 1, 'x');
  await direct.setrange('huge', 0, `half a gigabyte\n${line.repeat(1000)}`);
  const row = '{"id":1,"name":"somebody","tags":["a","b"]},';
  await direct.set('json', `[{"what":"twenty megabytes"},${row.repeat(Math.ceil((20 * megabyte) / row.length))}0]`);
}

async function connect(page: Page, url: string, port: number): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'New connection' }).first().click();
  await page.getByRole('textbox', { name: 'Connection URL' }).fill(`redis://127.0.0.1:${port}`);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('tree', { name: 'Keys' }).getByText('small', { exact: true }).waitFor();
}

/** By the page's own clock: from the pointer going down to the frame in which it is there. */
async function opened(page: Page, key: string, text: string): Promise<number> {
  await pressed(page);
  await page.getByRole('tree', { name: 'Keys' }).getByText(key, { exact: true }).click();
  return until(page, text, false);
}

async function loadedAll(page: Page): Promise<number> {
  await pressed(page);
  await page.getByRole('button', { name: 'Load all to edit' }).click();
  return until(page, 'ten megabytes', true);
}

function pressed(page: Page): Promise<void> {
  return page.evaluate(() => addEventListener('pointerdown', () => performance.mark('pressed'), { capture: true, once: true }));
}

/** The editor lives in a tree of its own. `edited`: only there. */
function until(page: Page, text: string, edited: boolean): Promise<number> {
  return page.evaluate(
    ({ text, edited }) =>
      new Promise<number>((resolve, reject) => {
        const shown = (): string => {
          const pane = document.querySelector('.value-pane');
          const editor = pane?.querySelector('.code-editor')?.shadowRoot?.querySelector('.cm-content')?.textContent ?? '';
          return edited ? editor : editor + (pane?.textContent ?? '');
        };
        const look = (): void => {
          const [mark] = performance.getEntriesByName('pressed').slice(-1);
          const now = performance.now();
          if (mark !== undefined && shown().includes(text)) resolve(now - mark.startTime);
          else if (mark !== undefined && now - mark.startTime > 20_000) reject(new Error(`never on screen: ${text}`));
          else requestAnimationFrame(look);
        };
        look();
      }),
    { text, edited },
  );
}

async function held(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize + backingStorageSize;
}
