/** What stands between Keytide and a server in these tests: real SSH servers, proxies and certificates. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext } from 'ssh2';

export interface Station {
  readonly port: number;
  readonly connections: () => number;
  /** Breaks every line. */
  kill(): void;
  close(): Promise<void>;
}

async function station(server: Server, sockets: Set<Socket>): Promise<Station> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.size,
    kill: () => sockets.forEach((socket) => void socket.destroy()),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface HostKey {
  readonly private: string;
  /** `type base64`, as known_hosts has it. */
  readonly public: string;
}

export function hostKey(type: 'ed25519' | 'rsa' = 'ed25519'): HostKey {
  const pair = type === 'rsa' ? ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }) : newKey();
  return { private: pair.private, public: pair.public.trim() };
}

/** Six in a thousand that ssh2 makes it cannot read itself. */
export function newKey(sealed?: {
  readonly passphrase: string;
  readonly cipher: string;
  readonly rounds: number;
}): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  for (;;) {
    const pair = sealed === undefined ? ssh2.utils.generateKeyPairSync('ed25519') : ssh2.utils.generateKeyPairSync('ed25519', sealed);
    if (!(ssh2.utils.parseKey(pair.private, sealed?.passphrase) instanceof Error)) return pair;
  }
}

export interface Sshd extends Station {
  /** Every attempt to prove who the user is, as `method user`. */
  readonly attempts: string[];
  /** Every address that was asked for. */
  readonly forwarded: string[];
}

export interface SshdOptions {
  readonly keys?: readonly HostKey[];
  readonly password?: string;
  readonly userKey?: string;
  readonly interactive?: boolean;
  readonly forwards?: 'yes' | 'prohibited' | 'silent';
}

export async function startSshd({ keys = [hostKey()], password, userKey, interactive = false, forwards = 'yes' }: SshdOptions = {}): Promise<Sshd> {
  const attempts: string[] = [];
  const forwarded: string[] = [];
  const good = userKey === undefined ? null : (ssh2.utils.parseKey(userKey) as { getPublicSSH(): Buffer });
  const isGood = (context: AuthContext): boolean => {
    if (context.method === 'password') return !interactive && context.password === password;
    if (context.method !== 'publickey' || good === null) return false;
    return good.getPublicSSH().equals(context.key.data);
  };
  const server = new ssh2.Server({ hostKeys: keys.map((key) => key.private) }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (context) => {
      attempts.push(`${context.method} ${context.username}`);
      if (context.method === 'keyboard-interactive' && interactive)
        return context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => (answers[0] === password ? context.accept() : context.reject()));
      if (isGood(context)) context.accept();
      else context.reject(interactive ? ['keyboard-interactive'] : ['password', 'publickey']);
    });
    const forward = (to: { host: string; port: number } | { path: string }, name: string, accept: () => NodeJS.ReadWriteStream, reject: () => void): void => {
      forwarded.push(name);
      if (forwards === 'silent') return;
      if (forwards === 'prohibited') return reject();
      const far = connect(to);
      far.on('error', () => reject());
      far.on('connect', () => {
        const near = accept();
        near.pipe(far).pipe(near);
        near.on('close', () => far.destroy()).on('error', () => far.destroy());
        // A reset has no end that would be passed on.
        far.on('close', () => near.end());
      });
    };
    client.on('tcpip', (accept, reject, info) => {
      forward({ host: info.destIP, port: info.destPort }, `${info.destIP}:${info.destPort}`, accept, () => refuse(client, reject, forwards));
    });
    client.on('openssh.streamlocal', (accept, reject, info) => forward({ path: info.socketPath }, info.socketPath, accept, () => reject()));
  });
  const sockets = new Set<Socket>();
  // The SSH server hands out connections of its own; the sockets are those of the server below it.
  const plain = createServer((socket) => server.injectSocket(socket));
  return { ...(await station(plain, sockets)), attempts, forwarded };
}

/** ssh2's server always says CONNECT_FAILED (2), and never what OpenSSH writes beside it. */
function refuse(client: object, reject: () => void, forwards: SshdOptions['forwards']): void {
  const protocol = (client as { _protocol: { channelOpenFail(id: number, reason: number, description: string): void } })._protocol;
  const usual = protocol.channelOpenFail;
  protocol.channelOpenFail = (id) =>
    forwards === 'prohibited' ? usual.call(protocol, id, 1, 'open failed') : usual.call(protocol, id, 2, 'Connection refused');
  reject();
  protocol.channelOpenFail = usual;
}

export interface TestProxy extends Station {
  readonly asked: string[];
}

export interface ProxyOptions {
  readonly login?: string;
  /** What it answers instead of connecting. */
  readonly says?: number;
  readonly silent?: boolean;
}

