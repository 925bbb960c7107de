/** One command and its answer: the deadline, the cancel, and the honest outcome where there is no answer. */
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { Lost } from './client.ts';
import type { Kind } from './commands.ts';

export interface ExchangeOptions {
  readonly command: string;
  readonly kind: Kind;
  /** Null: none. */
  readonly deadlineMs: number | null;
  readonly signal: AbortSignal | undefined;
  /** Given up by the user while there is no deadline that would end it. */
  readonly abandon: () => void;
}

/** Rejects with a FaultError. What was sent stays sent: giving up changes only who is waiting. */
export function exchange<T>(run: () => Promise<T>, options: ExchangeOptions): Promise<T> {
  const { command, kind, deadlineMs, signal } = options;
  const reads = kind === 'read';
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    };
    const give = (fault: Fault): void => {
      settle();
      reject(new FaultError(fault));
    };
    const cancel = (): void => {
      give(reads ? { code: 'cancelled' } : { code: 'unknown', command });
      if (deadlineMs === null) options.abandon();
    };
    const timer =
      deadlineMs === null
        ? undefined
        : setTimeout(() => give(reads ? { code: 'timeout', command, afterMs: deadlineMs } : { code: 'unknown', command }), deadlineMs);
    signal?.addEventListener('abort', cancel, { once: true });
    run().then(
      (value) => {
        settle();
        resolve(value);
      },
      (thrown: unknown) => {
        settle();
        reject(thrown instanceof Lost ? new FaultError(lostFault(thrown, command, reads)) : asError(thrown));
      },
    );
  });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('something that is no error was thrown');
}

function lostFault(lost: Lost, command: string, reads: boolean): Fault {
  if (!lost.written) return { code: 'offline' };
  if (!reads) return { code: 'unknown', command };
  if (lost.tooLarge && lost.fault.code === 'connect') return { code: 'input', path: 'command', message: `${command} was given up: ${lost.fault.detail}` };
  return { code: 'offline' };
}
