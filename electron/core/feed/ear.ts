/** One subscribed connection to one server: subscriptions come and go on it, come back after every reconnect, and say where they stand. */
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import { type Fault, FaultError, fail } from '../../../shared/fault.ts';
import type { Lane, LaneCommand, LaneEvents } from '../connections/lane.ts';
import { createPushReader, type Subscribing } from '../resp/pushReader.ts';
import { keyOf } from './key.ts';

/** Where a subscription stands. */
export type Standing =
  | { readonly kind: 'starting' | 'live' }
  | { readonly kind: 'interrupted' | 'refused'; readonly detail: string }
  /** The slot of a sharded channel is on another node: `address` where the server said on which. */
  | { readonly kind: 'moved'; readonly address: string | null };

/** Who wants to hear, told in the chunk's own bytes: copy what is kept. */
export interface Listener {
  hear(bytes: Bytes, channelFrom: number, channelTo: number, from: number, to: number): void;
  settle(standing: Standing): void;
}

export interface EarEvents {
  /** Before and after the messages of one chunk. */
  begin(): void;
  end(): void;
  /** The line broke while something was heard on it. */
  lost(): void;
  /** Every subscription is heard again, or refused; `signal` ends with the line's next loss. */
  restored(signal: AbortSignal): void;
}

export interface Ear {
  readonly size: number;
  /** Of its line; all null where there is none. */
  readonly at: Pick<Lane, 'clientId' | 'address' | 'runId'>;
  /** Gives the way out. */
  listen(by: Subscribing, name: Bytes, listener: Listener): () => void;
  /** Resolves when everything was delivered that the server had published before. */
  fence(): Promise<void>;
  close(): void;
}

interface Subscription {
  readonly by: Subscribing;
  readonly name: Bytes;
  /** Replaced, not changed: it is gone through with every message. */
  listeners: readonly Listener[];
  standing: Standing;
}

/** What was sent and not answered, in order. */
type Asked =
  | { readonly kind: 'on'; readonly one: Subscription }
  | { readonly kind: 'off' }
  | { readonly kind: 'fence'; readonly done: () => void; readonly failed: (why: Error) => void };

const offs: Readonly<Record<Subscribing, string>> = { SUBSCRIBE: 'UNSUBSCRIBE', PSUBSCRIBE: 'PUNSUBSCRIBE', SSUBSCRIBE: 'SUNSUBSCRIBE' };
const nowhere = { clientId: null, address: null, runId: null };
const fenceText = 'keytide';

