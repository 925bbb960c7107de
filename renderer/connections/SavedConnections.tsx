/** The saved connections: in groups and in the user's order, found by typing; favourites and the last opened ones first where there are many. */
import { ChevronRight, Search, Share } from 'lucide-react';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Profile, Recent } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { Empty } from '../ui/Pane.tsx';
import { findProfiles } from './find.ts';
import { dropped, type GroupRow, isIn, type ListRow, listRows, stepped, type Target } from './listing.ts';
import { type Dragging, type RowActions, SavedRow } from './SavedRow.tsx';

export interface ListActions extends RowActions {
  readonly onMove: (row: ListRow, target: Target) => void;
}

/** From this many on, looking takes longer than typing. */
const searchFrom = 8;
/** Rows drawn at once: ten thousand connections are found by typing, not by scrolling. */
const pageSize = 50;
const recentShown = 5;

interface SavedProps extends ListActions {
  readonly profiles: readonly Profile[];
  readonly recents: readonly Recent[];
}

export function SavedConnections({ profiles, recents, ...actions }: SavedProps): ReactNode {
  const text = useText();
  const [typed, setTyped] = useState('');
  const [most, setMost] = useState(pageSize);
  // The box never waits for the list.
  const wanted = useDeferredValue(typed);
  const searching = wanted.trim() !== '';
  const found = useMemo(() => findProfiles(profiles, wanted), [profiles, wanted]);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () => (searching ? found.map((profile): ListRow => ({ kind: 'profile', key: profile.id, profile, depth: 0 })) : listRows(profiles, folded)),
    [searching, found, profiles, folded],
  );
  const shown = rows.slice(0, most);
  const shownProfiles = shown.filter(({ kind }) => kind === 'profile').length;
  const quick = useMemo(() => (profiles.length < searchFrom ? [] : quickLists(profiles, recents)), [profiles, recents]);
  const first = useRef<HTMLDivElement>(null);
  const fold = ({ key, open }: GroupRow): void => {
    const next = new Set(folded);
    if (open) next.add(key);
    else next.delete(key);
    setFolded(next);
  };

  return (
    <section className="saved-section" ref={first}>
      <div className="saved-head">
        <h2 id="saved-connections">{text.connections.saved}</h2>
        {rows.length > shown.length && <span className="faint">{text.connections.shown(shownProfiles, found.length)}</span>}
        {profiles.length >= searchFrom && (
          <TextField
            label={text.connections.find}
            hideLabel
            placeholder={text.connections.find}
            icon={<Search size={14} />}
            value={typed}
            clearable
            onChange={(next) => {
              setTyped(next);
              setMost(pageSize);
            }}
            onEnter={() => found[0] !== undefined && actions.onOpen(found[0])}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown') return;
              event.preventDefault();
              first.current?.querySelector<HTMLElement>('.saved-open')?.focus();
            }}
          />
        )}
        <IconButton
          label={searching ? text.connections.exportFound(found.length) : text.connections.exportAll}
          icon={<Share size={14} />}
          onPress={() => actions.onExport((searching ? found : profiles).map(({ id }) => id))}
        />
      </div>
      {!searching &&
        quick.map(({ kind, profiles: some }) => (
          <Rows
            key={kind}
            id={`saved-${kind}`}
            title={text.connections.quick[kind]}
            profiles={some}
            rows={some.map((profile) => ({ kind: 'profile', key: profile.id, profile, depth: 0 }))}
            showGroup
            {...actions}
          />
        ))}
      {!searching && quick.length > 0 && <h3 className="saved-part faint">{text.connections.quick.all}</h3>}
      <Rows id="saved-connections" profiles={profiles} rows={shown} showGroup={searching} onFold={fold} movable={!searching} {...actions} />
      {found.length === 0 && <Empty title={text.connections.noneFound} body={text.connections.noneFoundBody} />}
      {rows.length > shown.length && (
        <Button variant="ghost" onPress={() => setMost(most + pageSize)}>
          {text.connections.showMore}
        </Button>
      )}
    </section>
  );
}

function quickLists(profiles: readonly Profile[], recents: readonly Recent[]) {
  const favourites = profiles.filter(({ favourite }) => favourite);
  const byId = new Map(profiles.filter(({ favourite }) => !favourite).map((profile) => [profile.id, profile]));
  const opened = recents.flatMap(({ id }) => byId.get(id) ?? []).slice(0, recentShown);
  return [
    { kind: 'favourites' as const, profiles: favourites.slice(0, pageSize) },
    { kind: 'recent' as const, profiles: opened },
  ].filter((list) => list.profiles.length > 0);
}

interface RowsProps extends ListActions {
  /** Of the heading; with `title` it is drawn here. */
  readonly id: string;
  readonly title?: string;
  readonly profiles: readonly Profile[];
  readonly rows: readonly ListRow[];
  readonly showGroup: boolean;
  readonly movable?: boolean;
  readonly onFold?: (row: GroupRow) => void;
}

