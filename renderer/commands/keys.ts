/** The neutral notation of shortcuts, `Mod+Shift+K`: read, compared with a key press, and written for people and for Electron. */
import type { Platform } from '../../shared/app.ts';

/** What of a KeyboardEvent counts. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

interface Combo {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly key: string;
}

const read = new Map<string, Combo>();

function comboOf(notation: string): Combo {
  let combo = read.get(notation);
  if (combo === undefined) {
    const parts = notation.split('+');
    combo = { mod: parts.includes('Mod'), alt: parts.includes('Alt'), shift: parts.includes('Shift'), key: parts.at(-1) ?? '' };
    read.set(notation, combo);
  }
  return combo;
}

/** True for keys that type a character by themselves and must be left to fields. */
export function typesCharacter(notation: string): boolean {
  const { mod, alt, key } = comboOf(notation);
  return !mod && !alt && (key.length === 1 || key === 'Space');
}

/** Combinations with Mod, Alt or a function key: kept from the browser even where no handler listens. */
export function isReserved(notation: string): boolean {
  const { mod, alt, key } = comboOf(notation);
  return mod || alt || /^F\d+$/.test(key);
}

export function matches(notation: string, press: KeyPress, platform: Platform): boolean {
  const { mod, alt, shift, key } = comboOf(notation);
  const modDown = platform === 'mac' ? press.metaKey : press.ctrlKey;
  const otherDown = platform === 'mac' ? press.ctrlKey : press.metaKey;
  if (modDown !== mod || otherDown || press.altKey !== alt) return false;
  // `?` or a backtick needs Shift on some layouts and not on others: the character itself is what was meant.
  const isSign = key.length === 1 && !/[A-Z0-9]/.test(key);
  if (!isSign && press.shiftKey !== shift) return false;
  if (key === 'Space') return press.key === ' ';
  if (key.length > 1) return press.key === key;
  if (isSign) return press.key === key;
  return pressedLetter(press) === key;
}

/** The letter on the key cap where the layout has Latin letters; else the one on a US keyboard in the same place. */
function pressedLetter({ key, code }: KeyPress): string {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1] ?? '';
}

const macSigns: ReadonlyMap<string, string> = new Map([
  ['Mod', '⌘'],
  ['Alt', '⌥'],
  ['Shift', '⇧'],
  ['Enter', '↩'],
  ['Escape', 'esc'],
  ['Backspace', '⌫'],
  ['Delete', '⌦'],
  ['Space', '␣'],
]);
const otherSigns: ReadonlyMap<string, string> = new Map([
  ['Mod', 'Ctrl'],
  ['Escape', 'Esc'],
  ['Delete', 'Del'],
]);

/** The caps to draw, in the order of the platform. */
export function capsOf(notation: string, platform: Platform): readonly string[] {
  const signs = platform === 'mac' ? macSigns : otherSigns;
  const { mod, alt, shift, key } = comboOf(notation);
  const held = platform === 'mac' ? [alt && 'Alt', shift && 'Shift', mod && 'Mod'] : [mod && 'Mod', alt && 'Alt', shift && 'Shift'];
  return [...held.filter((name) => name !== false), key].map((name) => signs.get(name) ?? name);
}

/** For menus and tooltips: `⇧⌘T` or `Ctrl+Shift+T`. */
export function shortcutText(notation: string, platform: Platform): string {
  return capsOf(notation, platform).join(platform === 'mac' ? '' : '+');
}

/** For `aria-keyshortcuts`. */
export function ariaShortcut(notation: string, platform: Platform): string {
  return notation.replace('Mod', platform === 'mac' ? 'Meta' : 'Control');
}

/** Empty where a native menu would take the key away from fields and lists. */
export function acceleratorOf(notation: string): string {
  return isReserved(notation) ? notation.replace('Mod', 'CmdOrCtrl') : '';
}
