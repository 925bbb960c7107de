/** The native menu made of what a page lends: words, order, roles, accelerators. */
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { nativeMenu } from '../../../electron/desktop/nativeMenu.ts';
import type { Menu, Platform } from '../../../shared/app.ts';

const make = (menu: Menu, platform: Platform = 'linux', devTools = false, choose: (command: string) => void = () => undefined) =>
  nativeMenu(menu, { platform, devTools, choose });
const section = (items: MenuItemConstructorOptions[], label: string) =>
  items.find((item) => item.label === label)?.submenu as MenuItemConstructorOptions[] | undefined;
const item = (command: string, label = command, accelerator = '') => ({ command, label, accelerator });

describe('what only the system can do', () => {
  test('is there with nothing lent, per system', () => {
    expect(make([], 'linux').map((one) => one.label)).toEqual(['File', 'Edit', 'View']);
    expect(make([], 'windows').map((one) => one.label)).toEqual(['File', 'Edit', 'View']);
    expect(make([], 'mac').map((one) => one.label)).toEqual(['Keytide', 'Edit', 'View', 'Window']);
    expect(section(make([], 'mac'), 'Keytide')?.at(-1)).toEqual({ role: 'quit' });
    expect(section(make([], 'linux'), 'File')).toEqual([{ role: 'quit' }]);
  });

  test('is named by the page where it lends words, and added where it does not', () => {
    const edit = section(make([{ id: 'edit', label: '编辑', items: [item('role:copy', '复制'), item('role:paste', '粘贴')] }]), '编辑');
    expect(edit?.filter((one) => one.role === 'copy')).toEqual([{ role: 'copy', label: '复制' }]);
    expect(edit?.filter((one) => one.role === 'paste')).toEqual([{ role: 'paste', label: '粘贴' }]);
    expect(edit?.map((one) => one.role ?? one.type)).toEqual(['copy', 'paste', 'separator', 'undo', 'redo', 'separator', 'cut', 'selectAll']);
  });

  test.each(['role:reload', 'role:forceReload', 'role:close', 'role:toggleDevTools', 'role:nonsense', 'role:__proto__', 'role:-'])(
    '%s cannot be lent',
    (command) => {
      const view = section(make([{ id: 'view', label: 'View', items: [item(command, 'x')] }]), 'View');
      expect(view?.some((one) => one.label === 'x')).toBe(false);
    },
  );

  test('zooms with the plus key of any keyboard, and has developer tools only where asked', () => {
    const view = section(make([]), 'View');
    expect(view).toContainEqual({ role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false });
    expect(view?.some((one) => one.role === 'toggleDevTools')).toBe(false);
    expect(section(make([], 'linux', true), 'View')?.at(-1)).toEqual({ role: 'toggleDevTools' });
  });
});

describe("the page's commands", () => {
  test('come first, in order, with lines where it drew them, and say what was chosen', () => {
    const chosen: string[] = [];
    const menu: Menu = [
      { id: 'help', label: 'Help', items: [item('help.keys', 'Keyboard')] },
      { id: 'file', label: 'File', items: [item('-'), item('tab.new', 'New tab', 'CmdOrCtrl+T'), item('-'), item('-'), item('tab.close', 'Close tab')] },
    ];
    const made = make(menu, 'linux', false, (command) => chosen.push(command));
    expect(made.map((one) => one.label)).toEqual(['File', 'Edit', 'View', 'Help']);
    const file = section(made, 'File');
    expect(file?.map((one) => one.label ?? one.role ?? one.type)).toEqual(['New tab', 'separator', 'Close tab', 'separator', 'quit']);
    expect(file?.[0]?.accelerator).toBe('CmdOrCtrl+T');
    file?.[0]?.click?.(...([] as unknown as Parameters<NonNullable<MenuItemConstructorOptions['click']>>));
    expect(chosen).toEqual(['tab.new']);
  });

  test('are text: no mnemonic, no control or bidi characters', () => {
    const menu: Menu = [{ id: 'connection', label: 'A & B', items: [item('open', 'R&D\u202e\u0000 live')] }];
    const made = make(menu);
    expect(made.some((one) => one.label === 'A && B')).toBe(true);
    expect(section(made, 'A && B')?.[0]?.label).toBe('R&&D live');
  });

  test.each([
    ['CmdOrCtrl+Shift+P', true],
    ['F5', true],
    ['CommandOrControl+,', true],
    ['Ctrl+`', true],
    ['Alt+Left', true],
    ['?', true],
    ['', false],
    ['Ctrl+', false],
    ['Hyper+X', false],
    ['Ctrl+Ä', false],
    ['F25', false],
    ['Ctrl+AB', false],
  ])('accelerator %j is used: %s', (accelerator, used) => {
    const [first] = section(make([{ id: 'file', label: 'File', items: [item('x', 'x', accelerator)] }]), 'File') ?? [];
    expect(first?.label).toBe('x');
    expect(first?.accelerator).toBe(used ? accelerator : undefined);
  });

  test('on macOS Window and Help are the sections the system adds to', () => {
    const made = make([{ id: 'help', label: 'Hilfe', items: [item('x')] }], 'mac');
    expect(made.map((one) => one.role)).toEqual([undefined, undefined, undefined, 'window', 'help']);
  });

  test("on macOS there is one About: the page's where it has one, else the system's", () => {
    const lent = section(make([{ id: 'app', label: 'Keytide', items: [item('about', 'About Keytide')] }], 'mac'), 'Keytide');
    expect(lent?.[0]?.label).toBe('About Keytide');
    expect(lent?.some((one) => one.role === 'about')).toBe(false);
    expect(section(make([], 'mac'), 'Keytide')?.[0]).toEqual({ role: 'about' });
  });

  test('a section that ends up empty is not shown', () => {
    expect(make([{ id: 'connection', label: 'Connection', items: [item('-')] }]).map((one) => one.label)).toEqual(['File', 'Edit', 'View']);
  });
});
