/** Over a string: look for bytes in all of it, go to an offset, page through what is not loaded, and its way to and from a file. */
import { ChevronLeft, ChevronRight, ClipboardPaste, Copy, FileDown, FileUp, Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { copyForms, copyStringAs } from '../../shared/value/copyAs.ts';
import { maxFileUndo, type StringValue } from '../../shared/value/value.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/copy.ts';
import { Confirm } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Menu } from '../ui/Menu.tsx';
import { notify, notifyFault } from '../ui/Notices.tsx';
import { Progress } from '../ui/Progress.tsx';
import { download, fileName } from './download.ts';
import { askFile, openSink } from './fileDoor.ts';
import type { Source } from './parts.ts';
import { StringImport } from './StringImport.tsx';
import { windowBytes } from './stringPart.ts';
import { bytesOfTyped, textIn } from './typed.ts';
import { useEntryActions } from './useEntryActions.ts';

/** Forms that say any bytes. */
const written = ['hex', 'base64', 'escaped'] as const;

export function StringBar({ value, onHex }: { readonly value: StringValue; readonly onHex: () => void }): ReactNode {
  const whole = value.bytes.length === value.length;
  const transfer = useTab((state) => state.value.string.transfer);
  return (
    <div className="string-bar">
      <FindField />
      <OffsetField length={value.length} onHex={onHex} />
      {!whole && <Paging value={value} />}
      {transfer === null ? <Files value={value} whole={whole} /> : <Moving />}
    </div>
  );
}

function FindField(): ReactNode {
  const text = useText();
  const format = useFormat();
  const find = useTab((state) => state.value.string.find);
  const { findBytes, stepFound, endFind } = useTab((state) => state.value);
  const [typed, setTyped] = useState('');
  const needle = bytesOfTyped({ form: typed.includes('\\') ? 'escaped' : 'text', text: typed });
  return (
    <div className="string-find">
      <TextField
        label={text.strings.find}
        hideLabel
        data
        icon={<Search size={14} />}
        placeholder={text.strings.findWhat}
        value={typed}
        error={needle.ok ? null : text.entries.problems[needle.why]}
        onChange={(next) => {
          setTyped(next);
          endFind();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed !== '') {
            setTyped('');
            endFind();
          } else if (event.key !== 'Enter' || !needle.ok || typed === '') return;
          else if (find === null) void findBytes(needle.bytes);
          else stepFound(event.shiftKey ? -1 : 1);
          event.preventDefault();
        }}
      />
      {find !== null && (
        <>
          <span className="muted string-found" role="status">
            {find.found.length > 0
              ? text.strings.foundAt(find.at + 1, find.found.length, find.found[find.at] ?? 0)
              : find.done
                ? text.strings.notFound
                : text.strings.looking(format.percent(find.length === 0 ? 0 : find.looked / find.length))}
          </span>
          <IconButton label={text.strings.previous} icon={<ChevronLeft size={14} />} onPress={() => stepFound(-1)} />
          <IconButton label={text.strings.next} icon={<ChevronRight size={14} />} onPress={() => stepFound(1)} />
        </>
      )}
    </div>
  );
}

function OffsetField({ length, onHex }: { readonly length: number; readonly onHex: () => void }): ReactNode {
  const text = useText();
  const showAt = useTab((state) => state.value.showAt);
  const [typed, setTyped] = useState('');
  const offset = offsetOf(typed);
  const refused = typed !== '' && (offset === null || offset >= length);
  return (
    <div className="string-offset">
      <TextField
        label={text.strings.offset}
        hideLabel
        data
        placeholder={text.strings.offsetWhat}
        value={typed}
        error={refused ? text.strings.notOffset(length) : null}
        onChange={setTyped}
        onEnter={() => {
          if (offset === null || offset >= length) return;
          onHex();
          void showAt(offset);
        }}
      />
    </div>
  );
}

