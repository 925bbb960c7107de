/** Keeps one verified connection up for as long as it is wanted: attempts, heartbeat, backoff, and when to give up. */
import type { Phase } from '../../../shared/connections/session.ts';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { attempt, type Target } from './attempt.ts';
import { type Client, Lost } from './client.ts';
import { connectFault, isFinal } from './faults.ts';
import { backoff, createPause } from './pause.ts';
import { onTick } from './ticks.ts';
import type { Timing } from './timing.ts';
import type { Verified } from './verify.ts';

export interface SuperviseOptions {
  /** Where to, found anew for every attempt: a failover changes it. Rejects with a FaultError. */
  readonly target: (signal: AbortSignal) => Target | Promise<Target>;
  /** Fails where what was verified is not what was wanted. */
  readonly accept?: (verified: Verified) => void;
  readonly name: string;
  readonly db: () => number;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  /** Waited for before every attempt: a line waits until its session is up. */
  readonly gate?: () => Promise<void>;
  /** A command without a deadline is under way: silence is no reason to hang up. */
  readonly patient?: () => boolean;
  readonly phase: (phase: Phase) => void;
  readonly up: (client: Client, verified: Verified) => void;
  readonly down: (fault: Fault) => void;
  /** Writes a bug down and gives back its id. */
  readonly report: (bug: unknown) => string;
}

export interface Supervisor {
  /** Now instead of later; a connection that does not answer is replaced. */
  retry(): void;
  /** The server is another one now: a connection to the former one is given up, whatever its state. */
  renew(): void;
}

export function supervise(options: SuperviseOptions): Supervisor {
  const { timing, signal } = options;
  const pause = createPause(signal);
  let current: Client | null = null;
  let degraded: Client | null = null;

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      await options.gate?.();
      if (signal.aborted) return;
      options.phase({ kind: 'connecting', attempt: failures + 1 });
      const { fault, wasUp } = await once();
      if (signal.aborted) return;
      failures = wasUp ? 1 : failures + 1;
      // What came as garbage in the middle of work may have been one reply; as a greeting it is another protocol.
      if (isFinal(fault) && !(wasUp && fault.code === 'connect' && fault.reason === 'garbage')) {
        options.phase({ kind: 'stopped', fault });
        await pause.wait(null);
        failures = 0;
        continue;
      }
      const retryInMs = fault.code === 'connect' && fault.reason === 'loading' ? timing.loadingRetryMs : backoff(failures, timing);
      options.phase({ kind: 'waiting', fault, retryInMs, attempt: failures });
      await pause.wait(retryInMs);
    }
  }

  async function once(): Promise<{ readonly fault: Fault; readonly wasUp: boolean }> {
    const end = new AbortController();
    const stop = (): void => end.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const { client, verified } = await attempt(await options.target(end.signal), {
        db: options.db(),
        name: options.name,
        timing,
        signal: end.signal,
        verifying: () => options.phase({ kind: 'verifying' }),
      });
      // Closing the session ends the connection, and with it the wait below.
      end.signal.addEventListener('abort', () => client.close(), { once: true });
      accept(client, verified);
      current = client;
      options.up(client, verified);
      const stopBeat = heartbeat(client, verified);
      const fault = await client.closed;
      stopBeat();
      current = null;
      degraded = null;
      options.down(fault);
      return { fault, wasUp: true };
    } catch (thrown) {
      if (thrown instanceof FaultError) return { fault: thrown.fault, wasUp: false };
      throw thrown;
    } finally {
      signal.removeEventListener('abort', stop);
      end.abort();
    }
  }

  function accept(client: Client, verified: Verified): void {
    try {
      options.accept?.(verified);
    } catch (thrown) {
      client.close();
      throw thrown;
    }
  }

  /** Gives back how to stop. */
  function heartbeat(client: Client, verified: Verified): () => void {
    const tick = (): void => {
      const silentMs = Math.round(client.silentMs());
      if (silentMs >= timing.dropMs && options.patient?.() !== true) return client.close(connectFault('timeout'));
      if (silentMs >= timing.silentMs) {
        degraded = client;
        options.phase({ kind: 'degraded', silentMs });
      } else if (degraded === client) {
        degraded = null;
        options.phase({ kind: 'ready' });
      } else if (silentMs === 0 && client.quietMs() >= timing.quietMs) ping(client, verified);
    };
    return onTick(timing.tickMs, () => {
      try {
        tick();
      } catch (bug) {
        options.report(bug);
      }
    });
  }

  run().catch((bug: unknown) => options.phase({ kind: 'stopped', fault: { code: 'bug', id: options.report(bug) } }));
  return {
    retry() {
      if (!pause.wake()) degraded?.close(connectFault('timeout'));
    },
    renew() {
      if (!pause.wake()) current?.close(connectFault('closed'));
    },
  };
}

/** HELLO without arguments is open to every user; an error in answer is a sign of life as well. */
function ping(client: Client, verified: Verified): void {
  client.call(verified.pings ? 'PING' : 'HELLO', []).catch((thrown: unknown) => {
    if (!(thrown instanceof FaultError) && !(thrown instanceof Lost)) throw thrown;
  });
}
