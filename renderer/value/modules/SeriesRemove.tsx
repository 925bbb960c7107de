/** Removes the samples of the window that is looked at, after saying how many they are. */
import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { bucketOf } from '../../../shared/value/types/series.ts';
import { useText } from '../../i18n/i18n.ts';
import { useTab } from '../../tab/useTab.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Dialog.tsx';
import { notifyFault } from '../../ui/Notices.tsx';
import { timeText } from './seriesWindow.ts';
import { useActOrTell } from './useModule.ts';

export function SeriesRemove({ ends }: { readonly ends: readonly [bigint, bigint] | null }): ReactNode {
  const text = useText();
  const askModule = useTab((state) => state.value.askModule);
  const act = useActOrTell();
  const [asking, setAsking] = useState<{ readonly from: string; readonly to: string; readonly count: number } | null>(null);
  const count = async (): Promise<void> => {
    if (ends === null) return;
    const [from, to] = [String(ends[0]), String(ends[1])];
    // The buckets are counted by the server, and the few of them here.
    const answer = await askModule({ of: 'series', from, to, count: 100, by: { with: 'count', ms: bucketOf(from, to, 1) }, newest: false });
    if ('code' in answer) notifyFault(text, answer);
    else setAsking({ from, to, count: answer.samples.reduce((sum, { value }) => sum + Number(value), 0) });
  };
  return (
    <>
      <IconButton
        label={text.modules.removeRange}
        hint={`${text.modules.removeRange} · TS.DEL`}
        variant="danger"
        icon={<Trash2 size={14} />}
        disabled={ends === null}
        onPress={() => void count()}
      />
      <Confirm
        open={asking !== null}
        onClose={() => setAsking(null)}
        title={text.modules.removeRange}
        body={asking === null ? '' : text.modules.removeRangeWhat(asking.count, timeText(asking.from), timeText(asking.to))}
        action={text.value.remove}
        danger
        onConfirm={() => {
          setAsking(null);
          if (asking !== null) void act({ of: 'series', what: 'remove', from: asking.from, to: asking.to }, text.modules.rangeRemoved(asking.count));
        }}
      />
    </>
  );
}
