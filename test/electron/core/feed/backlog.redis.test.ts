/** A line that reads too slowly: what the server holds for it is told while there is time, and nothing is asked while it keeps up. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { openBacklog } from '../../../../electron/core/feed/backlog.ts';
import { openFeed } from '../../../../electron/core/feed/feed.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { FeedBacklog } from '../../../../shared/feed/feed.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

let redis: TestRedis;
let session: Session;
let socket: Socket;
let id = '';
beforeAll(async () => {
  redis = await startRedis();
  session = await readySession(redis);
  socket = connect(redis.port, '127.0.0.1');
  id = await new Promise<string>((resolve) => {
    socket.once('data', (bytes) => resolve(/\d+/.exec(bytes.toString())?.[0] ?? ''));
    socket.write('CLIENT ID\r\n');
  });
  socket.write('SUBSCRIBE slow\r\n');
  await vi.waitFor(async () => expect((await redis.direct.pubsub('NUMSUB', 'slow'))[1]).toBe(1));
  socket.pause();
});
afterAll(async () => {
  socket.destroy();
  session.close();
  await redis.stop();
});

async function publish(megabytes: number): Promise<void> {
  for (let n = 0; n < megabytes; n++) await redis.direct.publish('slow', 'x'.repeat(1024 * 1024));
}

test('what is held is told from a part of the limit on, and taken back when the line has caught up', async () => {
  const asked: string[] = [];
  let pass: () => void = () => undefined;
  let changes = 0;
  const backlog = openBacklog({
    send: (command, args, how) => {
      asked.push(`${command} ${String(args[0])}`);
      return session.send(command, args, how);
    },
    clientId: () => id,
    fence: () => new Promise<void>((resolve) => (pass = resolve)),
    changed: () => changes++,
    broken: (thrown) => {
      throw thrown;
    },
  });
  // Nothing came, so nothing can be late.
  await backlog.look();
  expect(asked).toEqual([]);
  backlog.heard();
  await backlog.look();
  expect(asked).toEqual([]);
  await backlog.look();
  expect(asked).toEqual(['CONFIG GET', 'CLIENT LIST']);
  expect(backlog.told).toBeNull();
  // Half of the soft limit of 8 MB, and what the sockets hold.
  await publish(12);
  await backlog.look();
  expect(backlog.told).toEqual({ held: expect.any(Number) as number, limit: 32 * 1024 * 1024 });
  expect((backlog.told as FeedBacklog | null)?.held).toBeGreaterThan(4 * 1024 * 1024);
  expect(changes).toBe(1);
  pass();
  await expect.poll(() => backlog.told).toBeNull();
  expect(changes).toBe(2);
});

test('a line that broke is not behind any more, whatever was asked about it', async () => {
  const backlog = openBacklog({
    send: (command, args, how) => session.send(command, args, how),
    clientId: () => id,
    fence: () => new Promise<void>(() => undefined),
    changed: () => undefined,
    broken: () => undefined,
  });
  backlog.heard();
  await backlog.look();
  const asking = backlog.look();
  backlog.lost();
  await asking;
  expect(backlog.told).toBeNull();
});

test('a feed that keeps up is never told of', async () => {
  const feed = openFeed(session);
  const source = feed.add('channel', utf8('quick'));
  await expect.poll(() => feed.sources().find((one) => one.id === source)?.state).toBe('live');
  for (let n = 0; n < 20; n++) {
    await redis.direct.publish('quick', 'x'.repeat(100_000));
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  const frames = feed.view('', 10, new AbortController().signal);
  expect((await frames.next()).value).not.toHaveProperty('backlog');
});

test('a lane is known by the number the server gave it, and by none once it is closed', async () => {
  let isReady = false;
  const lane = session.openLane('numbered', { ready: () => void (isReady = true), lost: () => undefined, bytes: () => undefined });
  await expect.poll(() => isReady).toBe(true);
  expect(String(await redis.direct.call('CLIENT', 'LIST', 'ID', lane.clientId ?? ''))).toContain('name=keytide:numbered');
  lane.close();
  await expect.poll(() => lane.clientId).toBeNull();
});
