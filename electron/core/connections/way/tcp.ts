/** The one stream that is opened by this machine itself: TCP, or a unix socket. */
import { connect, isIP, type OnReadOpts, type Socket } from 'node:net';
import { FaultError } from '../../../../shared/fault.ts';
import { connectFault } from '../faults.ts';
import { readsInPlace } from './inPlace.ts';
import { settled, type Tell, type Until } from './until.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** `in place`, see there, is for a socket on which Redis itself is spoken. */
export type Reads = 'in place' | 'as usual';

const readsOf = (reads: Reads, socket: () => Socket): { readonly onread?: OnReadOpts } => (reads === 'in place' ? readsInPlace(socket) : {});

/** Tells `name` when the address is known, and nothing after that. */
export async function openTcp(to: Endpoint, until: Until, tell: Tell, reads: Reads = 'as usual'): Promise<Socket> {
  const host = bare(to.host);
  const socket: Socket = connect({
    host,
    port: to.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 15_000,
    autoSelectFamilyAttemptTimeout: 2000,
    ...readsOf(reads, () => socket),
  });
  socket.once('lookup', (error: Error | null) => error === null && tell('name'));
  // An address needs no lookup, and tells of none.
  if (isIP(host) !== 0) tell('name');
  await connected(socket, until);
  return socket;
}

export async function openUnix(path: string, until: Until, reads: Reads): Promise<Socket> {
  const socket: Socket = connect({ path, ...readsOf(reads, () => socket) });
  try {
    await connected(socket, until);
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'connect') throw thrown;
    const { detail } = thrown.fault;
    // Not there, not allowed, or not a socket: what helps is the same.
    throw ['ENOENT', 'EACCES', 'ENOTSOCK', 'ENOTDIR', 'EINVAL'].includes(detail) ? new FaultError(connectFault('socket', detail)) : thrown;
  }
  return socket;
}

/** `[::1]` is how an address with colons is written beside a port; resolvers and certificates want it bare. */
export function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function connected(socket: Socket, until: Until): Promise<void> {
  return settled(socket, until, (done) => {
    const yes = (): void => done();
    socket.once('connect', yes);
    return () => socket.off('connect', yes);
  });
}
