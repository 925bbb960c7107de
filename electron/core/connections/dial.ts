/** Opens the socket to a server: name, TCP, TLS, each step timed and each failure a fault. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { connectFault, socketFault } from './faults.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface DialOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Told when a step has been taken. */
  readonly step?: (step: 'name' | 'tcp' | 'tls') => void;
}

export async function dial(address: Address, options: DialOptions): Promise<Socket> {
  const end = performance.now() + options.timeoutMs;
  // `[::1]` is how an address with colons is written beside a port; the resolver wants it bare.
  const host = address.host.replace(/^\[(.*)\]$/, '$1');
  const plain = connectTcp({ host, port: address.port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 15_000, autoSelectFamilyAttemptTimeout: 2000 });
  plain.once('lookup', (error: Error | null) => error === null && options.step?.('name'));
  // An address needs no lookup, and tells of none.
  if (isIP(host) !== 0) options.step?.('name');
  await settled(plain, 'connect', end, options.signal);
  options.step?.('tcp');
  if (!address.tls) return plain;
  const secure = connectTls({ socket: plain, minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(isIP(host) === 0 ? { servername: host } : { host }) });
  await settled(secure, 'secureConnect', end, options.signal);
  options.step?.('tls');
  return secure;
}

function settled(socket: Socket, event: 'connect' | 'secureConnect', end: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (fault: Fault | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.off(event, done).off('error', broken).off('close', closed);
      if (fault === null) return resolve();
      // Whatever comes after is of no interest, and must not be an unhandled 'error'.
      socket.on('error', () => undefined).destroy();
      reject(new FaultError(fault));
    };
    const done = (): void => finish(null);
    const broken = (error: Error): void => finish(socketFault(error));
    const closed = (): void => finish(connectFault('closed'));
    const cancel = (): void => finish({ code: 'cancelled' });
    const timer = setTimeout(() => finish(connectFault('timeout')), Math.max(0, end - performance.now()));
    socket.once(event, done).once('error', broken).once('close', closed);
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}
