/** Whether the servers of a job can be worked on now, and still are the ones it was planned for. */
import type { SessionState } from '../../../shared/connections/session.ts';
import { type Fault, FaultError, fail } from '../../../shared/fault.ts';
import type { JobPhase } from '../../../shared/jobs/jobs.ts';
import { asText } from '../../../shared/reply.ts';
import { serverNow } from '../clock.ts';
import type { Session } from '../connections/session.ts';

export type Standing =
  | { readonly kind: 'ready' }
  | { readonly kind: 'waiting'; readonly why: (JobPhase & { kind: 'waiting' })['why'] }
  | { readonly kind: 'different'; readonly address: string };

export interface Steadiness {
  /** Of one server, or of all for null. Asks them only after a connection was lost. */
  stand(address: string | null): Promise<Standing>;
  /** An answer did not come, or the line broke: who answers next has to prove itself. */
  doubt(): void;
  /** By the server's clock, as well as one answer tells. */
  now(): number;
  /** What an empty answer takes on this line, in milliseconds. */
  awayMs(): number;
  close(): void;
}

/** So long after its measure the way to a server is measured anew. */
const measureMs = 5000;

/** Fails where the session cannot be used now. `db`: the database it has to be in; null where any will do. */
export async function openSteadiness(session: Session, db: number | null): Promise<Steadiness> {
  const end = new AbortController();
  const known = new Map<string, string>();
  const doubted = new Set<string>();
  const clock = { at: 0, server: 0, away: 0 };

  for (const { address, ...node } of session.nodes()) known.set(address, await runIdOf(node));
  await measure();
  const { facts, different } = session.state();
  void follow();

  /** The state comes as it changes: a connection that was lost for a moment is seen too. */
  async function follow(): Promise<void> {
    const before = { runId: facts?.runId ?? '' };
    for await (const state of session.watch(AbortSignal.any([end.signal, session.ended]))) {
      if (state.phase.kind !== 'ready' && state.phase.kind !== 'degraded') for (const address of known.keys()) doubted.add(address);
      for (const { address, state: its } of state.nodes) if (its === 'lost' || its === 'connecting') doubted.add(address);
      if (state.facts !== null && state.facts.runId !== before.runId) {
        before.runId = state.facts.runId;
        for (const address of known.keys()) doubted.add(address);
      }
    }
  }

  async function measure(): Promise<void> {
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const began = performance.now();
      const told = await serverNow(session);
      times.push(performance.now() - began);
      clock.at = performance.now();
      clock.server = told;
    }
    clock.away = Math.min(...times);
  }

  async function runIdOf(node: Pick<ReturnType<Session['nodes']>[number], 'send'>): Promise<string> {
    try {
      return /^run_id:(\w+)/m.exec(asText(await node.send('INFO', ['server'], { quiet: true })))?.[1] ?? '';
    } catch (thrown) {
      // Not allowed to this user: then the session's own look is all there is.
      if (thrown instanceof FaultError && thrown.fault.code === 'redis') return '';
      throw thrown;
    }
  }

  async function prove(address: string): Promise<Standing> {
    const node = session.nodes().find((one) => one.address === address);
    // After a failover another node serves those slots; the session knows whether it is of the same cluster.
    if (node === undefined) return { kind: 'ready' };
    const runId = await runIdOf(node);
    const before = known.get(address);
    if (before !== undefined && before !== '' && runId !== '' && runId !== before) return { kind: 'different', address };
    return { kind: 'ready' };
  }

  return {
    async stand(address) {
      const state = session.state();
      const wait = waitingFor(state, db);
      if (wait !== null) return { kind: 'waiting', why: wait };
      if (state.different && !different) return { kind: 'different', address: address ?? '' };
      let asked = '';
      try {
        for (asked of address === null ? [...doubted] : doubted.has(address) ? [address] : []) {
          doubted.delete(asked);
          const proven = await prove(asked);
          if (proven.kind !== 'ready') return proven;
          await measure();
        }
        if (performance.now() - clock.at > measureMs) await measure();
        return { kind: 'ready' };
      } catch (thrown) {
        if (!(thrown instanceof FaultError)) throw thrown;
        if (asked !== '') doubted.add(asked);
        return { kind: 'waiting', why: { kind: 'fault', fault: thrown.fault } };
      }
    },
    doubt() {
      for (const address of known.keys()) doubted.add(address);
    },
    now: () => clock.server + (performance.now() - clock.at),
    awayMs: () => clock.away,
    close: () => end.abort(),
  };
}

/** The session as long as it is in that database: elsewhere nothing is sent, as when it is offline. A tab may change its database at any time. */
export function pinned(session: Session, db: number): Session {
  const here = (): void => void (session.state().db === db || fail({ code: 'offline' }));
  return {
    ...session,
    async send(command, args, options) {
      here();
      return session.send(command, args, options);
    },
    async sendMany(commands, options) {
      here();
      return session.sendMany(commands, options);
    },
  };
}

function waitingFor({ phase, db }: SessionState, wanted: number | null): (JobPhase & { kind: 'waiting' })['why'] | null {
  if (phase.kind !== 'ready') return { kind: 'fault', fault: faultOf(phase) };
  return wanted === null || db === wanted ? null : { kind: 'database', db: wanted };
}

function faultOf(phase: SessionState['phase']): Fault {
  return phase.kind === 'waiting' || phase.kind === 'stopped' ? phase.fault : { code: 'offline' };
}
