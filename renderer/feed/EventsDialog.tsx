/** Notifications of changes: exactly what would be sent to the servers, and what takes it back. */
import { type ReactNode, useEffect, useState } from 'react';
import type { Fault } from '../../shared/fault.ts';
import type { EventChange } from '../../shared/feed/events.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { useSend } from '../tab/useSend.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Failure, Skeleton } from '../ui/Pane.tsx';
import { toChange } from './events.ts';

export function EventsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.live.events;
  const { enableEvents, undoEvents } = useActions('feed');
  const changed = useTab((state) => state.feed.eventsChanged);
  const { offer, fault } = useOffer();
  const send = useSend();
  const missing = toChange(offer ?? []);
  const run = (work: () => Promise<void>): void =>
    void send.run(async () => {
      await work();
      onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      description={words.what}
      footer={
        <>
          <Button onPress={onClose}>{text.ui.close}</Button>
          {changed.length > 0 && (
            <Button disabled={send.busy} onPress={() => run(undoEvents)}>
              {words.undo}
            </Button>
          )}
          {missing.length > 0 && (
            <Button variant="primary" disabled={send.busy} onPress={() => run(() => enableEvents(missing))}>
              {words.enable}
            </Button>
          )}
        </>
      }
    >
      <div className="live-form">
        {fault !== null && <Failure fault={fault} inline />}
        {offer === null && fault === null && <Skeleton shape="text" />}
        {offer !== null && missing.length === 0 && <p>{offer.some((one) => one.before === null) ? words.untold : words.already}</p>}
        {missing.length > 0 && (
          <>
            <Lines title={words.sends} changes={missing} to="after" />
            <Lines title={words.takesBack} changes={missing} to="before" />
          </>
        )}
        {changed.length > 0 && <Lines title={words.changed} changes={changed} to="before" />}
        {send.fault !== null && <Failure fault={send.fault} inline />}
      </div>
    </Dialog>
  );
}

function Lines({ title, changes, to }: { readonly title: string; readonly changes: readonly EventChange[]; readonly to: 'before' | 'after' }): ReactNode {
  return (
    <section className="live-commands" aria-label={title}>
      <h3>{title}</h3>
      {changes.map((change) => (
        <p key={change.address}>
          <code className="data">{`CONFIG SET notify-keyspace-events "${change[to] ?? ''}"`}</code>
          {changes.length > 1 && <span className="faint">{plainString(change.address, 80)}</span>}
        </p>
      ))}
    </section>
  );
}

function useOffer(): { readonly offer: readonly EventChange[] | null; readonly fault: Fault | null } {
  const ask = useTab((state) => state.feed.eventsOffer);
  const [answer, setAnswer] = useState<ReturnType<typeof useOffer>>({ offer: null, fault: null });
  useEffect(() => {
    let wanted = true;
    // A session that is not there throws before it answers.
    const asked = async (): Promise<readonly EventChange[]> => await ask();
    asked().then(
      (offer) => wanted && setAnswer({ offer, fault: null }),
      (thrown: unknown) => wanted && setAnswer({ offer: null, fault: faultOf(thrown) }),
    );
    return () => {
      wanted = false;
    };
  }, [ask]);
  return answer;
}
