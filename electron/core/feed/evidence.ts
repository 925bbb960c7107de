/** How much was published while nothing was heard: from the server's own counters, or not at all. */
import { utf8 } from '../../../shared/bytes.ts';
import { FaultError } from '../../../shared/fault.ts';
import { asList, asText, UnexpectedReply } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';
import type { GapEvidence } from './capture.ts';
import type { Channel } from './channels.ts';

export interface Evidence {
  /** A delivery. One PUBLISH can arrive once for each source that hears its channel; it is counted once. */
  heard(channel: Channel, source: number): void;
  /**
   * Reads the counters. `fence` resolves when the line has delivered everything the server published before it was
   * called; only then is the reading a base to count from, because two connections do not keep order between them.
   */
  sample(fence: () => Promise<unknown>): Promise<void>;
  /** No reading that is under way becomes a base any more: it may already count what was missed. */
  lost(): void;
  /** What the counters say between the last base and now; waits for the session where it is not ready, but not for ever. */
  explain(signal: AbortSignal): Promise<GapEvidence>;
}

interface Reading {
  readonly runId: string;
  /** Calls of PUBLISH and SPUBLISH, from clients, scripts, transactions and the primary alike. */
  readonly published: number;
  /** Clients closed for a full output buffer; Redis tells since 7.2. */
  readonly cutOff: number | null;
  /** Keyspace events reach subscribers without a PUBLISH, so no counter bounds them. */
  readonly silentEvents: boolean;
}

const waitMs = 30_000;
/** More channels than this between two readings: what they brought is not subtracted, so the bound is wider and still holds. */
const maxLeads = 100_000;
const nothingTold: GapEvidence = { why: 'disconnected', atMost: null };
export const keyspacePrefix = utf8('__key');

export interface EvidenceOptions {
  /** Whether the session's counters are those of the server that is heard. */
  readonly told: boolean;
  hearsKeyspace(): boolean;
}

export function openEvidence(session: Session, { told, hearsKeyspace }: EvidenceOptions): Evidence {
  let base: Reading | null = null;
  /** Publications heard since the base. */
  let heard = 0;
  /** Of the sources that hear a channel, the one whose deliveries are counted: the first that delivered. */
  let leads = new Map<Channel, number>();
  /** The lead that was counted last: most messages in a row are its own too. */
  let lastChannel: Channel | null = null;
  let lastSource = 0;
  let epoch = 0;

  return {
    heard(channel, source) {
      if (channel === lastChannel && source === lastSource) {
        heard++;
        return;
      }
      const lead = leads.get(channel);
      if (lead === source) {
        heard++;
        lastChannel = channel;
        lastSource = source;
      } else if (lead === undefined && leads.size < maxLeads) {
        leads.set(channel, source);
        heard++;
      }
    },
    async sample(fence) {
      if (!told) return;
      const mine = epoch;
      const reading = await tryRead(session, hearsKeyspace());
      if (reading === null || mine !== epoch) return;
      try {
        await fence();
      } catch (thrown) {
        // The line broke: the older base stays.
        if (thrown instanceof FaultError) return;
        throw thrown;
      }
      if (mine !== epoch) return;
      base = reading;
      heard = 0;
      leads = new Map();
      lastChannel = null;
    },
    lost: () => void epoch++,
    async explain(signal) {
      const before = base;
      if (before === null) return nothingTold;
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
      for await (const state of session.watch(bounded)) {
        if (state.phase.kind !== 'ready') continue;
        const heardBefore = heard;
        const now = await tryRead(session, hearsKeyspace());
        if (now !== null) return compare(before, now, heardBefore, session);
        // Refused, or the session broke as well: then another ready will come.
        if (session.state().phase.kind === 'ready') break;
      }
      return nothingTold;
    },
  };
}

function compare(before: Reading, now: Reading, heard: number, session: Session): GapEvidence {
  // Another process, or counters set back by CONFIG RESETSTAT: nothing to subtract from.
  if (before.runId !== now.runId || now.published < before.published) return nothingTold;
  const why = before.cutOff !== null && now.cutOff !== null && now.cutOff > before.cutOff ? 'cut-off' : 'disconnected';
  // In a cluster messages are published on every node, and a sentinel's events are no PUBLISH.
  const told = session.state().facts?.mode === 'standalone' && !before.silentEvents && !now.silentEvents;
  return { why, atMost: told ? Math.max(0, now.published - before.published - heard) : null };
}

/** Null where the server does not tell, the user may not ask, or the session is not there to be asked. */
async function tryRead(session: Session, hearsKeyspace: boolean): Promise<Reading | null> {
  try {
    return await read(session, hearsKeyspace);
  } catch (thrown) {
    if (thrown instanceof FaultError || thrown instanceof UnexpectedReply) return null;
    throw thrown;
  }
}

async function read(session: Session, hearsKeyspace: boolean): Promise<Reading | null> {
  // One command, so one moment: several sections by name are possible only since 7.0.
  const info = asText(await session.send('INFO', ['all'], { quiet: true }));
  const runId = field(info, 'run_id');
  // A server that counts commands has counted some by now; one that counts none does not say 0 either.
  if (runId === null || !info.includes('cmdstat_')) return null;
  const calls = (command: string): number => Number(new RegExp(`^cmdstat_${command}:calls=(\\d{1,15})\\b`, 'im').exec(info)?.[1] ?? '0');
  const cutOff = field(info, 'client_output_buffer_limit_disconnections');
  return {
    runId,
    published: calls('publish') + calls('spublish'),
    cutOff: cutOff === null ? null : Number(cutOff),
    silentEvents: hearsKeyspace && !(await eventsAreOff(session)),
  };
}

async function eventsAreOff(session: Session): Promise<boolean> {
  try {
    const reply = asList(await session.send('CONFIG', ['GET', 'notify-keyspace-events'], { quiet: true }));
    return asText(reply[1]) === '';
  } catch (thrown) {
    if (thrown instanceof FaultError || thrown instanceof UnexpectedReply) return false;
    throw thrown;
  }
}

function field(info: string, name: string): string | null {
  return new RegExp(`^${name}:([^\\r\\n]*)`, 'm').exec(info)?.[1] ?? null;
}
