/** Adds connections from a pasted text or a file of another program, each with a verdict before anything is saved. */
import './dialog.css';
import './import.css';
import { CircleCheck, CircleX, FolderOpen, Info } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { maxRows } from '../../shared/connections/importers/row.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { plainString } from '../../shared/visible.ts';
import { useApp } from '../app/useApp.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm, Dialog } from '../ui/Dialog.tsx';
import { PasswordField, TextField } from '../ui/Field.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { Progress } from '../ui/Progress.tsx';
import { ImportPreview } from './ImportPreview.tsx';
import { useAdding } from './useAdding.ts';
import { type Found, useImport } from './useImport.ts';

export function ImportDialog({ onClose, file = null }: { readonly onClose: () => void; readonly file?: File | null }): ReactNode {
  const client = useApp((state) => state.client);
  const profiles = useApp((state) => state.profiles);
  return <ImportConnections client={client} profiles={profiles ?? []} onClose={onClose} file={file} />;
}

interface ImportConnectionsProps {
  readonly client: Pick<Client<KeytideContract>, 'call'>;
  readonly profiles: readonly Profile[];
  readonly onClose: () => void;
  /** Read at once: it was dropped on the window. */
  readonly file: File | null;
}

function ImportConnections({ client, profiles, onClose, file }: ImportConnectionsProps): ReactNode {
  const text = useText();
  const [asking, setAsking] = useState(false);
  const [over, setOver] = useState(false);
  const source = useImport(client, profiles);
  const adding = useAdding(client);
  const { found, chosen } = source;
  const { state } = adding;
  const running = state.kind === 'adding';

  const close = (): void => {
    if (chosen.size > 0 && !running) setAsking(true);
    else onClose();
  };
  const add = async (): Promise<void> => {
    if (found.kind !== 'rows') return;
    const wanted = [...chosen]
      .sort((a, b) => a - b)
      .flatMap((index) => {
        const { profile = null, secrets = {} } = found.rows[index] ?? {};
        return profile === null ? [] : [{ index, profile, secrets }];
      });
    const saved = await adding.run(wanted);
    source.added(wanted.slice(0, saved).map(({ index }) => index));
  };
  const take = (file: File | null | undefined): void => {
    if (file === null || file === undefined || running) return;
    adding.forget();
    void source.take(file);
  };

  const taken = useRef<File | null>(null);
  useEffect(() => {
    if (file === null || taken.current === file) return;
    taken.current = file;
    void source.take(file);
  }, [file, source]);

  return (
    <Dialog
      open
      onClose={close}
      width="wide"
      title={text.connections.importConnections}
      description={text.imports.body}
      footer={
        <>
          <Button onPress={close}>{text.ui.close}</Button>
          <Button
            variant="primary"
            unavailable={chosen.size === 0 ? text.imports.nothing : running ? text.imports.adding : undefined}
            onPress={() => void add()}
          >
            {text.imports.add(chosen.size)}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way to choose the file, which the button does for keys */}
      <div
        className={`import-source${over ? ' over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <TextField
          label={text.imports.box}
          placeholder="redis://user:password@host:6379/0?name=orders"
          value={source.typed}
          lines={5}
          data
          autoFocus
          readOnly={running}
          onChange={(next) => {
            adding.forget();
            source.type(next);
          }}
        />
        <FileChoice unavailable={running} onFile={take} />
      </div>
      <FoundBy found={found} fileName={source.fileName} unseal={(passphrase) => void source.unseal(passphrase)} />
      {found.kind === 'rows' && (
        <ImportPreview
          key={source.fileName}
          rows={found.rows}
          chosen={chosen}
          done={source.done}
          busy={running}
          onChoose={source.choose}
          onChooseAll={source.chooseAll}
        />
      )}
      {running && <Progress label={text.imports.adding} done={state.done} total={state.all} onCancel={adding.stop} />}
      {state.kind === 'done' && (
        <Strip tone="ok" icon={<CircleCheck size={14} />}>
          {text.imports.added(state.done)}
        </Strip>
      )}
      {state.kind === 'stopped' && (
        <Strip tone="warn" icon={<Info size={14} />}>
          {text.imports.stopped(state.done, state.all)}
        </Strip>
      )}
      {state.kind === 'stopped' && state.fault !== null && <Failure fault={state.fault} inline />}
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

function FileChoice({ unavailable, onFile }: { readonly unavailable: boolean; readonly onFile: (file: File | null | undefined) => void }): ReactNode {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const { text: _, ...programs } = text.imports.formats;
  return (
    <div className="import-file">
      <Button icon={<FolderOpen size={14} />} unavailable={unavailable ? text.imports.adding : undefined} onPress={() => input.current?.click()}>
        {text.imports.file}
      </Button>
      <p className="field-hint">{text.imports.fileHint(Object.values(programs).join(', '))}</p>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={text.imports.file}
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0]);
          // The same file, chosen again, is read again.
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

function FoundBy({ found, fileName, unseal }: { readonly found: Found; readonly fileName: string; readonly unseal: (passphrase: string) => void }): ReactNode {
  const text = useText();
  const file = fileName === '' ? '' : `${plainString(fileName, 120)}: `;
  switch (found.kind) {
    case 'nothing':
      return null;
    case 'sealed':
      return <Sealed found={found} unseal={unseal} />;
    case 'refused':
      return (
        <Strip tone="danger" icon={<CircleX size={14} />}>
          {file}
          {text.imports.problems[found.why]}
        </Strip>
      );
    case 'rows':
      return (
        <>
          {fileName !== '' && <p className="muted">{text.imports.fromFile(plainString(fileName, 120), text.imports.formats[found.format])}</p>}
          {found.more && (
            <Strip tone="info" icon={<Info size={14} />}>
              {text.imports.more(maxRows)}
            </Strip>
          )}
        </>
      );
  }
}

function Sealed({ found, unseal }: { readonly found: Extract<Found, { kind: 'sealed' }>; readonly unseal: (passphrase: string) => void }): ReactNode {
  const text = useText();
  const [passphrase, setPassphrase] = useState('');
  return (
    <div className="import-sealed">
      <Strip tone="info" icon={<Info size={14} />}>
        {text.imports.sealed}
      </Strip>
      <PasswordField label={text.imports.passphrase} value={passphrase} autoFocus onChange={setPassphrase} onEnter={() => unseal(passphrase)} />
      <Button unavailable={found.opening ? text.ui.loading : undefined} onPress={() => unseal(passphrase)}>
        {text.imports.unseal}
      </Button>
      {found.fault !== null && <Failure fault={found.fault} inline />}
    </div>
  );
}
