/** One attempt to get a usable connection: dial, log in, verify; and where it fails, why. */
import type { TestStep } from '../../../shared/connections/session.ts';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { type Client, type Login, Lost, openClient } from './client.ts';
import { type Address, dial } from './dial.ts';
import { connectFault } from './faults.ts';
import type { FrameLimits } from './framer.ts';
import { probe } from './probe.ts';
import { logSteps } from './steps.ts';
import type { Timing } from './timing.ts';
import { type Verified, verify } from './verify.ts';

export interface Target extends Address {
  readonly login: Login;
  readonly limits?: FrameLimits;
}

export interface AttemptOptions {
  readonly db: number;
  readonly name: string;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  /** Told of each step that was taken; those to a failure are kept beside its fault. */
  readonly step?: (step: TestStep) => void;
  /** Logged in, about to verify. */
  readonly verifying?: () => void;
}

/** Rejects with a FaultError; then nothing is left open. */
export async function attempt(target: Target, options: AttemptOptions): Promise<{ readonly client: Client; readonly verified: Verified }> {
  const { signal, timing } = options;
  const started = performance.now();
  const left = (): number => Math.max(1, timing.connectMs - (performance.now() - started));
  const steps = logSteps(target);
  const took = (step: TestStep['step']): void => {
    const one = steps.took(step);
    options.step?.(one);
  };
  try {
    const socket = await dial(target, { signal, timeoutMs: left(), step: took });
    const client = await within(left(), signal, (end) =>
      openClient(socket, { login: target.login, name: options.name, signal: end, ...(target.limits && { limits: target.limits }) }),
    );
    took('answer');
    took('login');
    options.verifying?.();
    const verified = await within(left(), signal, (end) => {
      end.addEventListener('abort', () => client.close(), { once: true });
      return verify(client, { db: options.db, username: target.login.username, step: took });
    }).catch((thrown: unknown) => {
      client.close();
      throw thrown;
    });
    return { client, verified };
  } catch (thrown) {
    const fault = await told(faultOf(thrown));
    steps.failed(fault);
    throw new FaultError(fault);
  }

  async function told(fault: Fault): Promise<Fault> {
    // Only a socket that opened and then told nothing is worth a second look.
    const silent = fault.code === 'connect' && (fault.reason === 'closed' || fault.reason === 'reset' || fault.reason === 'timeout' || fault.reason === 'tls');
    if (signal.aborted || !silent || !steps.has('tcp') || steps.has('answer')) return fault;
    return (await probe(target, signal, steps.has('tls'), timing.lookMs)) ?? fault;
  }
}

function faultOf(thrown: unknown): Fault {
  if (thrown instanceof FaultError) return thrown.fault;
  if (thrown instanceof Lost) return thrown.fault;
  throw thrown;
}

/** Runs with a signal that ends when the time is up; running out of time is the fault then, whatever the end looked like. */
async function within<T>(ms: number, signal: AbortSignal, run: (end: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ms);
  try {
    return await run(AbortSignal.any([signal, late.signal]));
  } catch (thrown) {
    if (late.signal.aborted) throw new FaultError(connectFault('timeout'));
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}
