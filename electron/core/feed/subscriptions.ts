/** What a feed listens to: sources that come and go on one line, and come back after every reconnect. */
import { type Bytes, displayText, exactBytes, exactText, sameBytes, utf8 } from '../../../shared/bytes.ts';
import { type Fault, FaultError, fail } from '../../../shared/fault.ts';
import type { FeedSource, SourceKind } from '../../../shared/feed/feed.ts';
import type { QuerySource } from '../../../shared/feed/query/compile.ts';
import type { Line } from '../connections/line.ts';
import type { Session } from '../connections/session.ts';
import { keyOf } from './key.ts';
import { sources as kinds } from './sources/index.ts';
import type { Source } from './sources/source.ts';

export interface SubscriptionEvents {
  /** Views: copy what is kept. */
  message(source: number, channel: Bytes, payload: Bytes): void;
  /** The line broke while something was heard on it. */
  lost(): void;
  /** Every source is heard again, or refused; `signal` ends with the line's next loss. */
  restored(signal: AbortSignal): Promise<void>;
  /** The last source went. */
  silent(): void;
  changed(): void;
  /** A bug in what runs beside the caller. */
  broken(thrown: unknown): void;
}

export interface Subscriptions {
  list(): readonly FeedSource[];
  /** Also of one that was dropped. */
  sourceOf(id: number): QuerySource | null;
  /** A source that is there already keeps its id; one that was refused is tried again. */
  add(kind: SourceKind, name: Bytes): number;
  drop(id: number): void;
  /** Resolves when everything was delivered that the server had published before. */
  fence(): Promise<unknown>;
  /** Whether any source can hear channels that begin so. */
  reach(prefix: Bytes): boolean;
  close(): void;
}

interface Wanted {
  readonly id: number;
  readonly source: Source;
  readonly name: Bytes;
  /** What ioredis makes of a pattern; the name itself where nothing is lost. */
  readonly decoded: Bytes;
  state: FeedSource['state'];
  detail: string;
  received: number;
}

/** A line while there is any source; the next first source opens another. */
interface Connection {
  line: Line | null;
  up: boolean;
  /** Ends with the loss of the line, so that nothing of before speaks for what is now. */
  abort: AbortController;
}

const maxSources = 1000;

