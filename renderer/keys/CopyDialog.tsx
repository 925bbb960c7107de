/** A key under another name or in another place: renamed, duplicated or moved; nothing that is there is replaced without being asked. */
import { type ReactNode, useState } from 'react';
import { type Bytes, displayText, exactText, sameBytes } from '../../shared/bytes.ts';
import { quote } from '../../shared/escape.ts';
import { useText } from '../i18n/i18n.ts';
import { SendFailure } from '../tab/SendFailure.tsx';
import { useSend } from '../tab/useSend.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { NumberField, TextField } from '../ui/Field.tsx';
import { notify } from '../ui/Notices.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import type { Place } from './actions.ts';
import { typedBytes, typedError } from './typed.ts';

/** Another tab that can be written to now. */
export interface OtherTab {
  readonly title: string;
  readonly session: string;
  readonly db: number;
}

export interface CopyDialogProps {
  readonly kind: 'rename' | 'duplicate' | 'move';
  readonly name: Bytes;
  readonly others: readonly OtherTab[];
  readonly onClose: () => void;
}

export function CopyDialog({ kind, name, others, onClose }: CopyDialogProps): ReactNode {
  const text = useText();
  const { rename, duplicate, move, here } = useActions('keys');
  const db = useTab((state) => state.keys.frame?.db ?? 0);
  const [where, setWhere] = useState(kind === 'move' ? 'database' : 'here');
  const [otherDb, setOtherDb] = useState<number | null>(db === 0 ? 1 : 0);
  const [typed, setTyped] = useState<string | null>(null);
  const [escapes, setEscapes] = useState(exactText(name) === null);
  const send = useSend();
  const own = exactText(name) === null ? quote(name).slice(1, -1) : displayText(name);
  const shown = typed ?? (kind === 'duplicate' && where === 'here' ? `${own}:copy` : own);
  const to = typedBytes(shown, escapes);
  const target = placeOf();
  const exists = send.fault?.code === 'conflict' && send.fault.found === 'exists';
  const same = to.ok && sameBytes(to.bytes, name) && where === 'here';
  const words = text.keys.copies[kind];

  function placeOf(): Place | null {
    if (where === 'here') return here();
    if (where === 'database') return otherDb === null ? null : { session: here().session, db: otherDb };
    const other = others.find((one) => one.session === where);
    return other === undefined || otherDb === null ? null : { session: other.session, db: otherDb };
  }

  const submit = (replace: boolean): void => {
    if (!to.ok || target === null || same) return;
    const { bytes } = to;
    void send.run(async () => {
      if (kind === 'rename') await rename(name, bytes, replace);
      else {
        const atomic = await (kind === 'duplicate' ? duplicate : move)(name, bytes, target, replace);
        notify({ title: words.done, tone: 'ok', ...(atomic ? {} : { body: text.keys.notAtomic }) });
      }
      onClose();
    });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      description={words.what}
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{text.keys.cancel}</Button>
          {exists && (
            <Button variant="danger" disabled={send.busy} onPress={() => submit(true)}>
              {text.keys.replace}
            </Button>
          )}
          <Button variant="primary" disabled={!to.ok || target === null || same || exists || send.busy} onPress={() => submit(false)}>
            {words.action}
          </Button>
        </>
      }
    >
      <div className="key-form">
        {kind !== 'rename' && (
          <div className="key-form-line">
            <Select
              label={text.keys.target}
              value={where}
              choices={[
                ...(kind === 'duplicate' ? [{ value: 'here', label: text.keys.thisDatabase(db) }] : []),
                { value: 'database', label: text.keys.otherDatabase },
                ...others.map((one) => ({ value: one.session, label: one.title })),
              ]}
              onChange={(next) => {
                setWhere(next);
                const there = others.find((one) => one.session === next);
                setOtherDb(there?.db ?? (db === 0 ? 1 : 0));
                send.clear();
              }}
            />
            {where !== 'here' && <NumberField label={text.keys.database} value={otherDb} onChange={setOtherDb} max={65_535} />}
          </div>
        )}
        <TextField
          label={text.keys.name}
          value={shown}
          onChange={(next) => {
            setTyped(next);
            send.clear();
          }}
          data
          autoFocus
          onEnter={() => submit(false)}
          error={exists ? text.keys.existsThere : typedError(text, to)}
        />
        <Switch label={text.keys.escapes} hint={text.keys.escapesHint} checked={escapes} onChange={setEscapes} />
        {send.fault !== null && !exists && <SendFailure fault={send.fault} />}
      </div>
    </Dialog>
  );
}
