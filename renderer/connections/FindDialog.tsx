/** Servers on the host's machine: looked for on request, each with what it answered; chosen, it fills the dialog for a new connection. */
import './ways.css';
import { RefreshCw } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { FoundServer, FoundServers, Offer } from '../../shared/connections/arrivals.ts';
import { type Profile, profileTitle } from '../../shared/connections/profile.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Empty, Failure, Skeleton } from '../ui/Pane.tsx';
import { offerOfFound, savedAs } from './arriving.ts';

export interface FindDialogProps {
  readonly client: Pick<Client<KeytideContract>, 'call'>;
  readonly profiles: readonly Profile[];
  readonly onClose: () => void;
  readonly onUse: (offer: Offer) => void;
  readonly onOpen: (profileId: string) => void;
}

type Look = { readonly kind: 'looking' } | { readonly kind: 'found'; readonly found: FoundServers } | { readonly kind: 'failed'; readonly fault: Fault };

export function FindDialog({ client, profiles, onClose, onUse, onOpen }: FindDialogProps): ReactNode {
  const text = useText();
  const [turn, setTurn] = useState(0);
  const [look, setLook] = useState<Look>({ kind: 'looking' });
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    void turn;
    const abort = new AbortController();
    setLook({ kind: 'looking' });
    client.call('connections.find', {}, { signal: abort.signal }).then(
      (found) => !abort.signal.aborted && setLook({ kind: 'found', found }),
      (thrown: unknown) => {
        const fault = faultOf(thrown);
        if (!abort.signal.aborted) setLook({ kind: 'failed', fault });
      },
    );
    return () => abort.abort();
  }, [client, turn]);
  const count = look.kind === 'found' ? look.found.servers.length : 0;
  useEffect(() => {
    if (count > 0) list.current?.querySelector('button')?.focus();
  }, [count]);

  return (
    <Dialog
      open
      onClose={onClose}
      title={text.ways.findTitle}
      description={text.ways.findBody}
      footer={
        <>
          <Button icon={<RefreshCw size={14} />} unavailable={look.kind === 'looking' ? text.ways.looking : undefined} onPress={() => setTurn(turn + 1)}>
            {text.ways.again}
          </Button>
          <Button onPress={onClose}>{text.ui.close}</Button>
        </>
      }
    >
      <div className="found" aria-busy={look.kind === 'looking'}>
        {look.kind === 'looking' && <Skeleton />}
        {look.kind === 'failed' && <Failure fault={look.fault} inline />}
        {look.kind === 'found' && (
          <>
            {count === 0 ? (
              <Empty title={text.ways.none} body={text.ways.noneBody} />
            ) : (
              <ul ref={list} className="ways-list" aria-label={text.ways.findTitle}>
                {look.found.servers.map((server) => (
                  <Found key={`${server.socket} ${server.host} ${server.port}`} server={server} profiles={profiles} onUse={onUse} onOpen={onOpen} />
                ))}
              </ul>
            )}
            <p className="faint" role="status">
              {text.ways.asked(look.found.asked)} {!look.found.complete && text.ways.incomplete}
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}

interface FoundProps extends Pick<FindDialogProps, 'profiles' | 'onUse' | 'onOpen'> {
  readonly server: FoundServer;
}

function Found({ server, profiles, onUse, onOpen }: FoundProps): ReactNode {
  const text = useText();
  const offer = offerOfFound(server);
  const known = savedAs(offer, profiles);
  const address = plainString(profileTitle({ ...server, name: '' }), 120);
  const product = plainString(`${server.product} ${server.version}`.trim(), 60);
  return (
    <li className="ways-row">
      <span className="ways-words">
        <span className="ways-title">
          <bdi className="data ellipsis">{address}</bdi>
          {server.tls && <Badge tone="info">TLS</Badge>}
          {server.mode !== 'standalone' && <Badge>{text.ways.modes[server.mode]}</Badge>}
        </span>
        <span className="faint">
          {product !== '' && `${product} · `}
          {text.ways.answers[server.answer]}
          {known !== null && ` · ${text.ways.savedAs(plainString(profileTitle(known), 80))}`}
        </span>
      </span>
      <Button onPress={() => (known === null ? onUse(offer) : onOpen(known.id))}>
        {known === null ? text.ways.connect : text.ways.open}
        <span className="hidden-text"> {address}</span>
      </Button>
    </li>
  );
}
