/** A server that is killed for 30 s under 20 tabs, five unsaved edits, five writes under way and three feeds: what is back, how soon, and what was lost. */
import { rm } from 'node:fs/promises';
import type { TabStore } from '../../renderer/tab/store.ts';
import { type Bytes, utf8 } from '../../shared/bytes.ts';
import { FaultError } from '../../shared/fault.ts';
import type { FeedFrame } from '../../shared/feed/feed.ts';
import { asCount } from '../../shared/reply.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startServe } from '../support/serve.ts';
import type { Measure } from './measure.ts';
import { isUp, openWindow, until, type Window } from './pageTabs.ts';

const awayMs = 30_000;
const [tabCount, editCount, feedCount] = [20, 5, 3];
const maxBackMs = 2000;

export async function* outage(): AsyncGenerator<Measure> {
  // It comes back with its data: what was executed twice would show.
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
  const host = await startServe();
  try {
    const window = await openWindow(host);
    const tabs: TabStore[] = [];
    for (let at = 0; at < tabCount; at++) tabs.push(await window.open(redis.port));
    const edited = tabs.slice(0, editCount);
    const feeding = tabs.slice(editCount, editCount + feedCount);
    const counting = tabs.slice(editCount + feedCount, editCount + feedCount + 5);
    await Promise.all(edited.map((tab, at) => beginEdit(tab, redis, at)));
    await Promise.all(feeding.map((tab, at) => listen(window, tab, at)));

    const running = counting.map((tab, at) => count(window, tab, at));
    await rest(1000);
    await redis.kill();
    const counts = await Promise.all(running);
    await rest(awayMs);
    await redis.restart();
    const returned = performance.now();
    const backs = await Promise.all(tabs.map(async (tab) => (await until(tab, isUp)) - returned));
    const feedsBack = await Promise.all(feeding.map((tab) => feedIsBack(window, tab, returned)));
    const backMs = Math.max(...backs, ...feedsBack);

    await rest(500);
    let lostEdits = 0;
    for (const [at, tab] of edited.entries()) {
      await tab.getState().value.save();
      if ((await redis.direct.get(`draft:${at}`)) !== draftOf(at)) lostEdits++;
    }
    let wrong = 0;
    for (const [at, { applied, unknown }] of counts.entries()) {
      const there = Number((await redis.direct.get(`count:${at}`)) ?? 0);
      if (there < applied || there > applied + unknown) wrong++;
    }
    let unmarked = 0;
    for (const tab of feeding) if ((await look(window, tab)).counters.gaps !== 1) unmarked++;

    const writes = counts.reduce((sum, one) => sum + one.applied, 0);
    yield {
      name: `outage: ${awayMs / 1000} s, ${tabCount} tabs and ${feedCount} feeds back`,
      unit: 'ms',
      value: backMs,
      limit: maxBackMs,
      note: `after the server answers again: tabs ${Math.max(...backs).toFixed(0)} ms, feeds ${Math.max(...feedsBack).toFixed(0)} ms at most`,
    };
    yield { name: 'outage: edits lost', unit: 'of them', value: lostEdits, limit: 0, note: `${editCount} unsaved ones, saved after it` };
    yield {
      name: 'outage: counters that are wrong',
      unit: 'of them',
      value: wrong,
      limit: 0,
      note: `${writes} INCR acknowledged, ${counts.reduce((sum, one) => sum + one.unknown, 0)} of unknown outcome`,
    };
    yield { name: 'outage: feeds without their gap', unit: 'of them', value: unmarked, limit: 0, note: `${feedCount} feeds` };
    window.close();
  } finally {
    await host.stop();
    await redis.stop();
    await rm(host.data, { recursive: true, force: true });
  }
}

const sessionOf = (tab: TabStore): string => tab.getState().connection.session();
const draftOf = (at: number): string => `not saved yet ${at}`;
const channelOf = (at: number): Bytes => utf8(`feed:${at}`);

async function beginEdit(tab: TabStore, redis: TestRedis, at: number): Promise<void> {
  await redis.direct.set(`draft:${at}`, 'loaded');
  tab.getState().value.open(utf8(`draft:${at}`));
  await until(tab, (now) => now.getState().value.loaded !== null);
  tab.getState().value.edit(draftOf(at));
}

async function listen(window: Window, tab: TabStore, at: number): Promise<void> {
  const session = sessionOf(tab);
  await window.client.call('feed.add', { session, kind: 'channel', name: channelOf(at) });
  for await (const { sources } of frames(window, tab)) if (sources.every(({ state }) => state === 'live')) break;
  await window.client.call('feed.publish', { session, channel: channelOf(at), payload: utf8('before'), confirmed: null });
}

/** Counts without a pause until the line breaks; whatever was under way then is of unknown outcome. */
async function count(window: Window, tab: TabStore, at: number): Promise<{ readonly applied: number; readonly unknown: number }> {
  const words = [utf8('INCR'), utf8(`count:${at}`)];
  let [applied, unknown] = [0, 0];
  for (;;) {
    try {
      const { reply } = await window.client.call('console.run', { session: sessionOf(tab), words, confirmed: null });
      applied = asCount(reply);
    } catch (thrown) {
      if (!(thrown instanceof FaultError)) throw thrown;
      if (thrown.fault.code === 'unknown') unknown++;
      return { applied, unknown };
    }
  }
}

async function feedIsBack(window: Window, tab: TabStore, since: number): Promise<number> {
  for await (const { sources, counters } of frames(window, tab))
    if (counters.gaps > 0 && sources.every(({ state }) => state === 'live')) return performance.now() - since;
  return Number.POSITIVE_INFINITY;
}

async function look(window: Window, tab: TabStore): Promise<FeedFrame> {
  for await (const frame of frames(window, tab)) return frame;
  throw new Error('the feed has ended');
}

function frames(window: Window, tab: TabStore): AsyncIterableIterator<FeedFrame> {
  return window.client.watch('feed.view', { session: sessionOf(tab), filter: '', rows: 50 });
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
