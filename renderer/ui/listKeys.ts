/** What keys and pointer do in a list, tree or grid of rows: one active row, moved by arrows, opened by Enter, peeked by Space. */
import type { KeyboardEvent, MouseEvent } from 'react';
import { moveBy, type Sheet } from './rows.ts';

export interface Held {
  readonly shift: boolean;
  readonly mod: boolean;
}

export interface ListActions {
  /** -1 for none. */
  readonly active: number;
  /** By arrows or pointer; with Shift or Ctrl/Cmd the caller selects a range or toggles. */
  readonly onActive: (index: number, held: Held) => void;
  /** Enter, or a click without Shift and Ctrl/Cmd. */
  readonly onOpen?: ((index: number) => void) | undefined;
  /** Enter, a click with Ctrl/Cmd or a second click: opened to stay. Where it is missing, Enter opens. */
  readonly onKeep?: ((index: number, by: 'key' | 'pointer') => void) | undefined;
  /** Ctrl/Cmd+Space: in or out of the selection. */
  readonly onToggle?: ((index: number) => void) | undefined;
  readonly onPeek?: ((index: number) => void) | undefined;
  /** Right and Left in a tree. */
  readonly onExpand?: ((index: number) => void) | undefined;
  readonly onCollapse?: ((index: number) => void) | undefined;
  readonly onSelectAll?: (() => void) | undefined;
  /** The row under the pointer, before a context menu opens. */
  readonly onContext?: ((index: number) => void) | undefined;
}

export interface ListView {
  show(index: number): void;
  sheet(): Sheet;
}

export function onListKey(event: KeyboardEvent<HTMLElement>, list: ListActions, view: ListView): void {
  if (event.defaultPrevented || event.nativeEvent.isComposing || isControl(event.target, event.currentTarget)) return;
  const held: Held = { shift: event.shiftKey, mod: event.ctrlKey || event.metaKey };
  if (event.altKey) return;
  if (held.mod && event.key.toLowerCase() === 'a' && list.onSelectAll !== undefined) {
    list.onSelectAll();
    return event.preventDefault();
  }
  const next = moveBy(event.key, list.active, view.sheet());
  if (next !== null) {
    view.show(next);
    list.onActive(next, held);
    return event.preventDefault();
  }
  if (list.active >= 0 && held.mod && event.key === ' ' && list.onToggle !== undefined) {
    list.onToggle(list.active);
    return event.preventDefault();
  }
  if (list.active < 0 || held.mod) return;
  const act = actionOf(event.key, list);
  if (act === undefined) return;
  act(list.active);
  event.preventDefault();
}

function actionOf(key: string, list: ListActions): ((index: number) => void) | undefined {
  switch (key) {
    case 'Enter':
      return list.onKeep === undefined ? list.onOpen : (index) => list.onKeep?.(index, 'key');
    case ' ':
      return list.onPeek;
    case 'ArrowRight':
      return list.onExpand;
    case 'ArrowLeft':
      return list.onCollapse;
    default:
      return undefined;
  }
}

/** The props of one row; buttons inside a row keep their clicks. `now` gives the list as it is when something happens. */
export function rowEvents(index: number, now: () => ListActions) {
  return {
    onMouseDown(event: MouseEvent<HTMLElement>) {
      if (isControl(event.target, event.currentTarget)) return;
      // Shift+click would select text over the rows between.
      if (event.shiftKey) event.preventDefault();
      if (event.button === 0) now().onActive(index, { shift: event.shiftKey, mod: event.ctrlKey || event.metaKey });
    },
    onClick(event: MouseEvent<HTMLElement>) {
      if (isControl(event.target, event.currentTarget) || event.shiftKey) return;
      const kept = event.ctrlKey || event.metaKey || event.detail === 2;
      if (kept) now().onKeep?.(index, 'pointer');
      else now().onOpen?.(index);
    },
    onContextMenu() {
      const { active, onActive, onContext } = now();
      if (onContext !== undefined) onContext(index);
      else if (index !== active) onActive(index, { shift: false, mod: false });
    },
  };
}

function isControl(target: EventTarget, row: Element): boolean {
  const control = target instanceof Element ? target.closest('button, a, input, textarea, select, [role="combobox"], [role="separator"]') : null;
  return control !== null && control !== row && row.contains(control);
}
