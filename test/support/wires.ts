/** The three wires of one protocol, each as the pair of ends that production uses (memory: the pair that only tests use). */
import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads';
import type { MessagePortMain } from 'electron';
import { type ClientOptions, WebSocket as NodeSocket } from 'ws';
import { createLog, type Log } from '../../electron/core/log.ts';
import { portWire as hostPortWire } from '../../electron/desktop/portWire.ts';
import { listen, type WebOptions } from '../../electron/web/http.ts';
import { createTokens, type Tokens } from '../../electron/web/tokens.ts';
import { portWire, socketWire } from '../../renderer/wires.ts';
import { socketPath } from '../../shared/rpc/socket.ts';
import type { Wire } from '../../shared/rpc/wire.ts';

export interface WirePair {
  readonly page: Wire;
  readonly host: Wire;
  /** Ends what carries them, not only the wires themselves. */
  stop(): Promise<void>;
}

export interface WireKind {
  readonly name: 'memory' | 'MessagePort' | 'WebSocket';
  open(): Promise<WirePair>;
}

export const wireKinds: readonly WireKind[] = [
  { name: 'memory', open: async () => ({ ...memoryWires(), stop: async () => undefined }) },
  { name: 'MessagePort', open: async () => ({ ...portWires(), stop: async () => undefined }) },
  { name: 'WebSocket', open: socketWires },
];

/** Keeps order, clones what it carries and delivers later, as every real wire does. */
export function memoryWires(): { readonly page: Wire; readonly host: Wire } {
  let open = true;
  const closers: (() => void)[] = [];
  function close(): void {
    if (!open) return;
    open = false;
    for (const tell of closers) tell();
  }
  function end(deliver: { to: ((frame: unknown) => void)[] }, own: { to: ((frame: unknown) => void)[] }): Wire {
    return {
      send(frame) {
        if (!open) return;
        const copy: unknown = structuredClone(frame);
        queueMicrotask(() => {
          if (open) for (const receive of deliver.to) receive(copy);
        });
      },
      listen(receive, closed) {
        if (!open) return closed();
        own.to.push(receive);
        closers.push(closed);
      },
      close,
    };
  }
  const a = { to: [] };
  const b = { to: [] };
  return { page: end(b, a), host: end(a, b) };
}

function portWires(): { readonly page: Wire; readonly host: Wire } {
  const { port1, port2 } = new MessageChannel();
  // Node's port is the browser's one but for the types.
  return { page: portWire(port1 as unknown as MessagePort), host: hostPortWire(mainPort(port2)) };
}

/** Node's port in the shape of Electron's: events come as objects, and closing a port tells its other side. */
function mainPort(port: NodePort): MessagePortMain {
  const events = new EventEmitter();
  port.on('message', (data: unknown) => events.emit('message', { data, ports: [] }));
  port.on('close', () => events.emit('close'));
  return Object.assign(events, {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  }) as unknown as MessagePortMain;
}

async function socketWires(): Promise<WirePair> {
  let arrived: (wire: Wire) => void = () => undefined;
  const host = new Promise<Wire>((resolve) => (arrived = resolve));
  const web = await startWeb({ attach: arrived });
  useNodeSockets(`http://127.0.0.1:${web.port}`);
  const page = socketWire(`ws://127.0.0.1:${web.port}${socketPath}`, [web.tokens.launch()], () => undefined);
  return { page, host: await host, stop: web.stop };
}

/** A browser's WebSocket where there is none: the same interface, and the Origin that a browser would send. */
export function useNodeSockets(origin: string): void {
  globalThis.WebSocket = class extends NodeSocket {
    constructor(url: string | URL) {
      super(url, { origin, perMessageDeflate: false } satisfies ClientOptions);
      // An emitter of Node throws an error nobody listens to; a browser's socket only closes.
      this.on('error', () => undefined);
    }
  } as unknown as typeof globalThis.WebSocket;
}

export interface TestWeb {
  readonly port: number;
  readonly tokens: Tokens;
  readonly launchUrl: () => string;
  /** What was logged, one line each. */
  readonly lines: readonly string[];
  readonly log: Log;
  stop(): Promise<void>;
}

/** A real server on a free port, with a page of three small files. */
export async function startWeb(options: Partial<WebOptions> = {}): Promise<TestWeb> {
  const pageFolder = await mkdtemp(join(tmpdir(), 'keytide-page-'));
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Keytide</title>');
  await writeFile(join(pageFolder, 'app.js'), 'export {};');
  await writeFile(join(pageFolder, 'app.css'), 'body{}');
  const tokens = createTokens();
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line));
  const web = await listen({ addresses: ['127.0.0.1'], port: 0, pageFolder, tokens, log, attach: () => undefined, ...options });
  return {
    port: web.port,
    tokens,
    launchUrl: web.launchUrl,
    lines,
    log,
    async stop() {
      await web.close();
      await rm(pageFolder, { recursive: true, force: true });
    },
  };
}
