/** Over the list: what is looked for, and how the list is arranged. */
import { ArrowDownWideNarrow, CaseSensitive, FolderTree, List, ListFilter, Pin, Plus, Regex, Search, X, Zap } from 'lucide-react';
import { type ReactNode, type Ref, useRef } from 'react';
import { type Bytes, idOf } from '../../shared/bytes.ts';
import { coreTypes } from '../../shared/keys/keys.ts';
import { maxFilter, sortKeys } from '../../shared/keys/shape.ts';
import { plainText } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { TypeBadge, useTypeName } from '../ui/Badge.tsx';
import { IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { Select } from '../ui/Select.tsx';
import { ttlText } from '../ui/ttlText.ts';
import type { Asking } from './asking.ts';
import { ways } from './filter.ts';

export interface KeyBarProps {
  readonly ask: (asking: Asking) => void;
  readonly onOpen: (key: Bytes) => void;
}

export function KeyBar({ ask, onOpen }: KeyBarProps): ReactNode {
  const text = useText();
  const { layout } = useTab((state) => state.keys.shape);
  const arrange = useTab((state) => state.keys.arrange);
  return (
    <div className="key-bar">
      <div className="key-bar-line">
        <FilterField />
        <IconButton label={text.keys.newKey} command="newKey" icon={<Plus size={16} />} onPress={() => ask({ kind: 'new', prefix: null })} />
      </div>
      <div className="key-bar-line key-bar-tools">
        <TypeSelect />
        <MoreFilters ask={ask} />
        <span className="key-bar-gap" />
        <SortMenu ask={ask} />
        <IconButton
          label={layout === 'tree' ? text.keys.asList : text.keys.asTree}
          icon={layout === 'tree' ? <List size={14} /> : <FolderTree size={14} />}
          onPress={() => arrange({ layout: layout === 'tree' ? 'list' : 'tree' })}
        />
        <PinnedMenu onOpen={onOpen} />
        <LiveButton ask={ask} />
      </div>
      <Narrowed />
    </div>
  );
}

/** By itself, and by what it shows only: a frame comes many times a second. */
function LiveButton({ ask }: Pick<KeyBarProps, 'ask'>): ReactNode {
  const text = useText();
  const now = useTab(({ keys: { frame } }) => (frame === null || frame.live.mode === 'off' ? null : frame.live.state));
  return (
    <IconButton
      label={text.keys.live}
      command="liveKeys"
      hint={now === null ? text.keys.live : text.keys.liveStates[now]}
      icon={<Zap size={14} className={now === null ? undefined : `key-live ${now}`} />}
      pressed={now !== null}
      onPress={() => ask({ kind: 'live' })}
    />
  );
}

function FilterField(): ReactNode {
  const text = useText();
  const typed = useTab((state) => state.keys.typed);
  const way = useTab((state) => state.keys.way);
  const caseSensitive = useTab((state) => state.keys.shape.filter.caseSensitive);
  const error = useTab((state) => state.keys.frame?.filter.error ?? null);
  const { setTyped, setWay, narrow } = useActions('keys');
  const field: Ref<HTMLInputElement & HTMLTextAreaElement> & { current: (HTMLInputElement & HTMLTextAreaElement) | null } = useRef(null);
  const focus = (): void => field.current?.select();
  useCommand('focusFilter', focus);
  useCommand('filter', focus);
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
        maxLength={maxFilter}
        error={typed === '' || error === null ? null : text.keys.filterError(error.at + 1, error.message)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'Enter')
            event.currentTarget.closest('.key-pane')?.querySelector<HTMLElement>('[role="tree"]')?.focus();
          else if (event.key === 'Escape' && typed !== '') setTyped('');
          else return;
          event.preventDefault();
        }}
        trailing={
          <>
            <IconButton
              label={text.keys.caseSensitive}
              icon={<CaseSensitive size={15} />}
              pressed={caseSensitive}
              onPress={() => narrow({ caseSensitive: !caseSensitive })}
            />
            <Menu
              align="end"
              trigger={<IconButton label={text.keys.way} icon={<Regex size={14} />} {...(way === 'auto' ? {} : { variant: 'plain' as const })} />}
              entries={ways.map((one) => ({ label: text.keys.ways[one], checked: one === way, run: () => setWay(one) }))}
            />
          </>
        }
      />
    </div>
  );
}

const typeChoices = ['all', ...coreTypes, 'ReJSON-RL'] as const;

function TypeSelect(): ReactNode {
  const text = useText();
  const typeName = useTypeName();
  const type = useTab((state) => state.keys.shape.filter.type);
  const narrow = useTab((state) => state.keys.narrow);
  return (
    <Select
      label={text.keys.type}
      hideLabel
      value={typeChoices.find((one) => one === type) ?? 'all'}
      choices={typeChoices.map((one) =>
        one === 'all' ? { value: one, label: text.keys.allTypes } : { value: one, label: typeName(one), icon: <TypeBadge type={one} /> },
      )}
      onChange={(next) => narrow({ type: next === 'all' ? null : next })}
    />
  );
}

const ttlChoices = [60_000, 3_600_000, 86_400_000, 7 * 86_400_000] as const;
const sizeChoices = [1024, 65_536, 1_048_576, 16_777_216] as const;

