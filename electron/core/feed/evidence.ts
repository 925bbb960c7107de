/**
 * How much was published while nothing was heard: from the counters of the server that is heard, or not at all.
 *
 * What a server sends its subscribers it counts in the same step: a PUBLISH or SPUBLISH it carries out as a call of that command, in a
 * cluster what another node took and handed on as a message of the bus. So the server that the line is on tells for the whole cluster,
 * publications on replicas and new nodes included, and how long the bus takes is of no matter. Two connections keep no order between
 * them, but commands sent after an answer came are carried out after what was answered; three rules make `at most N` hold:
 *
 * 1. A reading is a base only once the line answered a PING sent after it: what the base counts was heard by then, or was lost before.
 * 2. Only what is heard after that answer is subtracted: the base does not count it.
 * 3. What is subtracted was heard before the later reading was asked for: that one counts it.
 *
 * What breaks them makes the bound wider, or unknown: another server answers, or counters were set back. What the bus loses between
 * nodes never reaches this server's subscribers, gap or no gap, and is not in N; nor is what a module publishes without a command.
 */
import { utf8 } from '../../../shared/bytes.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { Session } from '../connections/session.ts';
import type { GapEvidence } from './capture.ts';
import type { Channel } from './channels.ts';
import { type Door, publishedBetween, type Reading, readServer, type Way } from './reading.ts';
import { openTally, type Tally } from './tally.ts';

export interface Evidence {
  /** Deliveries by this way can come from now on; gives what each is told to. */
  hears(way: Way): (channel: Channel, source: number) => void;
  /** Reads the counters. `fence` resolves when the line has delivered everything the server published before it was called. */
  sample(fence: () => Promise<unknown>): Promise<void>;
  /** No reading that is under way becomes a base any more: it may already count what was missed. */
  lost(): void;
  /** What the counters say between the last base and now; waits for the server where it cannot be asked yet, but not for ever. */
  explain(signal: AbortSignal): Promise<GapEvidence>;
}

const waitMs = 30_000;
const nothingTold: GapEvidence = { why: 'disconnected', atMost: null };
export const keyspacePrefix = utf8('__key');

export interface EvidenceOptions {
  /** To the server that the line is on; null where it cannot be asked now. */
  door(): Door | null;
  /** Of that server; null where there is no line, or it does not tell. */
  runId(): string | null;
  hearsKeyspace(): boolean;
}

export function openEvidence(session: Session, { door, runId, hearsKeyspace }: EvidenceOptions): Evidence {
  let base: Reading | null = null;
  /** Publications heard since the base, by every way that was ever listened to: what cannot be heard is not missed. */
  const tallies = new Map<Way, Tally>();
  let epoch = 0;

  async function read(): Promise<Reading | 'away' | null> {
    const server = runId();
    if (server === null) return null;
    const to = door();
    if (to === null) return 'away';
    const reading = await readServer(to, { mode: session.state().facts?.mode ?? null, hearsKeyspace: hearsKeyspace() });
    // A reading is of several answers: with the line still there, one process gave them all.
    if (runId() !== server) return 'away';
    // An address can lead to more than one server.
    return reading !== null && reading !== 'away' && reading.runId !== server ? null : reading;
  }

  function between(before: Reading, now: Reading, heard: ReadonlyMap<Way, number>): GapEvidence {
    const published = publishedBetween(before, now);
    const closed = before.runId === now.runId && before.cutOff !== null && now.cutOff !== null && now.cutOff > before.cutOff;
    const why = closed ? 'cut-off' : 'disconnected';
    if (published === null) return { why, atMost: null };
    let atMost = 0;
    for (const [way, count] of heard) atMost += Math.max(0, published[way] - count);
    return { why, atMost };
  }

  return {
    hears(way) {
      const tally = tallies.get(way) ?? openTally();
      tallies.set(way, tally);
      return tally.heard;
    },
    async sample(fence) {
      const mine = epoch;
      const reading = await read();
      if (reading === null || reading === 'away' || mine !== epoch) return;
      try {
        await fence();
      } catch (thrown) {
        // The line broke: the older base stays.
        if (thrown instanceof FaultError) return;
        throw thrown;
      }
      if (mine !== epoch) return;
      base = reading;
      for (const tally of tallies.values()) tally.restart();
    },
    lost: () => void epoch++,
    async explain(signal) {
      const before = base;
      if (before === null) return nothingTold;
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
      for await (const state of session.watch(bounded)) {
        if (state.phase.kind !== 'ready') continue;
        const heard = new Map([...tallies].map(([way, { count }]) => [way, count]));
        const now = await read();
        if (now === 'away') continue;
        return now === null ? nothingTold : between(before, now, heard);
      }
      return nothingTold;
    },
  };
}
