/** A view of the keys of a real server: rows, folders, filters, order and selection, through the contract's handlers. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createKeyIndex } from '../../../../electron/core/keys/keyIndex.ts';
import { openView, type View } from '../../../../electron/core/keys/view.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { KeysFrame, KeysRow } from '../../../../shared/keys/frame.ts';
import { everyKey, firstShape, type KeyShape } from '../../../../shared/keys/shape.ts';
import { lookAtKeys } from '../../../support/keyView.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

let redis: TestRedis;
let session: Session;

beforeAll(async () => void (redis = await startRedis()));
beforeEach(async () => void (session = await readySession(redis)));
afterEach(() => {
  session.close();
  return redis.direct.flushall();
});
afterAll(() => redis.stop());

async function seed(names: Iterable<string | Buffer>): Promise<void> {
  const batch = redis.direct.pipeline();
  for (const name of names) batch.set(name, 'x');
  await batch.exec();
}

const label = (row: KeysRow): string => `${'  '.repeat(row.depth)}${displayText(row.label)}${row.kind === 'folder' ? ` ${row.count}` : ''}`;
const labels = (frame: KeysFrame): string[] => frame.rows.map(label);
const shapeOf = (shape: Partial<KeyShape>): KeyShape => ({ ...firstShape, ...shape });
const signal = new AbortController().signal;

const folderNamed = (frame: KeysFrame, name: string): number => {
  const row = frame.rows.find((one) => one.kind === 'folder' && displayText(one.path) === name);
  if (row?.kind !== 'folder') throw new Error(`no folder ${name} in ${labels(frame).join(', ')}`);
  return row.id;
};

test('folders first, each with its count; a folder is divided when it is opened', async () => {
  await seed(['user:1', 'user:2:name', 'user:10:name', 'user', 'app:x', 'zebra', 'user:10:mail']);
  const view = await lookAtKeys(session);
  const first = await view.settled();
  expect(labels(first)).toEqual(['app: 1', 'user: 4', 'user', 'zebra']);
  const input = { ...view.at };
  await view.handlers['keys.open']({ ...input, folder: folderNamed(first, 'user:'), open: true }, { signal });
  const second = await view.until(({ total, filter }) => total === 7 && !filter.pending);
  expect(labels(second)).toEqual(['app: 1', 'user: 4', '  2: 1', '  10: 2', '  1', 'user', 'zebra']);
  await view.handlers['keys.open']({ ...input, folder: folderNamed(second, 'user:'), open: false }, { signal });
  expect(labels(await view.until(({ total }) => total === 4))).toEqual(['app: 1', 'user: 4', 'user', 'zebra']);
  view.end();
});

test('a key is found where it is, its folders opened', async () => {
  await seed(Array.from({ length: 3000 }, (_, at) => `a:${at % 10}:k${at}`));
  const view = await lookAtKeys(session);
  await view.settled();
  const { position } = await view.handlers['keys.reveal']({ ...view.at, key: utf8('a:7:k2997') }, { signal });
  expect(position).toBe(1 + 7 + 1 + 299);
  await view.handlers['keys.aim']({ ...view.at, from: position ?? 0, rows: 1 }, { signal });
  const frame = await view.until(({ from }) => from === position);
  expect(labels(frame)).toEqual(['    k2997']);
  expect(await view.handlers['keys.reveal']({ ...view.at, key: utf8('a:7') }, { signal })).toEqual({ position: null });
  view.end();
});

test('a filter counts what passes, opens what is found, and the one before ends', async () => {
  await seed(Array.from({ length: 3000 }, (_, at) => `Order:${at % 3}:${at}`));
  const view = await lookAtKeys(session);
  await view.settled();
  const set = (filter: Partial<KeyShape['filter']>, rest: Partial<KeyShape> = {}): unknown =>
    view.handlers['keys.shape']({ ...view.at, shape: shapeOf({ filter: { ...everyKey, ...filter }, ...rest }) }, { signal });
  await set({ text: 'order' });
  await set({ text: 'ORDER:1:76' });
  const found = await view.until(({ filter, total }) => filter.matched === 5 && !filter.pending && total > 2);
  expect(found.era).toBe(2);
  expect(labels(found).slice(0, 3)).toEqual(['Order: 5', '  1: 5', '    76']);
  await set({ text: 'order:1:76', caseSensitive: true });
  expect((await view.until(({ era, filter }) => era === 3 && !filter.pending)).filter.matched).toBe(0);
  await set({ text: '*:[12]:?', how: 'glob' }, { layout: 'list' });
  expect(labels(await view.until(({ era, filter }) => era === 4 && !filter.pending))).toEqual(
    ['1:1', '1:4', '1:7', '2:2', '2:5', '2:8'].map((one) => `Order:${one}`),
  );
  view.end();
});

test('a range over folders and keys selects what is in them', async () => {
  await seed([...Array.from({ length: 500 }, (_, at) => `a:${at}`), 'b:1', 'c', 'd']);
  const view = await lookAtKeys(session);
  await view.settled();
  const select = (how: 'one' | 'toggle' | 'range' | 'all' | 'none', at: number): unknown => view.handlers['keys.select']({ ...view.at, how, at }, { signal });
  await select('one', 0);
  await select('range', 2);
  const frame = await view.until(({ selected }) => selected === 502);
  expect(frame.rows.map(({ selected }) => selected)).toEqual([true, true, true, false]);
  const target = { kind: 'selection', view: view.view } as const;
  expect(await view.keys.targets.count(session, target, signal)).toBe(502);
  await select('toggle', 1);
  expect((await view.until(({ selected }) => selected === 501)).rows.map(({ selected }) => selected)).toEqual([true, false, true, false]);
  await select('all', 0);
  expect((await view.until(({ selected }) => selected === 503)).rows.every(({ selected }) => selected)).toBe(true);
  await select('none', 0);
  await view.until(({ selected }) => selected === 0);
  view.end();
});

test('what a job is to act on is named as it stands', async () => {
  await seed([...Array.from({ length: 2500 }, (_, at) => `a:${at}`), 'b:1', 'c']);
  const view = await lookAtKeys(session);
  const folder = folderNamed(await view.settled(), 'a:');
  const all: string[] = [];
  for await (const names of view.keys.targets.names(session, { kind: 'folder', view: view.view, folder }, signal)) all.push(...names.map(displayText));
  expect(new Set(all).size).toBe(2500);
  expect(await view.keys.targets.count(session, { kind: 'filter', view: view.view }, signal)).toBe(2502);
  view.keys.events.removed(session, all.map(utf8));
  const frame = await view.until(({ total, filter }) => total === 2 && filter.matched === 2);
  expect(labels(frame)).toEqual(['b: 1', 'c']);
  view.end();
});

test('the first hits of a filter are shown when the first names were looked at, not when all were', async () => {
  // However slow the machine is: nothing is shown because time has passed.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  const index = createKeyIndex();
  for (let at = 0; at < 300_000; at++) index.made(utf8(`some:${at}`));
  const matched = await new Promise<number>((resolve, reject) => {
    const view: View = openView({
      index,
      shape: shapeOf({ filter: { ...everyKey, text: '9' } }),
      rows: 50,
      growing: () => false,
      changed: () => undefined,
      answered() {
        const { filter, rows } = view.frame();
        view.close();
        resolve(rows.length > 0 ? filter.matched : -1);
      },
      report: reject,
    });
  });
  clock.mockRestore();
  expect(matched).toBeGreaterThan(0);
  expect(matched).toBeLessThan(16_384);
});

test('while a scan brings more, a folder is sorted at its pace; once the whole is there, or someone needs the order, at once', async () => {
  // Time stands still: nothing becomes due by itself.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  const index = createKeyIndex();
  const add = (from: number): void => {
    for (let at = from; at < from + 100; at++) index.made(utf8(`some${at}`));
  };
  let growing = true;
  let broken: unknown = null;
  const view: View = openView({
    index,
    shape: shapeOf({ layout: 'list' }),
    rows: 50,
    growing: () => growing,
    changed: () => undefined,
    answered: () => undefined,
    report: (bug) => (broken = bug),
  });
  const turn = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 60));
  add(0);
  view.wake();
  await turn();
  expect(view.frame()).toMatchObject({ total: 100 });
  add(100);
  view.wake();
  await turn();
  expect(view.frame()).toMatchObject({ total: 100, filter: { matched: 200 } });
  await view.settled(signal);
  expect(view.frame().total).toBe(200);
  add(200);
  view.wake();
  await turn();
  expect(view.frame().total).toBe(200);
  growing = false;
  view.wake();
  await turn();
  expect(view.frame()).toMatchObject({ total: 300, filter: { pending: false } });
  view.close();
  clock.mockRestore();
  expect(broken).toBeNull();
});
