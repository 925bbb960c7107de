/** Entries from a file: read, held against what is there, shown, and written in one step that can be taken back. */
import { FileUp } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Why } from '../../shared/decoders/decoder.ts';
import type { Fault } from '../../shared/fault.ts';
import { type Importable, maxEditRows, type Row } from '../../shared/value/edit.ts';
import { rowsFrom } from '../../shared/value/importRows.ts';
import { plainString } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { whyText } from '../ui/decoded/whyText.ts';
import { Failure, Strip } from '../ui/Pane.tsx';
import type { Entries } from './entries.ts';
import { isSameRow } from './rowDraft.ts';
import { useEntryActions } from './useEntryActions.ts';

export interface EntryImportProps {
  readonly entries: Entries;
  readonly type: Importable;
  readonly onClose: () => void;
}

interface Read {
  readonly file: string;
  /** Of rows that are there with other cells. */
  readonly from: readonly Row[];
  /** New ones, and what takes the place of `from`. */
  readonly to: readonly Row[];
  readonly same: number;
}

const largestFile = 16 * 1024 * 1024;
const shownRows = 50;

export function EntryImport({ entries, type, onClose }: EntryImportProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const { elements, exchangeRows, editRows, refresh } = useTab((state) => state.value);
  const { told } = useEntryActions();
  const field = useRef<HTMLInputElement>(null);
  const [read, setRead] = useState<Read | null>(null);
  const [refused, setRefused] = useState<{ readonly file: string; readonly why: Why } | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const { columns } = entries;
  const named = type !== 'list' && type !== 'stream';

  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setRead(null);
    setRefused(null);
    setFault(null);
    const name = plainString(file.name, 80);
    if (file.size > largestFile) return setRefused({ file: name, why: { kind: 'cap-input', detail: format.bytes(largestFile) } });
    const found = rowsFrom(new Uint8Array(await file.arrayBuffer()), type, columns, () => performance.now());
    if (!found.ok) return setRefused({ file: name, why: found.why });
    if (!named) return setRead({ file: name, from: [], to: found.value, same: 0 });
    const there = await elements(found.value);
    if ('code' in there) return setFault(there);
    const others = found.value.filter((row, at) => !isThere(row, there[at]));
    setRead({
      file: name,
      from: there.filter((row, at) => row !== null && !isThere(found.value[at] ?? [], row)) as Row[],
      to: others,
      same: found.value.length - others.length,
    });
  };
  const isThere = (row: Row, now: Row | null | undefined): boolean => now !== null && now !== undefined && isSameRow(columns, row, now);

  const write = async ({ from, to }: Read): Promise<void> => {
    setBusy(true);
    const done = named ? await exchangeRows({ from, to, whole: false }) : await editRows({ kind: 'add', rows: to, at: 'tail' });
    setBusy(false);
    if ('code' in done) return done.code === 'cancelled' ? undefined : setFault(done);
    onClose();
    refresh();
    told(text.importing.done(to.length), done.undo);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={text.importing.title}
      description={`${text.importing.what[type]} ${text.importing.limit(maxEditRows)}`}
      footer={
        <>
          <Button onPress={onClose}>{text.ui.cancel}</Button>
          <Button variant="primary" disabled={busy || read === null || read.to.length === 0} onPress={() => read !== null && void write(read)}>
            {text.importing.start(read?.to.length ?? 0)}
          </Button>
        </>
      }
    >
      <div className="entry-import">
        <div>
          <input
            ref={field}
            type="file"
            hidden
            accept=".json,.csv,.tsv,.txt"
            onChange={(event) => {
              void take(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <Button icon={<FileUp size={14} />} onPress={() => field.current?.click()}>
            {text.importing.choose}
          </Button>
        </div>
        {refused !== null && (
          <Strip tone="danger">
            {refused.file}: {whyText(text, refused.why)}
          </Strip>
        )}
        {fault !== null && <Failure fault={fault} inline />}
        {read !== null && (
          <>
            <p>
              {text.importing.found(read.file, read.to.length + read.same)}
              <span className="muted">
                {' · '}
                {read.to.length === 0 ? text.importing.nothing : text.importing.counts(read.to.length - read.from.length, read.from.length, read.same)}
              </span>
            </p>
            <ul className="entry-import-rows data" aria-label={text.importing.preview}>
              {read.to.slice(0, shownRows).map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity yet, and never move
                <li key={at}>
                  {row.map((cell, column) =>
                    columns[column] === 'index' || columns[column] === 'expires' || columns[column] === 'id' ? null : (
                      // biome-ignore lint/suspicious/noArrayIndexKey: its column is what it is
                      <span key={column} className="ellipsis">
                        <Bytes bytes={cell.subarray(0, 200)} cap={200} size={cell.length} />
                      </span>
                    ),
                  )}
                </li>
              ))}
            </ul>
            {read.to.length > shownRows && <span className="muted">{text.importing.more(read.to.length - shownRows)}</span>}
          </>
        )}
      </div>
    </Dialog>
  );
}
