/** A string from what is pasted, typed or in a text file, in any of the forms that bytes are written in: it becomes a draft, which is saved as every other. */
import { FileUp } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { exactText } from '../../shared/bytes.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { maxEdit } from './editing.ts';
import { askFile } from './fileDoor.ts';
import { bytesOfTyped, type Form, forms } from './typed.ts';

/** Escapes write a byte as four letters. */
const longest = 4 * maxEdit;

export function StringImport({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const editBytes = useTab((state) => state.value.editBytes);
  const [form, setForm] = useState<Form>('hex');
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const parsed = useMemo(() => bytesOfTyped({ form, text: typed }), [form, typed]);
  const long = parsed.ok && parsed.bytes.length > maxEdit;
  const problem = typed === '' ? null : !parsed.ok ? text.entries.problems[parsed.why] : long ? text.strings.importLong(maxEdit) : null;

  const choose = async (): Promise<void> => {
    const source = await askFile();
    if (source === null) return;
    if (source.size > longest) return setRefused(text.strings.importLong(longest));
    const found = exactText(await source.read(0, source.size));
    setRefused(found === null ? text.entries.noText : null);
    // A file of lines ends in a line end, which is no part of what it says.
    if (found !== null) setTyped(form === 'text' ? found : found.trimEnd());
  };
  const put = (): void => {
    if (!parsed.ok || long) return;
    editBytes(parsed.bytes);
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={text.strings.importText}
      description={text.strings.importTextWhat}
      footer={
        <>
          <Button onPress={onClose}>{text.ui.cancel}</Button>
          <Button variant="primary" disabled={problem !== null || !parsed.ok} onPress={put}>
            {text.strings.importPut}
          </Button>
        </>
      }
    >
      <div className="string-import">
        <div className="string-import-bar">
          <Select label={text.entries.form} value={form} choices={forms.map((one) => ({ value: one, label: text.entries.forms[one] }))} onChange={setForm} />
          <Button icon={<FileUp size={14} />} onPress={() => void choose()}>
            {text.importing.choose}
          </Button>
        </div>
        <TextField
          label={text.strings.importTyped}
          data
          lines={10}
          value={typed}
          onChange={(next) => {
            setRefused(null);
            setTyped(next);
          }}
          error={refused ?? problem}
          {...(problem === null && refused === null && parsed.ok ? { hint: text.strings.importSize(parsed.bytes.length) } : {})}
        />
      </div>
    </Dialog>
  );
}
