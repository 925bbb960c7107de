/** Open pages: tokens spent and kept, frames of every wrong kind, pages that do not read, and very many sockets. */

import * as v from 'valibot';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeSocket, type WebSocket } from 'ws';
import { maxUnsent } from '../../../electron/web/socketWire.ts';
import { type PageWire, socketWire } from '../../../renderer/wires.ts';
import { connect } from '../../../shared/rpc/client.ts';
import { encode } from '../../../shared/rpc/codec.ts';
import { method, stream } from '../../../shared/rpc/define.ts';
import { serve } from '../../../shared/rpc/server.ts';
import { closeCodes, greeting, parseGreeting, socketPath } from '../../../shared/rpc/socket.ts';
import type { Wire } from '../../../shared/rpc/wire.ts';
import { frame, type RawSocket, rawSocket } from '../../support/http.ts';
import { startWeb, type TestWeb, useNodeSockets } from '../../support/wires.ts';

const contract = {
  echo: method(v.object({ text: v.string() })).returns<string>(),
  flood: stream(v.object({})).of<Uint8Array>(),
};

interface Host extends TestWeb {
  /** Wires that were let in, and how many pages are open. */
  readonly wires: Wire[];
  readonly counts: number[];
  /** How many handlers run. */
  readonly running: () => number;
}

let host: Host;
const sockets: (WebSocket | RawSocket['socket'])[] = [];
afterEach(async () => {
  for (const one of sockets.splice(0)) {
    if ('terminate' in one) one.terminate();
    else one.destroy();
  }
  await host.stop();
});

async function start(options: Parameters<typeof startWeb>[0] = {}): Promise<Host> {
  const wires: Wire[] = [];
  const counts: number[] = [];
  let running = 0;
  const web = await startWeb({
    attach(wire) {
      wires.push(wire);
      serve(
        wire,
        contract,
        {
          echo: ({ text }) => text,
          async *flood(_, { signal }) {
            running++;
            try {
              for (;;) {
                await new Promise((resolve) => setImmediate(resolve));
                signal.throwIfAborted();
                yield new Uint8Array(1024 * 1024);
              }
            } finally {
              running--;
            }
          },
        },
        { report: () => 'bug' },
      );
    },
    pages: (count) => counts.push(count),
    ...options,
  });
  useNodeSockets(`http://127.0.0.1:${web.port}`);
  host = { ...web, wires, counts, running: () => running };
  return host;
}

/** A socket that shows this token, and what it was told. */
function knock(token: string | null, port = host.port): { socket: WebSocket; told: Promise<string>; closed: Promise<number> } {
  const socket = new NodeSocket(`ws://127.0.0.1:${port}${socketPath}`, { origin: `http://127.0.0.1:${port}`, perMessageDeflate: false });
  sockets.push(socket);
  socket.on('error', () => undefined);
  if (token !== null) socket.on('open', () => socket.send(greeting(token)));
  return {
    socket,
    told: new Promise((resolve) => socket.once('message', (data) => resolve(parseGreeting((data as Buffer).toString()) ?? ''))),
    closed: new Promise((resolve) => socket.once('close', (code) => resolve(code))),
  };
}

function page(...tokens: string[]): PageWire & { kept: string[] } {
  const kept: string[] = [];
  return Object.assign(
    socketWire(`ws://127.0.0.1:${host.port}${socketPath}`, tokens, (token) => kept.push(token)),
    { kept },
  );
}

/** A raw line that has been let in. */
async function admitted(): Promise<RawSocket> {
  const line = await rawSocket(host.port);
  sockets.push(line.socket);
  const told = line.first(1);
  line.socket.write(frame({ opcode: 1, payload: greeting(host.tokens.launch()) }));
  await told;
  return line;
}

/** What a page hears that opens now. */
async function lives(): Promise<string> {
  const wire = page(host.tokens.launch());
  const client = connect<typeof contract>(wire);
  const heard = await client.call('echo', { text: 'alive' });
  client.close();
  return heard;
}

