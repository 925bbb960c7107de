/** How components take part: `useCommand` answers a command while mounted, `useCommandKeys` turns key presses into commands. */
import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { HostKind, Platform } from '../../shared/app.ts';
import type { CommandId } from './list.ts';
import { focusOf, isTyping, matchKey } from './matcher.ts';
import { registry } from './registry.ts';

/** The number of the dialog a component stands in; 0 is the window itself. */
export const LayerContext = createContext(0);

export interface Surface {
  readonly platform: Platform;
  readonly host: HostKind;
}
export const SurfaceContext = createContext<Surface>({ platform: 'linux', host: 'browser' });

export function useSurface(): Surface {
  return useContext(SurfaceContext);
}

/** Null or `enabled: false` leaves the command to whoever is further out. */
export function useCommand(id: CommandId, handler: (() => void) | null, enabled = true): void {
  const layer = useContext(LayerContext);
  const active = enabled && handler !== null;
  const run = useEffectEvent(() => handler?.());
  useEffect(() => (active ? registry.add(id, layer, () => run()) : undefined), [id, layer, active]);
}

/** Draws again whenever the answer may have changed: for palette, menus and buttons. */
export function useAvailable(): (id: CommandId) => boolean {
  useSyncExternalStore(registry.subscribe, registry.version);
  return (id) => registry.isAvailable(id, 0);
}

/** Once, at the root of the page. A list or a dialog that used the key itself has prevented its default: then it is left alone. */
export function useCommandKeys(): void {
  const { platform, host } = useSurface();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTyping(event)) return;
      const { command, block } = matchKey(event, { platform, host, focus: focusOf(event.composedPath()[0] ?? event.target) });
      if (block) event.preventDefault();
      if (command === null || (command.id === 'back' && isInPopup(event.target))) return;
      if (event.repeat && command.id !== 'back' && command.where === 'anywhere') return;
      if (registry.run(command.id)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [platform, host]);
}

/** Dialogs and menus close themselves on Escape; the window's own way back must not go a second step. */
function isInPopup(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [data-popup]') !== null;
}
