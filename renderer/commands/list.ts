/** Every command of Keytide once: palette, menus, shortcuts and cheat sheet are all made from this list. */
import type { Menu } from '../../shared/app.ts';
import type { Messages } from '../i18n/en.ts';

export type CommandId = keyof Messages['commands']['names'];
export type MenuId = Menu[number]['id'];

/** Where a shortcut counts: always, not while typing in a field, or only while a list, tree or grid has the focus. */
export type Where = 'anywhere' | 'outside-fields' | 'in-list';

export interface Command {
  readonly id: CommandId;
  /** In the neutral notation of keys.ts; the first one is shown. */
  readonly keys: { readonly desktop: readonly string[]; readonly browser: readonly string[] };
  readonly menu: MenuId | null;
  readonly where: Where;
  /** Shown in the palette: commands that only make sense on the focused row are not. */
  readonly palette: boolean;
}

interface Options {
  readonly keys?: readonly string[];
  /** Where a browser keeps the desktop's keys for itself. */
  readonly browser?: readonly string[];
  readonly menu?: MenuId;
  readonly where?: Where;
  readonly palette?: boolean;
}

function command(id: CommandId, options: Options = {}): Command {
  const desktop = options.keys ?? [];
  return {
    id,
    keys: { desktop, browser: options.browser ?? desktop },
    menu: options.menu ?? null,
    where: options.where ?? 'anywhere',
    palette: options.palette ?? true,
  };
}

function tab(digit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9): Command {
  return command(`tab${digit}`, { keys: [`Mod+${digit}`], browser: [`Alt+${digit}`], menu: 'window', palette: false });
}

/** In the order of menus and cheat sheet. */
export const commands: readonly Command[] = [
  command('about', { menu: 'app' }),
  command('newConnection', { keys: ['Mod+N'], browser: ['Alt+N'], menu: 'file' }),
  command('importConnections', { menu: 'file' }),
  command('findServers', { menu: 'file' }),
  command('trySample', { menu: 'file' }),
  command('newTab', { keys: ['Mod+T'], browser: ['Alt+T'], menu: 'file' }),
  command('closeTab', { keys: ['Mod+W'], browser: ['Alt+W'], menu: 'file' }),
  command('reopenTab', { keys: ['Mod+Shift+T'], browser: ['Alt+Shift+T'], menu: 'file' }),
  command('settings', { keys: ['Mod+,'], menu: 'file' }),
  command('undo', { keys: ['Mod+Z'], menu: 'edit', where: 'outside-fields' }),
  command('newKey', { menu: 'edit' }),
  command('bulkDelete', { menu: 'edit' }),
  command('bulkExpire', { menu: 'edit' }),
  command('bulkCopy', { menu: 'edit' }),
  command('bulkExport', { menu: 'edit' }),
  command('save', { keys: ['Mod+S'], menu: 'edit' }),
  command('discard', { menu: 'edit' }),
  command('remove', { keys: ['Delete', 'Mod+Backspace'], menu: 'edit', where: 'in-list' }),
  command('open', { keys: ['Enter'], where: 'in-list', palette: false }),
  command('peek', { keys: ['Space'], where: 'in-list', palette: false }),
  command('selectAll', { keys: ['Mod+A'], where: 'in-list', palette: false }),
  command('selectRow', { keys: ['Mod+Space'], where: 'in-list', palette: false }),
  command('renameKey', { keys: ['F2'], menu: 'edit', where: 'in-list' }),
  command('duplicateKey', { keys: ['Mod+D'], menu: 'edit', where: 'in-list' }),
  command('moveKey', { keys: ['Mod+Shift+M'], menu: 'edit', where: 'in-list' }),
  command('expireKey', { keys: ['Mod+E'], menu: 'edit', where: 'in-list' }),
  command('copyName', { keys: ['Mod+C'], where: 'in-list' }),
  command('copyCommand', { keys: ['Mod+Shift+C'], where: 'in-list' }),
  command('copyRecreate', { keys: ['Mod+Shift+X'], where: 'in-list' }),
  command('pinKey', { keys: ['Mod+B'], where: 'in-list' }),
  command('palette', { keys: ['Mod+K'], menu: 'view', palette: false }),
  command('filter', { keys: ['Mod+F'], menu: 'view' }),
  command('focusFilter', { keys: ['/'], where: 'outside-fields', palette: false }),
  command('goToKey', { keys: ['Mod+P'], menu: 'view' }),
  command('rescan', { menu: 'view' }),
  command('liveKeys', { menu: 'view' }),
  command('refresh', { keys: ['Mod+R', 'F5'], menu: 'view' }),
  command('back', { keys: ['Escape'], palette: false }),
  command('showKeys', { menu: 'view' }),
  command('showLive', { menu: 'view' }),
  command('showConsole', { keys: ['`'], menu: 'view', where: 'outside-fields' }),
  command('showServer', { menu: 'view' }),
  command('showJobs', { menu: 'view' }),
  command('goToMessage', { menu: 'view' }),
  command('nextGap', { keys: ['F8'], menu: 'view' }),
  command('previousGap', { keys: ['Shift+F8'], menu: 'view' }),
  command('pinMessage', { keys: ['P'], where: 'in-list' }),
  command('noteMessage', { keys: ['N'], where: 'in-list' }),
  command('nextMark', { keys: ['F7'], menu: 'view' }),
  command('previousMark', { keys: ['Shift+F7'], menu: 'view' }),
  command('run', { keys: ['Mod+Enter'], menu: 'connection' }),
  command('reconnect', { menu: 'connection' }),
  command('editConnection', { menu: 'connection' }),
  command('activity', { menu: 'connection' }),
  ...([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map(tab),
  command('cheatSheet', { keys: ['?'], menu: 'help', where: 'outside-fields' }),
  command('documentation', { menu: 'help' }),
  command('reportIssue', { menu: 'help' }),
];

const byId: ReadonlyMap<string, Command> = new Map(commands.map((one) => [one.id, one]));

/** Null for a name that no command has: names also come from the native menu. */
export function commandOf(id: string): Command | null {
  return byId.get(id) ?? null;
}
