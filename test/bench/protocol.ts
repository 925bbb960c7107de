/** What the protocol costs on the WebSocket wire: time beside a bare echo, bytes beside the payload, calm under many sockets. */
import { once } from 'node:events';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { WebSocket as NodeSocket, WebSocketServer } from 'ws';
import { socketWire } from '../../renderer/wires.ts';
import { contract, type KeytideContract } from '../../shared/contract.ts';
import { type Client, connect } from '../../shared/rpc/client.ts';
import type { Handlers } from '../../shared/rpc/define.ts';
import { serve } from '../../shared/rpc/server.ts';
import { socketPath } from '../../shared/rpc/socket.ts';
import { upgrade } from '../support/http.ts';
import { createStub } from '../support/stub.ts';
import { startWeb, type TestWeb, useNodeSockets } from '../support/wires.ts';
import { type Measure, median, percentile } from './measure.ts';

const megabyte = 1024 * 1024;

export async function* protocol(): AsyncGenerator<Measure> {
  yield* roundTrip();
  yield* bytes();
  yield* manySockets();
}

async function host(handlers: Handlers<KeytideContract> = createStub().handlers): Promise<TestWeb> {
  const web = await startWeb({ attach: (wire) => serve(wire, contract, handlers, { report: () => 'bug' }) });
  useNodeSockets(`http://127.0.0.1:${web.port}`);
  return web;
}

function page(web: TestWeb, port = web.port): Client<KeytideContract> {
  return connect<KeytideContract>(socketWire(`ws://127.0.0.1:${port}${socketPath}`, [web.tokens.launch()], () => undefined));
}

async function* roundTrip(): AsyncGenerator<Measure> {
  const web = await host();
  const client = page(web);
  const echo = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  echo.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  await once(echo, 'listening');
  const bare = new NodeSocket(`ws://127.0.0.1:${(echo.address() as { port: number }).port}`, { perMessageDeflate: false });
  await once(bare, 'open');

  const key = new Uint8Array(32);
  const call = (): Promise<unknown> => client.call('keys.meta', { session: 's1', keys: [key] });
  const message = new Uint8Array(160);
  const echoed = async (): Promise<void> => {
    bare.send(message);
    await once(bare, 'message');
  };
  const took = async (one: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await one();
    return performance.now() - began;
  };
  for (let warm = 0; warm < 500; warm++) {
    await call();
    await echoed();
  }
  const calls: number[] = [];
  const echoes: number[] = [];
  for (let round = 0; round < 3000; round++) {
    calls.push(await took(call));
    echoes.push(await took(echoed));
  }
  const [own, plain] = [median(calls), median(echoes)];
  yield {
    name: 'protocol: a small call above a bare ws echo',
    unit: 'ms',
    value: own - plain,
    limit: 1,
    note: `p50 ${own.toFixed(3)} ms against ${plain.toFixed(3)} ms; p99 ${percentile(calls, 0.99).toFixed(3)} ms`,
  };
  client.close();
  bare.close();
  echo.close();
  await web.stop();
}

async function* bytes(): AsyncGenerator<Measure> {
  const value = Uint8Array.from({ length: megabyte }, (_, at) => (at * 2_654_435_761) >>> 24);
  const stub = createStub();
  const web = await host({ ...stub.handlers, 'value.load': () => ({ kind: 'string', bytes: value, length: megabyte, ttl: null }) });
  const line = await countingLine(web.port);
  // Through another port, under the host's own name: it answers to no other.
  globalThis.WebSocket = class extends NodeSocket {
    constructor() {
      super(`ws://127.0.0.1:${line.port}${socketPath}`, {
        perMessageDeflate: false,
        origin: `http://127.0.0.1:${web.port}`,
        headers: { host: `127.0.0.1:${web.port}` },
      });
    }
  } as unknown as typeof globalThis.WebSocket;
  const client = page(web);
  await client.call('app.info', {});
  line.reset();
  const read = await client.call('value.load', { session: 's1', key: new Uint8Array(1) });
  if (read.kind !== 'string' || read.bytes.length !== megabyte) throw new Error('not what was sent');
  yield { name: 'protocol: 1 MB from the host, bytes on the wire', unit: 'x', value: line.down() / megabyte, limit: 1.01, note: `${line.down()} bytes` };
  line.reset();
  await client.call('value.save', { session: 's1', key: new Uint8Array(1), bytes: value, expected: { kind: 'absent' }, confirmed: null });
  yield { name: 'protocol: 1 MB to the host, bytes on the wire', unit: 'x', value: line.up() / megabyte, limit: 1.01, note: `${line.up()} bytes` };
  client.close();
  line.close();
  await web.stop();
}

interface CountingLine {
  readonly port: number;
  readonly up: () => number;
  readonly down: () => number;
  reset(): void;
  close(): void;
}

async function countingLine(target: number): Promise<CountingLine> {
  let [up, down] = [0, 0];
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connectTcp(target, '127.0.0.1');
    sockets.push(near, far);
    near.on('data', (chunk) => (up += chunk.length)).pipe(far);
    far.on('data', (chunk) => (down += chunk.length)).pipe(near);
    for (const one of [near, far]) one.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    up: () => up,
    down: () => down,
    reset: () => void ([up, down] = [0, 0]),
    close() {
      for (const one of sockets) one.destroy();
      server.close();
    },
  };
}

/** Nine hundred sockets that say nothing come, wait their half second and are turned away, while a page makes its calls. */
async function* manySockets(): AsyncGenerator<Measure> {
  const web = await host();
  const client = page(web);
  await client.call('app.info', {});
  const closed = Array.from({ length: 900 }, () => {
    const socket = connectTcp(web.port, '127.0.0.1');
    socket.write(`${upgrade(`host: 127.0.0.1:${web.port}`, `origin: http://127.0.0.1:${web.port}`).join('\r\n')}\r\n\r\n`);
    // The close frame is answered as the protocol wants it, or each would be kept for its last seconds.
    socket.on('data', (chunk) => chunk.includes(0x88) && socket.end());
    socket.on('error', () => undefined);
    return new Promise((resolve) => socket.once('close', resolve));
  });
  let over = false;
  const all = Promise.all(closed).then(() => (over = true));
  const calls: number[] = [];
  while (!over) {
    const began = performance.now();
    await client.call('app.info', {});
    calls.push(performance.now() - began);
  }
  await all;
  // Both ends and all the sockets share this one thread, so this is more than the host's own share.
  yield {
    name: 'protocol: a call while 900 silent sockets come and go',
    unit: 'ms',
    value: percentile(calls, 0.99),
    limit: 50,
    note: `p99 of ${calls.length} calls; worst ${Math.max(...calls).toFixed(1)} ms`,
  };
  client.close();
  await web.stop();
}
