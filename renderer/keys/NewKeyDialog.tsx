/** Makes a string key where there is none; what stands in the way is said in the dialog, with what was typed kept. */
import { type ReactNode, useState } from 'react';
import type { Bytes } from '../../shared/bytes.ts';
import { utf8 } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure } from '../ui/Pane.tsx';
import { Switch } from '../ui/Switch.tsx';
import { type KeyName, keyNameOf } from './keyName.ts';

export interface NewKeyDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** The new key, or the one that was in the way. */
  readonly onOpen: (key: Bytes) => void;
}

export function NewKeyDialog({ open, onClose, onOpen }: NewKeyDialogProps): ReactNode {
  const text = useText();
  const create = useTab((state) => state.keys.create);
  const [name, setName] = useState('');
  const [escapes, setEscapes] = useState(false);
  const [content, setContent] = useState('');
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const parsed = keyNameOf(name, escapes);
  const contentError = /\p{Cs}/u.test(content) ? text.keys.unwritable : null;
  const exists = fault?.code === 'conflict' && fault.found === 'exists';

  const finish = (key: Bytes): void => {
    setName('');
    setContent('');
    setFault(null);
    onClose();
    onOpen(key);
  };
  const submit = async (): Promise<void> => {
    if (!parsed.ok || contentError !== null || busy) return;
    setBusy(true);
    const refused = await create(parsed.key, utf8(content));
    setBusy(false);
    if (refused === null) finish(parsed.key);
    else setFault(refused.code === 'cancelled' ? null : refused);
  };

  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={text.keys.newKey}
      description={text.keys.createWhat}
      footer={
        <>
          <Button onPress={onClose}>{text.keys.cancel}</Button>
          <Button variant="primary" type="submit" form="new-key" disabled={!parsed.ok || contentError !== null || busy}>
            {text.keys.create}
          </Button>
        </>
      }
    >
      <form
        id="new-key"
        className="new-key"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={text.keys.name}
          value={name}
          onChange={(next) => {
            setName(next);
            setFault(null);
          }}
          data
          autoFocus
          error={exists ? text.keys.exists : nameError(text, parsed)}
          trailing={
            exists && parsed.ok ? (
              <Button variant="ghost" onPress={() => finish(parsed.key)}>
                {text.keys.openExisting}
              </Button>
            ) : undefined
          }
        />
        <Switch label={text.keys.escapes} hint={text.keys.escapesHint} checked={escapes} onChange={setEscapes} />
        <TextField label={text.keys.text} value={content} onChange={setContent} data lines={6} error={contentError} />
        {fault !== null && !exists && <Failure fault={fault} inline />}
      </form>
    </Dialog>
  );
}

function nameError(text: Messages, parsed: KeyName): string | null {
  if (parsed.ok) return null;
  switch (parsed.why) {
    case 'unwritable':
      return text.keys.unwritable;
    case 'words':
      return text.keys.notOneName;
    case 'quotes':
      return text.keys.badEscape(parsed.at);
  }
}