function Rows({ id, title, profiles, rows, showGroup, movable = false, onFold, onMove, ...actions }: RowsProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [dragged, setDragged] = useState<ListRow | null>(null);
  const [over, setOver] = useState<{ readonly key: string; readonly lower: boolean } | null>(null);
  // One row takes part in tabbing; the arrows choose which.
  const stop = rows.some(({ key }) => key === active) ? active : (rows[0]?.key ?? null);
  const focusRow = (index: number): void => list.current?.querySelectorAll<HTMLElement>('.saved-open')[index]?.focus();
  const keys = rows.map(({ key }) => key);
  useFocusKept(active, keys, focusRow);
  useFocusFollows(list, active, keys);

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex(({ key }) => key === stop);
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      const target =
        movable && event.key === 'ArrowUp' ? stepped(profiles, rows, at, -1) : movable && event.key === 'ArrowDown' ? stepped(profiles, rows, at, 1) : null;
      if (target === null) return;
      event.preventDefault();
      return onMove(row, target);
    }
    if (row.kind === 'group' && ((event.key === 'ArrowLeft' && row.open) || (event.key === 'ArrowRight' && !row.open))) {
      event.preventDefault();
      return onFold?.(row);
    }
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined || rows[next] === undefined) return;
    event.preventDefault();
    focusRow(next);
  };

  const dragOf = (row: ListRow): Dragging | undefined =>
    !movable
      ? undefined
      : {
          draggable: true,
          onDragStart: (event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', '');
            setDragged(row);
          },
          onDragOver: (event) => {
            if (dragged === null || !mayDrop(dragged, row)) return;
            event.preventDefault();
            const box = event.currentTarget.getBoundingClientRect();
            const lower = event.clientY > box.top + box.height / 2;
            if (over?.key !== row.key || over.lower !== lower) setOver({ key: row.key, lower });
          },
          onDrop: (event) => {
            event.preventDefault();
            if (dragged !== null && over !== null && mayDrop(dragged, row)) onMove(dragged, dropped(profiles, row, over.lower));
            setDragged(null);
            setOver(null);
          },
          onDragEnd: () => {
            setDragged(null);
            setOver(null);
          },
        };
  const markOf = (row: ListRow): 'above' | 'below' | undefined => (over?.key !== row.key ? undefined : over.lower ? 'below' : 'above');

  return (
    <>
      {title !== undefined && (
        <h3 id={id} className="saved-part faint">
          {title}
        </h3>
      )}
      <ul ref={list} aria-labelledby={id} className="saved-list" onKeyDown={onKeyDown} {...(movable ? { 'aria-description': text.connections.moveHint } : {})}>
        {rows.map((row) =>
          row.kind === 'profile' ? (
            <SavedRow
              key={row.key}
              profile={row.profile}
              depth={row.depth}
              showGroup={showGroup}
              tabbed={row.key === stop}
              onActive={setActive}
              drag={dragOf(row)}
              mark={markOf(row)}
              {...actions}
            />
          ) : (
            <li
              key={row.key}
              className={`saved-row group${over?.key === row.key ? ' drop-into' : ''}`}
              style={{ '--depth': row.depth } as CSSProperties}
              onFocus={() => setActive(row.key)}
              {...dragOf(row)}
            >
              <button type="button" className="saved-open" aria-expanded={row.open} tabIndex={row.key === stop ? 0 : -1} onClick={() => onFold?.(row)}>
                <ChevronRight size={14} className="saved-turn" />
                <bdi className="ellipsis">{plainString(row.path.at(-1) ?? '', 80)}</bdi>
                <span className="faint">{format.number(row.count)}</span>
              </button>
            </li>
          ),
        )}
      </ul>
    </>
  );
}

/** Nothing into itself. */
function mayDrop(dragged: ListRow, over: ListRow): boolean {
  if (dragged.key === over.key) return false;
  return dragged.kind === 'profile' || !isIn(over.kind === 'group' ? over.path : over.profile.group, dragged.path);
}

/** A row that was moved keeps the focus: where it stands now its old place is another's. */
function useFocusFollows(list: { readonly current: HTMLUListElement | null }, active: string | null, keys: readonly string[]): void {
  const at = active === null ? -1 : keys.indexOf(active);
  const before = useRef(at);
  useEffect(() => {
    const movedAway = before.current !== -1 && at !== -1 && before.current !== at;
    before.current = at;
    if (!movedAway || list.current === null || document.activeElement !== document.body) return;
    list.current.querySelectorAll<HTMLElement>('.saved-open')[at]?.focus();
  });
}

/** A focused row that is removed hands the focus to the one that takes its place, once the question that removed it is gone. */
function useFocusKept(active: string | null, ids: readonly string[], focusRow: (index: number) => void): void {
  const before = useRef(ids);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const at = active === null ? -1 : before.current.indexOf(active);
    const gone = at >= 0 && !ids.includes(active ?? '');
    before.current = ids;
    if (!gone) return;
    timer.current = setTimeout(() => {
      if (document.activeElement === document.body) focusRow(Math.min(at, ids.length - 1));
    }, 200);
  });
}
