/** The way to a profile's servers: unix socket, proxy, SSH tunnel, TLS, in whatever combination the profile asks for. */
import type { Duplex } from 'node:stream';
import type { ProfileFields, SecretName } from '../../../../shared/connections/profile.ts';
import { FaultError, fail } from '../../../../shared/fault.ts';
import { asSecret, type Secret } from '../secret.ts';
import { type HostKeys, knownHostsOnly } from './hostKeys.ts';
import { askProxy, type ProxyServer } from './proxy.ts';
import { bare, type Endpoint, openTcp, openUnix, type Reads } from './tcp.ts';
import { openTls, type TlsOptions } from './tls.ts';
import { createTunnel, type Tunnel } from './tunnel.ts';
import { at, stationOf, type Tell, type Until, within } from './until.ts';

/** Made once for a session and used for each of its sockets, whatever node they go to. */
export interface Way {
  /** Where it is not empty, no address counts. */
  readonly socket: string;
  readonly proxy: ProxyServer | null;
  readonly tunnel: Tunnel | null;
  readonly tls: TlsOptions;
}

export const direct: Way = {
  socket: '',
  proxy: null,
  tunnel: null,
  tls: { ca: '', cert: '', servername: '', pin: '', key: () => null, passphrase: () => null },
};

export interface WayDeps {
  readonly secrets: (name: SecretName) => Secret | string | null;
  /** Without it only known_hosts vouches, and nothing can be approved. */
  readonly hostKeys?: HostKeys | undefined;
  /** The session's: its tunnel ends with it. */
  readonly signal: AbortSignal;
  /** For the tunnel as a whole. */
  readonly timeoutMs: number;
  readonly sshConfig?: string;
}

type WayFields = Pick<ProfileFields, 'socket' | 'proxy' | 'ssh' | 'tlsOptions'>;

export function wayOf(profile: WayFields, { secrets, hostKeys, signal, timeoutMs, sshConfig }: WayDeps): Way {
  const secret = (name: SecretName): Secret | null => asSecret(secrets(name));
  const { kind, host, port, username } = profile.proxy;
  const proxy: ProxyServer | null = kind === 'none' ? null : { kind, host, port, username, password: () => secret('proxy') };
  return {
    socket: profile.socket,
    proxy,
    tunnel:
      profile.ssh.length === 0
        ? null
        : createTunnel({
            hops: profile.ssh,
            secret,
            hostKeys: hostKeys ?? knownHostsOnly(),
            signal,
            timeoutMs,
            reach: (to, until, tell) => reach(proxy, to, until, tell),
            ...(sshConfig !== undefined && { sshConfig }),
          }),
    tls: { ...profile.tlsOptions, key: () => secret('tlsKey'), passphrase: () => secret('tlsPassphrase') },
  };
}

export interface WayOptions extends Endpoint {
  readonly tls: boolean;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly step?: Tell;
}

/** A stream on which Redis can be spoken. Rejects with a FaultError, and leaves nothing open then. */
export function openWay(way: Way, { host, port, tls, signal, timeoutMs, step }: WayOptions): Promise<Duplex> {
  const tell: Tell = (taken) => step?.(taken);
  return within(timeoutMs, signal, async (until) => {
    const plain = await openPlain(way, { host, port }, until, tell, tls ? 'as usual' : 'in place');
    tell('tcp');
    if (!tls) return plain;
    const secure = await openTls(plain, host, way.tls, until);
    tell('tls');
    return secure;
  });
}

/** A unix socket is one of the machine that the way leads to: with a tunnel, of the last SSH server. */
function openPlain({ socket, tunnel, proxy }: Way, to: Endpoint, until: Until, tell: Tell, reads: Reads): Promise<Duplex> {
  if (tunnel !== null) return tunnel.open(socket === '' ? to : { socket }, until, tell);
  if (socket === '') return reach(proxy, to, until, tell, reads);
  if (proxy !== null) fail({ code: 'input', path: 'proxy', message: 'a unix socket is not reached through a proxy' });
  return openUnix(socket, until, reads);
}

async function reach(proxy: ProxyServer | null, to: Endpoint, until: Until, tell: Tell, reads: Reads = 'as usual'): Promise<Duplex> {
  if (proxy === null) return openTcp(to, until, tell, reads);
  if (proxy.host.trim() === '') fail({ code: 'input', path: 'proxy.host', message: 'the proxy has no host' });
  const station = stationOf({ host: bare(proxy.host), port: proxy.port });
  try {
    const stream = await openTcp(proxy, until, tell);
    await askProxy(stream, proxy, to, until, tell);
    return stream;
  } catch (thrown) {
    throw thrown instanceof FaultError ? new FaultError(at(station, thrown.fault)) : thrown;
  }
}
