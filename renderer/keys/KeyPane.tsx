/** The key pane: filter and type over the list, how far the scan is under it. */
import './keys.css';
import { FolderTree, KeyRound, List, Plus, RotateCw, Search, Square } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import { coreTypes } from '../../shared/keys/keys.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { removeKey } from '../tab/removal.ts';
import { useTab } from '../tab/useTab.ts';
import { TypeBadge, useTypeName } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';
import { Kept } from '../ui/Kept.tsx';
import { Pane, type PaneState } from '../ui/Pane.tsx';
import { Select } from '../ui/Select.tsx';
import { KeyRows } from './KeyRows.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';

export interface KeyPaneProps {
  readonly onOpen: (key: Bytes) => void;
  readonly onRemove: (key: Bytes) => Promise<Fault | null>;
  readonly onRestore: (key: Bytes) => Promise<Fault | null>;
}

export function KeyPane({ onOpen, onRemove, onRestore }: KeyPaneProps): ReactNode {
  const text = useText();
  const drop = useTab((state) => state.keys.drop);
  const add = useTab((state) => state.keys.add);
  const offer = useTab((state) => state.offerUndo);
  const rescan = useTab((state) => state.keys.rescan);
  const noValue = useTab((state) => state.value.key === null);
  const [creating, setCreating] = useState(false);
  useCommand('newKey', () => setCreating(true));
  // With a value open, refreshing means the value.
  useCommand('refresh', rescan, noValue);
  return (
    <section className="key-pane" aria-label={text.keys.tree}>
      <KeyBar onNew={() => setCreating(true)} />
      <Content
        onNew={() => setCreating(true)}
        onOpen={onOpen}
        onRemove={(key) => void removeKey(text, key, { remove: onRemove, restore: onRestore, removed: drop, restored: add, offer })}
      />
      <ScanLine />
      <NewKeyDialog open={creating} onClose={() => setCreating(false)} onOpen={onOpen} />
    </section>
  );
}

interface ContentProps {
  readonly onNew: () => void;
  readonly onOpen: (key: Bytes) => void;
  readonly onRemove: (key: Bytes) => void;
}

function Content({ onNew, onOpen, onRemove }: ContentProps): ReactNode {
  const text = useText();
  const scan = useTab((state) => state.keys.scan);
  const empty = useTab((state) => state.keys.rows.length === 0);
  const awaySince = useTab((state) => state.connection.awaySince);
  const metaFault = useTab((state) => state.keys.metaFault);
  const rescan = useTab((state) => state.keys.rescan);
  const again = { label: text.ui.retry, run: rescan };
  if (empty && (scan.kind === 'idle' || scan.kind === 'running')) return <Pane state={{ kind: 'loading' }} />;
  if (empty && scan.kind === 'failed') return <Pane state={{ kind: 'failed', fault: scan.fault, action: again }} />;
  if (empty && scan.kind === 'complete') return <NothingFound onNew={onNew} />;
  const note =
    scan.kind === 'failed'
      ? text.keys.scanFailed(faultText(text, scan.fault).title)
      : metaFault === null
        ? null
        : text.keys.metaFailed(faultText(text, metaFault).title);
  return (
    <Kept awaySince={awaySince} note={note} action={again}>
      <KeyRows onOpen={onOpen} onRemove={onRemove} />
    </Kept>
  );
}

function NothingFound({ onNew }: { readonly onNew: () => void }): ReactNode {
  const text = useText();
  const narrow = useTab((state) => state.keys.filter !== '' || state.keys.type !== null);
  const setFilter = useTab((state) => state.keys.setFilter);
  const setType = useTab((state) => state.keys.setType);
  const clear = (): void => {
    setFilter('');
    setType(null);
  };
  const state: PaneState = narrow
    ? { kind: 'empty', icon: <Search size={24} />, title: text.keys.noMatch, body: text.keys.noMatchWhat, action: { label: text.keys.clearFilter, run: clear } }
    : {
        kind: 'empty',
        icon: <KeyRound size={24} />,
        title: text.keys.emptyDatabase,
        body: text.keys.emptyDatabaseWhat,
        action: { label: text.keys.newKey, run: onNew },
      };
  return <Pane state={state} />;
}

