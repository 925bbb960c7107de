/** JSON with every number, the order and doubled keys as they are written; a mistake is told by its place. */
import { exactText, utf8 } from '../bytes.ts';
import { attempt, type Decoder, refuse } from './decoder.ts';
import { readNotation } from './notation.ts';
import { readTree } from './reading.ts';
import { firstBroken, sample } from './text.ts';

export const json: Decoder = {
  name: 'json',
  title: 'JSON',
  family: 'text',
  written: 'json',
  detect(bytes, context) {
    const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
    if (first === undefined) return refuse('empty');
    const char = String.fromCharCode(first);
    if (!'{["-0123456789tfn'.includes(char)) return refuse('mark', bytes.indexOf(first), JSON.stringify(char));
    // Of a long text the beginning decides: that it breaks off there is no mistake.
    const beginning = sample(bytes);
    const look = attempt(() => json.decode(beginning, context));
    if (!look.ok && (look.why.kind !== 'ends-early' || beginning.length === bytes.length)) return refuse(look.why.kind, look.why.at, look.why.detail);
    if (!look.ok) return char === '{' || char === '[' ? 0.9 : 0.3;
    const done = look.value;
    if (done.kind !== 'tree') return refuse('invalid');
    if (char === '{' || char === '[') return done.cut === null ? 0.99 : 0.9;
    return char === '"' ? 0.6 : 0.3;
  },
  decode(bytes, { budget }) {
    const source = exactText(bytes);
    if (source === null) return refuse('not-utf8', firstBroken(bytes));
    return readTree((put) =>
      readNotation(source, budget, put, false, (at, detail) => {
        const before = source.slice(0, at);
        const line = before.split('\n').length;
        return refuse(at >= source.length ? 'ends-early' : 'invalid', utf8(before).length, `line ${line}, column ${at - before.lastIndexOf('\n')}: ${detail}`);
      }),
    );
  },
};
