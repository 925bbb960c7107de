/** Real redis-server processes for tests: a free loopback port, nothing saved, ended by pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export interface TestRedis {
  readonly port: number;
  readonly pid: number;
  /** A plain ioredis on that server, for arranging and checking what a test is about. */
  readonly direct: Redis;
  /** kill -9 */
  kill(): Promise<void>;
  /** Starts again on the same port, empty. */
  restart(): Promise<void>;
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** What is started: a file, what it wants before the options of every Redis, and what this one takes besides them. */
export interface ServerProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: readonly string[];
}

/** `DEBUG` is open to everybody before Redis 7, and the option for it is unknown there. */
export const debugAllowed: readonly string[] = ['--enable-debug-command', 'local'];
const system: ServerProgram = { file: 'redis-server', args: [], options: debugAllowed };

/** Paths of PEM files; the authority signs what clients show too. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** TLS on a port beside the plain one; replicas and buses speak it too. */
export async function tlsOptions({ cert, key, ca }: TlsFiles): Promise<{ readonly port: number; readonly lines: readonly string[] }> {
  const port = await freePort();
  const lines = [
    `tls-port ${port}`,
    `tls-cert-file ${cert}`,
    `tls-key-file ${key}`,
    `tls-ca-cert-file ${ca}`,
    'tls-auth-clients optional',
    'tls-replication yes',
  ];
  return { port, lines };
}

/** Lines of a configuration file as arguments. */
export const asArgs = (lines: readonly string[]): readonly string[] => lines.flatMap((line) => `--${line}`.split(' '));

/** Below those that systems give to connections that go out: between being found free and being listened on, nobody else gets one of these. */
const firstPort = 12_000;
const manyPorts = 20_000;
let portsTried = 0;

/** Each process of a test run begins somewhere else. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < manyPorts; tries++) {
    const port = firstPort + ((process.pid * 997 + portsTried++) % manyPorts);
    if (await isFree(port)) return port;
  }
  throw new Error('no port');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)));
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

export async function startRedis(args: readonly string[] = [], login: { username?: string; password?: string } = {}, program = system): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'keytide-redis-'));
  const port = await freePort();
  let child = await launch(program, port, folder, args);
  const direct = new Redis({ port, host: '127.0.0.1', lazyConnect: true, protocol: 2, retryStrategy: () => 50, ...login });
  direct.on('error', () => undefined);
  await direct.connect();
  const self: TestRedis = {
    port,
    get pid() {
      return child.pid ?? 0;
    },
    direct,
    async kill() {
      await end(child, 'SIGKILL');
    },
    async restart() {
      child = await launch(program, port, folder, args);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      direct.disconnect();
      await end(child, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
  return self;
}

async function launch(program: ServerProgram, port: number, folder: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(
    program.file,
    [...program.args, '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...program.options, ...args],
    { stdio: 'ignore' },
  );
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  for (let tries = 0; tries < 400; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (await Promise.race([answers(port), failed])) return child;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  throw new Error('the server did not answer');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
