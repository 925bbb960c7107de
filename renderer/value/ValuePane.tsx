/** The value pane: what key it is and how long it lives, its value in the shape of its type, and what can be done with it. */
import './value.css';
import { CircleAlert, Copy, FileDiff, FileQuestionMark, FileX, MapPin, MousePointerClick, RotateCw, Save, Trash2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Bytes, idOf } from '../../shared/bytes.ts';
import { maxDraft } from '../../shared/value/drafts.ts';
import { plainString } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { removeKey } from '../tab/removal.ts';
import { type Decoding, useDecoding } from '../tab/useDecoding.ts';
import { useTab } from '../tab/useTab.ts';
import { TypeBadge } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';
import { Kept } from '../ui/Kept.tsx';
import { Empty, Pane, Strip } from '../ui/Pane.tsx';
import { DraftNote } from './DraftNote.tsx';
import { titleOf } from './EntryInspector.tsx';
import { ModuleView, PlacesView } from './modules/ModuleView.tsx';
import { StringBar } from './StringBar.tsx';
import { StringKind } from './StringKind.tsx';
import { StringView } from './StringView.tsx';
import type { Loaded } from './state.ts';
import { TableView } from './TableView.tsx';
import { TtlField } from './TtlField.tsx';
import { useEntryActions } from './useEntryActions.ts';
import { WatchMenu, WatchPane } from './WatchPane.tsx';

export interface ValuePaneProps {
  readonly onRemoved: (key: Bytes) => void;
  /** The key is there again: undone, or created again. */
  readonly onRestored: (key: Bytes) => void;
}

export function ValuePane(props: ValuePaneProps): ReactNode {
  const text = useText();
  const key = useTab((state) => state.value.key);
  return (
    <section className="value-pane" aria-label={text.value.region}>
      {key === null ? (
        <Pane state={{ kind: 'empty', icon: <MousePointerClick size={24} />, title: text.value.nothing, body: text.value.nothingWhat }} />
      ) : (
        <Opened key={idOf(key)} {...props} name={key} />
      )}
    </section>
  );
}

function Opened({ name, onRemoved, onRestored }: ValuePaneProps & { readonly name: Bytes }): ReactNode {
  const text = useText();
  const loaded = useTab((state) => state.value.loaded);
  const fault = useTab((state) => state.value.fault);
  const drafted = useTab((state) => state.value.draft !== null);
  const refresh = useTab((state) => state.value.refresh);
  const awaySince = useTab((state) => state.connection.awaySince);
  const again = { label: text.ui.retry, run: refresh };
  // A draft stays in sight whatever became of its key.
  const string = drafted || loaded?.value.kind === 'string';
  const decoding = useDecoding(name);
  useCommand('refresh', refresh);
  return (
    <>
      <KeyHeader name={name} loaded={loaded} string={string} onRemoved={onRemoved} onRestored={onRestored} />
      {loaded === null && !drafted ? (
        <Pane state={fault === null ? { kind: 'loading' } : { kind: 'failed', fault, action: again }} skeleton="text" />
      ) : (
        <Kept awaySince={awaySince} note={fault === null ? null : text.value.staleRead(faultText(text, fault).title)} action={again}>
          <ChangedNote />
          <DraftNote onRestored={onRestored} />
          <WatchPane />
          <Content loaded={loaded} string={string} decoding={decoding} />
        </Kept>
      )}
    </>
  );
}

interface ContentProps {
  readonly loaded: Loaded | null;
  readonly string: boolean;
  readonly decoding: Decoding;
}

function Content({ loaded, string: isString, decoding }: ContentProps): ReactNode {
  const text = useText();
  const value = loaded?.value ?? null;
  const places = useTab((state) => state.value.places !== null && state.value.places === state.value.key) && value?.kind === 'table' && value.type === 'zset';
  if (isString) {
    const string = value?.kind === 'string' ? value : null;
    return (
      <>
        {string !== null && (
          <StringBar key={`bar ${string.length > string.bytes.length}`} value={string} onHex={() => decoding.onPath([{ name: 'hex', argument: '' }])} />
        )}
        {string !== null && <StringKind value={string} />}
        <StringView value={string} editing={loaded?.editing ?? null} decoding={decoding} />
      </>
    );
  }
  switch (value?.kind) {
    case 'table':
      return places ? <PlacesView /> : <TableView value={value} decoding={decoding} />;
    case 'module':
      return <ModuleView value={value} />;
    case 'absent':
      return <Empty icon={<FileX size={24} />} title={text.value.absent} body={text.value.absentWhat} />;
    case 'other':
      return (
        <Empty
          icon={<FileQuestionMark size={24} />}
          title={text.value.other(plainString(value.type, 60))}
          body={text.value.otherWhat(value.memory, value.dump)}
        />
      );
    default:
      return null;
  }
}

interface KeyHeaderProps extends ValuePaneProps {
  readonly name: Bytes;
  readonly loaded: Loaded | null;
  readonly string: boolean;
}

/** More of a name than this is no help in one line; copying takes all of it. */
const shownName = 1000;

/** Live keys said so; what is shown stays until it is read again. */
function ChangedNote(): ReactNode {
  const text = useText();
  const format = useFormat();
  const changed = useTab((state) => state.value.changed);
  const refresh = useTab((state) => state.value.refresh);
  if (changed === null) return null;
  return (
    <Strip tone="warn" icon={<CircleAlert size={14} />} action={{ label: text.value.readAgain, run: refresh }}>
      {text.value.changedThere[changed.what](format.clock(changed.at))}
    </Strip>
  );
}

