/** Saved connections as a file: readable and without secrets, or whole and sealed with a passphrase. */
import './dialog.css';
import { type ReactNode, useState } from 'react';
import { minPassphrase } from '../../shared/connections/secrets.ts';
import type { Fault } from '../../shared/fault.ts';
import { useApp } from '../app/useApp.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { Button } from '../ui/Button.tsx';
import { copyText } from '../ui/copy.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { PasswordField } from '../ui/Field.tsx';
import { giveFile } from '../ui/giveFile.ts';
import { Failure } from '../ui/Pane.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';

interface ExportDialogProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

export function ExportDialog({ ids, onClose }: ExportDialogProps): ReactNode {
  const text = useText();

  const client = useApp((state) => state.client);
  const [sealed, setSealed] = useState<'plain' | 'sealed'>('plain');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const problem =
    sealed === 'plain'
      ? undefined
      : passphrase.length < minPassphrase
        ? text.connections.passphraseShort(minPassphrase)
        : again === passphrase
          ? undefined
          : text.connections.passphraseDiffers;

  const run = async (give: (content: string) => void): Promise<void> => {
    if (busy || problem !== undefined) return;
    setBusy(true);
    setFault(null);
    try {
      const { text: content } = await client.call('profiles.export', { ids: [...ids], passphrase: sealed === 'sealed' ? passphrase : '' });
      give(content);
      onClose();
    } catch (thrown) {
      setFault(faultOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  const unavailable = problem ?? (busy ? text.connections.exporting : undefined);

  return (
    <Dialog
      open
      onClose={onClose}
      title={text.connections.exportTitle(ids.length)}
      description={text.connections.exportBody}
      footer={
        <>
          <Button onPress={() => void run((content) => copyText(text, content))} unavailable={unavailable}>
            {text.connections.exportCopy}
          </Button>
          <Button variant="primary" onPress={() => void run(download)} unavailable={unavailable}>
            {text.connections.exportSave}
          </Button>
        </>
      }
    >
      <RadioGroup
        label={text.connections.exportKind}
        value={sealed}
        onChange={setSealed}
        hint={text.connections.exportKindHints[sealed]}
        choices={(['plain', 'sealed'] as const).map((value) => ({ value, label: text.connections.exportKinds[value] }))}
      />
      {sealed === 'sealed' && (
        <>
          <PasswordField label={text.connections.passphrase} hint={text.connections.exportPassphraseHint} value={passphrase} onChange={setPassphrase} />
          <PasswordField label={text.connections.passphraseAgain} value={again} onChange={setAgain} onEnter={() => void run(download)} />
        </>
      )}
      {fault !== null && <Failure fault={fault} inline />}
    </Dialog>
  );
}

function download(content: string): void {
  giveFile('keytide-connections.json', new Blob([content], { type: 'application/json' }));
}
