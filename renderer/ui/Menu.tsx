/** Menus: under a button, or where the pointer is. */
import './overlay.css';
import { ContextMenu as BaseContext } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { shortcutText } from '../commands/keys.ts';
import type { CommandId } from '../commands/list.ts';
import { useSurface } from '../commands/useCommand.ts';
import { useShortcut } from './Kbd.tsx';

export type MenuEntry = MenuAction | MenuSub | MenuGroup | 'separator';

export interface MenuAction {
  readonly label: string;
  readonly run: () => void;
  readonly icon?: ReactNode;
  /** Shows the shortcut of this command. */
  readonly command?: CommandId;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Beside the label, at the far end. */
  readonly hint?: string;
  /** For a choice among others or a toggle; it then is a checkbox by role. */
  readonly checked?: boolean;
}
export interface MenuSub {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly entries: readonly MenuEntry[];
}
/** A heading over the entries after it. */
export interface MenuGroup {
  readonly heading: string;
  readonly entries: readonly MenuEntry[];
}

export interface MenuProps {
  /** A Button or IconButton. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
  readonly onOpen?: () => void;
}

export function Menu({ trigger, entries, align = 'start', onOpen }: MenuProps): ReactNode {
  return (
    <Base.Root modal={false} onOpenChange={(open) => open && onOpen?.()}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="popup-layer" sideOffset={4} align={align}>
          <Base.Popup className="popup menu">
            <Entries entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface ContextMenuProps {
  readonly entries: readonly MenuEntry[];
  /** One element; the menu opens anywhere in it (and by the menu key). */
  readonly children: ReactElement<Record<string, unknown>>;
}

export function ContextMenu({ entries, children }: ContextMenuProps): ReactNode {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className="popup-layer">
          <BaseContext.Popup className="popup menu">
            <Entries entries={entries} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}

/** Entries are made by code, in an order that does not change while the menu is open. */
function Entries({ entries }: { readonly entries: readonly MenuEntry[] }): ReactNode {
  return entries.map((entry, index) => {
    if (entry === 'separator') {
      // biome-ignore lint/suspicious/noArrayIndexKey: separators have no other identity and no state
      return <Base.Separator key={`line ${index}`} className="menu-line" />;
    }
    if ('heading' in entry) {
      return (
        <Base.Group key={entry.heading}>
          <Base.GroupLabel className="menu-heading">{entry.heading}</Base.GroupLabel>
          <Entries entries={entry.entries} />
        </Base.Group>
      );
    }
    if ('entries' in entry) {
      return (
        <Base.SubmenuRoot key={entry.label}>
          <Base.SubmenuTrigger className="menu-item">
            <span className="menu-icon">{entry.icon}</span>
            <span className="menu-text">{entry.label}</span>
            <ChevronRight size={14} className="menu-hint" />
          </Base.SubmenuTrigger>
          <Base.Portal>
            <Base.Positioner className="popup-layer" sideOffset={2} alignOffset={-5}>
              <Base.Popup className="popup menu">
                <Entries entries={entry.entries} />
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.SubmenuRoot>
      );
    }
    // biome-ignore lint/suspicious/noArrayIndexKey: two that are named alike are two
    return <Action key={`${index} ${entry.label}`} entry={entry} />;
  });
}

function Action({ entry }: { readonly entry: MenuAction }): ReactNode {
  const { platform } = useSurface();
  const keys = useShortcut(entry.command);
  const className = entry.danger === true ? 'menu-item danger' : 'menu-item';
  const rest = (
    <>
      <span className="menu-text">{entry.label}</span>
      {entry.hint !== undefined && <span className="menu-hint">{entry.hint}</span>}
      {keys !== null && (
        <span className="menu-hint" aria-hidden="true">
          {shortcutText(keys, platform)}
        </span>
      )}
    </>
  );
  if (entry.checked !== undefined) {
    return (
      <Base.CheckboxItem className={className} checked={entry.checked} disabled={entry.disabled ?? false} closeOnClick onCheckedChange={() => entry.run()}>
        <span className="menu-icon">
          <Base.CheckboxItemIndicator>
            <Check size={14} />
          </Base.CheckboxItemIndicator>
        </span>
        {rest}
      </Base.CheckboxItem>
    );
  }
  return (
    <Base.Item className={className} disabled={entry.disabled ?? false} onClick={() => entry.run()}>
      <span className="menu-icon">{entry.icon}</span>
      {rest}
    </Base.Item>
  );
}
