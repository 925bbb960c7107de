/** Servers that do what Redis will not do on demand: say anything at all, lose replies, go silent, break a line. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Fake {
  readonly port: number;
  /** Every command received, in order, words joined by a space. */
  readonly heard: string[];
  readonly connections: () => number;
  /** Connections accepted since the start. */
  readonly accepted: () => number;
  /** Writes to every connection there is. */
  say(bytes: string | Buffer): void;
  hangUp(): void;
  close(): Promise<void>;
}

/** What to answer: bytes as they are, null for silence, undefined for the usual. */
export type Answer = (words: readonly string[], socket: Socket) => string | Buffer | null | undefined;

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

export function usual(words: readonly string[]): string {
  const [name = '', first = ''] = words.map((word) => word.toUpperCase());
  switch (name) {
    case 'HELLO':
      return `%2\r\n${bulk('server')}${bulk('redis')}${bulk('proto')}:3\r\n`;
    case 'PING':
      return '+PONG\r\n';
    case 'INFO':
      if (first === 'SERVER') return bulk('# Server\r\nredis_version:7.0.0\r\nrun_id:fake\r\nredis_mode:standalone\r\n');
      return bulk('# Replication\r\nrole:master\r\n');
    case 'CONFIG':
      return `*2\r\n${bulk('databases')}${bulk('16')}`;
    case 'CLIENT':
      return first === 'INFO' ? '-ERR unknown subcommand\r\n' : '+OK\r\n';
    default:
      return '+OK\r\n';
  }
}

export async function fakeRedis(answer: Answer = () => undefined, greeting = ''): Promise<Fake> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted++;
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    if (greeting !== '') socket.write(greeting);
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const taken = takeCommand(rest);
        if (taken === null) break;
        rest = rest.subarray(taken.size);
        heard.push(taken.words.join(' '));
        const reply = answer(taken.words, socket);
        if (reply !== null && !socket.destroyed) socket.write(reply ?? usual(taken.words));
      }
    });
  });
  return {
    port: await listening(server),
    heard,
    connections: () => sockets.size,
    accepted: () => accepted,
    say: (bytes) => sockets.forEach((socket) => void socket.write(bytes)),
    hangUp: () => sockets.forEach((socket) => void socket.destroy()),
    close: () => closing(server, sockets),
  };
}

function takeCommand(bytes: Buffer): { readonly words: readonly string[]; readonly size: number } | null {
  const text = bytes.toString('latin1');
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) {
    const inline = /^([^*\r\n][^\r\n]*)\r\n/.exec(text);
    return inline === null ? null : { words: (inline[1] ?? '').split(' '), size: inline[0].length };
  }
  const words: string[] = [];
  let at = head[0].length;
  for (let left = Number(head[1]); left > 0; left--) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (length === null) return null;
    at += length[0].length;
    const size = Number(length[1]);
    if (text.length < at + size + 2) return null;
    words.push(text.slice(at, at + size));
    at += size + 2;
  }
  return { words, size: at };
}

export interface FaultProxy {
  readonly port: number;
  /** Replies of the server go nowhere from now on. */
  dropReplies(drop: boolean): void;
  /** Nothing passes in either direction, and nobody is told. */
  blackhole(on: boolean): void;
  /** Replies come in pieces of this many bytes; 0 for whole. */
  drip(bytes: number): void;
  /** After so many bytes of replies the line is reset; null for never. */
  cutAfter(bytes: number | null): void;
  /** Breaks every line, with a reset. */
  kill(): void;
  close(): Promise<void>;
}

export async function proxyTo(port: number): Promise<FaultProxy> {
  const pairs = new Set<Socket>();
  let dropping = false;
  let hole = false;
  let piece = 0;
  let cutAt: number | null = null;
  let passed = 0;
  const server = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    near.setNoDelay(true);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      pairs.add(one);
      one.on('error', () => undefined);
      one.on('close', () => (pairs.delete(one), other.destroy()));
    }
    near.on('data', (chunk) => void (hole || far.write(chunk)));
    far.on('data', (chunk: Buffer) => {
      if (hole || dropping) return;
      passed += chunk.length;
      if (cutAt !== null && passed >= cutAt) return void near.resetAndDestroy();
      let taken = true;
      const step = piece === 0 ? chunk.length : piece;
      for (let at = 0; at < chunk.length; at += step) taken = near.write(chunk.subarray(at, at + step));
      // What is not taken waits in the server, as it would without a proxy: not in this process, whose memory is measured.
      if (!taken) far.pause();
    });
    near.on('drain', () => void far.resume());
  });
  return {
    port: await listening(server),
    dropReplies: (drop) => (dropping = drop),
    blackhole: (on) => (hole = on),
    drip: (bytes) => (piece = bytes),
    cutAfter: (bytes) => ((cutAt = bytes), (passed = 0)),
    kill: () => pairs.forEach((socket) => void socket.resetAndDestroy()),
    close: () => closing(server, pairs),
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function closing(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}
