/**
 * Who may talk to the browser edition, decided from a request's head alone.
 *
 * The threats are web pages in the user's own browser (DNS rebinding, cross-site requests and sockets) and other
 * users of the machine. So: only our own `host:port` names are served (never "Origin equals Host": a rebinding page
 * owns both); a request that a foreign page caused is refused; there are no cookies (they are shared between all ports
 * of 127.0.0.1) and never a CORS header. The built page itself holds nothing and is public; all else wants a token.
 *
 * Tokens are 256 random bits (see tokens.ts). The printed address carries a launch token in its fragment, which
 * reaches no log and no Referer. The first connection spends it and is given a page token, which the page keeps in
 * sessionStorage for its own reloads and reconnects; whoever comes with the spent one is refused. A further window
 * needs a further address: `keytide serve --print-url` asks the running host for one.
 */
import type { IncomingMessage } from 'node:http';

export type Refusal = { readonly status: 403 | 405 | 415 | 421; readonly why: string };

export interface Allowed {
  /** What a Host header may say, in lower case. */
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

export function allowedFor(addresses: readonly string[], port: number): Allowed {
  const names = addresses.flatMap((address) => (address === '::1' ? ['[::1]'] : ['127.0.0.1', 'localhost']));
  const hosts = new Set(names.map((name) => `${name}:${port}`));
  // Browsers leave the port out where it is the scheme's own.
  if (port === 80) for (const name of names) hosts.add(name);
  return { hosts, origins: new Set([...hosts].map((host) => `http://${host}`)) };
}

/** Null: a request of our own page, or a plain visit to it. The token is asked for elsewhere, where one is wanted. */
export function judge(request: IncomingMessage, allowed: Allowed, kind: 'request' | 'socket'): Refusal | null {
  const hosts = headers(request, 'host');
  if (hosts.length !== 1 || !allowed.hosts.has((hosts[0] ?? '').toLowerCase())) return { status: 421, why: 'foreign host' };
  // Only a proxy is asked for a whole address.
  if (request.url?.startsWith('/') !== true) return { status: 421, why: 'foreign address' };

  const origins = headers(request, 'origin');
  if (origins.some((origin) => !allowed.origins.has(origin)) || origins.length > 1) return { status: 403, why: 'foreign origin' };
  // Our page always names its origin where more than reading is meant, and for every socket.
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (origins.length === 0 && (kind === 'socket' || !reads)) return { status: 403, why: 'no origin' };
  if (!ownFetch(request, kind)) return { status: 403, why: 'cross-site' };

  if (request.method === 'OPTIONS') return { status: 403, why: 'preflight' };
  if (!reads && request.method !== 'POST') return { status: 405, why: 'method' };
  // Whatever a form can send without asking first is refused by its type.
  if (request.method === 'POST' && !/^application\/json(;|$)/i.test(request.headers['content-type'] ?? '')) return { status: 415, why: 'content type' };
  return null;
}

/** Browsers say who caused a request and scripts cannot forge it; absent means it was not a browser, or an old one. */
function ownFetch(request: IncomingMessage, kind: 'request' | 'socket'): boolean {
  const sites = headers(request, 'sec-fetch-site');
  if (sites.every((site) => site === 'same-origin' || site === 'none')) return true;
  // A link to the page on some other page (a web terminal, a chat) may be followed: nothing of ours is in the page itself.
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } = request.headers;
  return kind === 'request' && request.method === 'GET' && mode === 'navigate' && dest === 'document';
}

/** Every value that was sent under a name: node keeps only the first of some. */
function headers(request: IncomingMessage, name: string): string[] {
  const found: string[] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    if (request.rawHeaders[at]?.toLowerCase() === name) found.push(request.rawHeaders[at + 1] ?? '');
  }
  return found;
}

/** The token of `Authorization: Bearer …`, null where there is none or more than one. */
export function bearer(request: IncomingMessage): string | null {
  const given = headers(request, 'authorization');
  return given.length === 1 ? (/^Bearer ([\w-]{1,128})$/i.exec(given[0] ?? '')?.[1] ?? null) : null;
}
