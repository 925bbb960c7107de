/** One host per data folder: a file that says who holds it, and how its owner can ask that host for a fresh address. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';

const holderSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** When that process began, as the system counts it; empty where it does not tell. A pid alone is used again. */
  started: v.string(),
  /** 0 until it listens. */
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
  /** Asks for fresh addresses; the file can be read by its owner only. */
  owner: v.string(),
});
export type Holder = v.InferOutput<typeof holderSchema>;

export interface Lock {
  /** Writes down where this host listens. */
  listening(port: number): void;
  release(): void;
}

export type Taken =
  | { readonly kind: 'taken'; readonly lock: Lock }
  | { readonly kind: 'held'; readonly holder: Holder }
  /** The folder cannot be written, so there is nothing to be guarded. */
  | { readonly kind: 'unwritable'; readonly why: string };

export const lockName = 'serve.lock';

export async function takeLock(folder: string, owner: string): Promise<Taken> {
  const path = join(folder, lockName);
  const self = (port: number): string => JSON.stringify({ pid: process.pid, started: startOf(process.pid), port, owner } satisfies Holder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    return { kind: 'unwritable', why: codeOf(thrown) === 'EEXIST' ? 'ENOTDIR' : codeOf(thrown) };
  }
  // Twice: the second time after a dead holder's file was taken away.
  for (let tries = 0; tries < 2; tries++) {
    try {
      writeFileSync(path, self(0), { flag: 'wx', mode: 0o600 });
      return {
        kind: 'taken',
        lock: {
          // Renamed into place: who reads it meanwhile must not find half of it.
          listening: (port) => {
            writeFileSync(`${path}.new`, self(port), { mode: 0o600 });
            renameSync(`${path}.new`, path);
          },
          // A file that names another process by now is not this one's to remove.
          release: () => (readHolder(folder)?.owner === owner ? rmSync(path, { force: true }) : undefined),
        },
      };
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') return { kind: 'unwritable', why: codeOf(thrown) };
    }
    const holder = readHolder(folder);
    if (holder !== null && (await lives(holder))) return { kind: 'held', holder };
    try {
      rmSync(path, { force: true });
    } catch (thrown) {
      return { kind: 'unwritable', why: codeOf(thrown) };
    }
  }
  const holder = readHolder(folder);
  return holder === null ? { kind: 'unwritable', why: 'EEXIST' } : { kind: 'held', holder };
}

/** Null where nobody holds the folder, or the file says nothing that can be understood. */
export function readHolder(folder: string): Holder | null {
  try {
    const parsed = v.safeParse(holderSchema, JSON.parse(readFileSync(join(folder, lockName), 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

async function lives(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    // EPERM: it is there, and another user's.
    if (codeOf(thrown) !== 'EPERM') return false;
  }
  if (holder.started !== '') return startOf(holder.pid) === holder.started;
  return holder.port === 0 || (await answers(holder.port));
}

/** Field 22 of /proc/PID/stat counts from after the command's name, which may hold spaces and brackets itself. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
}

export interface Running {
  /** A fresh address of it. */
  readonly url: string;
  /** How many pages of it are open. */
  readonly pages: number;
}

/** The host that runs on this folder, told what to open; null where none answers. */
export async function askRunning(folder: string, words: readonly string[] = []): Promise<Running | null> {
  const holder = readHolder(folder);
  if (holder === null || holder.port === 0 || !(await lives(holder))) return null;
  const origin = `http://127.0.0.1:${holder.port}`;
  try {
    const response = await fetch(`${origin}/launch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${holder.owner}`, 'content-type': 'application/json', origin },
      ...(words.length === 0 ? {} : { body: JSON.stringify({ words }) }),
      signal: AbortSignal.timeout(3_000),
    });
    return v.parse(v.object({ url: v.string(), pages: v.number() }), await response.json());
  } catch {
    return null;
  }
}
