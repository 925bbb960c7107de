/** How long a key lives: for a time, until a moment, or without a limit; what is typed is understood exactly or not sent. */
import { type ReactNode, useState } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import { useText } from '../i18n/i18n.ts';
import { SendFailure } from '../tab/SendFailure.tsx';
import { useSend } from '../tab/useSend.ts';
import { useServerClock } from '../tab/useServerClock.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { useNow } from '../ui/Countdown.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ExpiryFields } from '../ui/ExpiryFields.tsx';
import { newExpiry, readExpiry } from '../ui/expiry.ts';

const commands = { after: 'PEXPIRE', at: 'PEXPIREAT', never: 'PERSIST' } as const;

export function ExpireDialog({ name, onClose }: { readonly name: Raw; readonly onClose: () => void }): ReactNode {
  const text = useText();
  const expire = useTab((state) => state.keys.expire);
  const [draft, setDraft] = useState(newExpiry);
  const ahead = useServerClock();
  const send = useSend();
  const wanted = readExpiry(draft, useNow() + (ahead ?? 0));

  const submit = (): void => {
    if (!wanted.ok) return;
    void send.run(async () => {
      await expire(name, wanted.expiry);
      onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.keys.expireTitle}
      description={
        <span className="data">
          <Bytes bytes={name} cap={120} />
        </span>
      }
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{text.keys.cancel}</Button>
          <Button variant="primary" disabled={!wanted.ok || send.busy} onPress={submit} hint={commands[draft.how]}>
            {text.keys.setTtl}
          </Button>
        </>
      }
    >
      <div className="key-form">
        <ExpiryFields
          draft={draft}
          ahead={ahead}
          autoFocus
          onChange={(next) => {
            setDraft(next);
            send.clear();
          }}
          onEnter={submit}
        />
        {send.fault !== null && <SendFailure fault={send.fault} />}
      </div>
    </Dialog>
  );
}
