/** A second look at a port that let a connection in and then said nothing that explains the failure. */
import { connect as connectTls } from 'node:tls';
import type { Fault } from '../../../shared/fault.ts';
import { type Address, dial } from './dial.ts';
import { connectFault, foreignSpeaker, loginFault } from './faults.ts';

const lookMs = 700;
/** All looks together. */
const wholeMs = 2000;

/** Null where it explains nothing either. Never sends a password. */
export async function probe(address: Address, wanted: AbortSignal): Promise<Fault | null> {
  const signal = AbortSignal.any([wanted, AbortSignal.timeout(wholeMs)]);
  const plain = { ...address, tls: false };
  // A full server writes its reason and hangs up: whoever writes first loses it to a reset.
  const greeting = await firstBytes(plain, '', signal);
  const greeted = greeting === null ? null : explain(greeting);
  if (greeted !== null) return greeted;
  const answer = await firstBytes(plain, 'PING\r\n', signal);
  if (answer !== null && answer.length > 0) {
    const foreign = explain(answer);
    if (foreign !== null) return foreign;
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
