/** The channels of a capture: a small number for each name, what was heard on it, and which are busiest. */
import type { Bytes } from '../../../shared/bytes.ts';
import { count, openRate, perSecond, type Rate } from './rate.ts';

export interface Channel {
  /** Free for another channel once this one is forgotten. */
  readonly id: number;
  readonly name: Bytes;
  readonly hash: number;
  readonly rate: Rate;
  received: number;
  bytes: number;
  /** Host times of the first and the last message. */
  readonly firstAt: number;
  lastAt: number;
  /** Rows that are kept; a channel with any is never forgotten. */
  kept: number;
}

export interface Channels {
  readonly size: number;
  readonly forgotten: number;
  /** Estimated memory of all of them; part of the capture's budget. */
  readonly cost: number;
  /** The name is bytes[from, to); it is copied when it is new. */
  hear(bytes: Bytes, from: number, to: number, size: number, at: number, steady: number): Channel;
  all(): Iterable<Channel>;
  at(id: number): Channel;
  keep(channel: Channel): void;
  /** So many of its rows are not kept any more. */
  release(id: number, rows: number): void;
  /** Forgets silent channels, the longest without a row first, until they cost at most this much. */
  forget(restingCost: number): void;
  busiest(count: number, steady: number): readonly Channel[];
}

/** Objects, Map entry and typed array of one channel, measured roughly; names come on top. */
const channelCost = 500;
/** Below so many, ranking them is cheaper than remembering a ranking. */
const alwaysRanked = 1000;
const rankMs = 250;

export function openChannels(): Channels {
  /** Those whose names have the same hash stand together. */
  const byHash = new Map<number, Channel[]>();
  const seed = Math.floor(Math.random() * 0xffffffff);
  let size = 0;
  const byId: (Channel | undefined)[] = [];
  const free: number[] = [];
  /** Without a kept row, in the order in which they lost the last one. */
  const resting = new Set<Channel>();
  let last: Channel | null = null;
  let cost = 0;
  let restingCost = 0;
  let forgotten = 0;
  let ranked: readonly Channel[] = [];
  let rankedAt = Number.NEGATIVE_INFINITY;

  function find(bytes: Bytes, from: number, to: number, at: number): Channel {
    if (last !== null && isName(last.name, bytes, from, to)) return last;
    let hash = seed;
    for (let place = from; place < to; place++) hash = Math.imul(hash ^ (bytes[place] as number), 0x01000193);
    const same = byHash.get(hash);
    if (same !== undefined) for (const one of same) if (isName(one.name, bytes, from, to)) return one;
    return add(new Uint8Array(bytes.subarray(from, to)), hash, at);
  }

  function add(name: Bytes, hash: number, at: number): Channel {
    const channel: Channel = { id: free.pop() ?? byId.length, name, hash, rate: openRate(), received: 0, bytes: 0, firstAt: at, lastAt: at, kept: 0 };
    byId[channel.id] = channel;
    const same = byHash.get(hash);
    if (same === undefined) byHash.set(hash, [channel]);
    else same.push(channel);
    size++;
    cost += costOf(channel);
    rest(channel);
    return channel;
  }

  function rest(channel: Channel): void {
    resting.add(channel);
    restingCost += costOf(channel);
  }

  function drop(channel: Channel): void {
    resting.delete(channel);
    restingCost -= costOf(channel);
    cost -= costOf(channel);
    const others = byHash.get(channel.hash)?.filter((one) => one !== channel) ?? [];
    if (others.length === 0) byHash.delete(channel.hash);
    else byHash.set(channel.hash, others);
    size--;
    byId[channel.id] = undefined;
    free.push(channel.id);
    if (last === channel) last = null;
    forgotten++;
  }

  function* everyone(): Iterable<Channel> {
    for (const channel of byId) if (channel !== undefined) yield channel;
  }

  return {
    get size() {
      return size;
    },
    get forgotten() {
      return forgotten;
    },
    get cost() {
      return cost;
    },
    hear(bytes, from, to, payload, at, steady) {
      const channel = find(bytes, from, to, at);
      last = channel;
      channel.received++;
      channel.bytes += payload;
      channel.lastAt = at;
      count(channel.rate, steady);
      return channel;
    },
    all: everyone,
    at: (id) => byId[id] ?? missing(id),
    keep(channel) {
      if (channel.kept++ > 0) return;
      resting.delete(channel);
      restingCost -= costOf(channel);
    },
    release(id, rows) {
      const channel = byId[id] ?? missing(id);
      channel.kept -= rows;
      if (channel.kept === 0) rest(channel);
    },
    forget(most) {
      if (restingCost <= most) return;
      for (const channel of resting) {
        drop(channel);
        if (restingCost <= most) return;
      }
    },
    busiest(count, steady) {
      if (size <= alwaysRanked || steady - rankedAt >= rankMs) {
        ranked = rank(everyone(), count, steady);
        rankedAt = steady;
      }
      return ranked;
    },
  };
}

function isName(name: Bytes, bytes: Bytes, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = 0; at < name.length; at++) if (name[at] !== bytes[from + at]) return false;
  return true;
}

function costOf(channel: Channel): number {
  return channelCost + 2 * channel.name.length;
}

/** One pass: the few best so far are kept in order. */
function rank(channels: Iterable<Channel>, count: number, steady: number): readonly Channel[] {
  const best: { readonly channel: Channel; readonly rate: number }[] = [];
  for (const channel of channels) {
    const rate = perSecond(channel.rate, steady);
    let at = best.length;
    while (at > 0 && busier(rate, channel, best[at - 1])) at--;
    if (at >= count) continue;
    best.splice(at, 0, { channel, rate });
    if (best.length > count) best.pop();
  }
  return best.map((one) => one.channel);
}

function busier(rate: number, channel: Channel, than: { readonly channel: Channel; readonly rate: number } | undefined): boolean {
  if (than === undefined) return true;
  return rate !== than.rate ? rate > than.rate : channel.received > than.channel.received;
}

function missing(id: number): never {
  throw new Error(`channel ${id} is not known`);
}
