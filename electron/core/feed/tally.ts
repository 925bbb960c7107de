/** Publications heard, each counted once however many sources it reached. */
import type { Channel } from './channels.ts';

export interface Tally {
  readonly count: number;
  /** A delivery. One publication can arrive once for each source that hears its channel. */
  heard(channel: Channel, source: number): void;
  /** Counts from nothing. */
  restart(): void;
}

/** More channels than this between two readings: what they brought is not counted, so a bound made with it is wider and still holds. */
const maxLeads = 100_000;

export function openTally(): Tally {
  let count = 0;
  /** Of the sources that hear a channel, the one whose deliveries are counted: the first that delivered. */
  let leads = new Map<Channel, number>();
  /** The lead that was counted last: most messages in a row are its own too. */
  let lastChannel: Channel | null = null;
  let lastSource = 0;

  return {
    get count() {
      return count;
    },
    heard(channel, source) {
      if (channel === lastChannel && source === lastSource) {
        count++;
        return;
      }
      const lead = leads.get(channel);
      if (lead === source) {
        count++;
        lastChannel = channel;
        lastSource = source;
      } else if (lead === undefined && leads.size < maxLeads) {
        leads.set(channel, source);
        count++;
      }
    },
    restart() {
      count = 0;
      leads = new Map();
      lastChannel = null;
    },
  };
}
