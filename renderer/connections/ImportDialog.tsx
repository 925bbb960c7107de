/** Adds connections from pasted addresses, each with a verdict before anything is saved; says which files come later. */
import './dialog.css';
import './import.css';
import { CircleCheck, CircleX, Copy, Info } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { type Profile, profileTitle } from '../../shared/connections/profile.ts';
import { formatUri } from '../../shared/connections/uri.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { plainString } from '../../shared/visible.ts';
import { useApp } from '../app/useApp.ts';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Confirm, Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { Progress } from '../ui/Progress.tsx';
import { type AddressLine, readAddresses } from './addresses.ts';
import { problemText } from './problemText.ts';
import { useAdding } from './useAdding.ts';

/** Names of programs and of the files they export: the same in every language. */
const planned = [
  'RedisInsight (JSON)',
  'Another Redis Desktop Manager (.ano)',
  'RESP.app, RDM (JSON)',
  'Tiny RDM (ZIP, YAML)',
  'P3X Redis UI',
  'Redis Commander',
  'Medis',
  'iredis',
];

export function ImportDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const client = useApp((state) => state.client);
  const profiles = useApp((state) => state.profiles);
  return <ImportAddresses client={client} profiles={profiles ?? []} onClose={onClose} />;
}

type FreshLine = AddressLine & { readonly verdict: Extract<AddressLine['verdict'], { kind: 'new' }> };

interface ImportAddressesProps {
  readonly client: Pick<Client<KeytideContract>, 'call'>;
  readonly profiles: readonly Profile[];
  readonly onClose: () => void;
}

function ImportAddresses({ client, profiles, onClose }: ImportAddressesProps): ReactNode {
  const text = useText();
  const [typed, setTyped] = useState('');
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState<readonly FreshLine[]>([]);
  const adding = useAdding(client);
  const { lines, unread } = useMemo(() => readAddresses(typed, profiles), [typed, profiles]);
  const { state } = adding;
  const running = state.kind === 'adding';
  // Known here before the list of saved connections says it: nothing is added twice.
  const added = new Set(sent.slice(0, state.kind === 'idle' ? 0 : state.done).map(({ line }) => line));
  const fresh = lines.filter((line): line is FreshLine => line.verdict.kind === 'new' && !added.has(line.line));

  const close = (): void => {
    if (fresh.length > 0 && !running) setAsking(true);
    else onClose();
  };

  return (
    <Dialog
      open
      onClose={close}
      width="wide"
      title={text.connections.importConnections}
      description={text.connections.importBody}
      footer={
        <>
          <Button onPress={close}>{text.ui.close}</Button>
          <Button
            variant="primary"
            unavailable={fresh.length === 0 ? text.connections.importNothing : running ? text.connections.importAdding : undefined}
            onPress={() => {
              setSent(fresh);
              void adding.run(fresh.map(({ verdict }) => verdict));
            }}
          >
            {text.connections.importAdd(fresh.length)}
          </Button>
        </>
      }
    >
      <TextField
        label={text.connections.importBox}
        placeholder="redis://user:password@host:6379/0?name=orders"
        value={typed}
        lines={6}
        data
        autoFocus
        readOnly={running}
        onChange={(next) => {
          adding.forget();
          setSent([]);
          setTyped(next);
        }}
      />
      {running && <Progress label={text.connections.importAdding} done={state.done} total={state.all} onCancel={adding.stop} />}
      {state.kind === 'done' && (
        <Strip tone="ok" icon={<CircleCheck size={14} />}>
          {text.connections.importAdded(state.done)}
        </Strip>
      )}
      {state.kind === 'stopped' && (
        <Strip tone="warn" icon={<Info size={14} />}>
          {text.connections.importStopped(state.done, state.all)}
        </Strip>
      )}
      {state.kind === 'stopped' && state.fault !== null && <Failure fault={state.fault} inline />}
      {lines.length > 0 && (
        <ul className="address-list" aria-label={text.connections.importPreview}>
          {lines.map((line) => (
            <Line key={line.line} line={line} added={added.has(line.line)} />
          ))}
        </ul>
      )}
      {unread > 0 && (
        <Strip tone="info" icon={<Info size={14} />}>
          {text.connections.importUnread(unread)}
        </Strip>
      )}
      <section className="import-planned">
        <h3 className="field-label">{text.connections.importPlanned}</h3>
        <p className="muted">{text.connections.importPlannedBody}</p>
        <ul>
          {planned.map((name) => (
            <li key={name}>
              <Badge>{name}</Badge>
            </li>
          ))}
        </ul>
      </section>
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

function Line({ line: { line, verdict }, added }: { readonly line: AddressLine; readonly added: boolean }): ReactNode {
  const text = useText();
  const good = added || verdict.kind === 'new';
  const fields = verdict.kind === 'new' ? verdict.profile : verdict.kind === 'refused' ? null : verdict.fields;
  return (
    <li className="address-line">
      <span className="faint" role="img" aria-label={text.connections.importLine(line)}>
        {line}
      </span>
      <bdi className="data ellipsis">
        {fields === null ? '—' : plainString(fields.name === '' ? formatUri(fields) : `${fields.name}  ${formatUri(fields)}`, 300)}
      </bdi>
      <span className={`address-verdict ${good ? 'new' : verdict.kind}`}>
        {good ? <CircleCheck size={13} /> : verdict.kind === 'refused' ? <CircleX size={13} /> : <Copy size={13} />}
        <bdi>{added ? text.connections.importDone : verdictText(text, verdict)}</bdi>
      </span>
    </li>
  );
}

/** A refused line is told by its number only: it may be a password that went astray. */
function verdictText(text: Messages, verdict: AddressLine['verdict']): string {
  switch (verdict.kind) {
    case 'new': {
      const password = verdict.secrets.password?.kind === 'set' ? [text.connections.importWithPassword] : [];
      const ignored = verdict.ignored.length > 0 ? [text.connections.ignored(verdict.ignored.map((name) => plainString(name, 40)).join(', '))] : [];
      return [text.connections.importNew, ...password, ...ignored].join(' · ');
    }
    case 'saved':
      return text.connections.importSaved(plainString(profileTitle(verdict.as), 80));
    case 'twice':
      return text.connections.importTwice(verdict.as);
    case 'refused':
      return problemText(text, verdict.field, verdict.problem);
  }
}
