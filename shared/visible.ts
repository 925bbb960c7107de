/** Bytes as the eye may safely see them: text as text, everything that hides, reorders or controls as a named chip. */
import type { Bytes } from './bytes.ts';

/** Why something is drawn as a chip instead of as itself. */
export type ChipKind = 'control' | 'bidi' | 'invisible' | 'invalid' | 'mark' | 'space' | 'unassigned';

export type Run = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'chip'; readonly why: ChipKind; readonly text: string };

export interface Visible {
  readonly runs: readonly Run[];
  /** Bytes that were not looked at because of the cap. */
  readonly rest: number;
  /** A word mixes Latin with Cyrillic or Greek letters: it may pass for another word. */
  readonly mixed: boolean;
}

/** More combining marks on one letter than any language writes: they would be drawn over the rows above and below. */
const maxMarks = 4;

const bidi = /^[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]$/u;
// biome-ignore lint/suspicious/noMisleadingCharacterClass: the combining characters are what is looked for, one by one
const invisible = /^[\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u3164\uFFA0\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}\u2028\u2029\u2800]$|^\p{Cf}$/u;
const unassigned = /^[\p{Cn}\p{Co}\p{Cs}]$/u;
/** Letters of these sort are drawn although Unicode files them under Cf. */
const drawnFormat = /^[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]$/u;
const pictograph = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{1F1E6}-\u{1F1FF}]$/u;
const mark = /^\p{M}$/u;
const oddSpace = /^[\u00A0\u1680\u2000-\u200A\u202F\u205F]$/u;
const lookalikes = /[\p{Script=Latin}][\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}][\p{Script=Latin}]/u;

/** At most `cap` bytes are looked at; a character is never cut in two. */
export function visible(bytes: Bytes, cap = 512): Visible {
  const end = Math.min(bytes.length, cap);
  const plain = plainAscii(bytes, end);
  if (plain !== null) return { runs: plain === '' ? [] : [{ kind: 'text', text: plain }], rest: bytes.length - end, mixed: false };
  const writer = new Writer();
  let at = 0;
  while (at < end) {
    const [code, size] = decodeAt(bytes, at);
    if (at + size > end && at > 0) break;
    if (code === null) writer.chip('invalid', `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`);
    else writer.add(code, at + size < bytes.length ? decodeAt(bytes, at + size)[0] : null);
    at += size;
  }
  return writer.done(bytes.length - at);
}

/** The same for a text, such as a server's error message. */
export function visibleText(text: string, cap = 2048): Visible {
  const writer = new Writer();
  let at = 0;
  while (at < text.length && at < cap) {
    const code = text.codePointAt(at) ?? 0;
    const size = code > 0xffff ? 2 : 1;
    writer.add(code, text.codePointAt(at + size) ?? null);
    at += size;
  }
  return writer.done(text.length - at);
}

/** One line without markup, for titles, tooltips, window titles, notices and file dialogs. */
export function plainText(bytes: Bytes, cap = 120): string {
  return flat(visible(bytes, cap));
}

/** As `plainText`, of a text that a server wrote. */
export function plainString(text: string, cap = 400): string {
  return flat(visibleText(text, cap));
}

function flat({ runs, rest }: Visible): string {
  let text = '';
  for (const run of runs) text += run.kind === 'text' ? run.text : run.why === 'invalid' || run.text.startsWith('·') ? run.text : `‹${run.text}›`;
  return rest > 0 ? `${text}…` : text;
}

/** Collects runs; neighbours of one kind become one run, so that binary data stays cheap to draw. */
class Writer {
  private readonly runs: { kind: 'text' | 'chip'; why: ChipKind; text: string }[] = [];
  private before: string | null = null;
  private marks = 0;

  add(code: number, next: number | null): void {
    const char = String.fromCodePoint(code);
    const why = this.whyHidden(code, char, next);
    if (why !== null) return this.chip(why, nameOf(code));
    this.marks = mark.test(char) ? this.marks + 1 : 0;
    this.before = char;
    this.put('text', 'control', char);
  }

