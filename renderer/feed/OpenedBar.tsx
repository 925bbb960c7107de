/** In the place of the sources: which recording is looked at, and the way back to the feed. */
import { FileClock } from 'lucide-react';
import type { ReactNode } from 'react';
import { plainString } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import type { Opened } from './recordings.ts';

export function OpenedBar({ opened: { name, rows, from, to, dropped, running, reading } }: { readonly opened: Opened }): ReactNode {
  const text = useText();
  const format = useFormat();
  const close = useTab((state) => state.feed.closeRecording);
  const words = text.live.recording;
  const recorded = [words.rows(rows), ...(rows > 0 ? [`${format.moment(from)} – ${format.moment(to)}`] : []), ...(dropped > 0 ? [words.dropped(dropped)] : [])];
  if (reading !== null) recorded.unshift(words.reading(reading));
  const about = running ? [text.live.running.watched] : recorded;
  return (
    <div className="live-opened" role="status">
      <FileClock size={16} />
      <strong className="ellipsis">{plainString(name, 120)}</strong>
      <span className="muted ellipsis">{about.join(' · ')}</span>
      <Button onPress={close}>{words.back}</Button>
    </div>
  );
}
