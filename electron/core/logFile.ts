/** Where the log's lines go: five files of two megabytes at most, the oldest dropped, readable by this user only. */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface LogFile {
  /** For `createLog`. Never throws: what cannot be written goes to `failed` once, and writing is tried again with the next line. */
  write(line: string): void;
  close(): void;
}

export interface LogFileOptions {
  readonly maxBytes?: number;
  readonly files?: number;
  /** Told once, of the first failure after a success: a full disk must not end the program, nor be hidden. */
  readonly failed?: (why: string) => void;
}

/**
 * Written synchronously: the line that matters most is the last one before a crash, and the log holds events, not traffic.
 * Newest is `keytide.jsonl`, then `keytide.1.jsonl` and so on.
 */
export function openLogFile(folder: string, options: LogFileOptions = {}): LogFile {
  const maxBytes = options.maxBytes ?? 2 * 1024 * 1024;
  const files = options.files ?? 5;
  const failed = options.failed ?? ((why: string) => process.stderr.write(`keytide: the log cannot be written: ${why}\n`));
  let file: { readonly fd: number; size: number } | null = null;
  let failing = false;
  let closed = false;

  const path = (age: number): string => join(folder, age === 0 ? 'keytide.jsonl' : `keytide.${age}.jsonl`);

  function open(): { readonly fd: number; size: number } {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const fd = openSync(path(0), 'a', 0o600);
    return { fd, size: fstatSync(fd).size };
  }

  function shut(): void {
    if (file === null) return;
    const { fd } = file;
    file = null;
    closeSync(fd);
  }

  function rotate(): void {
    shut();
    for (let age = files - 2; age >= 0; age--) {
      try {
        renameSync(path(age), path(age + 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }

  return {
    write(line) {
      if (closed) return;
      const bytes = Buffer.from(line);
      try {
        file ??= open();
        if (file.size > 0 && file.size + bytes.length > maxBytes) {
          rotate();
          file = open();
        }
        for (let at = 0; at < bytes.length; ) at += writeSync(file.fd, bytes, at);
        file.size += bytes.length;
        failing = false;
      } catch (error) {
        if (!failing) failed((error as NodeJS.ErrnoException).code ?? 'unknown');
        failing = true;
        shut();
      }
    },
    close() {
      closed = true;
      shut();
    },
  };
}
