/** Payloads with variables: `{{uuid}} {{now}} {{seq}} {{pick a|b}} {{random 1 10}}`, each filled in anew for every message. */

export interface TemplateSource {
  uuid(): string;
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
}

type Part = (source: TemplateSource, seq: number) => string;

export type Template =
  | { readonly ok: true; fill(source: TemplateSource, seq: number): string }
  | { readonly ok: false; readonly from: number; readonly to: number };

const variable = /\{\{\s*([a-z]+)(?:\s+([^{}]*?))?\s*\}\}/g;

/** A variable that is not known is an error with its place, not a text that is sent by mistake. */
export function parseTemplate(text: string): Template {
  const parts: Part[] = [];
  let last = 0;
  for (const match of text.matchAll(variable)) {
    const [whole, name = '', rest = ''] = match;
    const between = text.slice(last, match.index);
    const part = partOf(name, rest);
    if (part === null) return { ok: false, from: match.index, to: match.index + whole.length };
    parts.push(() => between, part);
    last = match.index + whole.length;
  }
  const tail = text.slice(last);
  return { ok: true, fill: (source, seq) => parts.map((part) => part(source, seq)).join('') + tail };
}

/** The text with digits where its variables stand: places in it are those of the text. */
export function withoutVariables(text: string): string {
  return text.replaceAll(variable, (whole) => '1'.repeat(whole.length));
}

function partOf(name: string, rest: string): Part | null {
  switch (name) {
    case 'uuid':
      return rest === '' ? (source) => source.uuid() : null;
    case 'now':
      if (rest === 'iso') return (source) => new Date(source.now()).toISOString();
      return rest === '' ? (source) => String(source.now()) : null;
    case 'seq':
      return rest === '' ? (_, seq) => String(seq) : null;
    case 'pick': {
      const choices = rest.split('|').map((one) => one.trim());
      return rest === '' ? null : (source) => choices[Math.floor(source.random() * choices.length)] ?? '';
    }
    case 'random': {
      const [, low, high] = /^(-?\d{1,15})\s+(-?\d{1,15})$/.exec(rest) ?? [];
      if (low === undefined || high === undefined || Number(high) < Number(low)) return null;
      const [from, size] = [Number(low), Number(high) - Number(low) + 1];
      return (source) => String(from + Math.floor(source.random() * size));
    }
    default:
      return null;
  }
}