function MoreFilters({ ask }: Pick<KeyBarProps, 'ask'>): ReactNode {
  const text = useText();
  const format = useFormat();
  const { ttl, size } = useTab((state) => state.keys.shape.filter);
  const narrow = useTab((state) => state.keys.narrow);
  const entries: readonly MenuEntry[] = [
    {
      heading: text.keys.byTtl,
      entries: [
        { label: text.keys.any, checked: ttl === null, run: () => narrow({ ttl: null }) },
        { label: text.keys.noTtl, checked: ttl?.kind === 'none', run: () => narrow({ ttl: { kind: 'none' } }) },
        ...ttlChoices.map((ms) => ({
          label: text.keys.ttlBelow(ttlText(ms)),
          checked: ttl?.kind === 'below' && ttl.ms === ms,
          run: () => narrow({ ttl: { kind: 'below', ms } }),
        })),
        { label: text.keys.other, run: () => ask({ kind: 'limits', of: 'ttl' }) },
      ],
    },
    'separator',
    {
      heading: text.keys.bySize,
      entries: [
        { label: text.keys.anySize, checked: size === null, run: () => narrow({ size: null }) },
        ...sizeChoices.map((atLeast) => ({
          label: text.keys.sizeAtLeast(format.bytes(atLeast)),
          checked: size?.atLeast === atLeast,
          run: () => narrow({ size: { atLeast } }),
        })),
        { label: text.keys.otherSize, run: () => ask({ kind: 'limits', of: 'size' }) },
      ],
    },
  ];
  return (
    <Menu
      trigger={
        <IconButton label={text.keys.moreFilters} icon={<ListFilter size={14} />} {...(ttl === null && size === null ? {} : { variant: 'plain' as const })} />
      }
      entries={entries}
    />
  );
}

function SortMenu({ ask }: Pick<KeyBarProps, 'ask'>): ReactNode {
  const text = useText();
  const { sort, delimiters } = useTab((state) => state.keys.shape);
  const arrange = useTab((state) => state.keys.arrange);
  const entries: readonly MenuEntry[] = [
    {
      heading: text.keys.sort,
      entries: sortKeys.map((by) => ({ label: text.keys.sorts[by], checked: sort.by === by, run: () => arrange({ sort: { by, descending: by !== 'name' } }) })),
    },
    'separator',
    { label: text.keys.descending, checked: sort.descending, run: () => arrange({ sort: { ...sort, descending: !sort.descending } }) },
    'separator',
    { label: text.keys.delimiters(delimiters.join(' ')), run: () => ask({ kind: 'limits', of: 'delimiters' }) },
  ];
  return <Menu align="end" trigger={<IconButton label={text.keys.sort} icon={<ArrowDownWideNarrow size={14} />} />} entries={entries} />;
}

const shownName = 60;

function PinnedMenu({ onOpen }: Pick<KeyBarProps, 'onOpen'>): ReactNode {
  const text = useText();
  const pinned = useTab((state) => state.keys.pinned);
  const recent = useTab((state) => state.keys.recent);
  const entry = (name: Bytes): MenuEntry => ({ label: plainText(name, shownName) || text.keys.emptyName, run: () => onOpen(name) });
  const others = recent.filter((one) => !pinned.some((pin) => idOf(pin) === idOf(one)));
  const entries: readonly MenuEntry[] = [
    ...(pinned.length === 0 ? [] : [{ heading: text.keys.pinned, entries: distinct(pinned.map(entry)) }, 'separator' as const]),
    others.length === 0
      ? { label: pinned.length === 0 ? text.keys.nothingPinned : text.keys.nothingRecent, disabled: true, run: () => undefined }
      : { heading: text.keys.recent, entries: distinct(others.map(entry)) },
  ];
  return <Menu align="end" trigger={<IconButton label={text.keys.pinnedAndRecent} icon={<Pin size={14} />} />} entries={entries} />;
}

/** Names that look the same in one line, such as two long ones with the same beginning, are told apart by a number. */
function distinct(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    if (entry === 'separator' || !('label' in entry)) return entry;
    const count = (seen.get(entry.label) ?? 0) + 1;
    seen.set(entry.label, count);
    return count === 1 ? entry : { ...entry, label: `${entry.label} (${count})` };
  });
}

/** What narrows the list beside name and type, each with its way out. */
function Narrowed(): ReactNode {
  const text = useText();
  const format = useFormat();
  const { ttl, size } = useTab((state) => state.keys.shape.filter);
  const unmeasured = useTab((state) => state.keys.frame?.filter.unmeasured ?? 0);
  const narrow = useTab((state) => state.keys.narrow);
  if (ttl === null && size === null) return null;
  return (
    <div className="key-bar-line key-narrowed">
      {ttl !== null && <NarrowChip label={ttl.kind === 'none' ? text.keys.noTtl : text.keys.ttlBelow(ttlText(ttl.ms))} onClear={() => narrow({ ttl: null })} />}
      {size !== null && <NarrowChip label={text.keys.sizeAtLeast(format.bytes(size.atLeast))} onClear={() => narrow({ size: null })} />}
      {unmeasured > 0 && <span className="faint ellipsis">{text.keys.unmeasured(unmeasured)}</span>}
    </div>
  );
}

function NarrowChip({ label, onClear }: { readonly label: string; readonly onClear: () => void }): ReactNode {
  const text = useText();
  return (
    <span className="badge accent key-narrow">
      {label}
      <IconButton label={text.keys.clearOne(label)} icon={<X size={12} />} onPress={onClear} />
    </span>
  );
}
