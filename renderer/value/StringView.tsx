/** A string through its decoders: an editor where it can be edited without changing what was not touched, else a view that says why it cannot. */
import { Save, Undo2 } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { type Bytes, exactText, sameBytes } from '../../shared/bytes.ts';
import type { StringValue } from '../../shared/value/value.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import type { Decoding } from '../tab/useDecoding.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Decoded } from '../ui/decoded/Decoded.tsx';
import type { EditDoor } from '../ui/decoded/editDoor.ts';
import { notifyFault } from '../ui/Notices.tsx';
import { Strip } from '../ui/Pane.tsx';
import { DiffView } from './DiffView.tsx';
import { contentOf, type Draft } from './drafts.ts';
import type { Editing } from './editing.ts';
import type { Patch } from './parts.ts';
import { changeOf } from './stringPart.ts';
import { useEntryActions } from './useEntryActions.ts';

export interface StringViewProps {
  /** Null where the server has no string any more and only the draft is left. */
  readonly value: StringValue | null;
  readonly editing: Editing | null;
  readonly decoding: Decoding;
}

const none: Bytes = new Uint8Array();

export function StringView({ value, editing, decoding }: StringViewProps): ReactNode {
  const text = useText();
  const draft = useTab((state) => state.value.draft);
  const part = useTab((state) => state.value.string.part);
  const offset = useTab((state) => state.value.string.offset);
  const comparing = useTab((state) => state.value.comparing);
  const change = useTab((state) => state.value.change);
  const { told } = useEntryActions();
  const patch = useTab((state) => state.value.string.patch);
  const typePatch = useTab((state) => state.value.typePatch);
  const whole = draft !== null || (value !== null && value.bytes.length === value.length);
  const edit = useEditDoor(draft, whole ? editing : null);
  if (comparing && draft !== null) return <DiffView label={text.value.changes} before={draft.base} after={contentOf(draft) ?? draft.base} />;
  const flip = async (at: number, to: 0 | 1): Promise<void> => {
    const done = await change({ kind: 'bit', offset: at, to });
    if ('code' in done) notifyFault(text, done);
    else told(text.strings.bitSet(at, to), done.undo);
  };
  const from = part?.from ?? 0;
  const shown = part?.bytes ?? value?.bytes ?? none;
  // Over what is there now: what was typed over something else is only told above.
  const here = !whole && patch !== null && patch.from === from && sameBytes(patch.before, shown) ? patch : null;
  const over = (after: Bytes): void => typePatch({ from, before: shown, after });
  return (
    <div className="value-body">
      {patch !== null && <PatchNote patch={patch} here={here !== null} />}
      {value === null && <Strip tone="info">{text.value.absent}</Strip>}
      <Decoded
        bytes={draft?.base ?? here?.after ?? shown}
        truncated={!whole}
        label={text.value.text}
        edit={whole ? edit : null}
        digits={{
          base: draft === null ? from : 0,
          offset,
          onBit: draft === null && here === null ? (at, to) => void flip(at, to) : null,
          onOver: whole ? null : over,
        }}
        note={<PartNote value={value} editing={editing} />}
        {...decoding}
      />
    </div>
  );
}

function useEditDoor(draft: Draft | null, editing: Editing | null): EditDoor {
  const text = useText();
  const revision = useTab((state) => state.value.revision);
  const edit = useTab((state) => state.value.edit);
  const editBytes = useTab((state) => state.value.editBytes);
  const editThrough = useTab((state) => state.value.editThrough);
  const content = useMemo(() => (draft === null ? null : (): Bytes | null => contentOf(draft)), [draft]);
  const own = useMemo(() => textOf(draft, editing), [draft, editing]);
  const through = draft?.via === undefined ? null : { path: draft.via, text: draft.text };
  return { label: text.value.text, text: own, through, content, revision, onText: edit, onThrough: editThrough, onBytes: editBytes };
}

function textOf(draft: Draft | null, editing: Editing | null): string | null {
  if (draft === null) return editing?.kind === 'text' ? editing.text : null;
  if (draft.bytes !== null) return exactText(draft.bytes);
  return draft.via === undefined ? draft.text : null;
}

/** Bytes that were typed over in a value of which only a part is here: written in place, or given up. */
function PatchNote({ patch, here }: { readonly patch: Patch; readonly here: boolean }): ReactNode {
  const text = useText();
  const typePatch = useTab((state) => state.value.typePatch);
  const writePatch = useTab((state) => state.value.writePatch);
  const { told } = useEntryActions();
  const change = changeOf(patch);
  const [at, count] = change.kind === 'patch' ? [change.at, change.to.length] : [0, 0];
  const write = async (): Promise<void> => {
    const done = await writePatch();
    if ('code' in done) notifyFault(text, done);
    else told(text.strings.patched(count, at), done.undo);
  };
  useCommand('save', () => void write());
  useCommand('discard', () => typePatch(null));
  return (
    <div className="patch-note">
      <span className="ellipsis" role="status">
        <span className="value-unsaved">●</span> {here ? text.strings.patch(count, at) : text.strings.patchElsewhere(count, at)}
      </span>
      <Button variant="ghost" icon={<Undo2 size={14} />} onPress={() => typePatch(null)}>
        {text.value.discard}
      </Button>
      <Button variant="primary" icon={<Save size={14} />} command="save" hint="SETRANGE" onPress={() => void write()}>
        {text.strings.writePatch}
      </Button>
    </div>
  );
}

/** Why a part of a value cannot be typed over, and what would change that. */
function PartNote({ value, editing }: { readonly value: StringValue | null; readonly editing: Editing | null }): ReactNode {
  const text = useText();
  const loadAll = useTab((state) => state.value.loadAll);
  const here = value?.bytes.length ?? 0;
  const length = value?.length ?? 0;
  if (editing?.kind === 'big') return <Strip tone="info">{text.value.big(here, length)}</Strip>;
  return (
    <Strip tone="info" action={{ label: text.value.loadAll, run: loadAll }}>
      {text.value.part(here, length)}
    </Strip>
  );
}
