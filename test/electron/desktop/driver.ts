/** Runs in the child process: starts the built main under the stand-in and does what the test's process says. */

import { runInThisContext } from 'node:vm';
import type { MessagePort } from 'node:worker_threads';
import type { FromChild, ToChild } from './desktop.ts';
import type { Standin } from './standin.ts';

// The same module that main will find under the name `electron`.
const { standin } = (await import(process.env['STANDIN_MODULE'] ?? '')) as { standin: Standin };
const platform = process.env['STANDIN_PLATFORM'];
if (platform !== undefined) Object.defineProperty(process, 'platform', { value: platform });

const ports = new Map<number, MessagePort>();
const say = (message: FromChild): void => void process.send?.(message);

process.on('message', (raw) => {
  const message = raw as ToChild;
  if (message.t === 'frame') return ports.get(message.port)?.postMessage(message.frame);
  if (message.t === 'close') return ports.get(message.port)?.close();
  void answer(message);
});

async function answer(message: Extract<ToChild, { readonly id: number }>): Promise<void> {
  try {
    say({ t: 'answer', id: message.id, value: message.t === 'evaluate' ? await evaluate(message.source, message.arg) : await openPort(message.window) });
  } catch (error) {
    say({ t: 'failed', id: message.id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function evaluate(source: string, arg: unknown): Promise<unknown> {
  const run = runInThisContext(`(${source})`) as (standin: Standin, arg: unknown) => unknown;
  return run(standin, arg);
}

async function openPort(window: number): Promise<number> {
  const page = standin.windows()[window]?.webContents.page;
  if (page === undefined) throw new Error('no such window');
  const port = await page.openPort();
  const id = ports.size;
  ports.set(id, port);
  port.on('message', (frame: unknown) => say({ t: 'frame', port: id, frame }));
  port.on('close', () => say({ t: 'closed', port: id }));
  return id;
}

await import(process.env['STANDIN_MAIN'] ?? '');
say({ t: 'loaded' });