const typeChoices = ['all', ...coreTypes] as const;

function KeyBar({ onNew }: { readonly onNew: () => void }): ReactNode {
  const text = useText();
  const typeName = useTypeName();
  const type = useTab((state) => state.keys.type);
  const setType = useTab((state) => state.keys.setType);
  const layout = useTab((state) => state.keys.layout);
  const setLayout = useTab((state) => state.keys.setLayout);
  const chosen = typeChoices.find((one) => one === type) ?? 'all';
  return (
    <div className="key-bar">
      <FilterField />
      <Select
        label={text.keys.type}
        hideLabel
        value={chosen}
        choices={typeChoices.map((one) =>
          one === 'all' ? { value: one, label: text.keys.allTypes } : { value: one, label: typeName(one), icon: <TypeBadge type={one} /> },
        )}
        onChange={(next) => setType(next === 'all' ? null : next)}
      />
      <IconButton
        label={layout === 'tree' ? text.keys.asList : text.keys.asTree}
        icon={layout === 'tree' ? <List size={14} /> : <FolderTree size={14} />}
        onPress={() => setLayout(layout === 'tree' ? 'list' : 'tree')}
      />
      <IconButton label={text.keys.newKey} command="newKey" icon={<Plus size={16} />} onPress={onNew} />
    </div>
  );
}

/** Typing is not yet asking: the scan starts anew when it pauses. */
const pauseMs = 250;

function FilterField(): ReactNode {
  const text = useText();
  const filter = useTab((state) => state.keys.filter);
  const setFilter = useTab((state) => state.keys.setFilter);
  const [typed, setTyped] = useState(filter);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const focus = (): void => field.current?.select();
  useCommand('focusFilter', focus);
  useCommand('filter', focus);
  useEffect(() => setTyped(filter), [filter]);
  useEffect(() => {
    if (typed === filter) return undefined;
    const timer = setTimeout(() => setFilter(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, filter, setFilter]);
  return (
    <div className="key-filter" title={text.keys.filterHint}>
      <TextField
        ref={field}
        label={text.keys.filter}
        hideLabel
        placeholder={text.keys.filter}
        icon={<Search size={14} />}
        clearable
        data
        value={typed}
        onChange={setTyped}
        maxLength={1000}
        onEnter={() => setFilter(typed)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return;
          event.preventDefault();
          setTyped('');
          setFilter('');
        }}
      />
    </div>
  );
}

function ScanLine(): ReactNode {
  const text = useText();
  const scan = useTab((state) => state.keys.scan);
  const loaded = useTab((state) => state.keys.loaded);
  const total = useTab((state) => state.keys.total);
  const narrow = useTab((state) => state.keys.filter !== '' || state.keys.type !== null);
  const more = useTab((state) => state.keys.more);
  const stop = useTab((state) => state.keys.stop);
  const rescan = useTab((state) => state.keys.rescan);
  const words = (): string => {
    if (scan.kind === 'idle') return text.keys.notScanned;
    if (narrow) return scan.kind === 'complete' ? text.keys.foundAll(loaded) : text.keys.found(loaded);
    if (scan.kind === 'complete') return text.keys.complete(loaded);
    return total === null ? text.keys.count(loaded) : text.keys.countOf(loaded, total);
  };
  const share = narrow || total === null || total === 0 ? null : Math.min(1, loaded / total);
  return (
    <footer className="key-foot">
      <div className={`key-progress${scan.kind === 'running' ? ' running' : ''}${share === null ? ' unknown' : ''}`} aria-hidden="true">
        <div style={share === null ? {} : { transform: `scaleX(${share})` }} />
      </div>
      <span role="status" aria-label={text.keys.scan} className="ellipsis muted">
        {words()}
      </span>
      <span className="key-foot-actions">
        {scan.kind === 'waiting' && (
          <Button variant="ghost" onPress={more}>
            {text.keys.loadMore}
          </Button>
        )}
        {scan.kind === 'running' && <IconButton label={text.keys.stopScan} icon={<Square size={12} />} onPress={stop} />}
        <IconButton label={text.keys.rescan} icon={<RotateCw size={14} />} onPress={rescan} hint={`${text.keys.rescan} · SCAN`} />
      </span>
    </footer>
  );
}
