/** What could be typed next in a query, from what was seen: channels, fields, and the names that are always there. */
import { type Bytes, exactText } from '../../bytes.ts';
import { quote } from '../../escape.ts';
import { reserved } from './syntax.ts';

export interface Seen {
  readonly channels: readonly Bytes[];
  readonly sources: readonly Bytes[];
  /** Paths of fields, the most frequent first. */
  readonly fields: readonly string[];
}

export interface Completion {
  readonly kind: 'name' | 'field' | 'channel' | 'source';
  /** Replaces the characters [from, to) of the query. */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
}

const most = 12;

/** Best first; empty where nothing known begins or goes on so. */
export function completionsAt(query: string, caret: number, seen: Seen): readonly Completion[] {
  const before = query.slice(0, caret);
  const word = /(?:^|[\s(])-?((?:"(?:[^"\\]|\\.)*"?|[^\s()"])*)$/.exec(before)?.[1] ?? '';
  const from = caret - word.length;
  const named = /^(channel|source)(:|!=|=)(.*)$/s.exec(word);
  if (named !== null) {
    const [, name = '', mark = '', typed = ''] = named;
    const at = from + name.length + mark.length;
    const known = name === 'channel' ? seen.channels : seen.sources;
    return ranked(known.map(written), typed).map((insert) => ({ kind: name === 'channel' ? 'channel' : 'source', insert, from: at, to: caret }));
  }
  if (word.startsWith('"') || word.startsWith('/') || /[=<>~]/.test(word)) return [];
  const names = ranked(
    reserved.map((name) => (name === 'size' || name === 'time' ? `${name}>` : `${name}:`)),
    word,
  );
  const fields = ranked(
    seen.fields.map((field) => `${(reserved as readonly string[]).includes(field) ? '.' : ''}${field}=`),
    word,
  );
  return [
    ...fields.map((insert): Completion => ({ kind: 'field', insert, from, to: caret })),
    ...names.map((insert): Completion => ({ kind: 'name', insert, from, to: caret })),
  ].slice(0, most);
}

/** Those that begin so first, then those that have it in them. */
function ranked(all: readonly string[], typed: string): readonly string[] {
  const wanted = typed.toLowerCase();
  const begins = all.filter((one) => one.toLowerCase().startsWith(wanted));
  const has = wanted === '' ? [] : all.filter((one) => !begins.includes(one) && one.toLowerCase().includes(wanted));
  return [...begins, ...has].filter((one) => one !== typed).slice(0, most);
}

/** As the query reads it back as exactly these bytes. */
export function written(name: Bytes): string {
  const text = exactText(name);
  return text !== null && /^[^\s()"\\*?[\]/]+$/u.test(text) && !/\p{C}/u.test(text) ? text : quote(name);
}
