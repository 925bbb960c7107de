/** The built `keytide` command as a user runs it: its address, what it says, how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type PageWire, socketWire } from '../../renderer/wires.ts';
import { fresh } from '../../scripts/ready.mjs';
import { socketPath } from '../../shared/rpc/socket.ts';
import { useNodeSockets } from './wires.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const command = join(root, 'scripts/keytide.mjs');

/** `npm test` has built it; a test that is run by itself may come before that. */
export async function builtHost(): Promise<void> {
  if (fresh(root)) return;
  const [code] = (await once(spawn(process.execPath, [join(root, 'scripts/build.mjs'), 'host'], { stdio: 'inherit' }), 'exit')) as [number];
  if (code !== 0) throw new Error('the host could not be built');
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function keytide(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return spawned(args, env).ended;
}

export interface Serving {
  readonly url: string;
  readonly port: number;
  readonly data: string;
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
  /** A page on a further, fresh address. */
  page(): Promise<PageWire>;
  /** Ends it as a service manager would. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

export async function startServe(options: { data?: string; args?: readonly string[]; env?: Readonly<Record<string, string>> } = {}): Promise<Serving> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'keytide-data-')));
  const { child, stderr, ended } = spawned(['serve', '--data', data, ...(options.args ?? ['--no-open'])], options.env);
  const line = new Promise<string>((resolve) => {
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
  });
  const url = await Promise.race([line, ended.then((end) => Promise.reject(new Error(`ended with ${end.code}: ${end.stderr}`)))]);
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    data,
    child,
    stderr,
    ended,
    async page() {
      const { stdout } = await keytide(['serve', '--print-url', '--data', data]);
      return openPage(stdout.trim());
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** What a browser does with a printed address. */
export function openPage(url: string): PageWire {
  const { origin, host, hash } = new URL(url);
  useNodeSockets(origin);
  return socketWire(`ws://${host}${socketPath}`, [hash.replace(/^#t=/, '')], () => undefined);
}

function spawned(args: readonly string[], env: Readonly<Record<string, string>> = {}): { child: ChildProcess; stderr: () => string; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { child, stderr: () => stderr, ended };
}
