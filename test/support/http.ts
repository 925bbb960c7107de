/** Requests as anybody could write them, byte by byte: what a browser or a client library would not send has to be tried too. */
import { createConnection, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends the lines as they are and reads until the other side ends. */
export function ask(port: number, lines: readonly string[], body = '', host = '127.0.0.1'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host });
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(parse(text)));
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
}

function parse(text: string): Answer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...fields] = head.split('\r\n');
  const headers = new Map(fields.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0), headers, body: rest.join('\r\n\r\n') };
}

/** A request's lines from its parts; `close` so that the answer ends. */
export function get(path: string, port: number, ...headers: readonly string[]): string[] {
  return [`GET ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'connection: close', ...headers];
}

export function post(path: string, port: number, ...headers: readonly string[]): string[] {
  return [`POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'connection: close', 'content-length: 0', ...headers];
}

/** The request that begins a WebSocket. */
export function upgrade(...headers: readonly string[]): string[] {
  return [
    'GET /ws HTTP/1.1',
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  ];
}

export interface RawSocket {
  readonly socket: Socket;
  /** The code of the close frame, once one came; 0 where the line ended without. */
  readonly closed: Promise<number>;
  /** The first frame of each kind that came, by opcode. */
  readonly first: (opcode: number) => Promise<Buffer>;
}

/** A WebSocket line on which frames are written by hand. */
export async function rawSocket(port: number): Promise<RawSocket> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  let received = Buffer.alloc(0);
  let open = false;
  const waiting = new Map<number, (payload: Buffer) => void>();
  let tellClosed: (code: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => (tellClosed = resolve));
  const ready = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (!open) {
        const end = received.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!received.toString('latin1').startsWith('HTTP/1.1 101')) return reject(new Error(received.toString('latin1').slice(0, 40)));
        open = true;
        received = received.subarray(end + 4);
        resolve();
      }
      for (;;) {
        const frame = serverFrame(received);
        if (frame === null) return;
        received = received.subarray(frame.size);
        if (frame.opcode === 8) tellClosed(frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : 1005);
        waiting.get(frame.opcode)?.(frame.payload);
      }
    });
    socket.on('error', () => tellClosed(0));
    socket.on('close', () => tellClosed(0));
  });
  socket.write(`${upgrade(`host: 127.0.0.1:${port}`, `origin: http://127.0.0.1:${port}`).join('\r\n')}\r\n\r\n`);
  await ready;
  return { socket, closed, first: (opcode) => new Promise((resolve) => waiting.set(opcode, resolve)) };
}

function serverFrame(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return null;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < head + length) return null;
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(head, head + length), size: head + length };
}

export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  readonly fin?: boolean;
  readonly masked?: boolean;
  /** What the head claims, where that is not so. */
  readonly claims?: number;
}

/** A client's frame; the mask is all zeros, which the protocol allows and a test can read. */
export function frame({ opcode, payload = '', fin = true, masked = true, claims }: FrameParts): Buffer {
  const body = Buffer.from(payload as string);
  const length = claims ?? body.length;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head.writeUInt8((fin ? 0x80 : 0) | opcode, 0);
  head.writeUInt8((masked ? 0x80 : 0) | (head.length === 2 ? length : head.length === 4 ? 126 : 127), 1);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0), body]);
}
