/** One connection to one server, which a way of finding it may replace by another. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultError, fail } from '../../../../shared/fault.ts';
import { type Client, Lost } from '../client.ts';
import { connectFault } from '../faults.ts';
import { supervise } from '../supervisor.ts';
import { currentDb, selectDb, type Verified } from '../verify.ts';
import { followVitals } from '../vitals.ts';
import { addressOf } from './address.ts';
import type { Destination, Link, Links, LinksOptions } from './links.ts';

export interface Single extends Links {
  /** The server is another one now. */
  renew(): void;
}

export function openSingle(options: LinksOptions, destination: Destination): Single {
  const { profile, timing, state, tell, report } = options;
  const address = profile.socket === '' ? addressOf(profile) : profile.socket;
  let client: Client | null = null;
  /** The server the user knows: as first seen, or as acknowledged since. */
  let known: { readonly runId: string; readonly role: string } | null = null;
  let selecting = false;

  const up = (newClient: Client, { facts }: Verified): void => {
    client = newClient;
    known ??= facts;
    tell({ phase: { kind: 'ready' }, facts, different: facts.runId !== known.runId || facts.role !== known.role });
    followVitals({ client, everyMs: timing.vitalsMs, wanted: options.followed, tell: (vitals) => tell({ vitals }), report });
    options.up();
  };

  const supervisor = supervise({
    ...destination,
    name: 'keytide:session',
    db: () => state().db,
    timing,
    signal: options.signal,
    patient: options.patient,
    phase: (phase) => tell({ phase: phase.kind === 'ready' && selecting ? { kind: 'verifying' } : phase }),
    up,
    down: () => (client = null),
    report,
  });

  /** The connection, or `offline` at once: nothing waits for better times. */
  const usable = (): Client => (client !== null && state().phase.kind === 'ready' ? client : fail({ code: 'offline' }));
  const link = (): Link => {
    const line = usable();
    return {
      client: line,
      // Between the link and the command a change of the database may have begun.
      call: async (command, args) => (client === line && state().phase.kind === 'ready' ? line.call(command, args) : lost()),
      abandon: () => line.close({ code: 'cancelled' }),
    };
  };

  return {
    any: link,
    to: async () => link(),
    servers: () => [{ address, role: /^(slave|replica)$/.test(state().facts?.role ?? '') ? 'replica' : 'primary' }],
    placeOf: () => null,
    destination: () => destination,
    async select(db) {
      const line = usable();
      if (db === state().db) return;
      selecting = true;
      // While the answer is out nobody can say which database a command would meet.
      tell({ phase: { kind: 'verifying' } });
      const late = sleep(timing.readMs, 'late' as const, { ref: false });
      try {
        const now = await Promise.race([selectDb(line, db).then(() => currentDb(line)), late]);
        if (now === 'late' || (now !== null && now !== db)) {
          line.close(connectFault('timeout'));
          fail({ code: 'timeout', command: 'SELECT', afterMs: timing.readMs });
        }
        tell({ db });
      } catch (thrown) {
        if (thrown instanceof FaultError) throw thrown;
        fail({ code: 'offline' });
      } finally {
        selecting = false;
        if (client === line && state().phase.kind === 'verifying') tell({ phase: { kind: 'ready' } });
      }
    },
    acknowledge() {
      known = state().facts;
      tell({ different: false });
    },
    approve: () => undefined,
    retry: supervisor.retry,
    renew: supervisor.renew,
    close: () => client?.close({ code: 'cancelled' }),
  };
}

function lost(): never {
  throw new Lost({ code: 'offline' }, false);
}
