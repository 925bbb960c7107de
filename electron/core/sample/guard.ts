/**
 * Ends the sample server when Keytide dies without being able to: killed, crashed, out of memory.
 *
 * A Redis server never notices that its parent is gone. On Linux and macOS a small shell waits for the end of a pipe
 * that only Keytide holds open, then ends the server and removes its folder. On Windows no guard is needed: libuv puts
 * every child that is not detached into a job object whose processes end with Keytide. What slips through both
 * (no shell, the guard killed as well) is swept at the next start, see stale.ts.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

const script = [
  'while read -r _; do :; done',
  'kill -TERM "$1" 2>/dev/null',
  'n=0',
  'while [ $n -lt 30 ] && kill -0 "$1" 2>/dev/null; do sleep 0.1; n=$((n + 1)); done',
  '[ $n -lt 30 ] || kill -KILL "$1" 2>/dev/null',
  'rm -rf -- "$2"',
].join('\n');

export interface Guard {
  /** Call as soon as the server has exited: its process id may belong to another process from then on. */
  dismiss(): void;
}

export function guardProcess(pid: number, folder: string): Guard {
  if (process.platform === 'win32') return { dismiss: () => undefined };
  // A session of its own, or Ctrl+C and a closed terminal would end the guard before the server.
  const shell = spawn('/bin/sh', ['-c', script, 'keytide-sample-guard', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  // The pipe, a socket in Node, must not keep the host's event loop alive either.
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return { dismiss: () => void shell.kill('SIGKILL') };
}
