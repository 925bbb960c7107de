/** Makes a key of any type where there is none; what stands in the way is said in the dialog, with what was typed kept. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Bytes, displayText, exactText } from '../../shared/bytes.ts';
import { quote } from '../../shared/escape.ts';
import { coreTypes } from '../../shared/keys/keys.ts';
import { useText } from '../i18n/i18n.ts';
import { SendFailure } from '../tab/SendFailure.tsx';
import { faultOf } from '../tab/slice.ts';
import { useSend } from '../tab/useSend.ts';
import { useTab } from '../tab/useTab.ts';
import { TypeBadge, useTypeName } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { parseTtl } from '../ui/ttl.ts';
import { ttlRefusal } from '../ui/ttlRefusal.ts';
import { NewValueForm } from './NewValueForm.tsx';
import { type CellProblem, newValueOf, type ValueForm } from './newValue.ts';
import { typedBytes, typedError } from './typed.ts';

export interface NewKeyDialogProps {
  readonly open: boolean;
  /** The folder it is to be made in, null for none. */
  readonly prefix: Bytes | null;
  readonly onClose: () => void;
  /** The new key, or the one that was in the way. */
  readonly onOpen: (key: Bytes) => void;
}

const emptyForm: ValueForm = {
  type: 'string',
  text: '',
  rows: [{ id: 1, first: '', second: '' }],
  entries: [{ id: 1, entryId: '*', rows: [{ id: 2, first: '', second: '' }] }],
};

export function NewKeyDialog({ open, prefix, onClose, onOpen }: NewKeyDialogProps): ReactNode {
  const text = useText();
  const typeName = useTypeName();
  const create = useTab((state) => state.keys.create);
  const [name, setName] = useState('');
  const [escapes, setEscapes] = useState(false);
  const [form, setForm] = useState(emptyForm);
  const [ttl, setTtl] = useState('');
  const [problems, setProblems] = useState<readonly CellProblem[]>([]);
  const send = useSend();
  usePrefix(open ? prefix : null, setName, setEscapes);
  const parsed = typedBytes(name, escapes);
  const limit = parseTtl(ttl);
  const json = useJson(open);
  const exists = send.fault?.code === 'conflict' && send.fault.found === 'exists';

  const finish = (key: Bytes): void => {
    setName('');
    setForm({ ...emptyForm, type: form.type });
    setTtl('');
    send.clear();
    onClose();
    onOpen(key);
  };
  const submit = (): void => {
    const value = newValueOf(form, escapes);
    setProblems(value.ok ? [] : value.problems);
    if (!parsed.ok || !limit.ok || !value.ok) return;
    const { bytes } = parsed;
    void send.run(async () => {
      await create(bytes, value.value, limit.ttl);
      finish(bytes);
    });
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
          <Button variant="primary" type="submit" form="new-key" disabled={!parsed.ok || !limit.ok || send.busy}>
            {text.keys.create}
          </Button>
        </>
      }
    >
      <form
        id="new-key"
        className="key-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label={text.keys.name}
          value={name}
          onChange={(next) => {
            setName(next);
            send.clear();
          }}
          data
          autoFocus
          onEnter={submit}
          error={exists ? text.keys.exists : typedError(text, parsed)}
          trailing={
            exists && parsed.ok ? (
              <Button variant="ghost" onPress={() => finish(parsed.bytes)}>
                {text.keys.openExisting}
              </Button>
            ) : undefined
          }
        />
        <div className="key-form-line">
          <Select
            label={text.keys.type}
            value={form.type}
            choices={[...coreTypes, ...(json ? (['json'] as const) : [])].map((one) => ({ value: one, label: typeName(one), icon: <TypeBadge type={one} /> }))}
            onChange={(type) => {
              setForm({ ...form, type });
              setProblems([]);
            }}
          />
          <TextField
            label={text.keys.ttl}
            value={ttl}
            placeholder={text.keys.noTtl}
            data
            onChange={setTtl}
            maxLength={64}
            error={limit.ok ? null : ttlRefusal(text, limit.why)}
          />
        </div>
        <Switch label={text.keys.escapes} hint={text.keys.escapesHint} checked={escapes} onChange={setEscapes} />
        <NewValueForm
          form={form}
          problems={problems}
          onChange={(next) => {
            setForm(next);
            setProblems([]);
            send.clear();
          }}
        />
        {send.fault !== null && !exists && <SendFailure fault={send.fault} />}
      </form>
    </Dialog>
  );
}

/** Asked of the server when the dialog opens; where it does not tell, it has none. */
function useJson(open: boolean): boolean {
  const hasJson = useTab((state) => state.keys.hasJson);
  const [json, setJson] = useState(false);
  useEffect(() => {
    if (!open) return undefined;
    let current = true;
    hasJson().then((has) => current && setJson(has), faultOf);
    return () => {
      current = false;
    };
  }, [open, hasJson]);
  return json;
}

/** A name that begins in the folder it was asked for; bytes that no text is, as escapes. */
function usePrefix(prefix: Bytes | null, setName: (name: string) => void, setEscapes: (escapes: boolean) => void): void {
  const used = useRef<Bytes | null>(null);
  useEffect(() => {
    if (prefix === used.current) return;
    used.current = prefix;
    if (prefix === null) return;
    const plain = exactText(prefix) !== null;
    setName(plain ? displayText(prefix) : quote(prefix).slice(1, -1));
    setEscapes(!plain);
  }, [prefix, setName, setEscapes]);
}
