/** Jobs over what a view shows: a folder, the filter, the selection; and the list hears of what they did. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createBins } from '../../../../electron/core/bin/bin.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { jobHandlers } from '../../../../electron/core/jobs/handlers.ts';
import { createKeys } from '../../../../electron/core/keys/handlers.ts';
import type { JobTarget } from '../../../../shared/jobs/jobs.ts';
import type { FolderRow, KeysFrame } from '../../../../shared/keys/frame.ts';
import { everyKey, firstShape, type KeyShape } from '../../../../shared/keys/shape.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession, sessionsOf } from '../../../support/session.ts';

let redis: TestRedis;
let session: Session;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
});
beforeEach(async () => {
  await redis.direct.flushall();
  for (const prefix of ['a:', 'b:', 'b:c:']) for (let at = 0; at < 20; at++) await redis.direct.set(`${prefix}${at}`, 'x');
  session = await readySession(redis);
});

/** Looks at the keys as a page does, acts on what it sees, and looks again. */
async function over(
  shape: KeyShape,
  choose: (frame: KeysFrame, select: (how: 'toggle' | 'range' | 'all', at: number) => void) => JobTarget,
): Promise<KeysFrame> {
  const sessions = sessionsOf(session);
  const keys = createKeys(sessions);
  const jobs = jobHandlers({ sessions, bins: createBins(), targets: keys.targets, events: keys.events, saveAs: null, report: String });
  const call = { signal: new AbortController().signal };
  const end = new AbortController();
  try {
    let started = 0;
    for await (const frame of keys.handlers['keys.view']({ session: session.id, rows: 100, shape }, { signal: end.signal })) {
      if (frame.scan.state !== 'complete' || frame.filter.pending) continue;
      if (started > 0) {
        const [state] = await firstOf(jobs['jobs.watch']({ session: session.id }, call));
        if (state?.phase.kind === 'ended' && frame.scan.found === 60 - state.counts.applied) return frame;
        continue;
      }
      started++;
      const target = choose(frame, (how, at) => void keys.handlers['keys.select']({ session: session.id, view: frame.view, how, at }, call));
      const plans = jobs['jobs.plan']({ session: session.id, action: { kind: 'delete' }, target }, { signal: end.signal })[Symbol.asyncIterator]();
      for (let next = await plans.next(); next.done !== true; next = await plans.next()) {
        if (next.value.kind !== 'ready') continue;
        await jobs['jobs.start']({ session: session.id, plan: next.value.plan, keep: true, pace: 'full', name: '', confirmed: null }, call);
        break;
      }
    }
  } finally {
    end.abort();
    session.close();
  }
  throw new Error('the view ended');
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T> {
  for await (const item of items) return item;
  throw new Error('nothing came');
}

test('a folder goes with all that is in it, and nothing beside it', async () => {
  const after = await over(firstShape, (frame) => {
    const folder = frame.rows.find((row): row is FolderRow => row.kind === 'folder' && Buffer.from(row.path).toString() === 'b:');
    return { kind: 'folder', view: frame.view, folder: folder?.id ?? -1 };
  });
  expect(after.scan.found).toBe(20);
  expect((await redis.direct.keys('*')).every((key) => key.startsWith('a:'))).toBe(true);
  expect(await redis.direct.dbsize()).toBe(20);
});

test('a folder that is also a key: the key stays, and what is called like the folder goes with it', async () => {
  await redis.direct.mset('b', 'the key', 'b:', 'in the folder', 'b::', 'in it too', 'bb', 'beside it');
  await redis.direct.del('a:0', 'a:1', 'a:2', 'a:3');
  await over(firstShape, (frame) => {
    const folder = frame.rows.find((row): row is FolderRow => row.kind === 'folder' && Buffer.from(row.path).toString() === 'b:');
    expect(folder?.count).toBe(42);
    return { kind: 'folder', view: frame.view, folder: folder?.id ?? -1 };
  });
  expect((await redis.direct.keys('*')).filter((key) => !key.startsWith('a:')).sort()).toEqual(['b', 'bb']);
  expect(await redis.direct.dbsize()).toBe(18);
});

test('what passes the filter goes', async () => {
  const shape: KeyShape = { ...firstShape, layout: 'list', filter: { ...everyKey, text: 'c:' } };
  await over(shape, ({ view }) => ({ kind: 'filter', view }));
  expect(await redis.direct.dbsize()).toBe(40);
  expect(await redis.direct.keys('b:c:*')).toEqual([]);
});

test('what is selected goes', async () => {
  await over({ ...firstShape, layout: 'list' }, (frame, select) => {
    select('toggle', 0);
    select('range', 4);
    return { kind: 'selection', view: frame.view };
  });
  expect(await redis.direct.dbsize()).toBe(55);
});