describe('tokens', () => {
  it('spends a launch token once and keeps the page with its own', async () => {
    await start();
    const launch = host.tokens.launch();
    const first = knock(launch);
    const own = await first.told;
    expect(own).toMatch(/^[\w-]{43}$/);
    expect(own).not.toBe(launch);
    expect(await knock(launch).closed).toBe(closeCodes.refused);
    expect(first.socket.readyState).toBe(NodeSocket.OPEN);

    // A reload: the same page again. The former socket is told and ends, the page goes on.
    const again = knock(own);
    expect(await again.told).toBe(own);
    expect(await first.closed).toBe(closeCodes.replaced);
    expect(again.socket.readyState).toBe(NodeSocket.OPEN);
    expect(host.counts.at(-1)).toBe(1);

    // A second window with an address of its own disturbs nobody.
    const other = knock(host.tokens.launch());
    expect(await other.told).not.toBe(own);
    expect(again.socket.readyState).toBe(NodeSocket.OPEN);
    await vi.waitFor(() => expect(host.counts.at(-1)).toBe(2));
    other.socket.close();
    again.socket.close();
    await vi.waitFor(() => expect(host.counts.at(-1)).toBe(0));
  });

  it('ends what a page had running when it is opened again', async () => {
    await start();
    const wire = page(host.tokens.launch());
    const client = connect<typeof contract>(wire);
    const items = client.watch('flood', {});
    await items.next();
    expect(host.running()).toBe(1);
    const reload = page(...wire.kept);
    expect(await connect<typeof contract>(reload).call('echo', { text: 'x' })).toBe('x');
    expect(await wire.ended).toBe('replaced');
    await vi.waitFor(() => expect(host.running()).toBe(0));
  });

  it.each([
    ['a wrong token', greeting('x'.repeat(43)), closeCodes.refused],
    ['an empty text', '', closeCodes.refused],
    ['other JSON', '{"token":1}', closeCodes.refused],
    ['more than a token', '{"token":"x","admin":true}', closeCodes.refused],
    ['a prototype', '{"__proto__":{"token":"x"}}', closeCodes.refused],
  ])('refuses %s as a greeting', async (_, text, code) => {
    await start();
    const one = knock(null);
    one.socket.on('open', () => one.socket.send(text));
    expect(await one.closed).toBe(code);
    expect(host.wires).toHaveLength(0);
  });

  it('refuses the right token in the wrong place: binary, or second', async () => {
    await start();
    const token = host.tokens.launch();
    const binary = knock(null);
    binary.socket.on('open', () => binary.socket.send(Buffer.from(greeting(token))));
    expect(await binary.closed).toBe(closeCodes.refused);
    const late = knock('wrong');
    late.socket.on('open', () => late.socket.send(greeting(token)));
    expect(await late.closed).toBe(closeCodes.refused);
    expect(host.wires).toHaveLength(0);
    expect(await knock(token).told).toMatch(/^[\w-]{43}$/);
  });

  it('closes a socket that says nothing, and no other', async () => {
    await start({ limits: { silentMs: 100 } });
    const kept = knock(host.tokens.launch());
    await kept.told;
    expect(await knock(null).closed).toBe(closeCodes.refused);
    expect(kept.socket.readyState).toBe(NodeSocket.OPEN);
  });

  it('forgets the oldest addresses that nobody opened, not the pages', async () => {
    await start();
    const own = await knock(host.tokens.launch()).told;
    const first = host.tokens.launch();
    const later = Array.from({ length: 64 }, () => host.tokens.launch());
    expect(host.tokens.admit(first)).toBeNull();
    expect(host.tokens.admit(later.at(-1) ?? '')).not.toBeNull();
    expect(host.tokens.admit(own)).toBe(own);
    // Nobody is let in as the owner: that token only asks for addresses.
    expect(host.tokens.admit(host.tokens.owner)).toBeNull();
  });
});

describe('frames', () => {
  it.each([
    ['text', frame({ opcode: 1, payload: '{"t":"call","id":1,"name":"echo","input":{"n":NaN}}' }), closeCodes.malformed],
    ['binary garbage', frame({ opcode: 2, payload: Uint8Array.from({ length: 300 }, (_, at) => (at * 7) & 0xff) }), closeCodes.malformed],
    ['nothing at all', frame({ opcode: 2 }), closeCodes.malformed],
    ['JSON with NaN in a codec frame', frame({ opcode: 2, payload: codecFrame('{"a":[],"f":{"t":"stop","id":NaN}}') }), closeCodes.malformed],
    [
      'a prototype',
      frame({ opcode: 2, payload: codecFrame('{"a":[],"f":{"t":"call","id":1,"name":"echo","input":{"__proto__":{"text":"x"}}}}') }),
      closeCodes.malformed,
    ],
    ['no frame of the protocol', frame({ opcode: 2, payload: encode({ t: 'shout', id: 1 }) }), closeCodes.done],
    ['1 GB announced', frame({ opcode: 2, claims: 1024 ** 3 }), 1009],
    ['2^62 bytes announced', frame({ opcode: 2, claims: 2 ** 62 }), 1009],
    ['no mask', frame({ opcode: 2, payload: 'x', masked: false }), 1002],
    ['an unknown opcode', frame({ opcode: 5, payload: 'x' }), 1002],
    ['a ping too long', frame({ opcode: 9, payload: 'x'.repeat(126) }), 1002],
    ['a continuation of nothing', frame({ opcode: 0, payload: 'x' }), 1002],
    ['text that is not UTF-8', frame({ opcode: 1, payload: Uint8Array.of(0xc0, 0x80) }), 1007],
  ])('bad input 42: with %s close the line, and the host lives', async (_, bytes, code) => {
    await start();
    const line = await admitted();
    line.socket.write(bytes);
    expect(await line.closed).toBe(code);
    expect(await lives()).toBe('alive');
    expect(host.lines.some((one) => one.includes('"refused"')) || code === closeCodes.done).toBe(true);
    expect(Object.prototype).not.toHaveProperty('text');
  });

  it('bad input 42: in pieces are bounded as a whole', async () => {
    await start({ limits: { maxMessage: 256 * 1024 } });
    const line = await admitted();
    const piece = new Uint8Array(64 * 1024);
    line.socket.write(frame({ opcode: 2, payload: piece, fin: false }));
    for (let at = 0; at < 5; at++) line.socket.write(frame({ opcode: 0, payload: piece, fin: false }));
    expect(await line.closed).toBe(1009);
    expect(await lives()).toBe('alive');
  });

  it('before a token are bounded much closer, in one or in pieces', async () => {
    await start({ limits: { silentMs: 5_000 } });
    for (const pieces of [1, 5]) {
      const line = await rawSocket(host.port);
      sockets.push(line.socket);
      const piece = new Uint8Array((5 * 1024 * 1024) / pieces);
      for (let at = 0; at < pieces; at++) line.socket.write(frame({ opcode: at === 0 ? 2 : 0, payload: piece, fin: false }));
      expect(await line.closed).toBe(1009);
    }
    expect(await lives()).toBe('alive');
  });

  it('bad input 42: that are pings, without end, cost nobody else', async () => {
    await start();
    const line = await admitted();
    const burst = Buffer.concat(Array.from({ length: 2000 }, () => frame({ opcode: 9, payload: 'x'.repeat(100) })));
    for (let at = 0; at < 20; at++) line.socket.write(burst);
    expect(await lives()).toBe('alive');
  });

  it('of 4 MiB and more are taken from a page that is let in', async () => {
    await start();
    const client = connect<typeof contract>(page(host.tokens.launch()));
    const text = 'x'.repeat(5 * 1024 * 1024);
    expect((await client.call('echo', { text })).length).toBe(text.length);
  });
});

