/** The page's way in: the token leaves the address at once, is spent once, and the page keeps its own for a reload. */

import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultLimits } from '../../electron/web/limits.ts';
import { pageWire, portWire, socketWire } from '../../renderer/wires.ts';
import { decode, encode } from '../../shared/rpc/codec.ts';
import { closeCodes, silentReason, socketPath } from '../../shared/rpc/socket.ts';
import type { Wire } from '../../shared/rpc/wire.ts';
import { startWeb, type TestWeb, useNodeSockets } from '../support/wires.ts';

const wires: Wire[] = [];
let web: TestWeb;
let storage: Map<string, string>;
const heard: unknown[] = [];
const replaced: string[] = [];

beforeEach(async () => {
  wires.length = 0;
  heard.length = 0;
  replaced.length = 0;
  storage = new Map();
  web = await startWeb({
    attach: (wire) => (
      wires.push(wire),
      wire.listen(
        (frame) => heard.push(frame),
        () => undefined,
      )
    ),
  });
  useNodeSockets(`http://127.0.0.1:${web.port}`);
  vi.stubGlobal('sessionStorage', { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => storage.set(key, value) });
  vi.stubGlobal('history', { replaceState: (_: unknown, __: string, address: string) => replaced.push(address) });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await web.stop();
});

function visit(url: string): ReturnType<typeof pageWire> {
  const { protocol, host, pathname, hash } = new URL(url);
  vi.stubGlobal('location', { protocol, host, pathname, hash });
  return pageWire();
}

/** Sends a frame of this id and waits until the host has it. */
async function through(wire: Wire, id: number): Promise<void> {
  wire.send({ t: 'stop', id });
  await vi.waitFor(() => expect(heard.at(-1)).toEqual({ t: 'stop', id }));
}

it('spends the token of the address, drops it from there, and comes back by its own', async () => {
  const url = web.launchUrl();
  const first = visit(url);
  expect(replaced).toEqual(['/']);
  await through(first, 1);
  const [kept] = [...storage.values()];
  expect(kept).toMatch(/^[\w-]{43}$/);
  expect(url).not.toContain(kept);

  const reload = visit(`http://127.0.0.1:${web.port}/`);
  await through(reload, 2);
  expect(await first.ended).toBe('replaced');

  // The old address opened again in the same tab: its token is spent, the page's own still lets it in.
  const again = visit(url);
  await through(again, 3);

  // And in another tab, which has none of its own.
  storage.clear();
  expect(await visit(url).ended).toBe('refused');
  expect(await visit(`http://127.0.0.1:${web.port}/`).ended).toBe('refused');
  expect(wires).toHaveLength(3);
});

it('leaves alone what else the address says', async () => {
  await through(visit(`${web.launchUrl()}&sample`), 1);
  expect(replaced).toEqual(['/#sample']);
});

it('prefers a fresh address to the token it has', async () => {
  await through(visit(web.launchUrl()), 1);
  const [former] = [...storage.values()];
  visit(web.launchUrl());
  await vi.waitFor(() => expect([...storage.values()][0]).not.toBe(former));
});

it('shows its token again where the host has closed before it came, and gives up only on a wrong one', async () => {
  await web.stop();
  web = await startWeb({ attach: (wire) => void wires.push(wire), limits: { ...defaultLimits, silentMs: 30 } });
  useNodeSockets(`http://127.0.0.1:${web.port}`);
  let busy = 2;
  let opened = 0;
  const Base = globalThis.WebSocket;
  vi.stubGlobal(
    'WebSocket',
    class extends Base {
      constructor(url: string) {
        super(url);
        opened++;
      }
      override send(data: string | Uint8Array<ArrayBuffer>): void {
        // A page with other things to do: its token comes when the host has closed.
        if (busy-- > 0) setTimeout(() => super.send(data), 90);
        else super.send(data);
      }
    },
  );
  visit(web.launchUrl());
  await vi.waitFor(() => expect(wires).toHaveLength(1));
  expect(opened).toBe(3);
  expect(web.lines.filter((line) => line.includes(silentReason))).toHaveLength(2);

  storage.clear();
  expect(await visit(`http://127.0.0.1:${web.port}/#t=${'x'.repeat(43)}`).ended).toBe('refused');
  expect(opened).toBe(4);
});

it('keeps the token of the address until a host has judged it', async () => {
  const { hash } = new URL(web.launchUrl());
  expect(await visit(`http://127.0.0.1:1/${hash}`).ended).toBe('lost');
  await through(visit(`http://127.0.0.1:${web.port}/`), 1);
  storage.clear();
  expect(await visit(`http://127.0.0.1:${web.port}/`).ended).toBe('refused');
});

it('ends once, whoever ends it, and tells late listeners', async () => {
  const wire = visit(web.launchUrl());
  await vi.waitFor(() => expect(wires).toHaveLength(1));
  let told = 0;
  wire.listen(
    () => undefined,
    () => told++,
  );
  await web.stop();
  expect(await wire.ended).toBe('lost');
  wire.close();
  wire.send({ t: 'stop', id: 1 });
  expect(told).toBe(1);
  wire.listen(
    () => undefined,
    () => told++,
  );
  expect(told).toBe(2);
});

it('closes on a host that does not keep to the protocol', async () => {
  const closes: (number | undefined)[] = [];
  class Fake extends EventTarget {
    static last: Fake;
    binaryType = '';
    constructor() {
      super();
      Fake.last = this;
    }
    send(): void {}
    close(code?: number): void {
      closes.push(code);
    }
    hear(data: unknown): void {
      this.dispatchEvent(Object.assign(new Event('message'), { data }));
    }
  }
  vi.stubGlobal('WebSocket', Fake);
  const open = (): ReturnType<typeof socketWire> => socketWire(`ws://x${socketPath}`, ['token'], () => undefined);
  const exactly = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
  for (const messages of [['hello'], [new ArrayBuffer(8)], ['{"token":"own"}', 'text'], ['{"token":"own"}', exactly(Uint8Array.of(1, 2, 3))]]) {
    const wire = open();
    for (const message of messages) Fake.last.hear(message);
    expect(await wire.ended).toBe('lost');
    expect(closes.pop()).toBe(closeCodes.malformed);
    // Nothing more is heard on a wire that has ended.
    const received = vi.fn();
    wire.listen(received, () => undefined);
    Fake.last.hear(exactly(encode({ t: 'done', id: 1, value: 1 })));
    expect(received).not.toHaveBeenCalled();
  }
});

it('refuses what it cannot carry at once, also before it is let in', () => {
  const wire = visit(web.launchUrl());
  expect(() => wire.send({ t: 'call', id: 1, name: 'x', input: 1n })).toThrow();
  expect(decode(encode({ a: 1 }))).toEqual({ a: 1 });
});

it('hears the other end of a port close', async () => {
  const { port1, port2 } = new MessageChannel();
  const wire = portWire(port1 as unknown as MessagePort);
  const closed = new Promise<void>((resolve) => wire.listen(() => undefined, resolve));
  port2.close();
  await closed;
  expect(await wire.ended).toBe('lost');
});
