/** Going to a place in the feed: the gaps before and after, a time, a number. */
import './pins.css';
import { ArrowDownToLine, ChevronsDown, ChevronsUp, Hash, LocateFixed } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { FeedPlace } from '../../shared/feed/feed.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Menu } from '../ui/Menu.tsx';
import { notify } from '../ui/Notices.tsx';
import { readPlace } from './place.ts';

/** `answers`: the pane is the one that commands are meant for. */
export function GoTo({ answers }: { readonly answers: boolean }): ReactNode {
  const text = useText();
  const [asking, setAsking] = useState(false);
  const jump = useTab((state) => state.feed.jump);
  const toNext = useTab((state) => state.feed.toNext);
  const resume = useTab((state) => state.feed.resume);
  const next = (kind: 'gap' | 'mark', back: boolean): void => {
    const none = kind === 'gap' ? (back ? text.feed.noGapBefore : text.feed.noGapAfter) : back ? text.live.marks.noneBefore : text.live.marks.noneAfter;
    void toNext(kind, back).then((found) => {
      if (!found) notify({ title: none, tone: 'info', id: 'no-next' });
    });
  };
  const marking = useTab((state) => state.feed.filterMode === 'mark' && state.feed.applied !== '');
  useCommand('nextGap', () => next('gap', false), answers);
  useCommand('previousGap', () => next('gap', true), answers);
  useCommand('nextMark', () => next('mark', false), answers && marking);
  useCommand('previousMark', () => next('mark', true), answers && marking);
  useCommand('goToMessage', () => setAsking(true), answers);
  return (
    <>
      <Menu
        trigger={<IconButton label={text.feed.goTo} icon={<LocateFixed size={16} />} />}
        align="end"
        entries={[
          { label: text.feed.goToPlace, icon: <Hash size={14} />, command: 'goToMessage', run: () => setAsking(true) },
          { label: text.feed.nextGap, icon: <ChevronsDown size={14} />, command: 'nextGap', run: () => next('gap', false) },
          { label: text.feed.previousGap, icon: <ChevronsUp size={14} />, command: 'previousGap', run: () => next('gap', true) },
          ...(marking
            ? [
                { label: text.live.marks.next, icon: <ChevronsDown size={14} />, command: 'nextMark' as const, run: () => next('mark', false) },
                { label: text.live.marks.previous, icon: <ChevronsUp size={14} />, command: 'previousMark' as const, run: () => next('mark', true) },
              ]
            : []),
          { label: text.feed.newest, icon: <ArrowDownToLine size={14} />, run: resume },
        ]}
      />
      <Dialog open={asking} onClose={() => setAsking(false)} title={text.feed.goToPlace} width="narrow">
        <PlaceForm onGo={jump} onDone={() => setAsking(false)} />
      </Dialog>
    </>
  );
}

interface PlaceFormProps {
  readonly onGo: (place: FeedPlace) => Promise<boolean>;
  readonly onDone: () => void;
}

function PlaceForm({ onGo, onDone }: PlaceFormProps): ReactNode {
  const text = useText();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const go = async (): Promise<void> => {
    const place = readPlace(typed, Date.now());
    if (place === null) return setProblem(text.feed.noPlace);
    if (await onGo(place)) onDone();
    else setProblem(text.feed.nothingThere);
  };
  return (
    <form
      className="live-place"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <TextField
        label={text.feed.place}
        placeholder="12:30:05"
        hint={text.feed.placeHint}
        data
        value={typed}
        onChange={(next) => {
          setTyped(next);
          setProblem(null);
        }}
        error={problem}
        maxLength={60}
      />
      <Button type="submit" variant="primary">
        {text.feed.go}
      </Button>
    </form>
  );
}
