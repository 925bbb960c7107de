/** The user of a session, where it is not allowed everything: shown in the status bar, explained in a dialog. */
import { ShieldAlert, UserRound } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { ServerFacts } from '../../shared/connections/session.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Fault } from '../../shared/fault.ts';
import type { OutputOf } from '../../shared/rpc/define.ts';
import { plainString } from '../../shared/visible.ts';
import type { PageClient } from '../app/store.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Failure, Skeleton } from '../ui/Pane.tsx';
import { Limits } from './Limits.tsx';

export interface PermissionsProps {
  readonly client: PageClient;
  readonly session: string;
  readonly facts: ServerFacts;
}

export function Permissions({ client, session, facts }: PermissionsProps): ReactNode {
  const text = useText();
  const [open, setOpen] = useState(false);
  const refused = facts.refused ?? [];
  if (facts.user === 'default' && refused.length === 0) return null;
  return (
    <>
      <Button
        variant="ghost"
        icon={refused.length === 0 ? <UserRound size={12} /> : <ShieldAlert size={12} />}
        hint={text.doctor.userHint}
        onPress={() => setOpen(true)}
      >
        <bdi>{plainString(facts.user, 40)}</bdi>
      </Button>
      {open && <PermissionsDialog client={client} session={session} user={facts.user} onClose={() => setOpen(false)} />}
    </>
  );
}

type Told = OutputOf<KeytideContract['session.permissions']>;

interface DialogProps extends Omit<PermissionsProps, 'facts'> {
  readonly user: string;
  readonly onClose: () => void;
}

function PermissionsDialog({ client, session, user, onClose }: DialogProps): ReactNode {
  const text = useText();
  const [told, setTold] = useState<Told | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    client.call('session.permissions', { session }, { signal: abort.signal }).then(setTold, (thrown: unknown) => {
      const failed = faultOf(thrown);
      if (!abort.signal.aborted) setFault(failed);
    });
    return () => abort.abort();
  }, [client, session]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.doctor.permissionsOf(plainString(user, 80))}
      description={text.doctor.permissionsBody}
      footer={<Button onPress={onClose}>{text.ui.close}</Button>}
    >
      {told === null && fault === null && <Skeleton shape="text" />}
      {fault !== null && <Failure fault={fault} inline />}
      {told !== null && (told.abilities === null ? <p>{text.doctor.untold}</p> : <Limits abilities={told.abilities} />)}
      {told !== null && told.refused.length > 0 && told.abilities === null && (
        <p>
          {text.doctor.refused} <span className="data">{told.refused.join(', ')}</span>
        </p>
      )}
    </Dialog>
  );
}
