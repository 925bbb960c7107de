/** Sockets that read into the same memory: whoever listens gets every byte once and in order, whenever it pauses, and nobody another's. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { direct, openWay, type WayOptions } from '../../../../../electron/core/connections/way/way.ts';
import { startRedis } from '../../../../support/redis.ts';
import { closeAll, openTest, ready } from '../setting.ts';

let server: Server | null = null;

afterEach(async () => {
  if (server === null) return;
  server.close();
  await once(server, 'close');
  server = null;
});

async function serve(speak: (socket: Socket) => void): Promise<WayOptions> {
  server = createServer(speak);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, tls: false, signal: new AbortController().signal, timeoutMs: 5000 };
}

/** Numbers of four bytes, so that every place says what belongs there. */
function numbered(from: number, bytes: number): Buffer {
  const all = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 4) all.writeUInt32BE(from + at / 4, at);
  return all;
}

test('what comes before anybody listens is told first, and the end comes after all of it', async () => {
  const wanted = numbered(0, 4 * 100_000);
  const to = await serve((socket) => {
    socket.write(wanted.subarray(0, 1000));
    setTimeout(() => socket.end(wanted.subarray(1000)), 50);
  });
  const socket = await openWay(direct, to);
  await sleep(20);
  const seen: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => void seen.push(Buffer.from(chunk)));
  await once(socket, 'close');
  expect(Buffer.concat(seen).equals(wanted)).toBe(true);
});

test('many at once, each pausing as it likes, get their own bytes and no others', async () => {
  const size = 4 * 500_000;
  let served = 0;
  const to = await serve((socket) => void socket.end(numbered(served++ * 1_000_000, size)));
  const read = async (): Promise<Buffer> => {
    const socket = await openWay(direct, to);
    const seen: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      seen.push(Buffer.from(chunk));
      if (Math.random() < 0.7) return;
      socket.pause();
      setTimeout(() => socket.resume(), Math.random() * 5);
    });
    await once(socket, 'close');
    return Buffer.concat(seen);
  };
  const all = await Promise.all(Array.from({ length: 8 }, read));
  for (const one of all) expect(one.equals(numbered(one.readUInt32BE(0), size))).toBe(true);
  expect(new Set(all.map((one) => one.readUInt32BE(0))).size).toBe(8);
});

test('a socket that stands still is not read: what it has to tell waits in the system', async () => {
  let left = 0;
  const to = await serve((socket) => {
    const piece = Buffer.alloc(1024 * 1024);
    for (let at = 0; at < 64; at++) socket.write(piece);
    const looking = setInterval(() => (left = socket.writableLength), 20);
    socket.on('error', () => undefined).once('close', () => clearInterval(looking));
  });
  const socket = await openWay(direct, to);
  let read = 0;
  socket.on('data', (chunk: Buffer) => {
    read += chunk.length;
    socket.pause();
  });
  await sleep(200);
  const before = read;
  await sleep(200);
  expect(read).toBe(before);
  expect(left).toBeGreaterThan(32 * 1024 * 1024);
  socket.destroy();
});

test('answers that come in many pieces to many connections at once are each whole', async () => {
  const redis = await startRedis();
  try {
    const values = Array.from({ length: 4 }, (_, at) => numbered(at * 10_000_000, 3 * 1024 * 1024));
    for (const [at, value] of values.entries()) await redis.direct.set(`value:${at}`, value);
    const sessions = await Promise.all(values.map(() => ready(openTest({ port: redis.port }))));
    for (let round = 0; round < 5; round++) {
      const told = await Promise.all(sessions.map((session, at) => session.send('GET', [`value:${at}`])));
      for (const [at, value] of told.entries()) expect(value instanceof Uint8Array && values[at]?.equals(value)).toBe(true);
    }
  } finally {
    closeAll();
    await redis.stop();
  }
});
