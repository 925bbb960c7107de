/** A decoded value as text to edit, offered only where writing that text unchanged gives the very bytes it was read from. */
import { type Bytes, exactText, sameBytes, utf8 } from '../bytes.ts';
import { decodePath, type Registry } from './chain.ts';
import { type Attempt, attempt, type Budget, type Decoded, type Decoder, type Language, Refused, refuse, type Schema } from './decoder.ts';
import { notation, parseNotation } from './notation.ts';
import type { Path } from './path.ts';

export interface Edit {
  readonly text: string;
  /** `notation`: JSON with forms of its own for what JSON has not. */
  readonly language: Language | 'notation';
  /** What a save would write for such a text. Each call takes from the budget it is given. */
  write(text: string, budget: Budget): Attempt<Bytes>;
}

/** Nobody edits more than this as one text, and proving it costs a decode and an encode. */
const longest = 2 * 1024 * 1024;

/** `truncated`: only the first part is here, so nothing can be proven. */
export function editOf(registry: Registry, bytes: Bytes, path: Path, budget: Budget, schemas: readonly Schema[] = [], truncated = false): Attempt<Edit> {
  return attempt(() => {
    if (truncated) return refuse('preview');
    if (bytes.length > longest) return refuse('cap-input');
    const stages = path.map(({ name }) => registry.get(name) ?? refuse('unknown-decoder', undefined, name));
    const last = stages.at(-1) ?? refuse('unknown-decoder');
    const wrappers = stages.slice(0, -1);
    if (wrappers.some(({ encode }) => encode === undefined) || (last.written === undefined && last.encode === undefined)) return refuse('read-only');
    const ran = decodePath(registry, bytes, path, budget, schemas);
    if (!ran.ok) throw new Refused(ran.why);
    const given: Bytes[] = [bytes];
    for (const [index, { argument }] of path.slice(0, -1).entries()) {
      const inner = stages[index]?.decode(given[index] ?? bytes, { budget, schemas, argument });
      given.push(inner?.kind === 'bytes' ? inner.bytes : refuse('read-only'));
    }
    const original = given.at(-1) ?? bytes;
    const write = (text: string, allowance: Budget): Attempt<Bytes> =>
      attempt(() => {
        let written = encoded(last, text, original, allowance, schemas);
        for (let index = wrappers.length - 1; index >= 0; index--) {
          const context = { budget: allowance, schemas, argument: path[index]?.argument ?? '' };
          written = wrappers[index]?.encode?.({ kind: 'bytes', bytes: written }, given[index] ?? bytes, context) ?? refuse('read-only');
        }
        return written;
      });
    const { text, language } = textOf(last, ran.decoded, original, budget);
    const proof = write(text, budget);
    if (!proof.ok) throw new Refused(proof.why);
    return sameBytes(proof.value, bytes) ? { text, language, write } : refuse('not-exact');
  });
}

function textOf(last: Decoder, decoded: Decoded, original: Bytes, budget: Budget): Pick<Edit, 'text' | 'language'> {
  if (last.written !== undefined) return { text: exactText(original) ?? refuse('not-utf8'), language: last.written };
  switch (decoded.kind) {
    case 'tree':
      return decoded.cut === null ? { text: notation(decoded.root, budget), language: 'notation' } : refuse(decoded.cut.kind);
    case 'text':
      return { text: decoded.text, language: decoded.language };
    default:
      return refuse('read-only');
  }
}

function encoded(last: Decoder, text: string, original: Bytes, budget: Budget, schemas: readonly Schema[]): Bytes {
  if (last.written !== undefined) {
    // A lone surrogate would be stored as a replacement character.
    const bytes = utf8(text);
    return exactText(bytes) === text ? bytes : refuse('not-exact');
  }
  const context = { budget, schemas, argument: '' };
  const decoded: Decoded =
    last.family === 'structure' ? { kind: 'tree', root: parseNotation(text, budget), cut: null } : { kind: 'text', text, language: 'plain' };
  return last.encode?.(decoded, original, context) ?? refuse('read-only');
}
