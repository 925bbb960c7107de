/** A second look at a port that let a connection in and then said nothing that explains the failure. */
import { connect as connectTls } from 'node:tls';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { type Address, dial } from './dial.ts';
import { connectFault, foreignSpeaker, loginFault, socketFault } from './faults.ts';

const lookMs = 700;

/** Null where it explains nothing either. Never sends a password. `secured`: TLS was agreed on before the line went; `wholeMs` is for all looks together. */
export async function probe(address: Address, wanted: AbortSignal, secured: boolean, wholeMs: number): Promise<Fault | null> {
  const signal = AbortSignal.any([wanted, AbortSignal.timeout(wholeMs)]);
  if (secured) return clientRefused(address, signal);
  const plain = { ...address, tls: false };
  // A full server writes its reason and hangs up: whoever writes first loses it to a reset.
  const greeting = await firstBytes(plain, '', signal);
  const greeted = greeting === null ? null : explain(greeting);
  if (greeted !== null) return greeted;
  const answer = await firstBytes(plain, 'PING\r\n', signal);
  if (answer !== null && answer.length > 0) {
    const foreign = explain(answer);
    // That it speaks TLS was known, and does not explain why it did not with us.
    if (foreign !== null) return address.tls && foreign.code === 'connect' && foreign.reason === 'tls-wanted' ? null : foreign;
    return address.tls ? connectFault('tls', 'this port does not speak TLS') : null;
  }
  return !address.tls && (await speaksTls(plain, signal)) ? connectFault('tls-wanted') : null;
}

function explain(bytes: Uint8Array): Fault | null {
  if (bytes.length === 0) return null;
  const foreign = foreignSpeaker(bytes);
  if (foreign !== null) return foreign;
  const line = Buffer.from(bytes).toString('latin1').split('\r\n', 1)[0] ?? '';
  // -NOAUTH in answer to the PING explains nothing: the login is another matter.
  return line.startsWith('-') && !line.startsWith('-NOAUTH') ? loginFault(line.slice(1), null) : null;
}

/**
 * In TLS 1.3 a server refuses a client certificate after the handshake, and hanging up on what was sent meanwhile
 * loses the alert to a reset: whoever sends nothing hears it.
 */
async function clientRefused(address: Address, signal: AbortSignal): Promise<Fault | null> {
  try {
    const socket = await dial(address, { signal, timeoutMs: lookMs });
    const fault = await new Promise<Fault | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), lookMs);
      socket.once('error', (error) => (clearTimeout(timer), resolve(socketFault(error))));
      socket.once('close', () => (clearTimeout(timer), resolve(null)));
      socket.resume();
    });
    socket.destroy();
    return isRefusal(fault) ? fault : null;
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
    return isRefusal(thrown.fault) ? thrown.fault : null;
  }
}

function isRefusal(fault: Fault | null): boolean {
  return fault?.code === 'connect' && fault.reason === 'tls-client';
}

/** What arrives within a moment, null where there is no connection. */
async function firstBytes(address: Address, send: string, signal: AbortSignal): Promise<Uint8Array | null> {
  const socket = await dial(address, { signal, timeoutMs: lookMs }).catch(() => null);
  if (socket === null) return null;
  return new Promise((resolve) => {
    const finish = (bytes: Uint8Array): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(bytes);
    };
    const timer = setTimeout(() => finish(new Uint8Array()), lookMs);
    socket.once('data', finish);
    socket.on('error', () => finish(new Uint8Array()));
    socket.once('close', () => finish(new Uint8Array()));
    if (send !== '') socket.write(send);
  });
}

/** A handshake that ends in any TLS answer, were it a refusal of our missing certificate. */
async function speaksTls(address: Address, signal: AbortSignal): Promise<boolean> {
  const socket = await dial(address, { signal, timeoutMs: lookMs }).catch(() => null);
  if (socket === null) return false;
  return new Promise((resolve) => {
    // Nothing is sent through it, so there is nothing that verification could protect.
    const secure = connectTls({ socket, rejectUnauthorized: false });
    const finish = (yes: boolean): void => {
      clearTimeout(timer);
      secure.destroy();
      socket.destroy();
      resolve(yes);
    };
    const timer = setTimeout(() => finish(false), lookMs);
    secure.once('secureConnect', () => finish(true));
    secure.on('error', (error: NodeJS.ErrnoException) => finish(error.code?.startsWith('ERR_SSL_') === true && error.code !== 'ERR_SSL_WRONG_VERSION_NUMBER'));
    secure.once('close', () => finish(false));
  });
}
