/** One saved connection in the list: opened by click or Enter, the rest by button, key or menu. */
import { Copy, Lock, PencilLine, Share, ShieldCheck, Star, StarOff, Trash2, Unplug } from 'lucide-react';
import type { CSSProperties, DragEvent, ReactNode } from 'react';
import { type Profile, profileTitle } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { EnvBadge } from '../ui/Badge.tsx';
import { IconButton } from '../ui/Button.tsx';
import { ContextMenu } from '../ui/Menu.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { groupText } from './extras.ts';

export interface RowActions {
  readonly onOpen: (profile: Profile) => void;
  readonly onEdit: (profile: Profile) => void;
  readonly onRemove: (profile: Profile) => void;
  readonly onDuplicate: (profile: Profile) => void;
  readonly onFavourite: (profile: Profile) => void;
  readonly onExport: (ids: readonly string[]) => void;
}

export interface Dragging {
  readonly draggable: boolean;
  readonly onDragStart: (event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
  readonly onDragEnd: () => void;
}

interface RowProps extends RowActions {
  readonly profile: Profile;
  readonly depth: number;
  /** Where the list is not in groups, the row says in which it is. */
  readonly showGroup: boolean;
  readonly tabbed: boolean;
  readonly onActive: (key: string) => void;
  readonly drag?: Dragging | undefined;
  /** Where what is dragged would go. */
  readonly mark?: 'above' | 'below' | undefined;
}

export function SavedRow({
  profile,
  depth,
  showGroup,
  tabbed,
  onActive,
  drag,
  mark,
  onOpen,
  onEdit,
  onRemove,
  onDuplicate,
  onFavourite,
  onExport,
}: RowProps): ReactNode {
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
        { label: text.connections.duplicate, icon: <Copy size={14} />, run: () => onDuplicate(profile) },
        {
          label: profile.favourite ? text.connections.unfavourite : text.connections.makeFavourite,
          icon: profile.favourite ? <StarOff size={14} /> : <Star size={14} />,
          run: () => onFavourite(profile),
        },
        { label: text.connections.exportEntry, icon: <Share size={14} />, run: () => onExport([profile.id]) },
        'separator',
        { label: text.connections.removeEntry, icon: <Trash2 size={14} />, danger: true, run: remove },
      ]}
    >
      <li
        className={`saved-row ${profile.color}${mark === undefined ? '' : ` drop-${mark}`}`}
        style={{ '--depth': depth } as CSSProperties}
        onFocus={() => onActive(profile.id)}
        {...drag}
      >
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
              {profile.favourite && (
                <span className="saved-star" role="img" aria-label={text.connections.favourite}>
                  <Star size={12} />
                </span>
              )}
              {profile.tags.map((tag) => (
                <span key={tag} className="saved-tag">
                  {plainString(tag, 40)}
                </span>
              ))}
            </span>
            {(profile.name.trim() !== '' || profile.db !== 0 || profile.tls || profile.topology !== 'standalone' || profile.ssh.length > 0) && (
              <span className="saved-address data faint">
                <bdi className="ellipsis">
                  {address}
                  {profile.db !== 0 && `/${profile.db}`}
                </bdi>
                {profile.tls && <span className="saved-tls">{text.connections.tls}</span>}
                {profile.topology !== 'standalone' && <span className="saved-tls">{text.connections.topologies[profile.topology]}</span>}
                {profile.ssh.length > 0 && <span className="saved-tls">SSH</span>}
                {showGroup && profile.group.length > 0 && <bdi className="saved-tls ellipsis">{plainString(groupText(profile.group), 120)}</bdi>}
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
