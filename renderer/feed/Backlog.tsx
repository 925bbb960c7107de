/** The notice that a server holds back messages for this feed, before it closes the connection over them. */
import type { ReactNode } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Strip } from '../ui/Pane.tsx';

export function Backlog(): ReactNode {
  const words = useText().live.backlog;
  const held = useTab((state) => state.feed.frame?.backlog?.held ?? null);
  const limit = useTab((state) => state.feed.frame?.backlog?.limit ?? null);
  if (held === null) return null;
  return <Strip tone="warn">{limit === null ? words.held(held) : words.limited(held, limit)}</Strip>;
}
