/** The log: typed events of known fields only, one JSON line each. Never arguments, values, hosts or error objects of ioredis. */
import { randomUUID } from 'node:crypto';

export type LogEvent =
  | { readonly event: 'started'; readonly host: string; readonly version: string }
  | { readonly event: 'stopped' }
  | { readonly event: 'refused'; readonly what: 'frame' | 'request' | 'socket' | 'message'; readonly why: string }
  | { readonly event: 'connection'; readonly phase: string; readonly code: string }
  | { readonly event: 'store'; readonly file: string; readonly what: string }
  | { readonly event: 'sample'; readonly what: string }
  | { readonly event: 'bug'; readonly id: string; readonly stack: string };

export interface Log {
  write(event: LogEvent): void;
  /** Writes a bug's stack down and gives back the id the user sees. */
  bug(thrown: unknown): string;
}

export function createLog(out: (line: string) => void): Log {
  const write = (event: LogEvent): void => out(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
  return {
    write,
    bug(thrown) {
      const id = randomUUID().slice(0, 8);
      write({ event: 'bug', id, stack: stackOf(thrown) });
      return id;
    },
  };
}

/** Frames only: the message of a foreign error can hold a password (an ioredis error holds its command's arguments). */
function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [thrown.name, ...frames].join('\n');
}

/** ioredis prints the arguments of every command, passwords too, where the environment variable DEBUG asks for it. */
export function printsSecrets(debug: string): boolean {
  return /ioredis|\*/.test(debug);
}