describe('many and slow', () => {
  it('closes a page that takes nothing, and ends what it had running', async () => {
    await start();
    const line = await admitted();
    line.socket.pause();
    // Credit bounds a stream; this page gives all it may, many times over.
    for (let id = 1; id <= 40; id++) line.socket.write(frame({ opcode: 2, payload: encode({ t: 'watch', id, name: 'flood', input: {}, credit: 1024 }) }));
    await vi.waitFor(() => expect(host.lines.some((one) => one.includes('page too slow'))).toBe(true), 15_000);
    await vi.waitFor(() => expect(host.running()).toBe(0));
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(maxUnsent * 4);
    expect(await lives()).toBe('alive');
  });

  it('takes a thousand silent sockets, refuses the next, serves its page, and gets rid of them', async () => {
    await start({ limits: { silentMs: 3_000 } });
    const client = connect<typeof contract>(page(host.tokens.launch()));
    expect(await client.call('echo', { text: 'x' })).toBe('x');
    const silent = Array.from({ length: 999 }, () => knock(null));
    await Promise.all(silent.map(({ socket }) => new Promise((resolve) => socket.once('open', resolve))));
    expect(await client.call('echo', { text: 'x' })).toBe('x');
    const refused = knock(null);
    const status = new Promise((resolve) => refused.socket.once('unexpected-response', (_, response) => resolve(response.statusCode)));
    expect(await status).toBe(503);
    const codes = await Promise.all(silent.map(({ closed }) => closed));
    expect(new Set(codes)).toEqual(new Set([closeCodes.refused]));
    expect(await lives()).toBe('alive');
  });

  it('ends a page that answers no ping', async () => {
    await start({ limits: { pingMs: 50 } });
    const dead = knock(null);
    dead.socket.on('open', () => dead.socket.send(greeting(host.tokens.launch())));
    await dead.told;
    const alive = knock(host.tokens.launch());
    await alive.told;
    dead.socket.pause();
    await vi.waitFor(() => expect(host.counts.at(-1)).toBe(1));
    expect(alive.socket.readyState).toBe(NodeSocket.OPEN);
  });

  it('tells its pages when it ends', async () => {
    await start();
    const one = knock(host.tokens.launch());
    await one.told;
    void host.stop();
    expect(await one.closed).toBe(1001);
  });
});

describe('a core that is not there yet', () => {
  it('is waited for, with what the page has sent meanwhile', async () => {
    let ready: () => void = () => undefined;
    const core = new Promise<void>((resolve) => (ready = resolve));
    await start({
      attach: async (wire) => {
        await core;
        serve(wire, contract, { echo: ({ text }) => text, flood: async function* () {} }, { report: () => 'bug' });
      },
    });
    const call = connect<typeof contract>(page(host.tokens.launch())).call('echo', { text: 'early' });
    await vi.waitFor(() => expect(host.counts).toEqual([1]));
    ready();
    expect(await call).toBe('early');
  });
});

function codecFrame(header: string): Uint8Array {
  const head = Buffer.from(header);
  const out = Buffer.alloc(4 + head.length);
  out.writeUInt32LE(head.length, 0);
  head.copy(out, 4);
  return out;
}
