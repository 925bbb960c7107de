/** The browser edition's server: the built page, one WebSocket per open page, and fresh addresses for further windows. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { WebSocketServer } from 'ws';
import { socketPath } from '../../shared/rpc/socket.ts';
import type { Wire } from '../../shared/rpc/wire.ts';
import type { Log } from '../core/log.ts';
import { type PageFiles, pageFiles } from '../core/pageFiles.ts';
import { pageHeaders } from '../core/pageHeaders.ts';
import { type Allowed, allowedFor, bearer, judge } from './guard.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createPages } from './pages.ts';
import type { Tokens } from './tokens.ts';

export interface WebOptions {
  /** Loopback addresses; the first decides the port where 0 is asked for. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly pageFolder: string;
  readonly tokens: Tokens;
  readonly log: Log;
  /** Called for each page that was let in; its wire is quiet until this has resolved. */
  readonly attach: (wire: Wire) => void | Promise<void>;
  /** A second start hands over what it was asked to open; only for the owner of this run. */
  readonly launch?: (words: readonly string[]) => void;
  /** Told how many pages are open whenever that changed. */
  readonly pages?: (count: number) => void;
  readonly limits?: Partial<Limits>;
}

export interface Web {
  readonly port: number;
  /** A fresh address, good for one new page. */
  launchUrl(): string;
  close(): Promise<void>;
}

export async function listen(options: WebOptions): Promise<Web> {
  const limits = { ...defaultLimits, ...options.limits };
  const refused = quietly((what: 'request' | 'socket' | 'message', why: string) => options.log.write({ event: 'refused', what, why }));
  const files = pageFiles(options.pageFolder);
  const pages = createPages({ tokens: options.tokens, limits, attach: options.attach, refused, changed: options.pages ?? (() => undefined) });
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: limits.maxMessage });
  let allowed: Allowed = allowedFor([], 0);
  let port = options.port;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = judge(request, allowed, 'request');
    if (refusal !== null) {
      refused('request', refusal.why);
      return say(response, refusal.status, refusal.why);
    }
    const address = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (request.method !== 'POST' && (await sendFile(files, address, request, response))) return;
    const token = bearer(request);
    if (token === null || !options.tokens.knows(token)) {
      refused('request', 'no token');
      return say(response, 401, 'token wanted');
    }
    if (request.method !== 'POST' || address !== '/launch') return say(response, 404, 'nothing here');
    const words = await wordsIn(request);
    if (words === null) return say(response, 400, 'words wanted');
    if (words.length > 0) {
      if (!options.tokens.owns(token)) return say(response, 403, 'for the owner');
      options.launch?.(words);
    }
    reply(response, 200, 'application/json; charset=utf-8', Buffer.from(JSON.stringify({ url: launchUrl(), pages: pages.open() })));
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = judge(request, allowed, 'socket') ?? (request.url !== socketPath ? { status: 404, why: 'nothing here' } : null);
    if (refusal !== null) {
      refused('socket', refusal.why);
      return turnAway(socket, refusal.status);
    }
    if (pages.sockets() >= limits.maxSockets) {
      refused('socket', 'too many sockets');
      return turnAway(socket, 503);
    }
    sockets.handleUpgrade(request, socket, head, (client) => pages.greet(client, socket));
  }

  function launchUrl(): string {
    return `http://127.0.0.1:${port}/#t=${options.tokens.launch()}`;
  }

  const servers: Server[] = [];
  for (const host of options.addresses) {
    const server = createServer({
      // Judged here, so that a missing and a second one get the same answer.
      requireHostHeader: false,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    });
    server.maxConnections = limits.maxSockets + 256;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      answer(request, response).catch((thrown: unknown) => say(response, 500, `Keytide failed; its log names it ${options.log.bug(thrown)}.`));
    });
    server.on('upgrade', upgrade);
    try {
      await bind(server, port, host);
    } catch (thrown) {
      for (const one of servers) one.close();
      throw thrown;
    }
    // Such as too many open files: told, and over once there are fewer.
    server.on('error', options.log.bug);
    servers.push(server);
    port = (server.address() as AddressInfo).port;
  }
  allowed = allowedFor(options.addresses, port);

  return {
    port,
    launchUrl,
    async close() {
      pages.close();
      await Promise.all(
        servers.map((server) => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          server.closeAllConnections();
          return closed;
        }),
      );
    },
  };
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function sendFile(files: PageFiles, address: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const file = await files(address);
  if (file === null) return false;
  const content = await file.read();
  reply(response, 200, file.type, content, request.method === 'HEAD');
  return true;
}

const maxWords = 64 * 1024;
const handedOver = v.object({ words: v.pipe(v.array(v.string()), v.maxLength(64)) });

/** The body of a request, none for an empty one; null where it is too large or not of that form. */
async function wordsIn(request: IncomingMessage): Promise<readonly string[] | null> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    body += chunk;
    if (body.length > maxWords) return null;
  }
  if (body === '') return [];
  try {
    const parsed = v.safeParse(handedOver, JSON.parse(body));
    return parsed.success ? parsed.output.words : null;
  } catch {
    return null;
  }
}

function say(response: ServerResponse, status: number, why: string): void {
  // What else the other side meant to send on this connection is not read.
  response.setHeader('connection', 'close');
  reply(response, status, 'text/plain; charset=utf-8', Buffer.from(`${why}\n`));
}

function reply(response: ServerResponse, status: number, type: string, content: Buffer, headOnly = false): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...pageHeaders, 'content-type': type, 'content-length': content.length });
  response.end(headOnly ? undefined : content);
}

function turnAway(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}

/** Whoever is refused must not be able to fill the log: twenty lines in ten seconds say enough. */
function quietly(write: (what: 'request' | 'socket' | 'message', why: string) => void): typeof write {
  let since = 0;
  let written = 0;
  return (what, why) => {
    if (Date.now() - since > 10_000) {
      since = Date.now();
      written = 0;
    }
    if (written++ < 20) write(what, why);
  };
}
