/** Opens a session: the state a page watches, and every command's way from the guard to its honest outcome. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile, SecretName } from '../../../shared/connections/profile.ts';
import type { Phase, SessionState } from '../../../shared/connections/session.ts';
import { type Fault, FaultError, fail } from '../../../shared/fault.ts';
import type { Arg, Reply, ReplyError } from '../../../shared/reply.ts';
import { createChanges } from '../changes.ts';
import type { Log } from '../log.ts';
import { createActivity } from './activity.ts';
import type { Client } from './client.ts';
import { isScan, type Kind } from './commands.ts';
import { exchange } from './exchange.ts';
import { connectFault } from './faults.ts';
import type { FrameLimits } from './framer.ts';
import { createGuard, type Order, stateFault } from './guard.ts';
import { openLineOf } from './lines.ts';
import { asSecret, type Secret } from './secret.ts';
import type { SendOptions, Session } from './session.ts';
import { supervise } from './supervisor.ts';
import { type Timing, timing as usual } from './timing.ts';
import { currentDb, selectDb, type Verified } from './verify.ts';
import { followVitals } from './vitals.ts';

export interface OpenOptions {
  readonly profile: Profile;
  /** What was stored for the profile, or typed. */
  readonly secrets: (name: SecretName) => Secret | string | null;
  readonly db: number;
  readonly log: Log;
  readonly timing?: Partial<Timing>;
  readonly limits?: FrameLimits;
}

export function openSession(options: OpenOptions): Session {
  const { profile, log } = options;
  if (profile.topology !== 'standalone') fail({ code: 'input', path: 'topology', message: `${profile.topology} connections are not supported yet` });
  const timing: Timing = { ...usual, ...options.timing };
  const id = randomUUID();
  const end = new AbortController();
  const changes = createChanges();
  const activity = createActivity();
  const guard = createGuard(profile);
  const target = {
    host: profile.host,
    port: profile.port,
    tls: profile.tls,
    login: { username: profile.username, password: asSecret(options.secrets('password')) },
    ...(options.limits && { limits: options.limits }),
  };
  let state: SessionState = {
    session: id,
    profile,
    db: options.db,
    phase: { kind: 'connecting', attempt: 1 },
    facts: null,
    different: false,
    vitals: null,
  };
  let client: Client | null = null;
  /** The server the user knows: as first seen, or as acknowledged since. */
  let known: { readonly runId: string; readonly role: string } | null = null;
  let selecting = false;
  /** Commands under way that have no deadline. */
  let patient = 0;
  const lines = new Set<{ retry(): void }>();
  const readyWaiters = new Set<() => void>();

  const update = (patch: Partial<SessionState>): void => {
    if (patch.phase !== undefined && patch.phase.kind !== state.phase.kind)
      log.write({ event: 'connection', phase: patch.phase.kind, code: codeOf(patch.phase) });
    state = { ...state, ...patch };
    if (state.phase.kind === 'ready' || end.signal.aborted) {
      for (const go of readyWaiters) go();
      readyWaiters.clear();
    }
    changes.tell();
  };

  const up = (newClient: Client, { facts }: Verified): void => {
    client = newClient;
    known ??= facts;
    update({ phase: { kind: 'ready' }, facts, different: facts.runId !== known.runId || facts.role !== known.role });
    followVitals({ client, everyMs: timing.vitalsMs, wanted: () => changes.followers > 0, tell: (vitals) => update({ vitals }), report: log.bug });
    for (const line of lines) line.retry();
  };

  const supervisor = supervise({
    target,
    name: 'keytide:session',
    db: () => state.db,
    timing,
    signal: end.signal,
    patient: () => patient > 0,
    phase: (phase) => update({ phase: phase.kind === 'ready' && selecting ? { kind: 'verifying' } : phase }),
    up,
    down: () => (client = null),
    report: log.bug,
  });

  /** The connection, or `offline` at once: nothing waits for better times. */
  const usable = (): Client => (client !== null && state.phase.kind === 'ready' ? client : fail({ code: 'offline' }));

  /** What the guard lets through, with its kind. */
  async function admit(orders: readonly Order[], sending: SendOptions): Promise<readonly (Order & { readonly kind: Kind })[]> {
    const line = usable();
    const judged = await Promise.all(
      orders.map(async (order) => ({ ...order, kind: await guard.classify(order, (command, args) => ask(line, command, args)) })),
    );
    const shared = judged.find(({ kind }) => kind === 'state');
    if (shared !== undefined) fail(stateFault(shared.command));
    guard.permit(judged, sending);
    if (state.different && judged.some(({ kind }) => kind !== 'read') && (profile.protection !== 'free' || /^PROD/i.test(profile.badge.trim()))) {
      fail({ code: 'input', path: 'different', message: 'Another server answers here than before. Nothing is written until that is acknowledged.' });
    }
    return judged;
  }

  const ask = (line: Client, command: string, args: readonly Arg[]): Promise<Reply> =>
    exchange(() => line.call(command, args), { command, kind: 'read', deadlineMs: timing.readMs, signal: undefined, abandon: () => undefined });

  /** One command on the wire, listed when it ends. */
  async function tracked(line: Client, { command, args, kind }: Order & { readonly kind: Kind }, sending: SendOptions): Promise<Reply> {
    const deadlineMs = sending.deadlineMs === undefined ? deadlineOf(command, kind) : sending.deadlineMs;
    const started = performance.now();
    const tell = (fault: Fault | null): void => {
      if (sending.quiet !== true) activity.add(command, args, performance.now() - started, outcomeOf(fault), whyOf(fault));
    };
    if (deadlineMs === null) patient++;
    try {
      const reply = await exchange(() => line.call(command, args), {
        command,
        kind,
        deadlineMs,
        signal: sending.signal,
        abandon: () => line.close({ code: 'cancelled' }),
      });
      tell(null);
      return reply;
    } catch (thrown) {
      if (thrown instanceof FaultError) tell(thrown.fault);
      throw thrown;
    } finally {
      if (deadlineMs === null) patient--;
    }
  }

  const deadlineOf = (command: string, kind: Kind): number => (isScan(command) ? timing.scanMs : kind === 'read' ? timing.readMs : timing.writeMs);

  const whenReady = (): Promise<void> =>
    state.phase.kind === 'ready' || end.signal.aborted ? Promise.resolve() : new Promise((resolve) => readyWaiters.add(resolve));

  return {
    id,
    profile,
    ended: end.signal,
    state: () => state,
    async *watch(signal) {
      for await (const _ of changes.follow(signal)) yield state;
    },
    async send(name, args, sending = {}) {
      const order = { command: commandName(name), args };
      stillWanted(sending);
      const [admitted] = await admit([order], sending);
      stillWanted(sending);
      return tracked(usable(), admitted as Order & { kind: Kind }, sending);
    },
    async sendMany(commands, sending = {}) {
      stillWanted(sending);
      const orders = commands.map(([name, ...args]) => ({ command: commandName(name), args }));
      const admitted = await admit(orders, sending);
      stillWanted(sending);
      const line = usable();
      const results = await Promise.allSettled(line.together(() => admitted.map((order) => tracked(line, order, sending).catch(asElement))));
      return allOf(results);
    },
    openLine(role, events) {
      const line = openLineOf({ target, role, db: () => state.db, timing, signal: end.signal, gate: whenReady, guard, activity, report: log.bug }, events);
      lines.add(line);
      return { send: line.send, close: () => (lines.delete(line), line.close()) };
    },
    retry: () => supervisor.retry(),
    async select(db) {
      const line = usable();
      if (db === state.db) return;
      selecting = true;
      // While the answer is out nobody can say which database a command would meet.
      update({ phase: { kind: 'verifying' } });
      const late = sleep(timing.readMs, 'late' as const, { ref: false });
      try {
        const now = await Promise.race([selectDb(line, db).then(() => currentDb(line)), late]);
        if (now === 'late' || (now !== null && now !== db)) {
          line.close(connectFault('timeout'));
          fail({ code: 'timeout', command: 'SELECT', afterMs: timing.readMs });
        }
        update({ db });
      } catch (thrown) {
        if (thrown instanceof FaultError) throw thrown;
        fail({ code: 'offline' });
      } finally {
        selecting = false;
        if (client === line && state.phase.kind === 'verifying') update({ phase: { kind: 'ready' } });
      }
    },
    acknowledge() {
      known = state.facts;
      update({ different: false });
    },
    activity: (signal) => activity.follow(signal),
    close() {
      if (end.signal.aborted) return;
      end.abort();
      client?.close({ code: 'cancelled' });
      update({});
      changes.end();
      activity.end();
      log.write({ event: 'connection', phase: 'closed', code: '' });
    },
  };
}

