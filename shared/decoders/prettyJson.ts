/** JSON laid out for reading: the same characters with other white space, so numbers, order and doubled keys stay as they are. */

export type PrettyJson =
  | { readonly ok: true; readonly text: string /** The text ends before the value does. */; readonly cut: boolean }
  | { readonly ok: false };

/** What one screenful of indentation is worth; deeper levels stay at this margin. */
const maxIndent = 40;
const defaultCap = 4 * 1024 * 1024;

export function prettyJson(source: string, cap = defaultCap): PrettyJson {
  try {
    JSON.parse(source);
  } catch {
    return { ok: false };
  }
  const parts: string[] = [];
  let length = 0;
  let depth = 0;
  const put = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  const line = (): void => put(`\n${'  '.repeat(Math.min(depth, maxIndent))}`);
  // The source is known to be JSON: strings, other words and six marks are all there is.
  for (let at = afterSpace(source, 0); at < source.length; at = afterSpace(source, at)) {
    if (length > cap) return { ok: true, text: parts.join(''), cut: true };
    const char = source.charAt(at);
    switch (char) {
      case '{':
      case '[': {
        put(char);
        const next = afterSpace(source, at + 1);
        const empty = source.charAt(next) === (char === '{' ? '}' : ']');
        if (empty) put(source.charAt(next));
        else {
          depth++;
          line();
        }
        at = empty ? next + 1 : at + 1;
        break;
      }
      case '}':
      case ']':
        depth--;
        line();
        put(char);
        at++;
        break;
      case ',':
        put(char);
        line();
        at++;
        break;
      case ':':
        put(': ');
        at++;
        break;
      default: {
        const end = char === '"' ? stringEnd(source, at) : wordEnd(source, at);
        put(source.slice(at, end));
        at = end;
      }
    }
  }
  return { ok: true, text: parts.join(''), cut: false };
}

function afterSpace(source: string, from: number): number {
  let at = from;
  while (at < source.length && ' \t\r\n'.includes(source.charAt(at))) at++;
  return at;
}

function stringEnd(source: string, from: number): number {
  for (let at = source.indexOf('"', from + 1); at >= 0; at = source.indexOf('"', at + 1)) {
    let slashes = 0;
    while (source.charAt(at - 1 - slashes) === '\\') slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return source.length;
}

function wordEnd(source: string, from: number): number {
  let at = from + 1;
  while (at < source.length && !' \t\r\n,:[]{}'.includes(source.charAt(at))) at++;
  return at;
}
