/** What 200 connected tabs cost the host while nothing moves: processor time and memory. */
import { rm } from 'node:fs/promises';
import { startRedis } from '../support/redis.ts';
import { startServe } from '../support/serve.ts';
import type { Measure } from './measure.ts';
import { openWindow } from './pageTabs.ts';
import { residentOf, ticks, ticksPerSecond } from './processes.ts';

const count = 200;
const seconds = 30;
const maxShare = 3;
const maxMegabytes = 3;

export async function* tabs(): AsyncGenerator<Measure> {
  const cpu = { name: `tabs: ${count} of them, idle`, unit: '%', limit: maxShare } as const;
  const memory = { name: `tabs: ${count} of them, each`, unit: 'MB', limit: maxMegabytes } as const;
  if (process.platform !== 'linux') {
    yield { ...cpu, value: null, note: 'needs /proc' };
    yield { ...memory, value: null, note: 'needs /proc' };
    return;
  }
  const redis = await startRedis();
  for (let at = 0; at < 500; at++) await redis.direct.set(`user:${at}`, 'x'.repeat(100));
  const host = await startServe();
  const pid = host.child.pid ?? 0;
  try {
    const window = await openWindow(host);
    // The first pays for what is loaded and compiled once.
    await window.open(redis.port);
    await rest(3000);
    const before = residentOf(pid);
    for (let at = 1; at < count; at++) await window.open(redis.port);
    await rest(10_000);
    const [began, used] = [performance.now(), ticks([pid])];
    await rest(seconds * 1000);
    const share = ((ticks([pid]) - used) / ticksPerSecond / ((performance.now() - began) / 1000)) * 100;
    const each = (residentOf(pid) - before) / (count - 1) / 1024 / 1024;
    yield { ...cpu, value: share, note: `of a core, the host, over ${seconds} s` };
    yield { ...memory, value: each, note: `resident: from ${(before / 1024 / 1024).toFixed(0)} MB with one tab` };
    window.close();
  } finally {
    await host.stop();
    await redis.stop();
    await rm(host.data, { recursive: true, force: true });
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
