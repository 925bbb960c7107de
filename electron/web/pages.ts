/** The WebSockets of open pages, from greeting to end: a token first, one socket per page, a ping where it is quiet. */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { closeCodes, greeting, parseGreeting, silentReason } from '../../shared/rpc/socket.ts';
import type { Wire } from '../../shared/rpc/wire.ts';
import type { Limits } from './limits.ts';
import { closingMs, type SocketWire, socketWire } from './socketWire.ts';
import type { Tokens } from './tokens.ts';

export interface Pages {
  /** `line` is the socket under it, to count what comes before a token does. */
  greet(socket: WebSocket, line: Duplex): void;
  /** All sockets, let in or not. */
  sockets(): number;
  /** Of those the ones that were let in. */
  open(): number;
  close(): void;
}

export interface PagesOptions {
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly attach: (wire: Wire) => void | Promise<void>;
  readonly refused: (what: 'socket' | 'message', why: string) => void;
  readonly changed: (count: number) => void;
}

export function createPages(options: PagesOptions): Pages {
  const { limits } = options;
  /** Whether each has answered since the last ping. */
  const alive = new Map<WebSocket, boolean>();
  const byToken = new Map<string, SocketWire>();

  const pings = setInterval(() => {
    for (const [socket, answered] of alive) {
      if (!answered) socket.terminate();
      else {
        alive.set(socket, false);
        socket.ping();
      }
    }
  }, limits.pingMs);
  pings.unref();

  function greet(socket: WebSocket, line: Duplex): void {
    alive.set(socket, true);
    socket.on('pong', () => alive.set(socket, true));
    socket.on('close', () => alive.delete(socket));
    // A frame that ws itself refuses (too large, not masked, no UTF-8) is closed by it with the code that says so.
    socket.on('error', () => options.refused('message', 'broken frame'));

    let greeted = 0;
    const turnAway = (code: number, why: string): void => {
      settle();
      options.refused('socket', why);
      socket.close(code, why);
      setTimeout(() => socket.terminate(), closingMs).unref();
    };
    // After a turn of the loop: a token that came while this process was busy is read before the clock is believed.
    let late: NodeJS.Immediate | undefined;
    const silent = setTimeout(() => {
      late = setImmediate(() => turnAway(closeCodes.refused, silentReason));
    }, limits.silentMs);
    const count = (chunk: Buffer): void => {
      greeted += chunk.length;
      if (greeted <= limits.maxGreeting) return;
      line.off('data', count);
      if (socket.readyState === socket.OPEN) turnAway(1009, 'too much before a token');
      // The rest is not read; the pause lets the close code out before the line is cut.
      socket.pause();
      setTimeout(() => socket.terminate(), 100).unref();
    };
    const first = (data: RawData, binary: boolean): void => {
      const token = binary ? null : parseGreeting(rawText(data));
      const page = token === null ? null : options.tokens.admit(token);
      if (page === null) return turnAway(closeCodes.refused, 'wrong token');
      settle();
      line.off('data', count);
      admit(socket, page);
    };
    function settle(): void {
      clearTimeout(silent);
      clearImmediate(late);
      socket.off('message', first);
      socket.off('close', settle);
    }
    line.on('data', count);
    socket.on('message', first);
    socket.on('close', settle);
  }

  function admit(socket: WebSocket, page: string): void {
    const wire = socketWire(socket, (why) => options.refused('message', why));
    const former = byToken.get(page);
    byToken.set(page, wire);
    former?.end(closeCodes.replaced, 'opened again');
    socket.on('close', () => {
      if (byToken.get(page) === wire) byToken.delete(page);
      options.changed(byToken.size);
    });
    options.changed(byToken.size);
    // What the page sends before it is answered waits in the kernel.
    socket.pause();
    const begin = (): void => {
      socket.resume();
      socket.send(greeting(page));
    };
    const attached = options.attach(wire);
    if (attached === undefined) begin();
    else attached.then(begin, () => socket.terminate());
  }

  return {
    greet,
    sockets: () => alive.size,
    open: () => byToken.size,
    close() {
      clearInterval(pings);
      for (const socket of alive.keys()) {
        socket.close(1001, 'Keytide ends');
        setTimeout(() => socket.terminate(), 200).unref();
      }
    },
  };
}

function rawText(data: RawData): string {
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data as Buffer).toString('utf8');
}