export async function startSocks({ login, says, silent = false }: ProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createServer((near) => {
    if (silent) return void near.resume();
    let got = Buffer.alloc(0);
    let stage: 'methods' | 'login' | 'connect' | 'through' = 'methods';
    const take = (size: number): Buffer => {
      const part = got.subarray(0, size);
      got = got.subarray(size);
      return part;
    };
    const step = (): void => {
      if (stage === 'methods' && got.length >= 2 && got.length >= 2 + (got[1] ?? 0)) {
        const methods = take(2 + (got[1] ?? 0)).subarray(2);
        const wanted = login === undefined ? 0 : 2;
        near.write(Uint8Array.of(5, methods.includes(wanted) ? wanted : 0xff));
        stage = wanted === 2 ? 'login' : 'connect';
      } else if (stage === 'login' && got.length >= 2 && got.length >= 3 + (got[1] ?? 0) + (got[2 + (got[1] ?? 0)] ?? 0)) {
        const user = take(2 + (got[1] ?? 0)).subarray(2);
        const secret = take(1 + (got[0] ?? 0)).subarray(1);
        near.write(Uint8Array.of(1, `${user.toString()}:${secret.toString()}` === login ? 0 : 1));
        stage = 'connect';
      } else if (stage === 'connect' && got.length >= 7) {
        const kind = got[3];
        const size = kind === 1 ? 4 : kind === 4 ? 16 : 1 + (got[4] ?? 0);
        if (got.length < 6 + size) return;
        const request = take(6 + size);
        const address = request.subarray(4, 4 + size);
        const host = kind === 1 ? address.join('.') : kind === 4 ? (address.toString('hex').match(/.{4}/g) ?? []).join(':') : address.subarray(1).toString();
        const port = request.readUInt16BE(4 + size);
        asked.push(`${host}:${port}`);
        stage = 'through';
        const reply = (code: number): Uint8Array => Uint8Array.of(5, code, 0, 1, 127, 0, 0, 1, 0, 0);
        if (says !== undefined) return void near.end(reply(says));
        const far = connect({ host, port });
        far.on('error', () => near.end(reply(5)));
        far.on('connect', () => {
          near.off('data', receive);
          near.write(reply(0));
          near.pipe(far).pipe(near);
        });
        near.on('close', () => far.destroy());
      }
    };
    const receive = (chunk: Buffer): void => {
      got = Buffer.concat([got, chunk]);
      step();
    };
    near.on('data', receive);
  });
  return { ...(await station(server, new Set())), asked };
}

export async function startConnect({ login, says, silent = false }: ProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createServer((near) => {
    if (silent) return void near.resume();
    let head = '';
    const receive = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      near.off('data', receive);
      const [, host = '', port = ''] = /^CONNECT \[?([^\]\s]+?)\]?:(\d+) HTTP\/1\.1\r\n/.exec(head) ?? [];
      asked.push(`${host}:${port}`);
      const given = /Proxy-Authorization: Basic (\S+)/.exec(head)?.[1] ?? '';
      if (login !== undefined && Buffer.from(given, 'base64').toString() !== login) return void near.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      if (says !== undefined) return void near.end(`HTTP/1.1 ${says} No\r\n\r\n`);
      const far = connect({ host, port: Number(port) });
      far.on('error', () => near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
      far.once('data', (first: Buffer) => {
        // The first bytes of the server in one piece with the proxy's own answer.
        near.write(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nVia: test\r\n\r\n'), first]));
        far.pipe(near);
      });
      far.on('connect', () => {
        // A server that waits for its client says nothing by itself.
        setTimeout(() => {
          if (near.bytesWritten > 0) return;
          far.removeAllListeners('data');
          near.write('HTTP/1.1 200 OK\r\nVia: test\r\n\r\n');
          far.pipe(near);
        }, 50);
        near.pipe(far);
      });
      near.on('close', () => far.destroy());
    };
    near.on('data', receive);
  });
  return { ...(await station(server, new Set())), asked };
}

/** Nodes of a cluster are each other's clients. */
type CertificateUse = 'serverAuth' | 'clientAuth' | 'serverAuth,clientAuth';

export interface Certificates {
  readonly folder: string;
  readonly ca: string;
  /** Signs with the CA unless `self`; gives back paths and texts. */
  issue(name: string, options?: { altNames?: string; expired?: boolean; self?: boolean; use?: CertificateUse }): Issued;
  remove(): void;
}

export interface Issued {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
  /** SHA-256 in hex, as OpenSSL has it. */
  readonly sha256: string;
}

export function certificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'keytide-certs-'));
  const openssl = (...args: string[]): string => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '10', '-subj', '/CN=Test CA');
  return {
    folder,
    ca: readFileSync(join(folder, 'ca.crt'), 'utf8'),
    issue(name, { altNames = 'DNS:localhost,IP:127.0.0.1', expired = false, self = false, use = 'serverAuth' } = {}) {
      const [key, csr, crt] = [`${name}.key`, `${name}.csr`, `${name}.crt`];
      writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${altNames}\nextendedKeyUsage=${use}\n`);
      openssl('req', ...ec, '-keyout', key, '-out', csr, '-subj', `/O=Keytide test/CN=${name}`);
      const when = expired ? ['-days', '-1'] : ['-days', '10'];
      const signer = self ? ['-signkey', key] : ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'];
      openssl('x509', '-req', '-in', csr, ...signer, ...when, '-out', crt, '-extfile', `${name}.ext`);
      const [certFile, keyFile] = [join(folder, crt), join(folder, key)];
      const print = openssl('x509', '-in', crt, '-noout', '-fingerprint', '-sha256');
      return {
        certFile,
        keyFile,
        cert: readFileSync(certFile, 'utf8'),
        key: readFileSync(keyFile, 'utf8'),
        sha256: (print.split('=')[1] ?? '').replaceAll(':', '').trim().toLowerCase(),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
