/** The same message at a rate: how fast and how many; every variable is filled in anew. */
import { type ReactNode, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { NumberField } from '../ui/Field.tsx';

export function RepeatDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.live.publishing;
  const repeat = useTab((state) => state.feed.repeat);
  const [perSecond, setPerSecond] = useState<number | null>(10);
  const [count, setCount] = useState<number | null>(100);
  const start = (): void => {
    if (perSecond === null || count === null) return;
    // It goes on in the form, where it can be stopped.
    void repeat(perSecond, count);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.repeatTitle}
      description={words.repeatWhat}
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{text.ui.cancel}</Button>
          <Button variant="primary" disabled={perSecond === null || count === null} onPress={start}>
            {words.start}
          </Button>
        </>
      }
    >
      <div className="live-form">
        <NumberField label={words.perSecond} value={perSecond} onChange={setPerSecond} min={1} max={100_000} onEnter={start} />
        <NumberField label={words.count} value={count} onChange={setCount} min={1} max={100_000_000} onEnter={start} />
      </div>
    </Dialog>
  );
}
