/** A string: a text field where it can be edited without changing what was not touched, else a view that says why it cannot. */
import { type ReactNode, useMemo, useState } from 'react';
import type { StringValue } from '../../shared/value/value.ts';
import { visibleText } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { type PaneAction, Strip } from '../ui/Pane.tsx';
import { BytesView } from './BytesView.tsx';
import type { Draft } from './drafts.ts';
import { bytesOf, type Editing } from './editing.ts';
import type { ViewAs } from './state.ts';
import { isEasy, TextEditor } from './TextEditor.tsx';

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
  const loadAll = useTab((state) => state.value.loadAll);
  const [anyway, setAnyway] = useState(false);
  const [faithful, setFaithful] = useState(true);
  const typed = textOf(draft, editing);
  const bytes = useMemo(() => (draft === null ? value?.bytes : bytesOf(draft.text, draft.lineEnd)) ?? new Uint8Array(), [draft, value]);
  const easy = draft !== null || typed === null || isEasy(typed);

  const { note, action } = whyNot(text, value, editing, { faithful, loadAll, editAnyway: () => setAnyway(true) });

  if (view !== 'text') {
    const whole = draft !== null || (editing?.kind !== 'part' && editing?.kind !== 'big');
    return (
      <div className="value-body">
        {!whole && (
          <Strip tone="info" action={action}>
            {note}
          </Strip>
        )}
        {whole && view === 'json' && <Strip tone="info">{text.value.viewOnly}</Strip>}
        <BytesView bytes={bytes} view={view} label={text.value.text} />
      </div>
    );
  }
  if (typed !== null && faithful && (easy || anyway)) {
    return (
      <div className="value-body">
        <Hidden text={typed} />
        <TextEditor label={text.value.text} text={typed} revision={revision} onEdit={edit} onUnfaithful={() => setFaithful(false)} />
      </div>
    );
  }
  return (
    <div className="value-body">
      <Strip tone="info" action={action}>
        {note}
      </Strip>
      <BytesView bytes={bytes} view="text" label={text.value.text} />
    </div>
  );
}

function textOf(draft: Draft | null, editing: Editing | null): string | null {
  if (draft !== null) return draft.text;
  return editing?.kind === 'text' ? editing.text : null;
}

interface Reasons {
  readonly faithful: boolean;
  loadAll(): void;
  editAnyway(): void;
}

function whyNot(
  text: Messages,
  value: StringValue | null,
  editing: Editing | null,
  { faithful, loadAll, editAnyway }: Reasons,
): { note: string; action?: PaneAction } {
  const here = value?.bytes.length ?? 0;
  const length = value?.length ?? 0;
  if (editing === null) return { note: text.value.absent };
  if (!faithful) return { note: text.value.unfaithful };
  switch (editing.kind) {
    case 'part':
      return { note: text.value.part(here, length), action: { label: text.value.loadAll, run: loadAll } };
    case 'big':
      return { note: text.value.big(here, length) };
    case 'binary':
      return { note: text.value.binary };
    case 'mixed':
      return { note: text.value.mixed };
    case 'text':
      return { note: text.value.large(length), action: { label: text.value.editAnyway, run: editAnyway } };
  }
}

/** A field shows bidi and zero-width characters as a text does, that is not at all: at least it is said. */
function Hidden({ text: typed }: { readonly text: string }): ReactNode {
  const text = useText();
  const hides = useMemo(
    () => visibleText(typed.slice(0, 65_536).replaceAll(/[\n\t]/g, ''), 65_536).runs.some((run) => run.kind === 'chip' && run.why !== 'space'),
    [typed],
  );
  return hides ? <Strip tone="warn">{text.value.hidden}</Strip> : null;
}
