/**
 * The native menu: the page's commands in the page's words, and beside them what only the system can do (roles).
 *
 * A lent item whose command is `role:copy`, `role:quit`, ... gives that role its translated words; `-` is a line. Roles that were not
 * lent are added with Electron's own words, so that Copy and Paste work in every field, also before a page has lent anything.
 * There is no role that reloads: Ctrl+R and F5 belong to the page.
 */
import type { MenuItemConstructorOptions } from 'electron';
import type { Menu, Platform } from '../../shared/app.ts';
import { plainText } from './plainText.ts';

type SectionId = Menu[number]['id'];
type Item = Menu[number]['items'][number];
type Role = NonNullable<MenuItemConstructorOptions['role']>;

const line = '-';
const rolePrefix = 'role:';

const order: readonly SectionId[] = ['app', 'file', 'edit', 'view', 'connection', 'window', 'help'];
const fallbackLabels: Readonly<Record<SectionId, string>> = {
  app: 'Keytide',
  file: 'File',
  edit: 'Edit',
  view: 'View',
  connection: 'Connection',
  window: 'Window',
  help: 'Help',
};

const zoomAndScreen: readonly (Role | typeof line)[] = ['resetZoom', 'zoomIn', 'zoomOut', line, 'togglefullscreen'];
const editing: readonly (Role | typeof line)[] = ['undo', 'redo', line, 'cut', 'copy', 'paste', 'selectAll'];

/** What each section has besides the page's commands. `close` is missing on purpose: its Ctrl+W would take the page's "close tab". */
const rolesOnMac = new Map<SectionId, readonly (Role | typeof line)[]>([
  ['app', ['about', line, 'services', line, 'hide', 'hideOthers', 'unhide', line, 'quit']],
  ['edit', editing],
  ['view', zoomAndScreen],
  ['window', ['minimize', 'zoom', line, 'front']],
]);
const rolesElsewhere = new Map<SectionId, readonly (Role | typeof line)[]>([
  ['file', ['quit']],
  ['edit', editing],
  ['view', zoomAndScreen],
]);

export interface NativeMenuOptions {
  readonly platform: Platform;
  readonly devTools: boolean;
  readonly choose: (command: string) => void;
}

export function nativeMenu(menu: Menu, options: NativeMenuOptions): MenuItemConstructorOptions[] {
  const standard = options.platform === 'mac' ? rolesOnMac : rolesElsewhere;
  const lendable = new Set<string>([...standard.values()].flat().filter((role) => role !== line));
  const lent = new Map(menu.map((section) => [section.id, section]));
  const ids = order.filter((id) => lent.has(id) || standard.has(id));

  return ids.flatMap((id) => {
    const section = lent.get(id);
    const items = (section?.items ?? []).flatMap((item) => itemOf(item, lendable, options.choose));
    const present = new Set(items.map((item) => item.role));
    const added = (standard.get(id) ?? [])
      // A page that lends anything here brings an About of its own.
      .filter((role) => role === line || !(present.has(role) || (role === 'about' && items.length > 0)))
      .map((role): MenuItemConstructorOptions => (role === line ? { type: 'separator' } : { role }));
    const extra: MenuItemConstructorOptions[] = [];
    // The plus of most keyboards needs Shift; people press the key without.
    if (id === 'view') extra.push({ role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false });
    if (id === 'view' && options.devTools) extra.push({ type: 'separator' }, { role: 'toggleDevTools' });
    const submenu = tidy([...items, { type: 'separator' }, ...added, ...extra]);
    if (submenu.length === 0) return [];
    const label = labelOf(section?.label ?? '') || fallbackLabels[id];
    // Only these two mean something to macOS as a whole section: the list of windows, and the search field.
    const role: Role | null = options.platform === 'mac' && (id === 'window' || id === 'help') ? id : null;
    return role === null ? { label, submenu } : { label, role, submenu };
  });
}

function itemOf(item: Item, lendable: ReadonlySet<string>, choose: (command: string) => void): MenuItemConstructorOptions[] {
  if (item.command === line) return [{ type: 'separator' }];
  const label = labelOf(item.label);
  const accelerator = isAccelerator(item.accelerator) ? { accelerator: item.accelerator } : {};
  if (!item.command.startsWith(rolePrefix)) return [{ label, ...accelerator, click: () => choose(item.command) }];
  const role = item.command.slice(rolePrefix.length);
  // Nothing where it is no role here: the page lends one menu to three systems.
  return lendable.has(role) ? [{ role: role as Role, label, ...accelerator }] : [];
}

/** No line at either end, and none after another. */
function tidy(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  const isLine = (item: MenuItemConstructorOptions | undefined): boolean => item === undefined || item.type === 'separator';
  const kept: MenuItemConstructorOptions[] = [];
  for (const item of items) if (!isLine(item) || !isLine(kept.at(-1))) kept.push(item);
  if (isLine(kept.at(-1))) kept.pop();
  return kept;
}

/** `&` marks a letter to press on Windows and Linux; doubled it is itself on every system. */
function labelOf(text: string): string {
  return plainText(text, 120).replaceAll('&', '&&');
}

const modifier = '(?:CommandOrControl|CmdOrCtrl|Command|Cmd|Control|Ctrl|Alt|Option|AltGr|Shift|Super|Meta)';
const key =
  '(?:[A-Z0-9]|F(?:[1-9]|1\\d|2[0-4])|Plus|Space|Tab|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|[!-/:-@[-`{-~])';
const acceleratorForm = new RegExp(`^(?:${modifier}\\+)*${key}$`, 'i');

/** Electron throws away the whole menu for one accelerator it cannot read. */
function isAccelerator(text: string): boolean {
  return acceleratorForm.test(text);
}
