/** The text that a path of decoders gives, edited where writing it back is exact; else for reading, with the reason. */
import { type ReactNode, useMemo } from 'react';
import type { Bytes } from '../../../shared/bytes.ts';
import { type Attempt, newBudget, type Schema, viewLimits } from '../../../shared/decoders/decoder.ts';
import { type Edit, editOf } from '../../../shared/decoders/editing.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { type Path, parsePath } from '../../../shared/decoders/path.ts';
import { useText } from '../../i18n/i18n.ts';
import { CodeEditor } from '../CodeEditor.tsx';
import { Strip } from '../Pane.tsx';
import type { EditDoor } from './editDoor.ts';
import { whyText } from './whyText.ts';

/** Each letter that is typed writes all of it anew. */
const longest = 256 * 1024;

const budget = (): ReturnType<typeof newBudget> => newBudget(viewLimits, () => performance.now());

export interface ThroughEditorProps {
  /** What the path is written for: the value as it was loaded, or as it is typed otherwise. */
  readonly bytes: Bytes;
  readonly path: string;
  readonly title: string;
  readonly schemas: readonly Schema[];
  readonly edit: EditDoor;
  /** Where it cannot be edited. */
  readonly children: ReactNode;
}

export function ThroughEditor({ bytes, path, title, schemas, edit, children }: ThroughEditorProps): ReactNode {
  const text = useText();
  const open = useMemo(() => editThrough(bytes, parsePath(path) ?? [], schemas), [bytes, path, schemas]);
  const typed = edit.through?.path === path ? edit.through.text : null;
  const wrong = useMemo(() => {
    const written = open.ok && typed !== null ? open.value.write(typed, budget()) : null;
    return written?.ok === false ? written.why : null;
  }, [open, typed]);
  if (!open.ok) {
    return (
      <>
        <Strip tone="info">{text.decoded.readOnly(whyText(text, open.why))}</Strip>
        {children}
      </>
    );
  }
  const take = (next: string): void => {
    const written = open.value.write(next, budget());
    edit.onThrough(path, next, written.ok ? written.value : null);
  };
  return (
    <>
      {wrong !== null && <Strip tone="warn">{text.decoded.unwritable(title, whyText(text, wrong))}</Strip>}
      <CodeEditor
        label={edit.label}
        text={typed ?? open.value.text}
        revision={edit.revision}
        language={open.value.language === 'json' ? 'json' : 'text'}
        onEdit={take}
      />
    </>
  );
}

function editThrough(bytes: Bytes, path: Path, schemas: readonly Schema[]): Attempt<Edit> {
  return bytes.length > longest ? { ok: false, why: { kind: 'cap-input' } } : editOf(decoders, bytes, path, budget(), schemas);
}
