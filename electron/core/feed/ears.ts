/** The subscribed connections of a feed, one a server that has to be heard, each with the gaps it left and what is known of them. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { FeedBacklog } from '../../../shared/feed/feed.ts';
import type { Session } from '../connections/session.ts';
import type { Subscribing } from '../resp/pushReader.ts';
import { type Backlog, openBacklog } from './backlog.ts';
import type { Capture, Gap } from './capture.ts';
import type { Channel } from './channels.ts';
import type { Clock } from './clock.ts';
import { type Ear, openEar, type Standing } from './ear.ts';
import { type Evidence, openEvidence } from './evidence.ts';
import type { Door } from './reading.ts';

/** About so often a line is looked after; of what the server counts, a reading with some of these looks is enough. */
const lookMs = 1000;

/** What one source hears on one server. */
export interface Hearing {
  readonly source: number;
  hear(bytes: Bytes, channelFrom: number, channelTo: number, from: number, to: number): Channel;
  settle(standing: Standing): void;
}

export interface EarsOptions {
  readonly session: Session;
  readonly capture: Capture;
  readonly clock: Clock;
  readonly sampleMs: number;
  begin(): void;
  end(): void;
  /** Whether this source can hear notifications of changes, which no counter counts. */
  hearsKeyspace(source: number): boolean;
  changed(): void;
  broken(thrown: unknown): void;
}

export interface Ears {
  /** On the server of this address; null: on any that answers for the session. Gives the way out. */
  listen(address: string | null, by: Subscribing, name: Bytes, hearing: Hearing): () => void;
  /** Of the line that is furthest behind; null where none is. */
  backlog(): FeedBacklog | null;
  close(): void;
}

interface Open {
  readonly ear: Ear;
  readonly backlog: Backlog;
  /** Sources that hear on it. */
  readonly sources: Map<number, number>;
  readonly evidence: Evidence;
  close(): void;
}

export function openEars(options: EarsOptions): Ears {
  const open = new Map<string | null, Open>();

  function at(address: string | null): Open {
    let one = open.get(address);
    if (one === undefined) {
      one = openOne(address, options);
      open.set(address, one);
    }
    return one;
  }

  return {
    listen(address, by, name, hearing) {
      const one = at(address);
      one.sources.set(hearing.source, (one.sources.get(hearing.source) ?? 0) + 1);
      const heard = one.evidence.hears(by === 'SSUBSCRIBE' ? 'shard' : 'plain');
      const stop = one.ear.listen(by, name, {
        hear: (bytes, channelFrom, channelTo, from, to) => heard(hearing.hear(bytes, channelFrom, channelTo, from, to), hearing.source),
        settle: hearing.settle,
      });
      return () => {
        stop();
        const left = (one.sources.get(hearing.source) ?? 1) - 1;
        if (left > 0) one.sources.set(hearing.source, left);
        else one.sources.delete(hearing.source);
        if (one.ear.size > 0) return;
        one.close();
        if (open.get(address) === one) open.delete(address);
      };
    },
    backlog() {
      const all = [...open.values()].flatMap(({ backlog }) => backlog.told ?? []);
      return all.toSorted((one, other) => other.held - one.held)[0] ?? null;
    },
    close() {
      for (const one of open.values()) one.close();
      open.clear();
    },
  };
}

function openOne(address: string | null, { session, capture, clock, sampleMs, begin, end, hearsKeyspace, changed, broken }: EarsOptions): Open {
  const sources = new Map<number, number>();
  const evidence = openEvidence(session, { door, runId: () => ear.at.runId, hearsKeyspace: () => [...sources.keys()].some(hearsKeyspace) });
  let gap: Gap | null = null;
  let sampling: NodeJS.Timeout | undefined;
  const looks = Math.max(1, Math.round(sampleMs / lookMs));

  function rest(): void {
    clearInterval(sampling);
    backlog.lost();
    evidence.lost();
  }

  async function endGap(signal: AbortSignal): Promise<void> {
    const ending = gap;
    if (ending !== null) {
      gap = null;
      ending.end();
      changed();
      ending.explain(await evidence.explain(signal));
      changed();
    }
    if (signal.aborted) return;
    clearInterval(sampling);
    let looked = 0;
    sampling = setInterval(() => {
      backlog.look().catch(broken);
      if (++looked % looks === 0) sample();
    }, sampleMs / looks).unref();
    sample();
  }

  function sample(): void {
    evidence.sample(() => ear.fence()).catch(broken);
  }

  /** To the server that is heard, which need not be the one that the session asks by itself; null while none is, or it is not to be asked. */
  function door(): Door | null {
    const { address: at } = ear.at;
    return at === null ? session : (session.nodes().find((node) => node.address === at) ?? null);
  }

  const opener = address === null ? session : session.nodes().find((node) => node.address === address);
  const backlog = openBacklog({
    send: (command, args, how) => (door() ?? fail({ code: 'offline' })).send(command, args, how),
    clientId: () => ear.at.clientId,
    fence: () => ear.fence(),
    changed,
    broken,
  });
  const ear = openEar((events) => (opener ?? session).openLane('feed', events), {
    begin,
    end() {
      backlog.heard();
      end();
    },
    lost() {
      rest();
      gap ??= capture.openGap(clock.wall(), [...sources.keys()]);
      changed();
    },
    restored: (signal) => void endGap(signal).catch(broken),
  });

  return {
    ear,
    backlog,
    sources,
    evidence,
    close() {
      rest();
      // Nobody listens any more, so nothing is missed from here on.
      gap?.end();
      gap = null;
      ear.close();
    },
  };
}
