/** XML, HTML and SVG: text, coloured at most; never interpreted, never drawn as a page or a picture. */
import { type Bytes, exactText } from '../bytes.ts';
import { type Decoder, type Language, refuse } from './decoder.ts';
import { firstBroken, sample } from './text.ts';

export const xml = markup('xml', 'XML', /^\s*(<\?xml\b|<!--|<[A-Za-z_][\w:.-]*(\s[^<]*)?\/?>)/);
export const html = markup('html', 'HTML', /^\s*(<!doctype html|<html\b|<(head|body|div|span|p|table|script)\b)/i);

function markup(name: string, title: string, begins: RegExp): Decoder {
  const language: Language = name === 'html' ? 'html' : 'xml';
  const read = (bytes: Bytes): string => {
    const text = exactText(bytes);
    if (text === null) return refuse('not-utf8', firstBroken(bytes));
    return text;
  };
  return {
    name,
    title,
    family: 'text',
    written: language,
    detect(bytes) {
      const text = read(sample(bytes)).replace(/^\ufeff/, '');
      if (!begins.test(text.slice(0, 2000))) return refuse('mark', 0);
      if (bytes.findLast((byte) => byte > 0x20) !== 0x3e) return refuse('ends-early', bytes.length);
      return name === 'html' ? 0.9 : 0.85;
    },
    decode(bytes, { budget }) {
      budget.takeBytes(bytes.length);
      return { kind: 'text', text: read(bytes), language };
    },
  };
}
