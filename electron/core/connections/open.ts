/** Opens a session: the state a page watches, and every command's way from the guard to its honest outcome. */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { isProduction, type Profile, type SecretName } from '../../../shared/connections/profile.ts';
import type { Phase, SessionState } from '../../../shared/connections/session.ts';
import { type Fault, FaultError, fail } from '../../../shared/fault.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';
import { createChanges } from '../changes.ts';
import type { Log } from '../log.ts';
import { createActivity } from './activity.ts';
import { allOf, linksFor, together } from './batch.ts';
import { isScan, type Kind } from './commands.ts';
import { exchange } from './exchange.ts';
import type { FrameLimits } from './framer.ts';
import { createGuard, type Order, stateFault } from './guard.ts';
import { openLaneOf } from './lanes.ts';
import { type LineOptions, openLineOf } from './lines.ts';
import { asSecret, type Secret } from './secret.ts';
import type { SendOptions, Session } from './session.ts';
import type { Supervisor } from './supervisor.ts';
import { type Timing, timing as usual } from './timing.ts';
import { openCluster } from './topology/cluster.ts';
import type { Link, Links, LinksOptions } from './topology/links.ts';
import { openSentinel } from './topology/sentinel.ts';
import { openSingle } from './topology/single.ts';
import type { HostKeys } from './way/hostKeys.ts';
import { wayOf } from './way/way.ts';
import { createWriting } from './writing.ts';

export interface OpenOptions {
  readonly profile: Profile;
  /** What was stored for the profile, or typed. */
  readonly secrets: (name: SecretName) => Secret | string | null;
  readonly db: number;
  readonly log: Log;
  /** Which SSH servers may be talked to; without it, those that known_hosts vouches for. */
  readonly hostKeys?: HostKeys;
  readonly timing?: Partial<Timing>;
  readonly limits?: FrameLimits;
}

