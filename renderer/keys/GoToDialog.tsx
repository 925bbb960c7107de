/** To a key by its exact name, whether the list has it or not; under the field the pinned and the recent ones. */
import { Pin } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { idOf, type Bytes as Raw } from '../../shared/bytes.ts';
import { plainText } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { useSend } from '../tab/useSend.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure } from '../ui/Pane.tsx';
import { typedBytes, typedError } from './typed.ts';

export interface GoToDialogProps {
  readonly onClose: () => void;
  readonly onOpen: (key: Raw) => void;
}

export function GoToDialog({ onClose, onOpen }: GoToDialogProps): ReactNode {
  const text = useText();
  const exists = useTab((state) => state.keys.exists);
  const pinned = useTab((state) => state.keys.pinned);
  const recent = useTab((state) => state.keys.recent);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(-1);
  const [missing, setMissing] = useState(false);
  const id = useId();
  const send = useSend();
  // As redis-cli reads a word: in quotes it has escapes, without them every character is itself.
  const parsed = typedBytes(typed, /^["']/.test(typed));
  const seen = new Set(pinned.map(idOf));
  const known = [...pinned, ...recent.filter((name) => !seen.has(idOf(name)))];
  const hits = known.filter((name) => plainText(name, 400).toLowerCase().includes(typed.toLowerCase())).slice(0, 20);

  const open = (name: Raw): void => {
    onClose();
    onOpen(name);
  };
  const submit = (): void => {
    const hit = hits[chosen];
    if (hit !== undefined) return open(hit);
    if (!parsed.ok || typed === '') return;
    const { bytes } = parsed;
    void send.run(async () => {
      if (await exists(bytes)) open(bytes);
      else setMissing(true);
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setChosen(Math.max(-1, Math.min(hits.length - 1, chosen + step)));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.keys.goTo}
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{text.keys.cancel}</Button>
          <Button variant="primary" disabled={send.busy || (chosen < 0 && (typed === '' || !parsed.ok))} onPress={submit}>
            {text.keys.goToIt}
          </Button>
        </>
      }
    >
      <div className="key-form">
        <TextField
          label={text.keys.exactName}
          value={typed}
          onChange={(next) => {
            setTyped(next);
            setChosen(-1);
            setMissing(false);
            send.clear();
          }}
          data
          autoFocus
          onEnter={submit}
          onKeyDown={onKeyDown}
          error={typedError(text, parsed) ?? (missing ? text.keys.noSuchKey : null)}
          hint={text.keys.goToHint}
        />
        {hits.length > 0 && (
          <div role="listbox" aria-label={text.keys.pinnedAndRecent} tabIndex={-1} className="key-known">
            {hits.map((name, at) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and takes the keys
              <div
                key={idOf(name)}
                id={`${id}-${at}`}
                role="option"
                tabIndex={-1}
                aria-selected={at === chosen}
                className="menu-item"
                onClick={() => open(name)}
              >
                <span className="menu-icon">{seen.has(idOf(name)) && <Pin size={12} />}</span>
                <span className="menu-text data ellipsis">
                  <Bytes bytes={name} cap={200} />
                </span>
              </div>
            ))}
          </div>
        )}
        {send.fault !== null && <Failure fault={send.fault} inline />}
      </div>
    </Dialog>
  );
}