function KeyHeader({ name, loaded, string, onRemoved, onRestored }: KeyHeaderProps): ReactNode {
  const text = useText();
  const remove = useTab((state) => state.value.remove);
  const offer = useTab((state) => state.offerUndo);
  const restore = useTab((state) => state.value.restore);
  const refresh = useTab((state) => state.value.refresh);
  const value = loaded?.value ?? null;
  const there = value !== null && value.kind !== 'absent';
  return (
    <header className="value-head">
      <div className="value-line">
        {value?.kind !== 'absent' && <TypeBadge type={value === null ? null : value.kind === 'string' ? 'string' : value.type} />}
        <div className="value-name">
          <TextField
            label={text.value.keyName}
            hideLabel
            data
            readOnly
            value={`${safeText(name.subarray(0, shownName))}${name.length > shownName ? '…' : ''}`}
            placeholder={text.keys.emptyName}
            onChange={() => undefined}
            trailing={<IconButton label={text.value.copyName} icon={<Copy size={14} />} onPress={() => copyText(text, safeText(name))} />}
          />
        </div>
        {there && <TtlField ttl={value.ttl} at={loaded?.at ?? 0} />}
      </div>
      <div className="value-line">
        <span className="value-facts muted ellipsis">
          <Size loaded={loaded} />
        </span>
        {string && <SaveButtons />}
        {(string || value?.kind === 'table') && <WatchMenu />}
        {value?.kind === 'table' && value.type === 'zset' && <PlacesButton />}
        <IconButton label={text.value.refresh} command="refresh" icon={<RotateCw size={14} />} onPress={refresh} />
        <IconButton
          label={text.value.remove}
          variant="danger"
          icon={<Trash2 size={14} />}
          hint={`${text.value.remove} · UNLINK`}
          {...(there ? {} : { unavailable: text.value.absent })}
          onPress={() => void removeKey(text, name, { remove, restore, removed: onRemoved, restored: onRestored, offer })}
        />
      </div>
    </header>
  );
}

/** A sorted set does not tell that it is one of places: who knows it, says so. */
function PlacesButton(): ReactNode {
  const text = useText();
  const shown = useTab((state) => state.value.places !== null && state.value.places === state.value.key);
  const show = useTab((state) => state.value.showPlaces);
  return (
    <IconButton
      label={text.modules.showPlaces}
      hint={`${text.modules.showPlaces} · GEOPOS`}
      icon={<MapPin size={14} />}
      pressed={shown}
      onPress={() => show(!shown)}
    />
  );
}

function Size({ loaded }: { readonly loaded: Loaded | null }): ReactNode {
  const text = useText();
  const format = useFormat();
  const busy = useTab((state) => state.value.busy);
  const drafted = useTab((state) => state.value.draft !== null);
  const long = useTab(({ value: { draft } }) => draft !== null && draft.text.length + draft.base.length + (draft.bytes?.length ?? 0) > maxDraft);
  const value = loaded?.value;
  return (
    <>
      {value?.kind === 'string' && format.bytes(value.length)}
      {value?.kind === 'table' && text.value.holds[titleOf(value.type)](value.length)}
      {value?.kind === 'module' && value.memory !== null && format.bytes(value.memory)}
      {loaded?.editing?.kind === 'text' && loaded.editing.lineEnd === 'crlf' && <span title={text.value.crlfWhat}> · {text.value.crlf}</span>}
      {drafted && (
        <span className="value-unsaved">
          {' '}
          ● {text.value.unsaved}
          {long && ` · ${text.value.unsavedLong}`}
        </span>
      )}
      {busy === 'loading' && <span> · {text.value.loading}</span>}
      {busy === 'saving' && <span> · {text.value.saving}</span>}
    </>
  );
}

function SaveButtons(): ReactNode {
  const text = useText();
  const drafted = useTab((state) => state.value.draft !== null);
  const saving = useTab((state) => state.value.busy === 'saving');
  const blocked = useTab((state) => state.value.draft?.trouble?.kind === 'conflict' || state.value.draft?.trouble?.kind === 'unknown');
  const save = useTab((state) => state.value.save);
  const discard = useTab((state) => state.value.discard);
  const { told } = useEntryActions();
  const send = (): void =>
    void save().then((undo) => {
      if (undo !== null) told(text.value.saved, undo);
    });
  useCommand('save', send, drafted);
  useCommand('discard', discard, drafted);
  const why = drafted ? undefined : text.value.nothingChanged;
  const comparing = useTab((state) => state.value.comparing);
  const compare = useTab((state) => state.value.compare);
  return (
    <>
      <IconButton
        label={text.value.changes}
        icon={<FileDiff size={14} />}
        pressed={comparing}
        {...(why === undefined ? {} : { unavailable: why })}
        onPress={() => compare(!comparing)}
      />
      <Button variant="ghost" icon={<Undo2 size={14} />} unavailable={why} onPress={discard}>
        {text.value.discard}
      </Button>
      <Button
        variant={drafted ? 'primary' : 'plain'}
        icon={<Save size={14} />}
        command="save"
        unavailable={blocked ? text.value.conflict : saving ? text.value.saving : why}
        onPress={send}
      >
        {text.value.save}
      </Button>
    </>
  );
}
