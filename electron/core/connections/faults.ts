/** The error dictionary: what sockets, TLS and Redis say, as the faults the page has words for. */
import { type ConnectReason, type Fault, FaultError, type PeerCertificate } from '../../../shared/fault.ts';
import { toReplyError } from './reply.ts';

const maxDetail = 300;

export function connectFault(reason: ConnectReason, detail = ''): Fault {
  return { code: 'connect', reason, detail: detail.slice(0, maxDetail) };
}

const reasons: ReadonlyMap<string, ConnectReason> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'name'],
  ['EAI_AGAIN', 'name'],
  ['EAI_FAIL', 'name'],
  ['EAI_NODATA', 'name'],
  ['EAI_NONAME', 'name'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['EPIPE', 'reset'],
  ['EPROTO', 'tls'],
]);
/** The server's alert about a client certificate: none, or one that it does not trust. */
const clientCertificate = /^ERR_SSL_(TLSV13_ALERT_CERTIFICATE_REQUIRED|(SSLV3|TLSV1)_ALERT_(HANDSHAKE_FAILURE|.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED))$/;

/** `code` is OpenSSL's name for what is wrong with it, as Node gives it. */
export function certificateFault(code: string, why: string, certificate: PeerCertificate | null): Fault {
  const reason: ConnectReason = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(code)
    ? 'tls-expired'
    : /^(ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/.test(code)
      ? 'tls-host'
      : 'tls-certificate';
  return { code: 'connect', reason, detail: (why === '' ? code : `${code}: ${why}`).slice(0, maxDetail), ...(certificate !== null && { certificate }) };
}

/** Codes only: no text of a foreign error is passed on. */
export function socketFault(error: unknown): Fault {
  // A tunnel that broke says so itself.
  if (error instanceof FaultError) return error.fault;
  const code = codeOf(error);
  if (clientCertificate.test(code)) return connectFault('tls-client', code);
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return connectFault('tls', code);
  return connectFault(reasons.get(code) ?? 'closed', code);
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function redisFault(message: string): Fault {
  const error = toReplyError(message);
  switch (error.prefix) {
    case 'NOAUTH':
    case 'WRONGPASS':
      return { code: 'auth', message: error.message };
    case 'LOADING':
      return connectFault('loading');
    default:
      return { code: 'redis', ...error };
  }
}

/**
 * An error reply while logging in: there NOPERM is about the login, and a full server is a matter of the
 * connection. Some servers repeat a command's arguments in it, so the password is taken out.
 */
export function loginFault(message: string, secret: string | null): Fault {
  const fault = redisFault(secret === null || secret === '' ? message : message.replaceAll(secret, '«secret»'));
  if (fault.code !== 'redis') return fault;
  if (/max number of clients/i.test(fault.message)) return connectFault('maxclients');
  if (fault.prefix === 'NOPERM' || /invalid password|invalid username/i.test(fault.message)) return { code: 'auth', message: fault.message };
  return fault;
}

/** What speaks on this port, from the first bytes it sent; null where they could be Redis. */
export function foreignSpeaker(first: Uint8Array): Fault | null {
  const text = Buffer.from(first.subarray(0, 64)).toString('latin1');
  if (text.startsWith('HTTP/') || /^<(!doctype|html)/i.test(text)) return connectFault('http');
  if (text.startsWith('SSH-')) return connectFault('ssh');
  // A TLS record: alert (0x15) or handshake (0x16), version 3.x.
  if ((first[0] === 0x15 || first[0] === 0x16) && first[1] === 0x03) return connectFault('tls-wanted');
  return null;
}

/** Trying again by itself would do harm (account lockouts) or no good: the user decides. */
export function isFinal(fault: Fault): boolean {
  switch (fault.code) {
    case 'auth':
    case 'approve':
    case 'hostkey':
    case 'input':
      return true;
    case 'connect':
      return finalReasons.has(fault.reason);
    default:
      return false;
  }
}
const finalReasons: ReadonlySet<ConnectReason> = new Set([
  'select',
  'tls-certificate',
  'tls-expired',
  'tls-host',
  'tls-client',
  'tls-wanted',
  'tls',
  'proxy-auth',
  'ssh-auth',
  'ssh-forward',
  'http',
  'ssh',
  'garbage',
]);
