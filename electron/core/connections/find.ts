/** Servers on this machine: every place that could be one is asked for PING and INFO, shortly, at once, and without ever logging in. */
import { setMaxListeners } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { FoundServer, FoundServers } from '../../../shared/connections/arrivals.ts';
import { listeningPorts, listeningSockets } from './listening.ts';
import { infoFields, productOf } from './verify.ts';
import type { Endpoint } from './way/tcp.ts';

export interface Places {
  readonly ports: readonly Endpoint[];
  readonly sockets: readonly string[];
}

interface Limits {
  /** For one question to one place. */
  readonly eachMs: number;
  readonly wholeMs: number;
}

const usual: Limits = { eachMs: 500, wholeMs: 4000 };
const atOnce = 32;
const maxPlaces = 600;
const maxAnswer = 64 * 1024;
const question = '*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n';

export async function findServers(wanted: AbortSignal, given: Places | null = null, limits: Limits = usual): Promise<FoundServers> {
  const { ports, sockets } = given ?? { ports: await listeningPorts(process.platform), sockets: await listeningSockets(process.platform) };
  const end = AbortSignal.any([wanted, AbortSignal.timeout(limits.wholeMs)]);
  // One listener for each place that is being asked.
  setMaxListeners(0, end);
  const places = [...sockets.map((path) => ({ path })), ...ports].slice(0, maxPlaces);
  const found: (FoundServer | null)[] = [];
  let next = 0;
  let asked = 0;
  const work = async (): Promise<void> => {
    while (next < places.length && !end.aborted) {
      const at = next++;
      const place = places[at];
      if (place === undefined) return;
      found[at] = await ask(place, limits.eachMs, end);
      if (!end.aborted) asked++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { servers: found.filter((server) => server != null), asked, complete: asked === places.length };
}

type Place = Endpoint | { readonly path: string };

async function ask(place: Place, eachMs: number, end: AbortSignal): Promise<FoundServer | null> {
  const at = 'path' in place ? { host: '127.0.0.1', port: 6379, socket: place.path } : { ...place, socket: '' };
  const plain = await exchange(() => connect(place), eachMs, end);
  const told = plain === null ? null : understood(plain.text);
  if (told !== null) return { ...at, tls: false, ...told };
  // Only what hung up on us, or spoke in TLS, is worth asking in TLS; what is silent is something else.
  if (plain === null || 'path' in place || end.aborted || !(plain.closed || plain.text.startsWith('\x15\x03'))) return null;
  // Nothing is sent through it that verification could protect.
  const secure = await exchange(() => connectTls({ ...place, rejectUnauthorized: false }), eachMs, end);
  if (secure === null) return null;
  const answer = understood(secure.text);
  if (answer !== null) return { ...at, tls: true, ...answer };
  return secure.wantsCertificate && isUsual(place.port) ? { ...at, tls: true, product: '', version: '', mode: 'standalone', answer: 'certificate' } : null;
}

/** Anything may refuse a client without a certificate; on these ports it is most likely one of ours. */
function isUsual(port: number): boolean {
  return (port >= 6377 && port <= 6400) || port === 16379 || (port >= 26379 && port <= 26389);
}

interface Heard {
  readonly text: string;
  readonly closed: boolean;
  readonly wantsCertificate: boolean;
}

/** What is answered to the question; null where there is no connection. */
function exchange(open: () => Socket, eachMs: number, end: AbortSignal): Promise<Heard | null> {
  return new Promise((resolve) => {
    let text = '';
    let connected = false;
    let wantsCertificate = false;
    const socket = open();
    const finish = (closed: boolean): void => {
      clearTimeout(timer);
      end.removeEventListener('abort', stop);
      socket.destroy();
      resolve(connected || wantsCertificate ? { text, closed, wantsCertificate } : null);
    };
    const stop = (): void => finish(false);
    const timer = setTimeout(stop, eachMs);
    end.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => {
      connected = true;
      socket.write(question);
    });
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (isWhole(text) || text.length > maxAnswer) finish(false);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      wantsCertificate ||= /CERTIFICATE|HANDSHAKE_FAILURE/.test(error.code ?? '');
    });
    socket.once('close', () => finish(true));
  });
}

/** An error is all that will come; after +PONG there is INFO, or an error in its place. */
function isWhole(text: string): boolean {
  if (!text.startsWith('+PONG\r\n')) return text.includes('\r\n');
  const rest = text.slice(7);
  const [head, length] = /^\$(\d{1,6})\r\n/.exec(rest) ?? [];
  return head === undefined ? rest.includes('\r\n') : rest.length >= head.length + Number(length);
}

type Told = Pick<FoundServer, 'product' | 'version' | 'mode' | 'answer'>;

/** Null where that is not how Redis answers. */
function understood(text: string): Told | null {
  const silent = { product: '', version: '', mode: 'standalone' } as const;
  if (/^-(NOAUTH|NOPERM) /.test(text)) return { ...silent, answer: 'password' };
  if (text.startsWith('-DENIED ')) return { ...silent, answer: 'protected' };
  if (/^-(LOADING|MASTERDOWN) /.test(text)) return { ...silent, answer: 'loading' };
  if (/^-ERR max number of clients/i.test(text)) return { ...silent, answer: 'full' };
  if (!text.startsWith('+PONG\r\n')) return null;
  const about = infoFields(text.slice(7).replace(/^\$\d+\r\n/, ''));
  const mode = about.get('redis_mode') ?? about.get('server_mode');
  const known = about.has('redis_version') || about.has('dragonfly_version');
  return {
    ...(known ? productOf(about) : { product: '', version: '' }),
    mode: mode === 'cluster' || mode === 'sentinel' ? mode : 'standalone',
    answer: 'open',
  };
}
