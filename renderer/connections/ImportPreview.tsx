/** The rows of an import: which of them are added, and what is to be said about the one that is looked at. */
import { CircleCheck, CircleX, Copy, Square, SquareCheck, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatUri } from '../../shared/connections/uri.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { VirtualList } from '../ui/VirtualList.tsx';
import type { Candidate } from './importing.ts';
import { noteText, verdictText } from './importText.ts';

export interface ImportPreviewProps {
  readonly rows: readonly Candidate[];
  readonly chosen: ReadonlySet<number>;
  readonly done: ReadonlySet<number>;
  readonly busy: boolean;
  readonly onChoose: (index: number) => void;
  readonly onChooseAll: (on: boolean) => void;
}

export function ImportPreview({ rows, chosen, done, busy, onChoose, onChooseAll }: ImportPreviewProps): ReactNode {
  const text = useText();
  // The first row that has something to say.
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      rows.findIndex(({ notes }) => notes.length > 0),
    ),
  );
  const row = rows[active];
  const choose = busy ? undefined : onChoose;
  return (
    <section className="import-preview" aria-label={text.imports.preview}>
      <div className="import-bar">
        <span className="muted">{text.imports.counts(chosen.size, rows.length)}</span>
        <Button variant="ghost" unavailable={busy ? text.imports.adding : undefined} onPress={() => onChooseAll(chosen.size === 0)}>
          {chosen.size === 0 ? text.imports.chooseNew : text.imports.chooseNone}
        </Button>
      </div>
      <div className="import-rows">
        <VirtualList
          role="listbox"
          label={text.imports.preview}
          multi
          count={rows.length}
          active={active}
          rowKey={(index) => index}
          onActive={(index) => setActive(index)}
          onOpen={choose}
          onPeek={choose}
          describe={(index) => ({ selected: chosen.has(index) })}
          renderRow={(index) => {
            const candidate = rows[index];
            return candidate === undefined ? null : <Row candidate={candidate} chosen={chosen.has(index)} done={done.has(index)} />;
          }}
        />
      </div>
      {row !== undefined && row.notes.length > 0 && (
        <div className="import-notes">
          <h3 className="field-label">{text.imports.row(row.at)}</h3>
          <ul>
            {row.notes.map((note) => {
              const words = noteText(text, note);
              return (
                <li key={JSON.stringify(note)}>
                  <bdi>{words}</bdi>
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
}

function Row({ candidate, chosen, done }: { readonly candidate: Candidate; readonly chosen: boolean; readonly done: boolean }): ReactNode {
  const text = useText();
  const { profile, verdict, known } = candidate;
  const tone = done ? 'new' : profile === null ? 'refused' : known !== null ? 'known' : verdict === 'partial' ? 'partial' : 'new';
  return (
    <>
      <span className="import-box">{profile !== null && !done && (chosen ? <SquareCheck size={15} /> : <Square size={15} />)}</span>
      <span className="faint import-at">{candidate.at}</span>
      <bdi className="data ellipsis import-what">
        {profile === null ? '—' : plainString(profile.name === '' ? formatUri(profile) : `${profile.name}  ${formatUri(profile)}`, 300)}
      </bdi>
      <span className={`import-verdict ${tone}`}>
        {tone === 'refused' ? (
          <CircleX size={13} />
        ) : tone === 'known' ? (
          <Copy size={13} />
        ) : tone === 'partial' ? (
          <TriangleAlert size={13} />
        ) : (
          <CircleCheck size={13} />
        )}
        <bdi className="ellipsis">{verdictText(text, candidate, done)}</bdi>
      </span>
    </>
  );
}
