/** One SSH server on the way: its host key is judged first, then the user proves who they are, then it forwards. */
import { readFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import ssh2, { type AnyAuthMethod, type ClientChannel, type ParsedKey, type ServerHostKeyAlgorithm } from 'ssh2';
import { type Fault, FaultError, fail } from '../../../../shared/fault.ts';
import { connectFault } from '../faults.ts';
import type { Secret } from '../secret.ts';
import { streamOf } from './channel.ts';
import type { Hop } from './hops.ts';
import type { HostKeys } from './hostKeys.ts';
import type { Endpoint } from './tcp.ts';
import { at, discard, stationOf, type Until, waited } from './until.ts';

export interface Ssh {
  /** A stream from the SSH server to there; ends with a fault where this connection breaks. */
  forward(to: Endpoint | { readonly socket: string }, until: Until): Promise<Duplex>;
  /** How many streams are open. */
  readonly open: () => number;
  /** True as soon as `closed` is about to be told. */
  readonly ended: () => boolean;
  readonly closed: Promise<void>;
  close(): void;
}

export interface SshOptions {
  readonly secret: Secret | null;
  readonly hostKeys: HostKeys;
  readonly until: Until;
}

/** Silence on the SSH connection itself is found out within three of these. */
const keepAliveMs = 5000;
const keepAlives = 3;

/** Owns `socket`: it ends with the connection, and with every fault. */
export async function openSsh(socket: Duplex, hop: Hop, { secret, hostKeys, until }: SshOptions): Promise<Ssh> {
  const station = stationOf(hop);
  try {
    const [methods, known] = await Promise.all([methodsOf(hop, secret), hostKeys.types(hop.host, hop.port)]);
    return await login(socket, hop, methods, known, hostKeys, until);
  } catch (thrown) {
    discard(socket);
    throw thrown instanceof FaultError ? new FaultError(at(station, thrown.fault)) : thrown;
  }
}

function login(socket: Duplex, hop: Hop, methods: readonly AnyAuthMethod[], known: readonly string[], hostKeys: HostKeys, until: Until): Promise<Ssh> {
  const client = new ssh2.Client();
  let bug: { readonly thrown: unknown } | null = null;
  return waited<Ssh>(until, (done, failed) => {
    let refused: Fault | null = null;
    let secured = false;
    let agentFailed = false;
    // Stays for the life of the client: an 'error' that nobody hears would end the process.
    client.on('error', (error: Error & { level?: string; code?: unknown }) => {
      if (error.level === 'agent') agentFailed = true;
      else failed(refused ?? faultOf(error, secured, agentFailed));
    });
    client.on('handshake', () => (secured = true));
    client.on('change password', () => failed(connectFault('ssh-auth', 'the server wants a new password')));
    client.on('close', () => failed(refused ?? connectFault(secured ? 'ssh-auth' : 'tunnel')));
    client.on('ready', () => done(sshOver(client, socket, stationOf(hop))));
    client.connect({
      sock: socket as Parameters<typeof client.connect>[0]['sock'] & Duplex,
      username: hop.username,
      readyTimeout: 0,
      keepaliveInterval: keepAliveMs,
      keepaliveCountMax: keepAlives,
      algorithms: { serverHostKey: algorithmsFor(known) },
      hostVerifier: (key: Buffer, verify: (good: boolean) => void) => {
        hostKeys.judge(hop.host, hop.port, key).then(
          (fault) => {
            refused = fault;
            verify(fault === null);
          },
          (thrown: unknown) => {
            bug = { thrown };
            verify(false);
          },
        );
      },
      authHandler: inTurn(methods),
    });
    return () => undefined;
  }).catch((thrown: unknown) => {
    client.destroy();
    throw bug === null ? thrown : bug.thrown;
  });
}

function inTurn(methods: readonly AnyAuthMethod[]): (left: unknown, partial: unknown, next: (method: AnyAuthMethod) => void) => void {
  const left = [...methods];
  return (_left, _partial, next) => {
    // False is how ssh2 is told that there are no more; its types do not say so.
    next(left.shift() ?? (false as unknown as AnyAuthMethod));
  };
}

const keyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** What is known of the host comes first. */
function algorithmsFor(types: readonly string[]): ServerHostKeyAlgorithm[] {
  const isKnown = (algorithm: string): boolean => types.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return [...keyAlgorithms.filter(isKnown), ...keyAlgorithms.filter((one) => !isKnown(one))];
}

async function methodsOf({ username, auth, keyFiles }: Hop, secret: Secret | null): Promise<readonly AnyAuthMethod[]> {
  // Some servers know who it is without proof, and the others tell by it what they accept.
  const none: AnyAuthMethod = { type: 'none', username };
  const password = secret?.reveal() ?? '';
  switch (auth) {
    case 'password':
      return [
        none,
        { type: 'password', username, password },
        {
          type: 'keyboard-interactive',
          username,
          // A question that shows what is typed asks for something else than the password.
          prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(({ echo }) => (echo === true ? '' : password))),
        },
      ];
    case 'agent': {
      const agent = process.env['SSH_AUTH_SOCK'] ?? (process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : '');
      if (agent === '') return fail({ code: 'input', path: 'ssh', message: 'no SSH agent runs here: SSH_AUTH_SOCK is not set' });
      return [none, { type: 'agent', username, agent }];
    }
    case 'key': {
      if (keyFiles.length === 0) return fail({ code: 'input', path: 'ssh', message: 'no key file is named, neither here nor in ~/.ssh/config' });
      const read = await Promise.allSettled(keyFiles.map((file) => keyOf(file, secret)));
      const keys = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      // Of several, those that can be read are tried.
      if (keys.length === 0) throw read.find((one) => one.status === 'rejected')?.reason as Error;
      return [none, ...keys.map((key): AnyAuthMethod => ({ type: 'publickey', username, key }))];
    }
  }
}

