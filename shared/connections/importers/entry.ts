/** One object of a foreign file, read setting by setting: what nobody asked for is listed, what is impossible is noted, nothing is spread. */
import type { RowDraft } from './row.ts';

/** Settings that say nothing about a connection: they are passed over without a word. */
export type Silent = readonly string[];

export interface Entry {
  /** Text, or a number written out; '' where there is none. */
  text(name: string, max?: number): string;
  flag(name: string): boolean;
  /** Null where there is none, or an impossible one. */
  whole(name: string, min: number, max: number): number | null;
  /** Null where it is absent or no object. */
  child(name: string): Entry | null;
  list(name: string): readonly unknown[];
  has(name: string): boolean;
  /** Names everything that was set and not asked for. */
  done(silent?: Silent): void;
}

export type Fields = Readonly<Record<string, unknown>>;

const maxText = 65_536;

/** Arrays and null are no objects here. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null where it is no object. Only own settings are seen: one called `__proto__` is a setting like any other. */
export function entryOf(value: unknown, draft: RowDraft, path = ''): Entry | null {
  if (!isFields(value)) return null;
  const asked = new Set<string>();

  const get = (name: string): unknown => {
    asked.add(name);
    return own(value, name);
  };
  const impossible = (name: string): void => void draft.notes.push({ kind: 'range', setting: path + name });

  return {
    has: (name) => isSet(own(value, name)),
    text(name, max = maxText) {
      const found = get(name);
      if (found === undefined || found === null) return '';
      if (typeof found === 'number' && Number.isFinite(found)) return String(found);
      if (typeof found === 'string' && found.length <= max) return found;
      impossible(name);
      return '';
    },
    flag(name) {
      const found = get(name);
      if (found === undefined || found === null || found === '') return false;
      if (typeof found === 'boolean') return found;
      const said = readFlag(String(typeof found === 'number' || typeof found === 'string' ? found : '?'));
      if (said === null) impossible(name);
      return said ?? false;
    },
    whole(name, min, max) {
      const found = get(name);
      if (found === undefined || found === null || found === '') return null;
      const number = typeof found === 'number' ? found : typeof found === 'string' && /^ *\d{1,9} *$/.test(found) ? Number(found) : Number.NaN;
      if (Number.isInteger(number) && number >= min && number <= max) return number;
      impossible(name);
      return null;
    },
    child(name) {
      const found = get(name);
      if (isFields(found)) return entryOf(found, draft, `${path}${name}.`);
      // Some write false or '' where there is none.
      if (isSet(found) && found !== true) impossible(name);
      return null;
    },
    list(name) {
      const found = get(name);
      if (Array.isArray(found)) return found as readonly unknown[];
      if (isSet(found)) impossible(name);
      return [];
    },
    done(silent = []) {
      for (const name of Object.keys(value).slice(0, 200)) {
        if (!asked.has(name) && !silent.includes(name) && isSet(own(value, name))) draft.notes.push({ kind: 'ignored', setting: path + name });
      }
    },
  };
}

export function own(value: Fields, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Null where it says neither. */
export function readFlag(text: string): boolean | null {
  if (/^ *(1|true|yes|on|enabled|required) *$/i.test(text)) return true;
  return /^ *(0|false|no|off|disabled|)? *$/i.test(text) ? false : null;
}

function isSet(found: unknown): boolean {
  if (found === undefined || found === null || found === '' || found === false) return false;
  return !(typeof found === 'object' && Object.keys(found).length === 0);
}
