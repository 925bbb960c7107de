/** How soon values of any size are on screen in a browser, and what the page holds for them. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { WebSocketServer } from 'ws';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startServe } from '../support/serve.ts';
import { connected } from './connected.ts';
import { type Measure, median } from './measure.ts';
import { chromiumPath } from './page.ts';
import { openQuiet, type QuietBrowser, type QuietPage } from './quietBrowser.ts';

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
  await fill(redis);
  const browser = await openQuiet(executablePath, (page) => connect(page, host.url, redis.port));
  try {
    const { page } = browser;
    // What is loaded when it is first needed is no part of these.
    await opened(page, 'small', 'nothing');

    const times = { ten: [] as number[], whole: [] as number[], huge: [] as number[], json: [] as number[] };
    const before = await held(page);
    let loaded = 0;
    let huge = 0;
    for (let round = 0; round < rounds; round++) {
      times.ten.push(await opened(page, 'ten', 'ten megabytes'));
      times.whole.push(await loadedAll(page));
      if (round === 0) loaded = (await held(page)) - before;
      times.huge.push(await opened(page, 'huge', 'half a gigabyte'));
      if (round === 0) huge = (await held(page)) - before;
      times.json.push(await opened(page, 'json', 'twenty megabytes'));
    }
    const alone = { wire: await wireAlone(browser), editor: await editorAlone(page) };
    const of = (name: string, all: readonly number[], limit: number, note: string): Measure => ({
      name: `page: ${name}`,
      unit: 'ms',
      value: median(all),
      limit,
      note: `${note}; median of ${rounds}, worst ${Math.max(...all).toFixed(0)} ms`,
    });
    yield of('first window of 10 MB', times.ten, 150, 'from the press to its text on screen');
    yield of(
      'all of 10 MB in the editor',
      times.whole,
      500,
      `from the press to the editor; without Keytide ${alone.wire.toFixed(0)} ms for so much over a WebSocket and ${alone.editor.toFixed(0)} ms for the editor alone`,
    );
    yield {
      name: 'page: memory for a window of 512 MB',
      unit: 'MB',
      value: Math.max(0, huge / megabyte),
      limit: 100,
      note: 'heap and buffers more than before',
    };
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
  await connected(page, url, port);
  await page.getByRole('tree', { name: 'Keys' }).getByText('small', { exact: true }).waitFor();
}

/** By the page's own clock: from the pointer going down to the frame in which it is there. */
async function opened(page: QuietPage, key: string, text: string): Promise<number> {
  await pressOn(page, '[role="tree"][aria-label="Keys"] [role="treeitem"]', key);
  return until(page, text, false);
}

async function loadedAll(page: QuietPage): Promise<number> {
  await pressOn(page, '.value-pane button', 'Load all to edit');
  return until(page, 'ten megabytes', true);
}

async function pressOn(page: QuietPage, all: string, text: string): Promise<void> {
  const { x, y } = await page.run(
    async ({ all, text }) => {
      const found = (): Element | undefined => [...document.querySelectorAll(all)].find((one) => one.textContent?.includes(text));
      for (let frames = 0; frames < 600 && found() === undefined; frames++) await new Promise(requestAnimationFrame);
      const box = found()?.getBoundingClientRect();
      if (box === undefined) throw new Error(`nothing to press: ${text}`);
      performance.clearMarks('pressed');
      addEventListener('pointerdown', () => performance.mark('pressed'), { capture: true, once: true });
      return { x: box.x + Math.min(60, box.width / 2), y: box.y + box.height / 2 };
    },
    { all, text },
  );
  await page.press(x, y);
}

/** The editor lives in a tree of its own. `edited`: only there. */
function until(page: QuietPage, text: string, edited: boolean): Promise<number> {
  return page.run(
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

/** What the same browser takes for so many bytes over a WebSocket, with nothing around them. */
async function wireAlone(browser: QuietBrowser): Promise<number> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>bare</title>'));
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const bytes = Buffer.alloc(10 * megabyte, 'a line of text\n');
  sockets.on('connection', (socket) => socket.on('message', () => socket.send(bytes)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const page = await browser.open(`http://127.0.0.1:${port}/`);
    return median(
      await page.run(
        async ({ port, rounds }) => {
          const socket = new WebSocket(`ws://127.0.0.1:${port}`);
          socket.binaryType = 'arraybuffer';
          await new Promise((resolve) => socket.addEventListener('open', resolve));
          const times: number[] = [];
          for (let round = 0; round < rounds; round++) {
            const began = performance.now();
            socket.send('now');
            await new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data), { once: true }));
            times.push(performance.now() - began);
          }
          return times;
        },
        { port, rounds },
      ),
    );
  } finally {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.close();
  }
}

/** The editor's own chunk, given a text of that length, until it is laid out. */
async function editorAlone(page: QuietPage): Promise<number> {
  return median(
    await page.run(
      async ({ size, rounds }) => {
        const chunk = performance.getEntriesByType('resource').find(({ name }) => /codeMirror-[^/]*\.js$/.test(name))?.name ?? '';
        const { openEditor } = (await import(chunk)) as { openEditor: (options: object) => { close(): void } };
        const times: number[] = [];
        for (let round = 0; round < rounds; round++) {
          const box = document.body.appendChild(document.createElement('div'));
          box.style.cssText = 'position:fixed;inset:0;height:600px';
          const text = 'a line of text that is as long as lines are in a log of some service\n'.repeat(Math.ceil(size / 69));
          const began = performance.now();
          const root = box.attachShadow({ mode: 'open' });
          const editor = openEditor({ root, label: '', text, language: 'text', phrases: {}, onEdit: () => undefined });
          root.querySelector('.cm-content')?.getBoundingClientRect();
          times.push(performance.now() - began);
          editor.close();
          box.remove();
        }
        return times;
      },
      { size: 10 * megabyte, rounds },
    ),
  );
}

async function held(page: QuietPage): Promise<number> {
  await page.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = (await page.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize: number };
  return usedSize + backingStorageSize;
}
