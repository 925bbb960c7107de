/** How the list of messages looks, and how much a feed keeps in memory and on disk; remembered with the settings. */
import type { FeedColumn } from '../../shared/app.ts';

export interface FeedLook {
  readonly columns: readonly FeedColumn[];
  readonly wrap: boolean;
  /** Payloads as their decoders read them. */
  readonly decoded: boolean;
  /** Of memory, for what one feed keeps. */
  readonly megabytes: number;
  /** Where a recording ends; 0: when the disk is full. */
  readonly gigabytes: number;
  change(look: Partial<Omit<FeedLook, 'change'>>): void;
}

/** In or out, in the order that columns have. */
export function toggled(all: readonly FeedColumn[], chosen: readonly FeedColumn[], one: FeedColumn): readonly FeedColumn[] {
  return all.filter((column) => (column === one ? !chosen.includes(one) : chosen.includes(column)));
}

/** Lines of a row whose payload wraps. */
export const wrapLines = 3;

/** What there is room for in one column of the window. */
export function narrowLook(look: FeedLook): FeedLook {
  return { ...look, columns: look.columns.filter((column) => column === 'time') };
}

/** Of one source alone its name says nothing. */
export function sourcesLook(look: FeedLook, sources: number): FeedLook {
  return sources > 1 ? look : { ...look, columns: look.columns.filter((column) => column !== 'source') };
}

/** A recording's end, as the host takes it. */
export function recordingBytes(gigabytes: number): number {
  return gigabytes === 0 ? Number.MAX_SAFE_INTEGER : gigabytes * 1024 ** 3;
}

/** How many colours sources can have; feed.css draws them. */
export const colours = 8;
