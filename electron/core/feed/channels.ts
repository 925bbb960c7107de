/** The channels of a capture: a small number for each name, what was heard on it, and which are busiest. */
import { type Bytes, exactBytes, sameBytes } from '../../../shared/bytes.ts';
import { keyOf } from './key.ts';
import { count, openRate, perSecond, type Rate } from './rate.ts';

export interface Channel {
  /** Free for another channel once this one is forgotten. */
  readonly id: number;
  readonly name: Bytes;
  readonly key: string;
  readonly rate: Rate;
  received: number;
  /** Rows that are kept; a channel with any is never forgotten. */
  kept: number;
}

export interface Channels {
  readonly size: number;
  readonly forgotten: number;
  /** Estimated memory of all of them; part of the capture's budget. */
  readonly cost: number;
  hear(name: Bytes, steady: number): Channel;
  at(id: number): Channel;
  keep(channel: Channel): void;
  /** So many of its rows are not kept any more. */
  release(id: number, rows: number): void;
  /** Forgets silent channels, the longest without a row first, until they cost at most this much. */
  forget(restingCost: number): void;
  busiest(count: number, steady: number): readonly Channel[];
}

/** Objects, Map entry and typed array of one channel, measured roughly; names come on top, as bytes and as key. */
const channelCost = 500;
/** Below so many, ranking them is cheaper than remembering a ranking. */
const alwaysRanked = 1000;
const rankMs = 250;

export function openChannels(): Channels {
  const byKey = new Map<string, Channel>();
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

  function find(name: Bytes): Channel {
    if (last !== null && sameBytes(last.name, name)) return last;
    const key = keyOf(name);
    return byKey.get(key) ?? add(name, key);
  }

  function add(name: Bytes, key: string): Channel {
    const channel: Channel = { id: free.pop() ?? byId.length, name: exactBytes(name), key, rate: openRate(), received: 0, kept: 0 };
    byId[channel.id] = channel;
    byKey.set(key, channel);
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
    byKey.delete(channel.key);
    byId[channel.id] = undefined;
    free.push(channel.id);
    if (last === channel) last = null;
    forgotten++;
  }

  return {
    get size() {
      return byKey.size;
    },
    get forgotten() {
      return forgotten;
    },
    get cost() {
      return cost;
    },
    hear(name, steady) {
      const channel = find(name);
      last = channel;
      channel.received++;
      count(channel.rate, steady);
      return channel;
    },
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
      if (byKey.size <= alwaysRanked || steady - rankedAt >= rankMs) {
        ranked = rank(byKey.values(), count, steady);
        rankedAt = steady;
      }
      return ranked;
    },
  };
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
