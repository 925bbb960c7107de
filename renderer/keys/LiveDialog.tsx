/** The offer to follow the server: what would be sent to it, what that costs, and the other way. */
import { type ReactNode, useEffect, useState } from 'react';
import type { Fault } from '../../shared/fault.ts';
import type { LiveOffer } from '../../shared/keys/keys.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { SendFailure } from '../tab/SendFailure.tsx';
import { faultOf } from '../tab/slice.ts';
import { useSend } from '../tab/useSend.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Failure, Skeleton } from '../ui/Pane.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';

type Mode = 'notifications' | 'tracking';

export function LiveDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const live = useTab((state) => state.keys.frame?.live ?? null);
  const setLive = useTab((state) => state.keys.setLive);
  const [mode, setMode] = useState<Mode>('notifications');
  const { offer, fault } = useOffer();
  const send = useSend();
  const on = live !== null && live.mode !== 'off' ? live : null;
  const offered = offer !== null && (mode === 'notifications' ? offer.notifications : offer.tracking) !== 'refused';
  /** This tab changed the setting, and can set it back. */
  const changed = offer !== null && offer.notifications === 'on' && offer.undo.length > 0;
  const run = (wanted: 'off' | 'restore' | Mode): void =>
    void send.run(async () => {
      await setLive(wanted);
      onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.keys.live}
      description={on === null ? text.keys.liveWhat : text.keys.liveOn(text.keys.liveModes[on.mode], text.keys.liveStates[on.state], on.events)}
      footer={
        <>
          <Button onPress={onClose}>{text.ui.close}</Button>
          {changed && (
            <Button disabled={send.busy} hint="CONFIG SET" onPress={() => run('restore')}>
              {text.keys.liveRestore}
            </Button>
          )}
          {on === null ? (
            <Button variant="primary" disabled={!offered || send.busy} onPress={() => run(mode)}>
              {text.keys.liveStart}
            </Button>
          ) : (
            <Button variant="primary" disabled={send.busy} onPress={() => run('off')}>
              {text.keys.liveStop}
            </Button>
          )}
        </>
      }
    >
      <div className="key-form">
        {on !== null && on.detail !== '' && <p className="failure-detail data">{plainString(on.detail)}</p>}
        {on === null && fault !== null && <Failure fault={fault} inline />}
        {on === null && offer === null && fault === null && <Skeleton shape="text" />}
        {on === null && offer !== null && (
          <>
            <RadioGroup
              label={text.keys.liveHow}
              value={mode}
              choices={(['notifications', 'tracking'] as const).map((value) => ({ value, label: text.keys.liveModes[value] }))}
              onChange={setMode}
              hint={text.keys.liveCosts[mode]}
            />
            <Offer offer={offer} mode={mode} />
          </>
        )}
        {changed && <Commands title={text.keys.liveUndo} lines={offer.undo} />}
        {send.fault !== null && <SendFailure fault={send.fault} />}
      </div>
    </Dialog>
  );
}

/** The commands, exactly: nothing is changed on a server that was not read here first. */
function Offer({ offer, mode }: { readonly offer: LiveOffer; readonly mode: Mode }): ReactNode {
  const text = useText();
  if (mode === 'tracking') return <p>{offer.tracking === 'refused' ? text.keys.liveRefused : text.keys.liveNoChange}</p>;
  if (offer.notifications === 'on') return <p>{text.keys.liveAlreadyOn}</p>;
  if (offer.notifications === 'refused') return <p>{text.keys.liveRefusedNotifications}</p>;
  return (
    <>
      <Commands title={text.keys.liveSends} lines={offer.enable} />
      <Commands title={text.keys.liveUndo} lines={offer.undo} />
    </>
  );
}

function Commands({ title, lines }: { readonly title: string; readonly lines: LiveOffer['enable'] }): ReactNode {
  return (
    <section className="key-commands" aria-label={title}>
      <h3>{title}</h3>
      {lines.map(({ address, command }) => (
        <p key={address}>
          <code className="data">{plainString(command, 200)}</code>
          {lines.length > 1 && <span className="faint">{plainString(address, 80)}</span>}
        </p>
      ))}
    </section>
  );
}

function useOffer(): { readonly offer: LiveOffer | null; readonly fault: Fault | null } {
  const ask = useTab((state) => state.keys.liveOffer);
  const [answer, setAnswer] = useState<{ readonly offer: LiveOffer | null; readonly fault: Fault | null }>({ offer: null, fault: null });
  useEffect(() => {
    let wanted = true;
    ask().then(
      (offer) => wanted && setAnswer({ offer, fault: null }),
      (thrown: unknown) => wanted && setAnswer({ offer: null, fault: faultOf(thrown) }),
    );
    return () => {
      wanted = false;
    };
  }, [ask]);
  return answer;
}