function offsetOf(typed: string): number | null {
  const text = typed.trim();
  if (/^0x[0-9a-f]{1,12}$/i.test(text)) return Number.parseInt(text.slice(2), 16);
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function Paging({ value }: { readonly value: StringValue }): ReactNode {
  const text = useText();
  const part = useTab((state) => state.value.string.part);
  const showAt = useTab((state) => state.value.showAt);
  const from = part?.from ?? 0;
  const shown = part?.bytes.length ?? value.bytes.length;
  return (
    <span className="string-pages">
      <IconButton
        label={text.strings.before}
        icon={<ChevronLeft size={14} />}
        {...(from === 0 ? { unavailable: text.strings.first } : {})}
        onPress={() => void showAt(Math.max(0, from - windowBytes))}
      />
      <span className="muted" role="status">
        {text.strings.range(from, from + shown, value.length)}
      </span>
      <IconButton
        label={text.strings.after}
        icon={<ChevronRight size={14} />}
        {...(from + shown >= value.length ? { unavailable: text.strings.last } : {})}
        onPress={() => void showAt(from + shown)}
      />
    </span>
  );
}

function Files({ value, whole }: { readonly value: StringValue; readonly whole: boolean }): ReactNode {
  const text = useText();
  const key = useTab((state) => state.value.key);
  const saveTo = useTab((state) => state.value.saveTo);
  const loadFrom = useTab((state) => state.value.loadFrom);
  const drafted = useTab((state) => state.value.draft !== null);
  const { told } = useEntryActions();
  const [asking, setAsking] = useState<Source | null>(null);
  const [typing, setTyping] = useState(false);
  if (key === null) return null;
  const save = async (): Promise<void> => {
    const sink = await openSink(fileName(key, 'bin'));
    if (sink === null) return;
    const fault = await saveTo(sink);
    if (fault !== null) notifyFault(text, fault);
    else notify({ title: text.strings.savedFile, tone: 'ok' });
  };
  const load = async (): Promise<void> => {
    const source = await askFile();
    if (source === null) return;
    if (source.size > maxFileUndo || value.length > maxFileUndo) setAsking(source);
    else await put(source);
  };
  const put = async (source: Source): Promise<void> => {
    setAsking(null);
    const done = await loadFrom(source);
    if ('code' in done) notifyFault(text, done);
    else told(text.strings.loadedFile(source.size), done.undo);
  };
  return (
    <span className="entries-tools">
      {whole && (
        <Menu
          align="end"
          trigger={<IconButton label={text.entries.copyAs} icon={<Copy size={14} />} />}
          entries={[
            {
              heading: text.entries.copyAs,
              entries: [
                ...copyForms.filter((form) => form !== 'CSV').map((form) => ({ label: form, run: () => copyText(text, copyStringAs(key, value.bytes, form)) })),
                ...written.map((form) => ({ label: text.entries.forms[form], run: () => copyText(text, textIn(value.bytes, form) ?? '') })),
              ],
            },
            'separator',
            {
              heading: text.strings.exportAs,
              entries: written.map((form) => ({
                label: `${text.entries.forms[form]} `,
                run: () => download(fileName(key, `${form}.txt`), [textIn(value.bytes, form) ?? '']),
              })),
            },
          ]}
        />
      )}
      <IconButton
        label={text.strings.importText}
        icon={<ClipboardPaste size={14} />}
        {...(drafted ? { unavailable: text.strings.draftFirst } : whole ? {} : { unavailable: text.strings.allFirst })}
        onPress={() => setTyping(true)}
      />
      {typing && <StringImport onClose={() => setTyping(false)} />}
      <IconButton label={text.strings.saveFile} icon={<FileDown size={14} />} onPress={() => void save()} />
      <IconButton
        label={text.strings.loadFile}
        icon={<FileUp size={14} />}
        {...(drafted ? { unavailable: text.strings.draftFirst } : {})}
        onPress={() => void load()}
      />
      <Confirm
        open={asking !== null}
        onClose={() => setAsking(null)}
        title={text.strings.loadFile}
        body={text.strings.loadFinal(value.length, asking?.size ?? 0)}
        action={text.strings.loadFile}
        danger
        onConfirm={() => asking !== null && void put(asking)}
      />
    </span>
  );
}

function Moving(): ReactNode {
  const text = useText();
  const transfer = useTab((state) => state.value.string.transfer);
  const stop = useTab((state) => state.value.stopTransfer);
  if (transfer === null) return null;
  return (
    <Progress
      label={transfer.kind === 'save' ? text.strings.saveFile : text.strings.loadFile}
      done={transfer.done}
      total={transfer.total}
      perSecond={transfer.perSecond}
      onCancel={stop}
    />
  );
}
