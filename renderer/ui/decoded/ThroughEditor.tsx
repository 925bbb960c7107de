/** The text that a path of decoders gives, edited where writing it back is exact; else for reading, with the reason. */
import { type ReactNode, useEffect, useMemo } from 'react';
import type { Bytes } from '../../../shared/bytes.ts';
import type { Attempt, Schema } from '../../../shared/decoders/decoder.ts';
import { parsePath } from '../../../shared/decoders/path.ts';
import type { Works } from '../../../shared/decoders/work.ts';
import { useText } from '../../i18n/i18n.ts';
import { CodeEditor } from '../CodeEditor.tsx';
import { Skeleton, Strip } from '../Pane.tsx';
import type { EditDoor } from './editDoor.ts';
import { door } from './startWorker.ts';
import { useWork } from './useWork.ts';
import { whyText } from './whyText.ts';

/** Each letter that is typed writes all of it anew. */
const longest = 256 * 1024;

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
  const on = useMemo((): Works['edit'] => ({ bytes, path: parsePath(path) ?? [], schemas }), [bytes, path, schemas]);
  const asked = useWork('edit', bytes.length > longest ? null : on, path);
  const typed = edit.through?.path === path ? edit.through.text : null;
  const written = useWork(
    'write',
    useMemo(() => (typed === null ? null : { ...on, text: typed }), [on, typed]),
  );
  const made = written === null || written === 'running' ? null : flat(written);
  const wrong = made?.ok === false ? made.why : null;
  // What the worker wrote comes after the letter that was typed: until then the draft has no bytes, and is not saved.
  const due = made?.ok === true && edit.content?.() === null ? made.value : null;
  useEffect(() => {
    if (due !== null && typed !== null) edit.onThrough(path, typed, due);
  }, [due, typed, path, edit]);

  if (asked === 'running') return <Skeleton shape="text" />;
  const open = asked === null ? ({ ok: false, why: { kind: 'cap-input' } } as const) : flat(asked);
  if (!open.ok) {
    return (
      <>
        <Strip tone="info">{text.decoded.readOnly(whyText(text, open.why))}</Strip>
        {children}
      </>
    );
  }
  const take = (next: string): void => {
    const now = door.atOnce('write', { ...on, text: next });
    edit.onThrough(path, next, now?.ok === true ? now.value : null);
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

/** What the door refuses is as good a reason as what a decoder does. */
function flat<T>(asked: Attempt<Attempt<T>>): Attempt<T> {
  return asked.ok ? asked.value : asked;
}
