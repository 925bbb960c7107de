/** The native menu in the words of one language, made from the command list. */
import type { Menu, Platform } from '../../shared/app.ts';
import type { Messages } from '../i18n/en.ts';
import { acceleratorOf } from './keys.ts';
import { type Command, commands, type MenuId } from './list.ts';

const order: readonly MenuId[] = ['app', 'file', 'edit', 'view', 'connection', 'window', 'help'];

export function menuOf(text: Messages, platform: Platform): Menu {
  return order
    .map((id) => ({
      id,
      label: text.commands.menus[id],
      items: commands
        .filter((command) => placeOf(command, platform) === id)
        .map((command) => ({ command: command.id, label: text.commands.names[command.id], accelerator: accelerator(command) })),
    }))
    .filter((menu) => menu.items.length > 0);
}

/** Only macOS has a menu named after the program. */
function placeOf(command: Command, platform: Platform): MenuId | null {
  if (platform === 'mac') return command.id === 'settings' ? 'app' : command.menu;
  return command.menu === 'app' ? 'help' : command.menu;
}

/** Undo belongs to the field that has the focus: a menu accelerator would take it away. */
function accelerator(command: Command): string {
  const first = command.keys.desktop[0];
  return first === undefined || command.where !== 'anywhere' ? '' : acceleratorOf(first);
}

type RoleName = keyof Messages['commands']['roles'];

/** What only the system can do, by menu: the page lends its words, so that a menu never speaks two languages. */
const rolesOnMac: Readonly<Partial<Record<MenuId, readonly RoleName[]>>> = {
  app: ['services', 'hide', 'hideOthers', 'unhide', 'quit'],
  edit: ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'],
  view: ['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'],
  window: ['minimize', 'zoom', 'front'],
};
const rolesElsewhere: typeof rolesOnMac = {
  file: ['quit'],
  edit: ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'],
  view: ['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'],
};

/** The menu as it is lent to a host that has a native one. */
export function nativeMenuOf(text: Messages, platform: Platform): Menu {
  const roles = platform === 'mac' ? rolesOnMac : rolesElsewhere;
  return menuOf(text, platform).map((section) => {
    const own = roles[section.id] ?? [];
    if (own.length === 0) return section;
    const lent = own.map((role) => ({ command: `role:${role}`, label: text.commands.roles[role], accelerator: '' }));
    return { ...section, items: [...section.items, { command: '-', label: '', accelerator: '' }, ...lent] };
  });
}