export function openEar(openLane: (events: LaneEvents) => Lane, events: EarEvents): Ear {
  const wanted: Readonly<Record<Subscribing, Map<string, Subscription>>> = { SUBSCRIBE: new Map(), PSUBSCRIBE: new Map(), SSUBSCRIBE: new Map() };
  let lane: Lane | null = null;
  let up = false;
  let closed = false;
  let asked: Asked[] = [];
  /** The subscriptions of a reconnect that are not answered yet; null once everything was told. */
  let restoring: number | null = null;
  /** Ends with the loss of the line, so that nothing of before speaks for what is now. */
  let abort = new AbortController();
  let reader = newReader();
  /** The one that the last message was for. */
  let last: Subscription | null = null;

  function* all(): Iterable<Subscription> {
    for (const map of Object.values(wanted)) yield* map.values();
  }

  function newReader() {
    return createPushReader({
      message(by, again, bytes, nameFrom, nameTo, channelFrom, channelTo, from, to) {
        const one = again && last !== null ? last : find(by, bytes.subarray(nameFrom, nameTo));
        last = one ?? null;
        // Dropped, and the server has not read it yet.
        if (one === undefined) return;
        if (one.standing.kind !== 'live') settle(one, { kind: 'live' });
        const { listeners } = one;
        for (let at = 0; at < listeners.length; at++) listeners[at]?.hear(bytes, channelFrom, channelTo, from, to);
      },
      confirmed(by, on, name) {
        const oldest = asked[0];
        if (on && oldest?.kind === 'on') {
          asked.shift();
          settle(oldest.one, { kind: 'live' });
          answered();
        } else if (!on && oldest?.kind === 'off') asked.shift();
        else if (!on && name !== null) {
          // Unasked: the slot of a sharded channel has left this node.
          const one = find(by, name);
          if (one !== undefined) settle(one, { kind: 'moved', address: null });
        }
      },
      answer(text) {
        const oldest = asked[0];
        if (oldest?.kind !== 'fence' || text !== fenceText) return;
        asked.shift();
        oldest.done();
      },
      error(message) {
        const oldest = asked.shift();
        if (oldest?.kind === 'fence') oldest.failed(new FaultError({ code: 'redis', prefix: message.split(' ', 1)[0] ?? '', message }));
        if (oldest?.kind !== 'on') return;
        const moved = /^MOVED \d+ (\S+)$/.exec(message);
        settle(oldest.one, moved === null ? { kind: 'refused', detail: message } : { kind: 'moved', address: moved[1] ?? null });
        answered();
      },
    });
  }

  function find(by: Subscribing, name: Bytes): Subscription | undefined {
    return wanted[by].get(keyOf(name));
  }

  function settle(one: Subscription, standing: Standing): void {
    one.standing = standing;
    for (const listener of one.listeners) listener.settle(standing);
  }

  function answered(): void {
    if (restoring === null || --restoring > 0) return;
    restoring = null;
    events.restored(abort.signal);
  }

  function write(commands: readonly LaneCommand[], waiting: readonly Asked[]): void {
    if (commands.length === 0 || lane === null || !up) return;
    asked.push(...waiting);
    lane.write(commands);
  }

  const on = (one: Subscription): LaneCommand => [one.by, one.name];

  function drop(why: Fault): void {
    for (const one of asked) if (one.kind === 'fence') one.failed(new FaultError(why));
    asked = [];
    restoring = null;
    abort.abort();
    abort = new AbortController();
  }

  function connect(): void {
    reader = newReader();
    lane = openLane({
      ready() {
        if (closed) return;
        up = true;
        // A lane that is ready before it is handed over writes when it is.
        if (lane !== null) subscribeAll();
      },
      lost(fault) {
        if (closed) return;
        up = false;
        const heard = [...all()].some((one) => one.standing.kind === 'live');
        drop(fault);
        for (const one of all()) settle(one, { kind: 'interrupted', detail: '' });
        if (heard) events.lost();
      },
      failed(fault) {
        if (!closed) for (const one of all()) settle(one, { kind: 'interrupted', detail: wordsOf(fault) });
      },
      bytes(chunk) {
        if (closed) return;
        events.begin();
        reader.read(chunk);
        events.end();
      },
    });
    if (up) subscribeAll();
  }

  /** After every connect, with the bytes the user asked for: nobody else remembers them unchanged. */
  function subscribeAll(): void {
    reader = newReader();
    const every = [...all()];
    restoring = every.length;
    for (const one of every) settle(one, { kind: 'starting' });
    write(
      every.map(on),
      every.map((one) => ({ kind: 'on', one })),
    );
  }

  return {
    get size() {
      return [...all()].length;
    },
    get at() {
      return lane ?? nowhere;
    },
    listen(by, name, listener) {
      const key = keyOf(name);
      let one = wanted[by].get(key);
      const fresh = one === undefined || one.standing.kind === 'refused' || one.standing.kind === 'moved';
      one ??= { by, name, listeners: [], standing: { kind: 'starting' } };
      one.listeners = [...one.listeners, listener];
      wanted[by].set(key, one);
      if (lane === null) connect();
      else if (fresh) {
        settle(one, { kind: 'starting' });
        write([on(one)], [{ kind: 'on', one }]);
      }
      listener.settle(one.standing);
      const mine = one;
      return () => {
        mine.listeners = mine.listeners.filter((other) => other !== listener);
        if (mine.listeners.length > 0 || wanted[by].get(key) !== mine) return;
        wanted[by].delete(key);
        if (last === mine) last = null;
        write([[offs[by], name]], [{ kind: 'off' }]);
      };
    },
    async fence() {
      if (lane === null || !up) fail({ code: 'offline' });
      await new Promise<void>((done, failed) => write([['PING', utf8(fenceText)]], [{ kind: 'fence', done, failed }]));
    },
    close() {
      closed = true;
      drop({ code: 'cancelled' });
      lane?.close();
    },
  };
}

/** The server's own words; empty where the fault is none of its making. */
export function wordsOf(fault: Fault): string {
  if (fault.code === 'redis' || fault.code === 'auth') return fault.message;
  return fault.code === 'connect' ? fault.detail : '';
}