function stillWanted({ signal }: SendOptions): void {
  if (signal?.aborted === true) fail({ code: 'cancelled' });
}

/** Printable ASCII in capitals: capitals keep ioredis from reshaping the reply, and locales out of it. */
function commandName(name: string): string {
  if (!/^[\x21-\x7e]{1,128}$/.test(name)) fail({ code: 'input', path: 'command', message: 'a command is 1 to 128 printable characters' });
  return name.toUpperCase();
}

/** An error reply is that element's own; anything else ends the whole batch. */
function asElement(thrown: unknown): ReplyError {
  if (thrown instanceof FaultError && thrown.fault.code === 'redis') return { prefix: thrown.fault.prefix, message: thrown.fault.message };
  throw thrown;
}

/** All, or the gravest of what went wrong: that a write may have run outweighs that a read got no answer. */
function allOf(results: readonly PromiseSettledResult<Reply>[]): readonly Reply[] {
  const thrown = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  const gravest = thrown.find((one) => one instanceof FaultError && one.fault.code === 'unknown') ?? thrown[0];
  if (gravest !== undefined) throw gravest;
  return results.map((result) => (result as PromiseFulfilledResult<Reply>).value);
}

function outcomeOf(fault: Fault | null): 'applied' | 'rejected' | 'unknown' {
  return fault === null ? 'applied' : fault.code === 'unknown' ? 'unknown' : 'rejected';
}

function whyOf(fault: Fault | null): string {
  return fault === null ? '' : fault.code === 'redis' ? fault.prefix : fault.code;
}

function codeOf(phase: Phase): string {
  if (phase.kind !== 'waiting' && phase.kind !== 'stopped') return '';
  return phase.fault.code === 'connect' ? phase.fault.reason : phase.fault.code;
}
