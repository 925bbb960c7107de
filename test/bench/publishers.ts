/**
 * Runs redis-benchmark without starting it from here: a process that starts another shares its memory with it, and then pays for every
 * page it writes to, which was most of what was measured.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Publishers {
  /** Resolves when it is done. */
  run(args: readonly (string | number)[]): Promise<void>;
  close(): void;
}

/** To be opened before anything is measured. No argument has a space or a quote in it. */
export function openPublishers(): Publishers {
  const child = spawn('xargs', ['-L', '1', 'redis-benchmark'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface(child.stdout);
  return {
    run(args) {
      child.stdin.write(`-q ${args.join(' ')}\n`);
      return new Promise((resolve) => {
        // Before the result it tells how far it is.
        const told = (line: string): void => {
          if (!line.includes('requests per second')) return;
          lines.off('line', told);
          resolve();
        };
        lines.on('line', told);
      });
    },
    close: () => child.stdin.end(),
  };
}
