/** Which of the feed's dialogs is open: they are opened from menus, chips and lists, and drawn in one place. */
import type { SliceTools } from '../tab/slice.ts';

export type FeedDialog =
  | 'monitor'
  | 'events'
  | 'export'
  | 'recordings'
  | 'replay'
  | 'repeat'
  | 'served'
  | 'fields'
  | 'alerts'
  | 'analytics'
  | 'queries'
  | 'letters';

export interface AskingPart {
  readonly dialog: FeedDialog | null;
  ask(dialog: FeedDialog | null): void;
  /** Consumer groups stand beside the messages. */
  readonly groupsShown: boolean;
  showGroups(shown: boolean): void;
}

export function feedAsking({ set }: Pick<SliceTools<AskingPart>, 'set'>): AskingPart {
  return { dialog: null, ask: (dialog) => set({ dialog }), groupsShown: false, showGroups: (groupsShown) => set({ groupsShown }) };
}
