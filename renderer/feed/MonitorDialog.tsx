/** MONITOR before it begins: what it costs the server, and when it ends by itself. */
import { type ReactNode, useState } from 'react';
import { monitorLimits } from '../../shared/feed/feed.ts';
import { useText } from '../i18n/i18n.ts';
import { useSend } from '../tab/useSend.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { NumberField } from '../ui/Field.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { Switch } from '../ui/Switch.tsx';

export function MonitorDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.live.monitor;
  const monitor = useTab((state) => state.feed.monitor);
  const [seconds, setSeconds] = useState<number | null>(monitorLimits.seconds);
  const [lines, setLines] = useState<number | null>(monitorLimits.lines);
  const [own, setOwn] = useState(false);
  const send = useSend();
  const start = (): void => {
    if (seconds === null || lines === null) return;
    void send.run(async () => {
      await monitor({ seconds, lines, own });
      onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      description={words.what}
      footer={
        <>
          <Button onPress={onClose}>{text.ui.cancel}</Button>
          <Button variant="primary" hint="MONITOR" disabled={send.busy || seconds === null || lines === null} onPress={start}>
            {words.start}
          </Button>
        </>
      }
    >
      <div className="live-form">
        <Strip tone="warn">{words.cost}</Strip>
        <NumberField label={words.seconds} value={seconds} onChange={setSeconds} min={1} max={86_400} onEnter={start} />
        <NumberField label={words.lines} value={lines} onChange={setLines} min={1} max={100_000_000} onEnter={start} />
        <Switch label={words.own} checked={own} onChange={setOwn} hint={words.ownHint} />
        {send.fault !== null && <Failure fault={send.fault} inline />}
      </div>
    </Dialog>
  );
}
