/** How the list of messages looks: which columns it has, and whether payloads wrap; remembered with the settings. */
import type { FeedColumn } from '../../shared/app.ts';

export interface FeedLook {
  readonly columns: readonly FeedColumn[];
  readonly wrap: boolean;
  /** Payloads as their decoders read them. */
  readonly decoded: boolean;
  change(look: Partial<Pick<FeedLook, 'columns' | 'wrap' | 'decoded'>>): void;
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

/** How many colours sources can have; feed.css draws them. */
export const colours = 8;
