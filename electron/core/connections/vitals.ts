/** The few numbers of the status bar: a PING and three sections of INFO, while somebody looks. */
import type { Vitals } from '../../../shared/connections/session.ts';
import { FaultError } from '../../../shared/fault.ts';
import { asText, type Reply } from '../../../shared/reply.ts';
import { parseInfo } from '../../../shared/server/server.ts';
import { type Client, Lost } from './client.ts';

export interface VitalsOptions {
  readonly client: Client;
  readonly everyMs: number;
  readonly wanted: () => boolean;
  readonly tell: (vitals: Vitals) => void;
  readonly report: (bug: unknown) => string;
}

/** Runs until the connection is over. */
export function followVitals({ client, everyMs, wanted, tell, report }: VitalsOptions): void {
  let allowed = true;
  let busy = false;
  const look = async (): Promise<void> => {
    // One at a time: a server that does not answer is not asked again.
    if (busy || !wanted()) return;
    busy = true;
    const started = performance.now();
    let latencyMs = 0;
    const refused = (thrown: unknown): null => {
      if (!(thrown instanceof FaultError)) throw thrown;
      // Every refusal is a line in the server's ACL LOG: it is not provoked twice.
      if (thrown.fault.code === 'redis' && thrown.fault.prefix === 'NOPERM') allowed = false;
      return null;
    };
    try {
      const [, ...sections] = await Promise.all(
        client.together(() => [
          client
            .call('PING', [])
            .catch(refused)
            .finally(() => (latencyMs = performance.now() - started)),
          // Several sections in one INFO are Redis 7 only.
          ...(allowed ? ['memory', 'stats', 'clients'].map((section) => client.call('INFO', [section]).catch(refused)) : []),
        ]),
      );
      tell(vitalsOf(latencyMs, sections));
    } catch (thrown) {
      if (!(thrown instanceof Lost)) throw thrown;
    } finally {
      busy = false;
    }
  };
  const run = (): void => void look().catch(report);
  const timer = setInterval(run, everyMs);
  run();
  void client.closed.then(() => clearInterval(timer));
}

function vitalsOf(latencyMs: number, sections: readonly Reply[]): Vitals {
  const told = new Map<string, string>();
  for (const section of sections) {
    if (!(section instanceof Uint8Array)) continue;
    for (const { rows } of parseInfo(asText(section)).sections) for (const [name, value] of rows) told.set(name, value);
  }
  const count = (name: string): number | null => {
    const text = told.get(name) ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : null;
  };
  return {
    latencyMs: Math.round(latencyMs * 100) / 100,
    usedMemory: count('used_memory'),
    opsPerSecond: count('instantaneous_ops_per_sec'),
    clients: count('connected_clients'),
  };
}
