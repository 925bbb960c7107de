/** The tab's session: opened by watching it, opened again when the host was away, told to the other features by its id. */

import { utf8 } from '../../shared/bytes.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { SessionState } from '../../shared/connections/session.ts';
import { type Fault, fail } from '../../shared/fault.ts';
import { isReplyError, type Reply, type ReplyError } from '../../shared/reply.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import { type Remedy, withRemedy } from './remedy.ts';

export interface ConnectionSlice {
  readonly state: SessionState | null;
  /** Why there is no session: the profile is gone, or the host is. */
  readonly fault: Fault | null;
  /** When the server was last known to answer, milliseconds since 1970; null while it does, or before it ever did. */
  readonly awaySince: number | null;
  /** When the phase that is shown was told, milliseconds since 1970: countdowns count from here. */
  readonly phaseAt: number;
  /** When the pause that the server told of ends, milliseconds since 1970; null while it tells of none. */
  readonly pausedUntil: number | null;
  /** When the write session ends, milliseconds since 1970; null while none is open. */
  readonly writingUntil: number | null;
  session(): string;
  /** The tab is on screen until what this gives is called. */
  show(): () => void;
  /** Now, instead of when the countdown ends. */
  retry(): void;
  /** The saved connection is another one now: the session is opened anew with it. */
  reopen(): void;
  select(db: number): void;
  /** The user has read that a different server answers. */
  acknowledge(): void;
  /** Opens the write session of a production connection. */
  unlock(): void;
  lock(): void;
  /** The user knows what became of these commands of unknown outcome. */
  settle(entries: readonly number[]): void;
  /** Ends what keeps the server busy, after the guard's question. */
  endScript(ends: 'SCRIPT KILL' | 'FUNCTION KILL'): Promise<void>;
  /** The user trusts what was shown; `saved` is the connection as it is saved now, which remembers it. */
  accept(remedy: Remedy, saved: Profile): void;
}

export interface ConnectionOptions {
  readonly profileId: string;
  readonly db: number | null;
  /** Nothing that writes leaves the host, whatever the profile allows. */
  readonly readOnly?: boolean;
}

export function connectionSlice({ tab, get, set }: SliceTools<ConnectionSlice>, options: ConnectionOptions): ConnectionSlice {
  let wasReady = false;
  let current = new AbortController();

  function take(state: SessionState): void {
    const ready = state.phase.kind === 'ready';
    const awaySince = ready || !wasReady ? null : (get().awaySince ?? Date.now());
    wasReady ||= ready;
    const writingUntil = state.writing === null ? null : Date.now() + state.writing.endsInMs;
    const holdup = state.vitals === get().state?.vitals ? undefined : (state.vitals?.holdup ?? null);
    const pausedUntil = holdup === undefined ? get().pausedUntil : holdup?.kind === 'paused' ? Date.now() + holdup.leftMs : null;
    set({ state, fault: null, awaySince, pausedUntil, writingUntil, ...(state.phase === get().state?.phase ? {} : { phaseAt: Date.now() }) });
  }

  async function open(): Promise<void> {
    current.abort();
    current = new AbortController();
    const signal = AbortSignal.any([tab.signal, current.signal]);
    while (!signal.aborted) {
      try {
        const db = get().state?.db ?? options.db;
        for await (const state of tab.client.watch('session.open', { ...options, db }, { signal })) take(state);
        return;
      } catch (thrown) {
        const fault = faultOf(thrown);
        if (signal.aborted) return;
        set({ fault, ...(wasReady ? { awaySince: get().awaySince ?? Date.now() } : {}) });
        if (fault.code !== 'closed') return;
        await tab.hostBack();
      }
    }
  }

  /** Small wishes to the session: what they change comes back as its next state. A refused one changes nothing. */
  function ask(wish: Promise<void>): void {
    wish.catch((thrown: unknown) => tab.notifyFault(faultOf(thrown)));
  }

  async function lookAt(session: string, signal: AbortSignal): Promise<void> {
    for await (const _ of tab.client.watch('session.shown', { session }, { signal }));
  }

  async function accept(remedy: Remedy, saved: Profile): Promise<void> {
    const { secrets: _, ...profile } = saved;
    const save = () => tab.client.call('profiles.save', { profile: withRemedy(profile, remedy), secrets: {} });
    switch (remedy.kind) {
      case 'hostkey':
        await tab.client.call('hostKeys.approve', { host: remedy.host, port: remedy.port, sha256: remedy.sha256 });
        if (!tab.signal.aborted) get().retry();
        return;
      case 'certificate':
        await save();
        // A session keeps the pin it was opened with.
        if (!tab.signal.aborted) get().reopen();
        return;
      case 'hosts':
        // First the session: it goes on even where nothing can be remembered.
        await tab.client.call('session.approve', { session: get().session(), hosts: [...remedy.hosts] });
        await save();
        return;
    }
  }

  // The store is being made of this slice, and is there in the next turn only.
  queueMicrotask(() => void open());
  return {
    state: null,
    fault: null,
    awaySince: null,
    phaseAt: 0,
    pausedUntil: null,
    writingUntil: null,
    session: () => get().state?.session ?? fail({ code: 'offline' }),
    show() {
      const hidden = new AbortController();
      const session = get().state?.session;
      const signal = AbortSignal.any([tab.signal, hidden.signal]);
      // Over with the session, or with the host: a later one is shown by whoever sees it.
      if (session !== undefined) void lookAt(session, signal).catch(faultOf);
      return () => hidden.abort();
    },
    retry() {
      // A session whose opening ended has nobody to ask: it is opened anew.
      if (get().fault !== null) {
        set({ fault: null });
        void open();
      } else ask(tab.client.call('session.retry', { session: get().session() }));
    },
    reopen: () => void open(),
    select: (db) => ask(tab.client.call('session.select', { session: get().session(), db })),
    acknowledge: () => ask(tab.client.call('session.acknowledge', { session: get().session() })),
    unlock: () => ask(tab.client.call('session.unlock', { session: get().session() })),
    lock: () => ask(tab.client.call('session.lock', { session: get().session() })),
    settle: (entries) => ask(tab.client.call('session.settle', { session: get().session(), entries: [...entries] })),
    async endScript(ends) {
      try {
        const { reply } = await guarded(tab, (confirmed, everywhere) =>
          tab.client.call('console.run', { session: get().session(), words: ends.split(' ').map(utf8), confirmed, everywhere }),
        );
        for (const error of errorsIn(reply)) if (!notBusy(error)) tab.notifyFault({ code: 'redis', ...error });
      } catch (thrown) {
        const fault = faultOf(thrown);
        if (fault.code !== 'cancelled' && !(fault.code === 'redis' && notBusy(fault))) tab.notifyFault(fault);
      }
    },
    accept: (remedy, saved) => ask(accept(remedy, saved)),
  };
}

/** It had ended by itself, or runs on another server of the cluster. */
function notBusy({ prefix }: ReplyError): boolean {
  return prefix === 'NOTBUSY';
}

/** Of a command that went to all servers: each answers beside its address. */
function errorsIn(reply: Reply): readonly ReplyError[] {
  return Array.isArray(reply) ? (reply as readonly Reply[]).flatMap(errorsIn) : isReplyError(reply) ? [reply] : [];
}

/** True when commands can be sent. */
export function isReady(slice: ConnectionSlice): boolean {
  return slice.fault === null && slice.state?.phase.kind === 'ready';
}
