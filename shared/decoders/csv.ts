/** Comma-, semicolon- and tab-separated values as a table (RFC 4180). */
import { exactText } from '../bytes.ts';
import { type Budget, type Decoder, Refused, refuse, type Why } from './decoder.ts';
import { firstBroken, sample } from './text.ts';

export const csv: Decoder = {
  name: 'csv',
  title: 'CSV',
  family: 'text',
  written: 'csv',
  detect(bytes, context) {
    const beginning = sample(bytes);
    const end = beginning.length < bytes.length ? beginning.lastIndexOf(0x0a) : beginning.length;
    if (end < 0) return refuse('unlikely');
    const done = csv.decode(beginning.subarray(0, end), context);
    if (done.kind !== 'table') return refuse('invalid');
    const { rows, cut } = done;
    const [first] = rows;
    const width = first?.length ?? 0;
    if (rows.length < 2 || width < 2) return refuse('unlikely');
    const whole = cut === null ? rows : rows.slice(0, -1);
    if (!whole.every(({ length }) => length === width)) return refuse('unlikely', undefined, 'rows of different length');
    return rows.length > 2 || width > 2 ? 0.6 : 0.4;
  },
  decode(bytes, { budget }) {
    const source = exactText(bytes);
    if (source === null) return refuse('not-utf8', firstBroken(bytes));
    budget.takeBytes(bytes.length);
    return { kind: 'table', ...rowsOf(source.replace(/^\ufeff/, ''), budget) };
  },
};

function rowsOf(source: string, budget: Budget): { rows: readonly (readonly string[])[]; cut: Why | null } {
  const head = source.slice(0, Math.max(0, source.indexOf('\n') < 0 ? source.length : source.indexOf('\n')));
  const mark = [',', ';', '\t'].reduce((best, one) => (head.split(one).length > head.split(best).length ? one : best));
  const rows: string[][] = [];
  try {
    let row: string[] = [];
    for (let at = 0; at < source.length; ) {
      budget.takeNode();
      let end = at;
      if (source[at] === '"') {
        for (end = source.indexOf('"', at + 1); end >= 0 && source[end + 1] === '"'; ) end = source.indexOf('"', end + 2);
        if (end < 0) return refuse('ends-early', source.length, 'quotes');
        row.push(source.slice(at + 1, end).replaceAll('""', '"'));
        end++;
      } else {
        while (end < source.length && source[end] !== mark && source[end] !== '\n') end++;
        row.push(source.slice(at, end).replace(/\r$/, ''));
      }
      if (source[end] === '\r' && source[end + 1] === '\n') end++;
      const next = source[end];
      if (next === mark) {
        if (end + 1 >= source.length) row.push('');
      } else if (next === '\n' || next === undefined) {
        rows.push(row);
        row = [];
      } else return refuse('invalid', end, 'text after quotes');
      at = end + 1;
    }
    if (row.length > 0) rows.push(row);
    return { rows, cut: null };
  } catch (error) {
    if (error instanceof Refused && /^cap-(nodes|time)$/.test(error.why.kind) && rows.length > 0) return { rows, cut: error.why };
    throw error;
  }
}