export function openSession(options: OpenOptions): Session {
  const { profile, log } = options;
  const timing: Timing = { ...usual, ...options.timing };
  const id = randomUUID();
  const end = new AbortController();
  const changes = createChanges();
  const activity = createActivity();
  const writing = createWriting(profile, timing.writeSessionMs, () => update({}));
  const guard = createGuard(profile, writing.locked);
  const ownLogin = { username: profile.username, password: asSecret(options.secrets('password')) };
  // A socket leads to one server, and not to the nodes that it names.
  const way = wayOf(profile.topology === 'standalone' ? profile : { ...profile, socket: '' }, {
    secrets: options.secrets,
    hostKeys: options.hostKeys,
    signal: end.signal,
    timeoutMs: timing.connectMs,
  });
  const targetAt: LinksOptions['targetAt'] = ({ host, port }, { tls, login } = { tls: profile.tls, login: ownLogin }) => ({
    host,
    port,
    tls,
    login,
    way,
    ...(options.limits && { limits: options.limits }),
  });
  let state: Omit<SessionState, 'writing'> = {
    session: id,
    profile,
    // A cluster has one database.
    db: profile.topology === 'cluster' ? 0 : options.db,
    phase: { kind: 'connecting', attempt: 1 },
    facts: null,
    different: false,
    nodes: [],
    uncovered: 0,
    vitals: null,
  };
  /** Commands under way that have no deadline. */
  let patient = 0;
  const lines = new Set<Supervisor>();
  const readyWaiters = new Set<() => void>();

  const update = (patch: Partial<SessionState>): void => {
    if (patch.phase !== undefined && patch.phase.kind !== state.phase.kind)
      log.write({ event: 'connection', phase: patch.phase.kind, code: codeOf(patch.phase) });
    // It was opened for the server that answered then.
    if (patch.different === true) writing.close();
    state = { ...state, ...patch };
    if (state.phase.kind === 'ready' || end.signal.aborted) {
      for (const go of readyWaiters) go();
      readyWaiters.clear();
    }
    changes.tell();
  };

  const told = (): SessionState => ({ ...state, writing: writing.state() });

  const links = linksOf(profile, {
    profile,
    targetAt,
    secret: options.secrets,
    timing,
    signal: end.signal,
    patient: () => patient > 0,
    followed: () => changes.followers > 0,
    state: told,
    tell: update,
    up: () => lines.forEach((line) => void line.retry()),
    moved: () => lines.forEach((line) => void line.renew()),
    report: log.bug,
  });

  /** Nothing waits for better times. */
  const mustBeReady = (): void => void (state.phase.kind === 'ready' || fail({ code: 'offline' }));

  /** A profile with any protection is for the server that the user knows. */
  const mustBeKnown = (): void => {
    if (state.different && (profile.protection !== 'free' || isProduction(profile)))
      fail({ code: 'input', path: 'different', message: 'Another server answers here than before. Nothing is written until that is acknowledged.' });
  };

  /** What the guard lets through, with its kind. */
  async function admit(orders: readonly Order[], sending: SendOptions): Promise<readonly (Order & { readonly kind: Kind })[]> {
    mustBeReady();
    const judged = await Promise.all(orders.map(async (order) => ({ ...order, kind: await guard.classify(order, ask) })));
    const shared = judged.find(({ kind }) => kind === 'state');
    if (shared !== undefined) fail(stateFault(shared.command));
    // Before the lock: unlocking would not help. A read-only profile is refused as such.
    if (profile.protection !== 'read-only' && judged.some(({ kind }) => kind !== 'read')) mustBeKnown();
    guard.permit(judged, sending);
    return judged;
  }

  const ask = (command: string, args: readonly Arg[]): Promise<Reply> =>
    exchange(() => links.any().call(command, args, () => true), {
      command,
      kind: 'read',
      deadlineMs: timing.readMs,
      signal: undefined,
      abandon: () => undefined,
    });

  /** One command on the wire, listed when it ends. */
  async function tracked(link: Link, { command, args, kind }: Order & { readonly kind: Kind }, sending: SendOptions): Promise<Reply> {
    const deadlineMs = sending.deadlineMs === undefined ? deadlineOf(command, kind) : sending.deadlineMs;
    const started = performance.now();
    const tell = (fault: Fault | null): void => {
      if (sending.quiet !== true) activity.add(command, args, performance.now() - started, outcomeOf(fault), whyOf(fault));
    };
    let waiting = true;
    if (deadlineMs === null) patient++;
    try {
      const reply = await exchange(() => link.call(command, args, () => waiting), {
        command,
        kind,
        deadlineMs,
        signal: sending.signal,
        abandon: link.abandon,
      });
      tell(null);
      return reply;
    } catch (thrown) {
      if (thrown instanceof FaultError) tell(thrown.fault);
      throw thrown;
    } finally {
      waiting = false;
      if (deadlineMs === null) patient--;
    }
  }

  const deadlineOf = (command: string, kind: Kind): number => (isScan(command) ? timing.scanMs : kind === 'read' ? timing.readMs : timing.writeMs);

  const whenReady = (): Promise<void> =>
    state.phase.kind === 'ready' || end.signal.aborted ? Promise.resolve() : new Promise((resolve) => readyWaiters.add(resolve));

  async function send(address: string | null, name: string, args: readonly Arg[], sending: SendOptions = {}): Promise<Reply> {
    const order = { command: commandName(name), args };
    stillWanted(sending);
    const [admitted] = await admit([order], sending);
    stillWanted(sending);
    const link = await links.to(order, address);
    stillWanted(sending);
    return tracked(link, admitted as Order & { kind: Kind }, sending);
  }

  const besideOf = (address: string | null, role: string): LineOptions => ({
    ...links.destination(address),
    role,
    db: () => state.db,
    timing,
    signal: end.signal,
    gate: whenReady,
    open: lines,
    guard,
    activity,
    report: log.bug,
  });

  return {
    id,
    profile,
    ended: end.signal,
    state: told,
    async *watch(signal) {
      for await (const _ of changes.follow(signal)) yield told();
    },
    send: (name, args, sending) => send(null, name, args, sending),
    async sendMany(commands, sending = {}) {
      // One listener a command, each gone with its answer: many are no leak.
      if (sending.signal !== undefined) setMaxListeners(0, sending.signal);
      stillWanted(sending);
      const orders = commands.map(([name, ...args]) => ({ command: commandName(name), args }));
      const admitted = await admit(orders, sending);
      stillWanted(sending);
      const routed = await linksFor(admitted, links);
      stillWanted(sending);
      const results = await together(routed, (link, at) => tracked(link, admitted[at] as Order & { kind: Kind }, sending));
      return allOf(results);
    },
    judge(as, confirmed) {
      mustBeReady();
      if (profile.protection !== 'read-only') mustBeKnown();
      guard.permit([], { confirmed, as });
    },
    placeOf: links.placeOf,
    nodes: () =>
      links.servers().map(({ address, role }) => ({
        address,
        role,
        send: (name, args, sending) => send(address, name, args, sending),
        openLine: (lineRole, events) => openLineOf(besideOf(address, lineRole), events),
        openLane: (laneRole, events) => openLaneOf(besideOf(address, laneRole), events),
      })),
    openLine: (role, events) => openLineOf(besideOf(null, role), events),
    openLane: (role, events) => openLaneOf(besideOf(null, role), events),
    retry: links.retry,
    select: links.select,
    acknowledge: links.acknowledge,
    unlock() {
      mustBeKnown();
      if (!end.signal.aborted) writing.open();
    },
    lock: writing.close,
    approve: links.approve,
    activity: (signal) => activity.follow(signal),
    close() {
      if (end.signal.aborted) return;
      end.abort();
      writing.close();
      links.close();
      update({});
      changes.end();
      activity.end();
      log.write({ event: 'connection', phase: 'closed', code: '' });
    },
  };
}

function linksOf({ topology }: Profile, options: LinksOptions): Links {
  switch (topology) {
    case 'standalone':
      return openSingle(options, { target: () => options.targetAt(options.profile) });
    case 'sentinel':
      return openSentinel(options);
    case 'cluster':
      return openCluster(options);
  }
}

function stillWanted({ signal }: SendOptions): void {
  if (signal?.aborted === true) fail({ code: 'cancelled' });
}

/** Printable ASCII in capitals: capitals keep ioredis from reshaping the reply, and locales out of it. */
function commandName(name: string): string {
  if (!/^[\x21-\x7e]{1,128}$/.test(name)) fail({ code: 'input', path: 'command', message: 'a command is 1 to 128 printable characters' });
  return name.toUpperCase();
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
