/** From a key press to the command it means, or to nothing. */
import type { HostKind, Platform } from '../../shared/app.ts';
import { isReserved, type KeyPress, matches, typesCharacter } from './keys.ts';
import { type Command, commands } from './list.ts';

export interface Surroundings {
  readonly platform: Platform;
  readonly host: HostKind;
  /** What has the focus. */
  readonly focus: 'field' | 'list' | 'other';
}

export interface Match {
  readonly command: Command | null;
  /** The browser must not act on it: it would reload, save or close the page. */
  readonly block: boolean;
}

const nothing: Match = { command: null, block: false };
/** A browser reloads on these too; the page must never lose unsaved edits to a habit. */
const reloads = ['Mod+Shift+R', 'Mod+F5', 'Shift+F5'];

export function matchKey(press: KeyPress, around: Surroundings): Match {
  for (const command of commands) {
    for (const notation of command.keys[around.host]) {
      if (!matches(notation, press, around.platform)) continue;
      if (!countsHere(command, notation, around.focus)) return nothing;
      // What only means something to one kind of list is the browser's wherever that list does not answer.
      return { command, block: isReserved(notation) && command.where !== 'in-list' };
    }
  }
  return reloads.some((notation) => matches(notation, press, around.platform)) ? { command: null, block: true } : nothing;
}

function countsHere(command: Command, notation: string, focus: Surroundings['focus']): boolean {
  if (command.where === 'in-list') return focus === 'list';
  if (command.where === 'outside-fields' || typesCharacter(notation)) return focus !== 'field';
  return true;
}

/** Composing with an input method, or AltGr typing a character, is never a shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.isComposing || event.key === 'Process' || event.key === 'Dead' || event.getModifierState('AltGraph');
}

export function focusOf(target: EventTarget | null): Surroundings['focus'] {
  if (!(target instanceof Element)) return 'other';
  if (target.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"]') !== null) return 'field';
  return target.closest('[role="tree"], [role="grid"], [role="listbox"], [role="list"]') === null ? 'other' : 'list';
}
