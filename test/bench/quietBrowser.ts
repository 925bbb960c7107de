/**
 * A browser that nobody listens to. Playwright has its browser report every message of a WebSocket, in base64, for as long
 * as it is attached: of a message of 10 MB that takes several times what the message takes. So it sets the page up, leaves, and only
 * what is asked for here is sent.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { chromiumArgs } from './page.ts';

export interface QuietPage {
  /** Runs in the page; what it is given and gives back is JSON. */
  run<A, T>(work: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  /** Presses the primary button at a place of the page. */
  press(x: number, y: number): Promise<void>;
  /** The button of that name. */
  click(name: string): Promise<void>;
  /** A letter, or Backspace, where the focus is. */
  type(key: string): Promise<void>;
  send(method: string, params?: object): Promise<unknown>;
}

export interface QuietBrowser {
  readonly page: QuietPage;
  /** A further page of nothing but this address. */
  open(url: string): Promise<QuietPage>;
  close(): Promise<void>;
}

export async function openQuiet(executablePath: string, setUp: (page: Page) => Promise<void>): Promise<QuietBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'keytide-browser-'));
  const args = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, '--no-first-run', '--lang=en-US', '--window-size=1360,860'];
  const child = spawn(executablePath, [...args, ...chromiumArgs(), 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const close = async (): Promise<void> => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const endpoint = await endpointOf(child);
    const url = await withPlaywright(endpoint, setUp);
    const wire = await openWire(endpoint);
    return {
      page: await attach(wire, (target) => target.url === url),
      async open(address) {
        const { targetId } = (await wire('Target.createTarget', { url: address })) as { targetId: string };
        return attach(wire, (target) => target.targetId === targetId);
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function endpointOf(child: ChildProcess): Promise<string> {
  if (child.stderr !== null)
    for await (const line of createInterface({ input: child.stderr })) {
      const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found !== undefined) return found;
    }
  throw new Error('the browser ended before it could be asked anything');
}

/** Leaves the page open, and tells where it is. */
async function withPlaywright(endpoint: string, setUp: (page: Page) => Promise<void>): Promise<string> {
  const browser = await chromium.connectOverCDP(endpoint);
  try {
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('a browser without a page');
    await page.setViewportSize({ width: 1360, height: 860 });
    await setUp(page);
    return page.url();
  } finally {
    await browser.close();
  }
}

const backspace = 8;

type Wire = (method: string, params?: object, sessionId?: string) => Promise<unknown>;

async function openWire(endpoint: string): Promise<Wire> {
  const socket = new WebSocket(endpoint, { perMessageDeflate: false });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (why: Error) => void }>();
  socket.on('message', (data: Buffer) => {
    const { id, result, error } = JSON.parse(data.toString()) as { id?: number; result?: unknown; error?: { message: string } };
    const one = waiting.get(id ?? -1);
    waiting.delete(id ?? -1);
    if (error === undefined) one?.resolve(result);
    else one?.reject(new Error(error.message));
  });
  await once(socket, 'open');
  let last = 0;
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    });
}

interface Target {
  readonly targetId: string;
  readonly url: string;
}

interface Evaluated {
  readonly result: { readonly value: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

async function attach(wire: Wire, which: (target: Target) => boolean): Promise<QuietPage> {
  const { targetInfos } = (await wire('Target.getTargets')) as { targetInfos: readonly Target[] };
  const target = targetInfos.find(which);
  if (target === undefined) throw new Error('the page is gone');
  const { sessionId } = (await wire('Target.attachToTarget', { targetId: target.targetId, flatten: true })) as { sessionId: string };
  const send: QuietPage['send'] = (method, params) => wire(method, params, sessionId);
  const mouse = (type: string, x: number, y: number): Promise<unknown> =>
    send('Input.dispatchMouseEvent', { type, x, y, button: type === 'mouseMoved' ? 'none' : 'left', clickCount: type === 'mouseMoved' ? 0 : 1 });
  const run: QuietPage['run'] = async <A, T>(work: (argument: A) => T | Promise<T>, argument: A): Promise<T> => {
    const { result, exceptionDetails } = (await send('Runtime.evaluate', {
      expression: `(${work.toString()})(${JSON.stringify(argument)})`,
      awaitPromise: true,
      returnByValue: true,
    })) as Evaluated;
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  };
  return {
    send,
    run,
    click: (name) =>
      run((name) => {
        const button = [...document.querySelectorAll<HTMLElement>('button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent) === name);
        if (button === undefined) throw new Error(`no button "${name}"`);
        button.click();
      }, name),
    async press(x, y) {
      await mouse('mouseMoved', x, y);
      await mouse('mousePressed', x, y);
      await mouse('mouseReleased', x, y);
    },
    async type(key) {
      const letter = key.length === 1;
      const one = { key, code: letter ? `Key${key.toUpperCase()}` : key, windowsVirtualKeyCode: letter ? key.toUpperCase().charCodeAt(0) : backspace };
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...one, ...(letter ? { text: key } : {}) });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...one });
    },
  };
}