/** No text of an error about a key is passed on: it may quote the key. */
async function keyOf(file: string, passphrase: Secret | null): Promise<ParsedKey> {
  const bad = (message: string): never => fail({ code: 'input', path: 'ssh', message: `${file}: ${message}` });
  const bytes = await readFile(file).catch((thrown: unknown) => {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    return bad(`the key file cannot be read (${code})`);
  });
  const parsed = ssh2.utils.parseKey(bytes, passphrase?.reveal());
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
  if (!(key instanceof Error)) return key.isPrivateKey() ? key : bad('this is a public key; the private one is needed');
  if (/no passphrase given/i.test(key.message)) return bad('the key is encrypted and needs its passphrase');
  if (/passphrase|integrity check|bad decrypt/i.test(key.message)) return bad('the passphrase does not open the key');
  return bad('no private key that can be read');
}

/** Of ssh2's own words only those that no server can have written. */
function faultOf(error: Error & { level?: string; code?: unknown }, secured: boolean, agentFailed: boolean): Fault {
  if (error.level === 'client-authentication') return connectFault('ssh-auth', agentFailed ? 'the SSH agent cannot be used' : '');
  // The server gave up: too many attempts, or no method is left.
  if (secured && typeof error.code === 'number') return connectFault('ssh-auth');
  const mismatch = /no matching [a-z ->]{1,60}/i.exec(error.level === 'handshake' ? error.message : '')?.[0];
  return connectFault('tunnel', mismatch ?? (secured ? '' : 'no SSH server, or the handshake failed'));
}

function sshOver(client: InstanceType<typeof ssh2.Client>, socket: Duplex, station: string): Ssh {
  const streams = new Set<Duplex>();
  const lost = (): FaultError => new FaultError(connectFault('tunnel', station));
  let ended = false;
  const closed = new Promise<void>((resolve) => {
    // Before ssh2 tells its channels, which would only say 'end'.
    client.prependListener('close', () => {
      ended = true;
      for (const stream of streams) stream.destroy(lost());
      resolve();
    });
  });
  return {
    closed,
    ended: () => ended,
    open: () => streams.size,
    close() {
      client.end();
      // ssh2 waits for the other side to end as well, which one that is gone never does.
      socket.destroy();
    },
    async forward(to, until) {
      if (ended) throw lost();
      return waited<Duplex>(until, (done, failed) => {
        let wanted = true;
        const take = (error: (Error & { reason?: unknown }) | undefined, channel: ClientChannel): void => {
          if (error !== undefined) return failed(forwardFault(error, ended, station));
          // Nobody waits for it any more.
          if (!wanted) return channel.close();
          const stream = streamOf(channel);
          streams.add(stream);
          stream.once('close', () => streams.delete(stream));
          done(stream);
        };
        try {
          if ('socket' in to) client.openssh_forwardOutStreamLocal(to.socket, take);
          else client.forwardOut('127.0.0.1', 0, to.host, to.port, take);
        } catch {
          // ssh2 throws where its socket is not writable any more and 'close' has yet to come.
          failed(lost().fault);
        }
        return () => (wanted = false);
      });
    },
  };
}

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED and the other ways to say that it is not meant to be; 2 is CONNECT_FAILED. */
function forwardFault(error: Error & { reason?: unknown }, ended: boolean, station: string): Fault {
  if (ended || typeof error.reason !== 'number') return connectFault('tunnel', station);
  if (error.reason !== 2) return connectFault('ssh-forward', station);
  // A server writes what it wants here: it is looked at, and not passed on.
  const reason = /refused/i.test(error.message)
    ? 'refused'
    : /timed? ?out/i.test(error.message)
      ? 'timeout'
      : /resol|name|known/i.test(error.message)
        ? 'name'
        : 'unreachable';
  return connectFault(reason, station);
}
