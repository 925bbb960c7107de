/** What keeps a draft from being saved, with what the server has now beside what was typed, and the ways out. */
import { CircleAlert, CircleHelp } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import type { ValueRead } from '../../shared/value/value.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { useTypeName } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { TextView } from '../ui/decoded/TextView.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { DiffView } from './DiffView.tsx';
import { contentOf, wholeString } from './drafts.ts';

/** Enough of both sides to see where they differ. */
const shownBytes = 2048;
const none = new Uint8Array();

export function DraftNote({ onRestored }: { readonly onRestored: (key: Raw) => void }): ReactNode {
  const text = useText();
  const trouble = useTab((state) => state.value.draft?.trouble ?? null);
  const check = useTab((state) => state.value.check);
  const through = useTab((state) => state.value.draft?.via !== undefined);
  switch (trouble?.kind) {
    case undefined:
      return null;
    case 'conflict':
      return <Conflict theirs={trouble.theirs} onRestored={onRestored} />;
    case 'unknown':
      return (
        <Note title={text.value.unknownTitle} body={text.value.unknownWhat} icon={<CircleHelp size={16} />}>
          <Button variant="primary" onPress={() => void check()}>
            {text.value.check}
          </Button>
        </Note>
      );
    case 'unsaved':
      return <Strip tone="warn">{text.value.notSaved}</Strip>;
    case 'unwritable':
      return <Strip tone="danger">{through ? text.value.unfinished : text.value.unwritable}</Strip>;
    case 'failed':
      return (
        <div className="draft-note">
          <Failure fault={trouble.fault} inline />
        </div>
      );
  }
}

function Conflict({ theirs, onRestored }: { readonly theirs: ValueRead; readonly onRestored: (key: Raw) => void }): ReactNode {
  const text = useText();
  const typeName = useTypeName();
  const key = useTab((state) => state.value.key);
  const draft = useTab((state) => state.value.draft);
  const base = draft?.base ?? none;
  const yours = useMemo(() => (draft === null ? none : (contentOf(draft) ?? none)), [draft]);
  const keepMine = useTab((state) => state.value.keepMine);
  const discard = useTab((state) => state.value.discard);
  const recreate = useTab((state) => state.value.recreate);
  const again = async (): Promise<void> => {
    if ((await recreate()) && key !== null) onRestored(key);
  };
  const drop = <Button onPress={discard}>{text.value.discardMine}</Button>;
  if (theirs.kind === 'absent') {
    return (
      <Note title={text.value.goneTitle} body={text.value.goneWhat}>
        {drop}
        <Button variant="primary" onPress={() => void again()} hint="SET NX">
          {text.value.recreate}
        </Button>
      </Note>
    );
  }
  const whole = wholeString(theirs);
  if (theirs.kind !== 'string' || whole === null) {
    return (
      <Note title={text.value.typeTitle(typeName(theirs.kind === 'string' ? 'string' : theirs.type))} body={text.value.typeWhat}>
        {drop}
      </Note>
    );
  }
  return (
    <Note
      title={text.value.conflict}
      body={text.value.conflictWhat}
      sides={
        <>
          <Side title={text.value.theirsDiff}>
            <DiffView label={text.value.theirsDiff} before={base} after={whole} />
          </Side>
          <Side title={text.value.yoursDiff}>
            <DiffView label={text.value.yoursDiff} before={base} after={yours} />
          </Side>
          <Side title={text.value.loadedSide}>
            <TextView label={text.value.loadedSide} bytes={base.subarray(0, shownBytes)} />
          </Side>
        </>
      }
    >
      {drop}
      <Button variant="primary" onPress={keepMine}>
        {text.value.keepMine}
      </Button>
    </Note>
  );
}

interface NoteProps {
  readonly title: string;
  readonly body: string;
  readonly icon?: ReactNode;
  readonly sides?: ReactNode;
  readonly children: ReactNode;
}

function Note({ title, body, icon = <CircleAlert size={16} />, sides, children }: NoteProps): ReactNode {
  return (
    <div className="draft-note" role="alert">
      <div className="draft-note-box">
        {icon}
        <div className="draft-note-words">
          <h2>{title}</h2>
          <p className="muted">{body}</p>
          {sides !== undefined && <div className="draft-sides">{sides}</div>}
          <div className="draft-note-actions">{children}</div>
        </div>
      </div>
    </div>
  );
}

function Side({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <figure className="draft-side">
      <figcaption className="faint">{title}</figcaption>
      <div className="draft-side-text data">{children}</div>
    </figure>
  );
}
