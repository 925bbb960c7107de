/** Messages as a file: which of them, and in what form. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type ExportFormat, exportFormats } from '../../shared/feed/exporting.ts';
import { useText } from '../i18n/i18n.ts';
import { useSend } from '../tab/useSend.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { notify } from '../ui/Notices.tsx';
import { Failure } from '../ui/Pane.tsx';
import { Progress } from '../ui/Progress.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Select } from '../ui/Select.tsx';
import { selectedRange } from './selecting.ts';

type Which = 'all' | 'filtered' | 'selected' | 'pinned';

export function ExportDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.live.exporting;
  const applied = useTab((state) => state.feed.applied);
  const opened = useTab((state) => state.feed.opened);
  const pins = useTab((state) => state.feed.pins).filter((one) => one.live);
  const selected = useTab((state) => (state.feed.anchor === null ? null : selectedRange(state.feed)));
  const hiding = useTab((state) => state.feed.filterMode === 'hide');
  const exportTo = useTab((state) => state.feed.exportTo);
  const profile = useTab((state) => state.connection.state?.profile.name ?? '');
  const [format, setFormat] = useState<ExportFormat>('ndjson');
  const [which, setWhich] = useState<Which>(selected !== null ? 'selected' : applied === '' ? 'all' : 'filtered');
  const [done, setDone] = useState<{ readonly rows: number; readonly total: number } | null>(null);
  const running = useRef<AbortController | null>(null);
  const send = useSend();
  useEffect(() => () => running.current?.abort(), []);
  const run = (): void =>
    void send.run(async () => {
      const abort = new AbortController();
      running.current = abort;
      try {
        const rows = await exportTo(
          {
            format,
            filter: which === 'filtered' || (which === 'selected' && hiding) ? applied : '',
            seqs: which === 'pinned' ? pins.map(({ row }) => row.seq) : null,
            range: which === 'selected' ? selected : null,
            title: opened?.name ?? (profile === '' ? 'feed' : profile),
          },
          (written, total) => setDone({ rows: written, total }),
          abort.signal,
        );
        notify({ title: words.done(rows), tone: 'ok', id: 'feed-export' });
        onClose();
      } finally {
        setDone(null);
      }
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      footer={
        <>
          <Button onPress={onClose}>{text.ui.cancel}</Button>
          <Button variant="primary" disabled={send.busy} onPress={run}>
            {words.run}
          </Button>
        </>
      }
    >
      <div className="live-form">
        <RadioGroup
          label={words.which}
          value={which}
          choices={[
            { value: 'all', label: words.all },
            { value: 'filtered', label: words.filtered, disabled: applied === '' },
            { value: 'selected', label: words.selected, disabled: selected === null },
            { value: 'pinned', label: words.pinned, disabled: pins.length === 0 || opened !== null },
          ]}
          onChange={setWhich}
        />
        <Select label={words.format} value={format} choices={exportFormats.map((value) => ({ value, label: words.formats[value] }))} onChange={setFormat} />
        <p className="muted">{words.about[format]}</p>
        {done !== null && <Progress label={words.title} done={done.rows} total={done.total} />}
        {send.fault !== null && <Failure fault={send.fault} inline />}
      </div>
    </Dialog>
  );
}
