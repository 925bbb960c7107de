/** Which key press means which command, on every platform and in both editions. */

import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { acceleratorOf, capsOf, type KeyPress, shortcutText } from '../../../renderer/commands/keys.ts';
import { commandOf, commands } from '../../../renderer/commands/list.ts';
import { matchKey, type Surroundings } from '../../../renderer/commands/matcher.ts';
import { menuOf, nativeMenuOf } from '../../../renderer/commands/menu.ts';
import { createRegistry } from '../../../renderer/commands/registry.ts';
import { en } from '../../../renderer/i18n/en.ts';
import { zhCN } from '../../../renderer/i18n/zh-CN.ts';
import type { HostKind, Platform } from '../../../shared/app.ts';
import { menuSchema } from '../../../shared/app.ts';

const platforms: readonly Platform[] = ['mac', 'windows', 'linux'];
const hosts: readonly HostKind[] = ['desktop', 'browser'];

function press(key: string, held: string = '', code?: string): KeyPress {
  const inferred = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key;
  return { key, code: code ?? inferred, ctrlKey: held.includes('c'), metaKey: held.includes('m'), altKey: held.includes('a'), shiftKey: held.includes('s') };
}
const at = (platform: Platform, host: HostKind = 'desktop', focus: Surroundings['focus'] = 'other'): Surroundings => ({ platform, host, focus });
const idOf = (key: KeyPress, around: Surroundings): string | null => matchKey(key, around).command?.id ?? null;
const mod = (platform: Platform): string => (platform === 'mac' ? 'm' : 'c');

describe('matchKey', () => {
  it.each(platforms)('Mod is Cmd on a Mac and Ctrl elsewhere (%s)', (platform) => {
    expect(idOf(press('k', mod(platform)), at(platform))).toBe('palette');
    expect(idOf(press('k', platform === 'mac' ? 'c' : 'm'), at(platform))).toBeNull();
    expect(idOf(press('k', `${mod(platform)}a`), at(platform))).toBeNull();
    expect(idOf(press('k'), at(platform))).toBeNull();
    expect(idOf(press(',', mod(platform), 'Comma'), at(platform))).toBe('settings');
  });

  it.each(platforms)('the browser edition leaves tab keys to the browser and takes Alt (%s)', (platform) => {
    for (const [key, id] of [
      ['t', 'newTab'],
      ['w', 'closeTab'],
      ['n', 'newConnection'],
      ['3', 'tab3'],
    ] as const) {
      expect(idOf(press(key, mod(platform)), at(platform))).toBe(id);
      expect(matchKey(press(key, mod(platform)), at(platform, 'browser'))).toEqual({ command: null, block: false });
      expect(idOf(press(key, 'a'), at(platform, 'browser'))).toBe(id);
    }
    // Option types other letters on a Mac: the key's place counts then.
    expect(idOf(press('†', 'a', 'KeyT'), at('mac', 'browser'))).toBe('newTab');
  });

  it.each(platforms)('never lets the page reload (%s)', (platform) => {
    for (const host of hosts) {
      for (const focus of ['field', 'list', 'other'] as const) {
        expect(matchKey(press('r', mod(platform)), at(platform, host, focus))).toMatchObject({ command: { id: 'refresh' }, block: true });
        expect(matchKey(press('F5'), at(platform, host, focus))).toMatchObject({ command: { id: 'refresh' }, block: true });
        expect(matchKey(press('R', `${mod(platform)}s`), at(platform, host, focus))).toEqual({ command: null, block: true });
        expect(matchKey(press('F5', mod(platform)), at(platform, host, focus))).toEqual({ command: null, block: true });
      }
    }
  });

  it('leaves plain characters and undo to fields', () => {
    for (const [key, id] of [
      ['/', 'focusFilter'],
      ['`', 'showConsole'],
      ['?', 'cheatSheet'],
    ] as const) {
      expect(idOf(press(key), at('linux', 'browser', 'other'))).toBe(id);
      expect(idOf(press(key, 's'), at('linux', 'browser', 'list'))).toBe(id);
      expect(matchKey(press(key), at('linux', 'browser', 'field'))).toEqual({ command: null, block: false });
    }
    expect(idOf(press('z', 'c'), at('windows', 'desktop', 'list'))).toBe('undo');
    expect(matchKey(press('z', 'c'), at('windows', 'desktop', 'field'))).toEqual({ command: null, block: false });
  });

  it('gives Enter and Delete to lists only', () => {
    expect(idOf(press('Enter'), at('linux', 'desktop', 'list'))).toBe('open');
    expect(idOf(press('Delete'), at('linux', 'desktop', 'list'))).toBe('remove');
    expect(idOf(press('Backspace', 'm'), at('mac', 'desktop', 'list'))).toBe('remove');
    for (const key of ['Enter', ' ', 'Delete']) expect(idOf(press(key), at('linux', 'desktop', 'other'))).toBeNull();
  });

  it('knows letters on keyboards without Latin ones', () => {
    expect(idOf(press('л', 'c', 'KeyK'), at('linux'))).toBe('palette');
    expect(idOf(press('&', 'c', 'Digit1'), at('windows'))).toBe('tab1');
    // Dvorak: the letter on the cap counts, not the place.
    expect(idOf(press('k', 'c', 'KeyV'), at('linux'))).toBe('palette');
  });

  it('has no key that means two things in one place', () => {
    for (const host of hosts) {
      const seen = new Map<string, string>();
      for (const command of commands) {
        for (const key of command.keys[host]) {
          expect(seen.get(key), key).toBeUndefined();
          seen.set(key, command.id);
        }
      }
    }
  });

  it('names every command of the catalogue, once', () => {
    expect(commands.map((command) => command.id).toSorted()).toEqual(Object.keys(en.commands.names).toSorted());
    expect(commandOf('no such')).toBeNull();
    expect(commandOf('__proto__')).toBeNull();
  });
});

