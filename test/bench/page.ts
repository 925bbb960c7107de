/** How soon the page can be used in a browser, and how much script it loads for that. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from '@playwright/test';
import { keytide, startServe } from '../support/serve.ts';
import { type Measure, median } from './measure.ts';

const rounds = 5;
const maxMs = 1500;
const maxKilobytes = 350;

export async function* page(): AsyncGenerator<Measure> {
  const none = (note: string): Measure[] => [
    { name: 'page: interactive', unit: 'ms', value: null, limit: maxMs, note },
    { name: 'page: script of the first load, gzip', unit: 'KB', value: null, limit: maxKilobytes, note },
  ];
  const browser = await openChromium();
  if (browser === null) return yield* none('no Chromium here');
  const host = await startServe();
  try {
    const times: number[] = [];
    let scripts: { name: string; size: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const url = round === 0 ? host.url : (await keytide(['serve', '--print-url', '--data', host.data])).stdout.trim();
      const loaded = await firstLoad(browser, url);
      times.push(loaded.ms);
      scripts = loaded.scripts;
    }
    const size = scripts.reduce((sum, one) => sum + one.size, 0) / 1024;
    yield {
      name: 'page: interactive',
      unit: 'ms',
      value: median(times),
      limit: maxMs,
      note: `"New connection" clicked and its dialog shown; median of ${rounds}, worst ${Math.max(...times).toFixed(0)} ms`,
    };
    yield {
      name: 'page: script of the first load, gzip',
      unit: 'KB',
      value: size,
      limit: maxKilobytes,
      note: scripts.map((one) => `${one.name} ${(one.size / 1024).toFixed(0)}`).join(', '),
    };
  } finally {
    await browser.close();
    await host.stop();
    await rm(host.data, { recursive: true, force: true });
  }
}

/** A visitor's first time: nothing cached, nothing stored. Scripts count that came before the page could be used. */
async function firstLoad(browser: Browser, url: string): Promise<{ ms: number; scripts: { name: string; size: number }[] }> {
  const context = await browser.newContext({ locale: 'en-US' });
  const tab = await context.newPage();
  const bodies: Promise<{ name: string; size: number }>[] = [];
  tab.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    bodies.push(response.body().then((body) => ({ name: new URL(response.url()).pathname.split('/').at(-1) ?? '', size: gzipSync(body).length })));
  });
  const began = performance.now();
  await tab.goto(url, { waitUntil: 'commit' });
  await tab.getByRole('button', { name: 'New connection' }).first().click();
  await tab.getByRole('dialog', { name: 'New connection' }).waitFor();
  const ms = performance.now() - began;
  const scripts = await Promise.all(bodies);
  await context.close();
  return { ms, scripts };
}

/** Playwright's own Chromium, or the system's. Without its sandbox for root only, who cannot have it. */
async function openChromium(): Promise<Browser | null> {
  const executablePath = chromiumPath();
  return executablePath === null ? null : chromium.launch({ executablePath, args: chromiumArgs() });
}

export function chromiumPath(): string | null {
  return [chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)) ?? null;
}

export function chromiumArgs(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
