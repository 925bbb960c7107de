/** The few numbers of the status bar, and what holds the server up: a PING and three sections of INFO, while somebody looks. */
import type { Holdup, Vitals } from '../../../shared/connections/session.ts';
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

/** Looked at again so soon while something holds the server up. */
const heldUpMs = 1000;

/** Runs until the connection is over. */
export function followVitals({ client, everyMs, wanted, tell, report }: VitalsOptions): void {
  let allowed = true;
  let looking = false;
  let held = false;
  const look = async (): Promise<void> => {
    // One at a time: a server that does not answer is not asked again.
    if (looking || !wanted()) return;
    looking = true;
    let busy: string | null = null;
    const started = performance.now();
    let latencyMs = 0;
    const refused = (thrown: unknown): null => {
      if (!(thrown instanceof FaultError)) throw thrown;
      // Every refusal is a line in the server's ACL LOG: it is not provoked twice.
      if (thrown.fault.code === 'redis' && thrown.fault.prefix === 'NOPERM') allowed = false;
      if (thrown.fault.code === 'redis' && thrown.fault.prefix === 'BUSY') busy = thrown.fault.message;
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
      const vitals = vitalsOf(latencyMs, sections, busy);
      held = vitals.holdup !== undefined;
      tell(vitals);
    } catch (thrown) {
      if (!(thrown instanceof Lost)) throw thrown;
    } finally {
      looking = false;
    }
  };
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    clearTimeout(timer);
    void look()
      .catch(report)
      .finally(() => {
        clearTimeout(timer);
        if (!over) timer = setTimeout(run, held ? Math.min(heldUpMs, everyMs) : everyMs);
      });
  };
  // What was refused says so now, and not at the next turn.
  client.onBusy(() => void (held || looking || run()));
  run();
  void client.closed.then(() => {
    over = true;
    clearTimeout(timer);
  });
}

function vitalsOf(latencyMs: number, sections: readonly Reply[], busy: string | null): Vitals {
  const told = new Map<string, string>();
  for (const section of sections) {
    if (!(section instanceof Uint8Array)) continue;
    for (const { rows } of parseInfo(asText(section)).sections) for (const [name, value] of rows) told.set(name, value);
  }
  const count = (name: string): number | null => {
    const text = told.get(name) ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : null;
  };
  const holdup = busy === null ? pauseIn(told) : scriptIn(busy);
  return {
    latencyMs: Math.round(latencyMs * 100) / 100,
    usedMemory: count('used_memory'),
    opsPerSecond: count('instantaneous_ops_per_sec'),
    clients: count('connected_clients'),
    ...(holdup !== null && { holdup }),
  };
}

/** The refusal names the command that ends what runs; of a module's command it names none. */
function scriptIn(refusal: string): Holdup {
  const ends = /FUNCTION KILL/.test(refusal) ? 'FUNCTION KILL' : /SCRIPT KILL/.test(refusal) ? 'SCRIPT KILL' : null;
  return { kind: 'script', ends };
}

/** Valkey tells; Redis pauses without a word. */
function pauseIn(told: ReadonlyMap<string, string>): Holdup | null {
  const what = told.get('paused_actions');
  const left = told.get('paused_timeout_milliseconds') ?? '';
  if ((what !== 'all' && what !== 'write') || !/^[1-9]\d{0,14}$/.test(left)) return null;
  return { kind: 'paused', what, leftMs: Number(left) };
}
