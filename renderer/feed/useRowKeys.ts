/** What keys do with the messages that are selected: copy, pin, write a note. */

import { maxPins } from '../../shared/feed/keepsakes.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { copyText } from '../ui/copy.ts';
import { faultText } from '../ui/faultText.ts';
import { notify } from '../ui/Notices.tsx';
import { pinOf } from './pinning.ts';

/** `answers`: the list has the focus. */
export function useRowKeys(answers: boolean): void {
  const text = useText();
  const chosen = useTab((state) => state.feed.chosen);
  const opened = useTab((state) => state.feed.opened !== null);
  const row = chosen?.row?.kind === 'message' ? chosen.row : null;
  const pinned = useTab((state) => pinOf(state.feed.pins, row?.seq ?? null)?.id ?? null);
  const { copied, pin, unpin } = useActions('feed');

  const copy = async (): Promise<void> => {
    try {
      const told = await copied();
      if (told === null) notify({ title: text.feed.muchSelected, tone: 'warn', id: 'copied' });
      else copyText(text, told);
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.code !== 'cancelled') notify({ title: faultText(text, fault).title, tone: 'danger', id: 'copied' });
    }
  };
  const pinIt = (): string | null => {
    if (row === null) return null;
    const id = pin(row, chosen?.payload ?? row.preview);
    if (id === null) notify({ title: text.feed.tooManyPins(maxPins), tone: 'warn', id: 'pins' });
    return id;
  };
  const note = (): void => {
    const id = pinned ?? pinIt();
    // Its field is there once the pin is drawn.
    if (id !== null) requestAnimationFrame(() => document.querySelector<HTMLElement>(`.live-pin[data-pin="${id}"] input`)?.focus());
  };
  // Numbers of a recording mean nothing in the feed, where pins are.
  const pinnable = answers && row !== null && !opened;
  useCommand('copyName', () => void copy(), answers && row !== null);
  useCommand('pinMessage', () => (pinned === null ? void pinIt() : unpin(pinned)), pinnable);
  useCommand('noteMessage', note, pinnable);
}
