/** One more element of a vector set, with as many numbers as the set wants. */
import type { ReactNode } from 'react';
import { utf8 } from '../../../shared/bytes.ts';
import { vectorIn } from '../../../shared/value/types/vectors.ts';
import { useCommand } from '../../commands/useCommand.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { bytesOfTyped } from '../typed.ts';
import { jsonProblem } from './jsonRows.ts';
import { useActOrTell, useTyped } from './useModule.ts';

export function VectorAdd({ dimensions, onDone }: { readonly dimensions: number; readonly onDone: () => void }): ReactNode {
  const text = useText();
  const act = useActOrTell();
  const [name, setName] = useTyped('vectors new');
  const [numbers, setNumbers] = useTyped('vectors numbers');
  const [attributes, setAttributes] = useTyped('vectors new attributes');
  useCommand('back', onDone);
  const parsed = bytesOfTyped({ form: 'text', text: name });
  const vector = vectorIn(numbers);
  const problem =
    numbers === ''
      ? null
      : vector === null
        ? text.modules.noVector
        : vector.length === dimensions
          ? null
          : text.modules.wantsNumbers(dimensions, vector.length);
  const noJson = attributes === '' ? null : jsonProblem(attributes);
  const ready = name !== '' && parsed.ok && vector !== null && problem === null && noJson === null;
  const add = async (): Promise<void> => {
    if (!ready) return;
    if (!(await act({ of: 'vectors', what: 'add', element: parsed.bytes, vector, attributes: utf8(attributes) }, text.entries.added))) return;
    setName('');
    setNumbers('');
    setAttributes('');
    onDone();
  };
  return (
    <form
      className="module-form"
      aria-label={text.modules.addElement}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextField
        label={text.modules.element}
        data
        autoFocus
        value={name}
        onChange={setName}
        error={parsed.ok ? null : text.value.unwritable}
        maxLength={10_000}
      />
      <TextField label={text.modules.vector} data lines={2} value={numbers} onChange={setNumbers} error={problem} />
      <TextField
        label={text.modules.attributes}
        data
        value={attributes}
        onChange={setAttributes}
        error={noJson === null ? null : text.modules.noJson(noJson)}
      />
      <div className="module-buttons">
        <Button variant="ghost" onPress={onDone}>
          {text.modules.cancel}
        </Button>
        <Button variant="primary" type="submit" hint="VADD" disabled={!ready}>
          {text.entries.add}
        </Button>
      </div>
    </form>
  );
}
