/** Makes or edits a connection: an address or its fields, tested, saved, opened. */
import './dialog.css';
import { type ReactNode, useRef, useState } from 'react';
import type { Offer } from '../../shared/connections/arrivals.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { plainString } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm, Dialog } from '../ui/Dialog.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { draftOfOffer, offerProblem } from './arriving.ts';
import { ConnectionForm } from './ConnectionForm.tsx';
import { type Draft, draftOf, fieldsOf, isChanged, problemsOf } from './draft.ts';
import { intoSight } from './intoSight.ts';
import { type Remedy, withRemedy } from './remedy.ts';
import { TestPanel } from './TestPanel.tsx';
import { useTest } from './useTest.ts';

export interface ConnectionDialogProps {
  readonly client: Pick<Client<KeytideContract>, 'call'>;
  /** Null: a new one. */
  readonly profile: Profile | null;
  readonly onClose: () => void;
  readonly onConnect: (profileId: string) => void;
  /** After it was saved: tabs that show this connection open it anew. */
  readonly onSaved: (profileId: string) => void;
  /** Fills the fields; nothing is connected by it. */
  readonly address?: string;
  /** As well; it came from outside. */
  readonly offer?: Offer;
}

/** What is asked for from outside while the dialog is open starts it anew. */
export function ConnectionDialog(props: ConnectionDialogProps): ReactNode {
  const at = useRef({ offer: props.offer, turn: 0 });
  if (at.current.offer !== props.offer) at.current = { offer: props.offer, turn: at.current.turn + 1 };
  return <OpenDialog key={`${at.current.turn} ${props.profile?.id ?? ''} ${props.address ?? ''}`} {...props} />;
}

function OpenDialog({ client, profile, onClose, onConnect, onSaved, address, offer }: ConnectionDialogProps): ReactNode {
  const text = useText();
  const [before] = useState(() => draftOf(profile));
  const [draft, setDraft] = useState(() => (offer !== undefined ? draftOfOffer(offer) : address === undefined ? before : draftOf(profile, address)));
  const [told, setTold] = useState(false);
  const [saving, setSaving] = useState<'save' | 'connect' | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [asking, setAsking] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const test = useTest(client);

  const edit = (next: Draft): void => {
    setDraft(next);
    setFault(null);
  };
  const problems = problemsOf(draft);
  const showProblems = (): void => {
    setTold(true);
    // After the errors are drawn.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };

  /** What is on screen as the host wants it; null, with the errors shown, where it cannot be saved. */
  const checked = () => {
    const fields = fieldsOf(draft);
    if (fields === null) showProblems();
    return fields === null ? null : { profile: fields, secrets: draft.secrets };
  };
  const save = async (then: 'save' | 'connect'): Promise<void> => {
    if (saving !== null) return;
    const wanted = checked();
    if (wanted === null) return;
    // Nothing to save must not depend on a disk that can be written.
    if (profile !== null && then === 'connect' && !isChanged(before, draft)) return finish(profile.id, then);
    setSaving(then);
    setFault(null);
    try {
      const { id } = await client.call('profiles.save', wanted);
      onSaved(id);
      finish(id, then);
    } catch (thrown) {
      setFault(faultOf(thrown));
    } finally {
      setSaving(null);
    }
  };
  const finish = (id: string, then: 'save' | 'connect'): void => {
    onClose();
    if (then === 'connect') onConnect(id);
  };
  /** What was trusted counts for the next test, which is made at once; in the connection it stands once that is saved. */
  const accept = async (remedy: Remedy): Promise<void> => {
    const next = withRemedy(draft, remedy);
    edit(next);
    try {
      if (remedy.kind === 'hostkey') await client.call('hostKeys.approve', { host: remedy.host, port: remedy.port, sha256: remedy.sha256 });
    } catch (thrown) {
      setFault(faultOf(thrown));
      return;
    }
    const fields = fieldsOf(next);
    if (fields !== null) await test.run({ profile: fields, secrets: next.secrets });
  };
  const connect = (): void => void save('connect');
  const close = (): void => {
    if (saving !== null) return;
    if (isChanged(before, draft)) setAsking(true);
    else onClose();
  };

  return (
    <Dialog
      open
      onClose={close}
      width="wide"
      title={profile === null ? text.connections.newConnection : text.connections.editConnection}
      footer={
        <>
          <span className="footer-start">
            <Button
              onPress={() => {
                const wanted = checked();
                if (wanted !== null) void test.run(wanted);
              }}
              unavailable={test.running ? text.connections.testing : undefined}
            >
              {text.connections.test}
            </Button>
          </span>
          <Button onPress={() => void save('save')}>{text.connections.save}</Button>
          <Button variant="primary" onPress={connect}>
            {text.connections.connect}
          </Button>
        </>
      }
    >
      <SaveKey onSave={() => void save('save')} />
      {address !== undefined && draft.url.problem === null && <Strip tone="info">{text.connections.fromAddress}</Strip>}
      {offer !== undefined && <OfferWords offer={offer} />}
      <div ref={form}>
        <ConnectionForm draft={draft} onChange={edit} problems={told ? problems : null} onEnter={connect} />
      </div>
      <TestPanel test={test} wanted={fieldsOf(draft)} secrets={draft.secrets} onAccept={(remedy) => void accept(remedy)} />
      {fault !== null && <Told fault={fault} />}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={text.connections.discardTitle}
        body={text.connections.discardBody}
        action={text.connections.discardAction}
        danger
        onConfirm={onClose}
      />
    </Dialog>
  );
}

/** Where the fields come from, what of it was not used, and what was given away on the way. */
function OfferWords({ offer }: { readonly offer: Offer }): ReactNode {
  const text = useText();
  const problem = offerProblem(text, offer);
  return (
    <>
      {problem === null ? (
        <Strip tone="info">{offer.name === '' ? text.connections.fromAddress : text.ways.fromEnvironment(offer.name)}</Strip>
      ) : (
        <Strip tone="danger">{text.ways.refused(problem)}</Strip>
      )}
      {offer.ignored.length > 0 && <Strip tone="info">{text.connections.ignored(offer.ignored.map((name) => plainString(name, 40)).join(', '))}</Strip>}
      {offer.exposed && <Strip tone="warn">{text.ways.exposed}</Strip>}
    </>
  );
}

/** The save command, in the layer of the dialog it is drawn in. */
function SaveKey({ onSave }: { readonly onSave: () => void }): null {
  useCommand('save', onSave);
  return null;
}

/** A failure below the fields, brought into sight when it comes. */
function Told({ fault }: { readonly fault: Fault }): ReactNode {
  return (
    <div ref={intoSight}>
      <Failure fault={fault} inline />
    </div>
  );
}
