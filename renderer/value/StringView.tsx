/** A string: an editor where it can be edited without changing what was not touched, else a view that says why it cannot. */
import { type ReactNode, useMemo } from 'react';
import { exactText } from '../../shared/bytes.ts';
import type { StringValue } from '../../shared/value/value.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { CodeEditor } from '../ui/CodeEditor.tsx';
import { Strip } from '../ui/Pane.tsx';
import { BytesView } from './BytesView.tsx';
import { DiffView } from './DiffView.tsx';
import { contentOf, type Draft } from './drafts.ts';
import type { Editing } from './editing.ts';
import type { ViewAs } from './state.ts';

export interface StringViewProps {
  /** Null where the server has no string any more and only the draft is left. */
  readonly value: StringValue | null;
  readonly editing: Editing | null;
  readonly view: ViewAs;
}

export function StringView({ value, editing, view }: StringViewProps): ReactNode {
  const text = useText();
  const draft = useTab((state) => state.value.draft);
  const revision = useTab((state) => state.value.revision);
  const edit = useTab((state) => state.value.edit);
  const part = useTab((state) => state.value.string.part);
  const offset = useTab((state) => state.value.string.offset);
  const editBytes = useTab((state) => state.value.editBytes);
  const whole = draft !== null || (value !== null && value.bytes.length === value.length);
  const comparing = useTab((state) => state.value.comparing);
  const typed = textOf(draft, editing);
  // An editor has no use for bytes, and making them of megabytes for each letter would be felt.
  const editor = view === 'text' && typed !== null && !comparing;
  const bytes = useMemo(
    () => (editor ? none : draft === null ? (part?.bytes ?? value?.bytes ?? none) : (contentOf(draft) ?? none)),
    [editor, draft, value, part],
  );
  if (comparing && draft !== null) return <DiffView label={text.value.changes} before={draft.base} after={bytes} />;
  if (editor) {
    return (
      <div className="value-body">
        <CodeEditor label={text.value.text} text={typed} revision={revision} language={looksLikeJson(typed) ? 'json' : 'text'} onEdit={edit} />
      </div>
    );
  }
  return (
    <div className="value-body">
      <WhyNot value={value} editing={editing} view={view} drafted={draft !== null} />
      <BytesView
        bytes={bytes}
        view={view}
        label={text.value.text}
        base={draft === null ? (part?.from ?? 0) : 0}
        offset={offset}
        editable={draft === null}
        onBytes={whole ? editBytes : null}
      />
    </div>
  );
}

const none = new Uint8Array();

/** Cheap: what it is is only said by its first and last letter, and the editor says where it is wrong. */
function looksLikeJson(text: string): boolean {
  const trimmed = text.length > 2_000_000 ? text.slice(0, 100).trimStart() : text.trim();
  return /^[[{]/.test(trimmed) && (text.length > 2_000_000 || /[\]}]$/.test(trimmed.slice(-1)));
}

function textOf(draft: Draft | null, editing: Editing | null): string | null {
  if (draft !== null) return draft.bytes === null ? draft.text : exactText(draft.bytes);
  return editing?.kind === 'text' ? editing.text : null;
}

interface WhyNotProps {
  readonly value: StringValue | null;
  readonly editing: Editing | null;
  readonly view: ViewAs;
  readonly drafted: boolean;
}

/** Why what is shown cannot be typed over, and what would change that. */
function WhyNot({ value, editing, view, drafted }: WhyNotProps): ReactNode {
  const text = useText();
  const loadAll = useTab((state) => state.value.loadAll);
  const here = value?.bytes.length ?? 0;
  const length = value?.length ?? 0;
  if (drafted || editing?.kind === 'text') return view === 'json' ? <Strip tone="info">{text.value.viewOnly}</Strip> : null;
  switch (editing?.kind) {
    case undefined:
      return <Strip tone="info">{text.value.absent}</Strip>;
    case 'part':
      return (
        <Strip tone="info" action={{ label: text.value.loadAll, run: loadAll }}>
          {text.value.part(here, length)}
        </Strip>
      );
    case 'big':
      return <Strip tone="info">{text.value.big(here, length)}</Strip>;
    case 'binary':
      return view === 'bits' || view === 'hex' ? null : <Strip tone="info">{text.value.binary}</Strip>;
  }
}
