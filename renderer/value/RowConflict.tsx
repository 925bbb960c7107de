/** What keeps an entry from being written: what was loaded, what the server has now and what was typed, side by side, and the ways out. */
import { CircleAlert, CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Row } from '../../shared/value/edit.ts';
import type { Column } from '../../shared/value/value.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { type RowDraft, rowOf } from './rowDraft.ts';

export function RowConflict({ draft, onDiscard }: { readonly draft: RowDraft; readonly onDiscard: () => void }): ReactNode {
  const text = useText();
  const keep = useTab((state) => state.value.keepRow);
  const check = useTab((state) => state.value.checkRow);
  const type = useTab((state) => state.value.typeRow);
  const { trouble, base, columns } = draft;
  if (trouble?.kind === 'unknown')
    return (
      <Note icon={<CircleHelp size={16} />} title={text.entries.unknownTitle} body={text.entries.unknownWhat}>
        <Button variant="primary" onPress={() => void check()}>
          {text.entries.check}
        </Button>
      </Note>
    );
  if (trouble?.kind !== 'conflict') return null;
  const mine = rowOf(draft);
  const gone = trouble.theirs === null;
  const [title, body] = gone
    ? [text.entries.goneTitle, text.entries.goneWhat]
    : base === null
      ? [text.entries.existsTitle, text.entries.existsWhat]
      : [text.entries.conflictTitle, text.entries.conflictWhat];
  return (
    <Note icon={<CircleAlert size={16} />} title={title} body={body}>
      <div className="draft-sides">
        {base !== null && <Side title={text.entries.loadedSide} columns={columns} row={base} />}
        <Side title={text.entries.theirs} columns={columns} row={trouble.theirs} />
        <Side title={text.entries.yours} columns={columns} row={mine.ok ? mine.row : null} />
      </div>
      <div className="draft-note-actions">
        <Button onPress={onDiscard}>{text.entries.discard}</Button>
        {gone ? (
          <Button variant="primary" onPress={() => type({ ...draft, base: null, at: 'tail', trouble: null })}>
            {text.entries.addAgain}
          </Button>
        ) : (
          <Button variant="primary" onPress={keep}>
            {text.entries.keep}
          </Button>
        )}
      </div>
    </Note>
  );
}

interface NoteProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly body: string;
  readonly children: ReactNode;
}

function Note({ icon, title, body, children }: NoteProps): ReactNode {
  return (
    <div className="draft-note" role="alert">
      <div className="draft-note-box">
        {icon}
        <div className="draft-note-words">
          <h2>{title}</h2>
          <p className="muted">{body}</p>
          {children}
        </div>
      </div>
    </div>
  );
}

/** Enough to see where the sides differ. */
const shown = 1024;

function Side({ title, columns, row }: { readonly title: string; readonly columns: readonly Column[]; readonly row: Row | null }): ReactNode {
  const text = useText();
  return (
    <figure className="draft-side">
      <figcaption className="faint">{title}</figcaption>
      <div className="draft-side-text data">
        {row === null
          ? text.entries.nothing
          : columns.map((column, at) =>
              column === 'expires' ? null : (
                <div key={column}>
                  <span className="faint">{text.value.columns[column]} </span>
                  <Bytes bytes={row[at] ?? new Uint8Array()} cap={shown} />
                </div>
              ),
            )}
      </div>
    </figure>
  );
}
