/** The list of saved connections: found by typing, opened by click or Enter, edited and removed by button, key or menu. */
import { Lock, PencilLine, Search, ShieldCheck, Trash2, Unplug } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { type Profile, profileTitle } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { EnvBadge } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { ContextMenu } from '../ui/Menu.tsx';
import { Empty } from '../ui/Pane.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { findProfiles } from './find.ts';

interface Actions {
  readonly onOpen: (profile: Profile) => void;
  readonly onEdit: (profile: Profile) => void;
  readonly onRemove: (profile: Profile) => void;
}

/** From this many on, looking takes longer than typing. */
const searchFrom = 8;
/** Rows drawn at once: ten thousand connections are found by typing, not by scrolling. */
const pageSize = 50;

export function SavedConnections({ profiles, ...actions }: Actions & { readonly profiles: readonly Profile[] }): ReactNode {
  const text = useText();
  const [typed, setTyped] = useState('');
  const [most, setMost] = useState(pageSize);
  const [active, setActive] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  // The box never waits for the list.
  const wanted = useDeferredValue(typed);
  const found = useMemo(() => findProfiles(profiles, wanted), [profiles, wanted]);
  const shown = found.slice(0, most);
  // One row takes part in tabbing; the arrows choose which.
  const stop = shown.some(({ id }) => id === active) ? active : (shown[0]?.id ?? null);

  const focusRow = (index: number): void => list.current?.querySelectorAll<HTMLElement>('.saved-open')[index]?.focus();
  useFocusKept(
    active,
    shown.map(({ id }) => id),
    focusRow,
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = shown.findIndex(({ id }) => id === stop);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (next === undefined || shown[next] === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    focusRow(next);
  };

  return (
    <section className="saved-section">
      <div className="saved-head">
        <h2 id="saved-connections">{text.connections.saved}</h2>
        {found.length > shown.length && <span className="faint">{text.connections.shown(shown.length, found.length)}</span>}
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
            onEnter={() => shown[0] !== undefined && actions.onOpen(shown[0])}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown') return;
              event.preventDefault();
              focusRow(0);
            }}
          />
        )}
      </div>
      <ul ref={list} aria-labelledby="saved-connections" className="saved-list" onKeyDown={onKeyDown}>
        {shown.map((profile) => (
          <Row key={profile.id} profile={profile} tabbed={profile.id === stop} onActive={setActive} {...actions} />
        ))}
      </ul>
      {found.length === 0 && <Empty title={text.connections.noneFound} body={text.connections.noneFoundBody} />}
      {found.length > shown.length && (
        <Button variant="ghost" onPress={() => setMost(most + pageSize)}>
          {text.connections.showMore}
        </Button>
      )}
    </section>
  );
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

interface RowProps extends Actions {
  readonly profile: Profile;
  readonly tabbed: boolean;
  readonly onActive: (id: string) => void;
}

function Row({ profile, tabbed, onActive, onOpen, onEdit, onRemove }: RowProps): ReactNode {
  const text = useText();
  const title = plainString(profileTitle(profile), 80);
  const address = plainString(profileTitle({ ...profile, name: '' }), 120);
  const tabIndex = tabbed ? 0 : -1;
  const open = (): void => onOpen(profile);
  const edit = (): void => onEdit(profile);
  const remove = (): void => onRemove(profile);
  return (
    <ContextMenu
      entries={[
        { label: text.connections.open, icon: <Unplug size={14} />, run: open },
        { label: text.connections.editEntry, icon: <PencilLine size={14} />, run: edit },
        'separator',
        { label: text.connections.removeEntry, icon: <Trash2 size={14} />, danger: true, run: remove },
      ]}
    >
      <li className={`saved-row ${profile.color}`} onFocus={() => onActive(profile.id)}>
        <button
          type="button"
          className="saved-open"
          tabIndex={tabIndex}
          onClick={open}
          onKeyDown={(event) => {
            const act = event.key === 'Delete' ? remove : event.key === 'F2' ? edit : null;
            if (act === null) return;
            event.preventDefault();
            act();
          }}
        >
          <span className="saved-color" aria-hidden="true" />
          <span className="saved-words">
            <span className="saved-title">
              <bdi className="ellipsis">{title}</bdi>
              <EnvBadge badge={profile.badge} color={profile.color} />
              <ProtectionSign protection={profile.protection} />
            </span>
            {(profile.name.trim() !== '' || profile.db !== 0 || profile.tls) && (
              <span className="saved-address data faint">
                <bdi className="ellipsis">
                  {address}
                  {profile.db !== 0 && `/${profile.db}`}
                </bdi>
                {profile.tls && <span className="saved-tls">{text.connections.tls}</span>}
              </span>
            )}
          </span>
        </button>
        <IconButton label={text.connections.edit(title)} icon={<PencilLine size={14} />} tabIndex={tabIndex} onPress={edit} />
        <IconButton label={text.connections.remove(title)} variant="danger" icon={<Trash2 size={14} />} tabIndex={tabIndex} onPress={remove} />
      </li>
    </ContextMenu>
  );
}

function ProtectionSign({ protection }: Pick<Profile, 'protection'>): ReactNode {
  const text = useText();
  if (protection === 'free') return null;
  const name = text.connections.protections[protection];
  const Icon = protection === 'read-only' ? Lock : ShieldCheck;
  return (
    <Tooltip text={name}>
      <span className={`saved-protection ${protection}`} role="img" aria-label={name}>
        <Icon size={13} />
      </span>
    </Tooltip>
  );
}
