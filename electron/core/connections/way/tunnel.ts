/** One chain of SSH servers for all sockets of a session: opened with the first, opened anew when it broke, closed with the session. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { SecretName, SshHop } from '../../../../shared/connections/profile.ts';
import { FaultError, fail } from '../../../../shared/fault.ts';
import { connectFault } from '../faults.ts';
import type { Secret } from '../secret.ts';
import { type Hop, resolveHops } from './hops.ts';
import type { HostKeys } from './hostKeys.ts';
import type { Ssh } from './ssh.ts';
import { parseSshConfig } from './sshConfig.ts';
import { bare, type Endpoint } from './tcp.ts';
import { at, sooner, stationOf, type Tell, type Until, type WayStep, within } from './until.ts';

export interface Tunnel {
  /** From the last SSH server to there. Tells the steps up to `ssh`, those too that others have already taken. */
  open(to: Endpoint | { readonly socket: string }, until: Until, tell: Tell): Promise<Duplex>;
}

export interface TunnelOptions {
  readonly hops: readonly SshHop[];
  readonly secret: (name: SecretName) => Secret | null;
  readonly hostKeys: HostKeys;
  /** The stream to the first SSH server. */
  readonly reach: (to: Endpoint, until: Until, tell: Tell) => Promise<Duplex>;
  /** Of the session. */
  readonly signal: AbortSignal;
  /** At most, for all servers together. */
  readonly timeoutMs: number;
  readonly sshConfig?: string;
}

/** What is under way or up, and the steps taken so far. */
interface Link {
  readonly ssh: Promise<Ssh>;
  /** The server that it has come to. */
  station: string;
  up: Ssh | null;
  readonly taken: WayStep[];
  readonly followers: Set<Tell>;
}

export function createTunnel(options: TunnelOptions): Tunnel {
  let link: Link | null = null;

  function linked(): Link {
    if (link !== null && link.up?.ended() !== true) return link;
    const taken: WayStep[] = [];
    const followers = new Set<Tell>();
    const tell: Tell = (step) => {
      taken.push(step);
      for (const follower of followers) follower(step);
    };
    // Not until the end of whoever came first: the others wait for it as well.
    const ssh = within(options.timeoutMs, options.signal, (until) => chain(options, until, tell, (station) => (made.station = station)));
    const made: Link = { ssh, station: '', up: null, taken, followers };
    link = made;
    const drop = (): void => {
      if (link === made) link = null;
    };
    ssh.then((up) => ((made.up = up), up.closed)).then(drop, drop);
    return made;
  }

  return {
    async open(to, until, tell) {
      const on = linked();
      for (const step of on.taken) tell(step);
      on.followers.add(tell);
      try {
        const up = await sooner(on.ssh, until).catch((thrown: unknown) => {
          throw thrown instanceof FaultError && isTimeout(thrown) ? new FaultError(connectFault('timeout', on.station)) : thrown;
        });
        return await up.forward('socket' in to ? to : { host: bare(to.host), port: to.port }, until).catch((thrown: unknown) => {
          // An SSH connection that does nothing for anybody may be dead without knowing it: the next attempt gets a new one.
          if (up.open() === 0 && thrown instanceof FaultError && isTimeout(thrown)) up.close();
          throw thrown;
        });
      } finally {
        on.followers.delete(tell);
      }
    },
  };
}

function isTimeout({ fault }: FaultError): boolean {
  return fault.code === 'connect' && fault.reason === 'timeout';
}

/** Each server is reached through the one before it; what one of them fails at ends them all. */
async function chain(
  { hops: wanted, secret, hostKeys, reach, signal, sshConfig }: TunnelOptions,
  until: Until,
  tell: Tell,
  arrive: (station: string) => void,
): Promise<Ssh> {
  const hops = resolveHops(wanted, parseSshConfig(await configText(sshConfig ?? join(homedir(), '.ssh', 'config'))));
  // What speaks SSH takes longer to load than Keytide to start, and most connections do without.
  const { openSsh } = await import('./ssh.ts');
  const open: Ssh[] = [];
  const closeAll = (): void => {
    for (const ssh of open.toReversed()) ssh.close();
  };
  try {
    for (const hop of hops) {
      const before = open.at(-1);
      arrive(stationOf(hop));
      const stream = await (before === undefined ? reach(hop, until, tell) : before.forward(hop, until)).catch((thrown: unknown) => {
        throw thrown instanceof FaultError ? new FaultError(at(stationOf(hop), thrown.fault)) : thrown;
      });
      open.push(await openSsh(stream, hop, { secret: secretOf(hop, secret), hostKeys, until }));
    }
  } catch (thrown) {
    closeAll();
    throw thrown;
  }
  const last = open.at(-1) ?? fail({ code: 'input', path: 'ssh', message: 'no SSH server' });
  signal.addEventListener('abort', closeAll, { once: true });
  if (signal.aborted) closeAll();
  void last.closed.then(() => (signal.removeEventListener('abort', closeAll), closeAll()));
  tell('ssh');
  return last;
}

function secretOf({ secret: name }: Hop, secret: TunnelOptions['secret']): Secret | null {
  return name === null ? null : secret(name);
}

async function configText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // Most people have none.
    return '';
  }
}