  chip(why: ChipKind, text: string): void {
    this.before = null;
    this.marks = 0;
    this.put('chip', why, text);
  }

  done(rest: number): Visible {
    const runs: Run[] = [];
    let mixed = false;
    for (const [index, run] of this.runs.entries()) {
      if (run.kind === 'chip') {
        runs.push({ kind: 'chip', why: run.why, text: run.text });
        continue;
      }
      mixed ||= lookalikes.test(run.text);
      const first = index === 0 ? (/^ +/.exec(run.text)?.[0].length ?? 0) : 0;
      const after = index === this.runs.length - 1 && rest === 0 ? run.text.trimEnd().length : run.text.length;
      const last = Math.max(first, spacesOnly(run.text, after) ? after : run.text.length);
      if (first > 0) runs.push({ kind: 'chip', why: 'space', text: '·'.repeat(first) });
      if (last > first) runs.push({ kind: 'text', text: run.text.slice(first, last) });
      if (run.text.length > last) runs.push({ kind: 'chip', why: 'space', text: '·'.repeat(run.text.length - last) });
    }
    return { runs, rest, mixed };
  }

  private put(kind: 'text' | 'chip', why: ChipKind, text: string): void {
    const last = this.runs.at(-1);
    if (last === undefined || last.kind !== kind || last.why !== why) this.runs.push({ kind, why, text });
    else last.text += kind === 'text' || why === 'invalid' ? text : ` ${text}`;
  }

  private whyHidden(code: number, char: string, next: number | null): ChipKind | null {
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return 'control';
    if (code < 0x7f) return null;
    if (bidi.test(char)) return 'bidi';
    if (code === 0xfe0f && this.before !== null) return /^\p{Emoji}$/u.test(this.before) ? null : 'invisible';
    if (code === 0x200d) return this.joinsEmoji(next) ? null : 'invisible';
    if (drawnFormat.test(char)) return null;
    if (invisible.test(char)) return 'invisible';
    if (oddSpace.test(char)) return 'space';
    if (unassigned.test(char)) return 'unassigned';
    if (mark.test(char) && (this.before === null || this.marks >= maxMarks)) return 'mark';
    return null;
  }

  /** A family or a flag is one picture made of several, joined by U+200D. */
  private joinsEmoji(next: number | null): boolean {
    if (this.before === null || next === null) return false;
    const joinable = pictograph.test(this.before) || this.before === '\uFE0F';
    return joinable && pictograph.test(String.fromCodePoint(next));
  }
}

function spacesOnly(text: string, from: number): boolean {
  return /^ *$/.test(text.slice(from));
}

/** ASCII names, not the control pictures of U+2400: few fonts have those. */
const controls = 'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(' ');

function nameOf(code: number): string {
  if (code === 0x7f) return 'DEL';
  const control = controls[code];
  if (control !== undefined) return control;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text when all of it is printable ASCII that neither begins nor ends with a space: nearly every key. */
function plainAscii(bytes: Bytes, end: number): string | null {
  if (end === 0) return '';
  if (bytes[0] === 0x20 || (end === bytes.length && bytes[end - 1] === 0x20)) return null;
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 || byte > 0x7e) return null;
  }
  let text = '';
  for (let at = 0; at < end; at += 4096) text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 4096)));
  return text;
}

/** One UTF-8 character and its length; null for a byte that begins none: overlong, surrogate and cut sequences included. */
function decodeAt(bytes: Bytes, at: number): readonly [code: number | null, size: number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const size = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
  if (size === 0 || at + size > bytes.length) return [null, 1];
  let code = first & (0xff >> (size + 1));
  for (let more = 1; more < size; more++) {
    const byte = bytes[at + more] ?? 0;
    if ((byte & 0xc0) !== 0x80) return [null, 1];
    code = (code << 6) | (byte & 0x3f);
  }
  const least = size === 4 ? 0x10000 : size === 3 ? 0x800 : 0x80;
  if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return [null, 1];
  return [code, size];
}