export function openSubscriptions(session: Session, events: SubscriptionEvents): Subscriptions {
  const wanted = new Map<number, Wanted>();
  const byName: Readonly<Record<SourceKind, Map<string, Wanted>>> = { channel: new Map(), pattern: new Map() };
  let connection: Connection | null = null;
  /** Of every source there ever was, by its number. */
  const known: QuerySource[] = [];
  let lastId = 0;

  function connect(): Connection {
    const mine: Connection = { line: null, up: false, abort: new AbortController() };
    connection = mine;
    mine.line = session.openLine('feed', {
      ready() {
        if (connection !== mine) return;
        mine.up = true;
        if (mine.line !== null) beside(subscribeAll(mine));
      },
      lost() {
        if (connection === mine) interrupt(mine);
      },
      failed(fault) {
        if (connection === mine) for (const one of wanted.values()) settle(one, 'interrupted', wordsOf(fault));
      },
      message(channel, payload, pattern) {
        if (connection === mine) hear(channel, payload, pattern);
      },
    });
    if (mine.up) beside(subscribeAll(mine));
    return mine;
  }

  function disconnect(): void {
    const old = connection;
    connection = null;
    old?.abort.abort();
    old?.line?.close();
  }

  function interrupt(mine: Connection): void {
    mine.up = false;
    mine.abort.abort();
    mine.abort = new AbortController();
    const heard = [...wanted.values()].some((one) => one.state === 'live');
    for (const one of wanted.values()) settle(one, 'interrupted');
    if (heard) events.lost();
  }

  /** After every connect, with the bytes the user asked for: nobody else remembers them unchanged. */
  async function subscribeAll(mine: Connection): Promise<void> {
    const { signal } = mine.abort;
    await Promise.all([...wanted.values()].map((one) => subscribe(mine, one)));
    if (!signal.aborted) await events.restored(signal);
  }

  async function subscribe({ line, abort: { signal } }: Connection, one: Wanted): Promise<void> {
    if (line === null) return;
    settle(one, 'starting');
    try {
      await line.send(one.source.subscribe, [one.name]);
      if (!signal.aborted) settle(one, 'live');
    } catch (thrown) {
      if (!(thrown instanceof FaultError)) throw thrown;
      if (signal.aborted) return;
      if (thrown.fault.code === 'redis') settle(one, 'refused', wordsOf(thrown.fault));
      // No answer: what it delivers, if anything, will show that it is live.
      else if (one.state === 'starting') settle(one, 'interrupted', wordsOf(thrown.fault));
    }
  }

  async function unsubscribe(line: Line, one: Wanted): Promise<void> {
    try {
      await line.send(one.source.unsubscribe, [one.name]);
    } catch (thrown) {
      // The line broke or will: it does not come back with this source, and what still comes is nobody's.
      if (!(thrown instanceof FaultError)) throw thrown;
    }
  }

  function want(kind: SourceKind, name: Bytes): Wanted {
    known[++lastId] = { kind, name };
    return { id: lastId, source: kinds[kind], name, decoded: decodedOf(name), state: 'starting', detail: '', received: 0 };
  }

  function settle(one: Wanted, state: FeedSource['state'], detail = ''): void {
    one.state = state;
    one.detail = detail;
    events.changed();
  }

  function beside(work: Promise<void>): void {
    work.catch(events.broken);
  }

  function hear(channel: Bytes, payload: Bytes, pattern: Bytes | null): void {
    const one = find(channel, pattern);
    // Dropped, and the server has not read it yet.
    if (one === undefined) return;
    one.received++;
    if (one.state !== 'live') settle(one, 'live');
    events.message(one.id, channel, payload);
  }

  function find(channel: Bytes, pattern: Bytes | null): Wanted | undefined {
    for (const source of Object.values(kinds)) {
      const name = source.subscribedAs(channel, pattern);
      if (name === null) continue;
      const one = byName[source.kind].get(keyOf(name));
      return one !== undefined && (one.decoded === one.name || source.matches(one.name, channel)) ? one : findDecoded(source, name, channel);
    }
    return undefined;
  }

  /** Patterns that are not UTF-8 have been through it on their way back, and two of them look the same: then the channel tells. */
  function findDecoded(source: Source, name: Bytes, channel: Bytes): Wanted | undefined {
    const decoded = decodedOf(name);
    for (const one of wanted.values()) {
      if (one.source === source && sameBytes(one.decoded, decoded) && source.matches(one.name, channel)) return one;
    }
    return undefined;
  }

  return {
    list: () => [...wanted.values()].map(({ id, source, name, state, detail, received }) => ({ id, kind: source.kind, name, state, detail, received })),
    sourceOf: (id) => known[id] ?? null,
    add(kind, name) {
      const key = keyOf(name);
      const known = byName[kind].get(key);
      if (known !== undefined && known.state !== 'refused') return known.id;
      if (known === undefined && wanted.size >= maxSources) fail({ code: 'input', path: 'name', message: `at most ${maxSources} sources` });
      const line = connection ?? connect();
      const one = known ?? want(kind, exactBytes(name));
      wanted.set(one.id, one);
      byName[kind].set(key, one);
      if (line.up) beside(subscribe(line, one));
      events.changed();
      return one.id;
    },
    drop(id) {
      const one = wanted.get(id) ?? fail({ code: 'missing', what: 'source' });
      wanted.delete(id);
      byName[one.source.kind].delete(keyOf(one.name));
      if (wanted.size === 0) {
        disconnect();
        events.silent();
      } else if (connection?.up === true && connection.line !== null) {
        beside(unsubscribe(connection.line, one));
      }
      events.changed();
    },
    fence: async () => (connection?.line ?? fail({ code: 'offline' })).send('PING', [], { quiet: true }),
    reach: (prefix) => [...wanted.values()].some(({ source, name }) => source.reaches(name, prefix)),
    close: disconnect,
  };
}

function decodedOf(name: Bytes): Bytes {
  return exactText(name) === null ? utf8(displayText(name)) : name;
}

/** The server's own words; empty where the fault is none of its making. */
function wordsOf(fault: Fault): string {
  if (fault.code === 'redis' || fault.code === 'auth') return fault.message;
  return fault.code === 'connect' ? fault.detail : '';
}