describe('how shortcuts are written', () => {
  it('per platform', () => {
    expect(shortcutText('Mod+Shift+T', 'mac')).toBe('⇧⌘T');
    expect(shortcutText('Mod+Shift+T', 'windows')).toBe('Ctrl+Shift+T');
    expect(capsOf('Escape', 'linux')).toEqual(['Esc']);
  });
  it('for Electron, but never a key that types', () => {
    expect(acceleratorOf('Mod+K')).toBe('CmdOrCtrl+K');
    expect(acceleratorOf('F5')).toBe('F5');
    for (const key of ['/', '`', '?', 'Enter', 'Space', 'Delete', 'Escape']) expect(acceleratorOf(key)).toBe('');
  });
});

describe('menuOf', () => {
  it.each(platforms)('is what the contract allows and leaves undo to fields (%s)', (platform) => {
    const menu = menuOf(en, platform);
    expect(v.safeParse(menuSchema, menu).success).toBe(true);
    expect(menu.some((one) => one.id === 'app')).toBe(platform === 'mac');
    const items = menu.flatMap((one) => one.items);
    expect(items.find((item) => item.command === 'undo')?.accelerator).toBe('');
    expect(items.find((item) => item.command === 'palette')?.accelerator).toBe('CmdOrCtrl+K');
    expect(items.map((item) => item.command)).toContain('about');
    expect(new Set(items.map((item) => item.command)).size).toBe(items.length);
  });
});

describe('nativeMenuOf', () => {
  it.each(platforms)('lends every role its words once, quit among them (%s)', (platform) => {
    const menu = nativeMenuOf(zhCN, platform);
    expect(v.safeParse(menuSchema, menu).success).toBe(true);
    const roles = menu.flatMap((one) => one.items).filter((item) => item.command.startsWith('role:'));
    expect(roles.map((item) => item.command)).toContain('role:quit');
    expect(new Set(roles.map((item) => item.command)).size).toBe(roles.length);
    expect(roles.every((item) => item.label !== '')).toBe(true);
  });
});

describe('registry', () => {
  it('lets the innermost handler win and gives the command back when it goes', () => {
    const registry = createRegistry();
    const ran: string[] = [];
    registry.add('save', 0, () => ran.push('outer'));
    const leave = registry.add('save', 0, () => ran.push('inner'));
    registry.run('save');
    leave();
    leave();
    registry.run('save');
    expect(ran).toEqual(['inner', 'outer']);
    expect(registry.run('refresh')).toBe(false);
  });

  it('lets nothing below an open dialog answer', () => {
    const registry = createRegistry();
    const ran: string[] = [];
    registry.add('save', 0, () => ran.push('window'));
    const dialog = registry.openLayer();
    expect(registry.run('save')).toBe(false);
    expect(registry.isAvailable('save', 0)).toBe(true);
    registry.add('save', dialog.layer, () => ran.push('dialog'));
    expect(registry.run('save')).toBe(true);
    dialog.close();
    dialog.close();
    expect(registry.run('save')).toBe(true);
    expect(ran).toEqual(['dialog', 'window']);
  });

  it('tells of every change', () => {
    const registry = createRegistry();
    let told = 0;
    const stop = registry.subscribe(() => told++);
    const before = registry.version();
    registry.add('save', 0, () => undefined)();
    expect(told).toBe(2);
    expect(registry.version()).not.toBe(before);
    stop();
    registry.openLayer();
    expect(told).toBe(2);
  });
});
