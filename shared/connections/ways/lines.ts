/** A text of lines: addresses, command lines of redis-cli and variables, in any mixture. */
import { type ImportRow, refusedRow } from '../importers/row.ts';
import { fromAddress, isAddress } from './address.ts';
import { fromVariables, readVariable, type Variable } from './dotenv.ts';
import { fromCommandLine } from './rediscli.ts';

const maxLines = 100_000;
/** A line of a text is no longer than an address may be. */
const maxLine = 90_000;

/** Whether anything in it looks like a way to a server. */
export function hasWays(text: string): boolean {
  return /(redis|valkey)[\w+]*:\/\/|unix:\/\/|(redis|valkey)-cli\b|^\s*(export\s+|set\s+)?\w*(REDIS|VALKEY)\w*\s*=/im.test(text);
}

/** Lines that are empty or begin with # say nothing; other variables of an environment are passed over. */
export function* readLines(text: string): Iterable<ImportRow> {
  const variables: Variable[] = [];
  const known = new Map<string, string>();
  for (const { line, at } of linesOf(text)) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.length > maxLine) {
      yield refusedRow(at, [{ kind: 'address', field: 'url', problem: 'long' }]);
      continue;
    }
    if (isAddress(line)) {
      yield fromAddress(at, line);
      continue;
    }
    const called = fromCommandLine(at, line);
    if (called !== null) {
      yield called;
      continue;
    }
    const variable = readVariable(at, line, known);
    if (variable !== null) {
      variables.push(variable);
      if (!variable.placeholder) known.set(variable.name, variable.value);
    } else yield refusedRow(at, [{ kind: 'address', field: 'url', problem: 'scheme' }]);
  }
  yield* fromVariables(variables);
}

/** A backslash at its end continues a line. */
function* linesOf(text: string): Iterable<{ readonly line: string; readonly at: number }> {
  let at = 0;
  let held = '';
  let from = 0;
  for (const { 0: written } of text.matchAll(/[^\r\n]*(?:\r\n|[\r\n]|$)/g)) {
    if (++at > maxLines) return;
    const line = written.replace(/[\r\n]+$/, '');
    if (held === '') from = at;
    if (line.endsWith('\\') && held.length < maxLine) {
      held += `${line.slice(0, -1)} `;
      continue;
    }
    yield { line: (held + line).trim(), at: from };
    held = '';
  }
  if (held !== '') yield { line: held.trim(), at: from };
}
