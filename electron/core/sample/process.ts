/** The sample server's process: started on a free loopback port, saving nothing, ended for certain. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSampleServer, sampleClient } from './client.ts';
import { guardProcess } from './guard.ts';
import { makeFolder, removeFolder, writeOwner } from './stale.ts';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** How the process went; `clean` is a shutdown, by Keytide or by a user who sent SHUTDOWN. */
export interface Ending {
  readonly clean: boolean;
  readonly why: string;
}

export interface SampleServer {
  readonly port: number;
  readonly password: string;
  readonly pid: number;
  readonly folder: string;
  readonly ended: Promise<Ending>;
  /** Resolves when process and folder are gone. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Absolute path of the program. */
  readonly program: string;
  /** The folder in which the server gets one of its own. */
  readonly root: string;
  readonly signal: AbortSignal;
  readonly freePort?: () => Promise<number>;
}

/** Expected: the program does not do what a Redis server does. The message is for the user. */
export class StartFailed extends Error {}

const attempts = 4;
const answerMs = 10_000;
const termMs = 3000;

/** Rejects with StartFailed, or with the signal's reason. */
export async function startServer(options: ServerOptions): Promise<SampleServer> {
  const { program, root, signal, freePort = findFreePort } = options;
  const folder = await makeFolder(root);
  try {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      const port = await freePort();
      const password = randomBytes(24).toString('base64url');
      await writeOwner(folder, port, password);
      const server = launch(program, folder, port, password);
      const cancel = (): void => void server.stop();
      signal.addEventListener('abort', cancel, { once: true });
      const started = await answers(server, signal);
      signal.removeEventListener('abort', cancel);
      if (started === true) return server;
      await server.stop();
      signal.throwIfAborted();
      // Between choosing a port and binding it another program may have taken it: the server ends at once, the next port is tried.
      if (attempt === attempts) throw new StartFailed(started);
    }
  } catch (thrown) {
    await removeFolder(folder);
    throw thrown;
  }
}

function launch(program: string, folder: string, port: number, password: string): SampleServer & { stop(): Promise<void> } {
  const windows = process.platform === 'win32';
  // Detached: Ctrl+C in the terminal is for Keytide, which then ends the server in order. On Windows it must not be, see guard.ts.
  const child: Child = spawn(program, ['-'], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], detached: !windows, windowsHide: true });
  const said = tail(child);
  // By standard input: the password never shows in a list of processes, and no file is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(configuration(port, password));

  const pid = child.pid ?? 0;
  const guard = pid === 0 ? null : guardProcess(pid, folder);
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve({ clean: false, why: `${basename(program)}: ${error.message}` }));
    child.once('exit', (code, killed) => {
      guard?.dismiss();
      const tell = (): void => resolve({ clean: code === 0, why: `${basename(program)} ended with ${killed ?? code}${said() === '' ? '' : `: ${said()}`}` });
      // Its last words may still be in the pipe; 'close' waits for them, but also for a stranger that inherited the pipe.
      const patience = setTimeout(tell, 200);
      child.once('close', () => {
        clearTimeout(patience);
        tell();
      });
    });
  });

  // The last moment of a host that leaves by process.exit or an uncaught exception: synchronous, so without waiting.
  const atExit = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', atExit);
  void ended.then(() => process.removeListener('exit', atExit));

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const patience = new AbortController();
    const impatient = sleep(termMs, undefined, { signal: patience.signal, ref: false }).then(
      () => child.kill('SIGKILL'),
      () => false,
    );
    await ended;
    patience.abort();
    await impatient;
  };
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= stop().then(() => removeFolder(folder)));
  return { port, password, pid, folder, ended, stop, close };
}

function configuration(port: number, password: string): string {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    'protected-mode yes',
    `requirepass ${password}`,
    'save ""',
    'appendonly no',
    'loglevel warning',
    'databases 16',
    '',
  ].join('\n');
}

/** True once the server answers and is the one that was started here; otherwise why it will not. */
async function answers(server: SampleServer, signal: AbortSignal): Promise<true | string> {
  const until = performance.now() + answerMs;
  while (performance.now() < until && !signal.aborted) {
    const redis = sampleClient(server.port, server.password, false);
    const ours = redis.connect().then(() => isSampleServer(redis, server.password));
    const found = await Promise.race([ours.catch(() => false), server.ended]);
    redis.disconnect();
    if (found === true) return true;
    // Not there yet, or someone else has the port: then the server is about to end.
    const ending = found === false ? await Promise.race([sleep(20), server.ended]) : found;
    if (ending !== undefined) return ending.why;
  }
  return `no answer on port ${server.port} within ${answerMs / 1000} s`;
}

/** The last line the server wrote, for saying why it ended. */
function tail(child: Child): () => string {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-4096);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return () =>
    text
      .split('\n')
      .map((line) => line.replace(/^\d+:\w \d.*? [#*] /, '').trim())
      .filter((line) => line !== '')
      .at(-1) ?? '';
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new StartFailed('no free port on 127.0.0.1');
  return address.port;
}
