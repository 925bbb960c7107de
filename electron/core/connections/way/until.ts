/** Steps on the way to a server: each ends with its result, or with a fault when it fails, is cancelled, or time is up. */
import type { Duplex } from 'node:stream';
import { type Fault, FaultError } from '../../../../shared/fault.ts';
import { connectFault, socketFault } from '../faults.ts';

/** Until when something is waited for. */
export interface Until {
  /** Aborted when it was cancelled, and when time is up. */
  readonly signal: AbortSignal;
  /** Which of the two it was. */
  readonly fault: () => Fault;
}

/** What a way is made of; the first is the name of whatever is connected to directly. */
export type WayStep = 'name' | 'proxy' | 'ssh' | 'tcp' | 'tls';
export type Tell = (step: WayStep) => void;

export async function within<T>(ms: number, wanted: AbortSignal, run: (until: Until) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), Math.max(0, ms));
  try {
    return await run({
      signal: AbortSignal.any([wanted, late.signal]),
      fault: () => (wanted.aborted ? { code: 'cancelled' } : connectFault('timeout')),
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Begins to listen for the result; gives back how to stop. */
export type Begin<T> = (done: (value: T) => void, failed: (fault: Fault) => void) => () => void;

/** Nothing to hold on to but the result itself. */
export function waited<T>(until: Until, begin: Begin<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    let stop = (): void => undefined;
    const end = (): boolean => {
      if (over) return false;
      over = true;
      until.signal.removeEventListener('abort', cancel);
      stop();
      return true;
    };
    const failed = (fault: Fault): void => void (end() && reject(new FaultError(fault)));
    const cancel = (): void => failed(until.fault());
    until.signal.addEventListener('abort', cancel, { once: true });
    stop = begin((value) => void (end() && resolve(value)), failed);
    // It may have been over before there was anything to stop.
    if (over) stop();
    else if (until.signal.aborted) cancel();
  });
}

/** Something that others wait for as well, and that goes on where this one gives up. */
export async function sooner<T>(shared: Promise<T>, until: Until): Promise<T> {
  let cancel = (): void => undefined;
  const over = new Promise<never>((_, reject) => {
    cancel = () => reject(new FaultError(until.fault()));
  });
  until.signal.addEventListener('abort', cancel, { once: true });
  if (until.signal.aborted) cancel();
  try {
    return await Promise.race([shared, over]);
  } finally {
    until.signal.removeEventListener('abort', cancel);
  }
}

/** The result is to come over this stream: where it does not, the stream is destroyed. */
export async function settled<T>(stream: Duplex, until: Until, begin: Begin<T>): Promise<T> {
  try {
    return await waited<T>(until, (done, failed) => {
      const broken = (error: Error): void => failed(socketFault(error));
      const closed = (): void => failed(connectFault('closed'));
      stream.once('error', broken).once('close', closed);
      const stop = begin(done, failed);
      if (stream.destroyed) closed();
      return () => {
        stream.off('error', broken).off('close', closed);
        stop();
      };
    });
  } catch (thrown) {
    discard(stream);
    throw thrown;
  }
}

/** Whatever comes after is of no interest, and must not be an unhandled 'error'. */
export function discard(stream: Duplex): void {
  stream.on('error', () => undefined).destroy();
}

/** The same fault, saying at which station on the way it happened. */
export function at(station: string, fault: Fault): Fault {
  return fault.code === 'connect' ? { ...fault, detail: fault.detail === '' ? station : `${station}: ${fault.detail}`.slice(0, 300) } : fault;
}

export function stationOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
