/** SOCKS5 (RFC 1928, 1929) and HTTP CONNECT, spoken over a stream that is already connected to the proxy. */
import { isIPv4, isIPv6, type Socket } from 'node:net';
import { type ConnectReason, type Fault, fail } from '../../../../shared/fault.ts';
import { connectFault } from '../faults.ts';
import type { Secret } from '../secret.ts';
import { bare, type Endpoint } from './tcp.ts';
import { discard, settled, type Tell, type Until } from './until.ts';

export interface ProxyServer extends Endpoint {
  readonly kind: 'socks5' | 'http';
  readonly username: string;
  readonly password: () => Secret | null;
}

/** Afterwards what is written to the stream goes to `to`. Tells `proxy` once the proxy has agreed to try. Faults destroy the stream. */
export async function askProxy(stream: Socket, proxy: ProxyServer, to: Endpoint, until: Until, tell: Tell): Promise<void> {
  try {
    await (proxy.kind === 'socks5' ? askSocks(stream, proxy, to, until, tell) : askHttp(stream, proxy, to, until, tell));
  } catch (thrown) {
    discard(stream);
    throw thrown;
  }
}

const version = 5;
const noLogin = 0;
const byPassword = 2;
const maxText = 255;

const replies: ReadonlyMap<number, ConnectReason> = new Map([
  [3, 'unreachable'],
  [4, 'unreachable'],
  [5, 'refused'],
  [6, 'timeout'],
]);

async function askSocks(stream: Socket, { username, password }: ProxyServer, to: Endpoint, until: Until, tell: Tell): Promise<void> {
  const named = username !== '';
  stream.write(Uint8Array.of(version, ...(named ? [2, noLogin, byPassword] : [1, noLogin])));
  const [spoken, method] = await answer(stream, until, () => 2);
  if (spoken !== version) fail(connectFault('proxy', 'not a SOCKS5 proxy'));
  if (method === byPassword && named) {
    const [name, secret] = [Buffer.from(username), Buffer.from(password()?.reveal() ?? '')];
    if (name.length > maxText || secret.length > maxText) fail({ code: 'input', path: 'proxy', message: `SOCKS5 has room for ${maxText} bytes of each` });
    stream.write(Buffer.concat([Uint8Array.of(1, name.length), name, Uint8Array.of(secret.length), secret]));
    const [, status] = await answer(stream, until, () => 2);
    if (status !== 0) fail(connectFault('proxy-auth'));
  } else if (method !== noLogin) fail(connectFault('proxy-auth', named ? '' : 'the proxy wants a user name and a password'));

  stream.write(Buffer.concat([Uint8Array.of(version, 1, 0), addressOf(bare(to.host)), Uint8Array.of(to.port >> 8, to.port & 0xff)]));
  const [, reply = 1] = await answer(stream, until, sizeOfReply);
  const reason = replies.get(reply);
  if (reply !== 0 && reason === undefined) fail(connectFault('proxy', `SOCKS5 reply ${reply}`));
  tell('proxy');
  if (reason !== undefined) fail(connectFault(reason, `SOCKS5 reply ${reply}`));
}

/** Names go as names: the proxy may know more of them than this machine. */
function addressOf(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (isIPv6(host)) return Buffer.concat([Uint8Array.of(4), ipv6Bytes(host)]);
  const name = Buffer.from(host);
  if (name.length > maxText) fail({ code: 'input', path: 'host', message: `SOCKS5 has room for ${maxText} bytes` });
  return Buffer.concat([Uint8Array.of(3, name.length), name]);
}

function ipv6Bytes(host: string): Buffer {
  // The URL parser writes every address the one way: hex groups, at most one `::`, no dots.
  const plain = new URL(`http://[${host.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const groups = (text: string | undefined): number[] => (text ?? '').split(':').flatMap((group) => (group === '' ? [] : [Number.parseInt(group, 16)]));
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function sizeOfReply(bytes: Buffer): number | null {
  const [, , , kind, length] = bytes;
  if (kind === undefined) return null;
  if (kind === 1) return 10;
  if (kind === 4) return 22;
  return length === undefined ? null : 7 + length;
}

async function askHttp(stream: Socket, { username, password }: ProxyServer, to: Endpoint, until: Until, tell: Tell): Promise<void> {
  const host = bare(to.host);
  const target = `${isIPv6(host) ? `[${host}]` : host}:${to.port}`;
  // What is not a name would be further lines of the request.
  if (!/^[\x21-\x7e]+$/.test(target)) fail({ code: 'input', path: 'host', message: 'no host name that a proxy understands' });
  if (username.includes(':')) fail({ code: 'input', path: 'proxy.username', message: 'no colon in the user name of an HTTP proxy' });
  const login = username === '' ? '' : `Proxy-Authorization: Basic ${Buffer.from(`${username}:${password()?.reveal() ?? ''}`).toString('base64')}\r\n`;
  stream.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${login}\r\n`);
  const head = await answer(stream, until, (bytes) => {
    if (bytes.length >= 5 && !bytes.toString('latin1', 0, 5).startsWith('HTTP/')) return bytes.length;
    const end = bytes.indexOf('\r\n\r\n');
    return end === -1 ? null : end + 4;
  });
  const status = /^HTTP\/1\.\d (\d{3})/.exec(head.toString('latin1', 0, 16))?.[1];
  if (status === undefined) return fail(connectFault('proxy', 'not an HTTP proxy'));
  const fault = httpFault(Number(status));
  // Refusing is the proxy's own doing; not getting through is that of what lies behind it.
  if (fault === null || (fault.code === 'connect' && (fault.reason === 'unreachable' || fault.reason === 'timeout'))) tell('proxy');
  if (fault !== null) fail(fault);
}

function httpFault(status: number): Fault | null {
  if (status >= 200 && status < 300) return null;
  const detail = `HTTP ${status}`;
  if (status === 407) return connectFault('proxy-auth', detail);
  if (status === 504) return connectFault('timeout', detail);
  return connectFault(status === 502 || status === 503 ? 'unreachable' : 'proxy', detail);
}

const maxAnswer = 16_384;

/** One answer, no byte more: what follows it is for whoever uses the stream next. `size` is null until it can be told. */
function answer(stream: Socket, until: Until, size: (bytes: Buffer) => number | null): Promise<Buffer> {
  return settled<Buffer>(stream, until, (done, failed) => {
    let got = Buffer.alloc(0);
    const take = (): void => {
      for (let chunk = read(stream); chunk !== null; chunk = read(stream)) got = Buffer.concat([got, chunk]);
      const wanted = got.length === 0 ? null : size(got);
      if (wanted === null || got.length < wanted) return got.length > maxAnswer ? failed(connectFault('proxy', 'an answer without end')) : undefined;
      const rest = got.subarray(wanted);
      // Before the end is told, or the rest would never come.
      if (rest.length > 0) stream.unshift(rest);
      done(got.subarray(0, wanted));
    };
    stream.on('readable', take);
    return () => stream.off('readable', take);
  });
}

function read(stream: Socket): Buffer | null {
  return stream.read() as Buffer | null;
}
