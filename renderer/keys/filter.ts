/** What the user types to find keys, as the MATCH pattern of SCAN. */
import { type Bytes, utf8 } from '../../shared/bytes.ts';

/** A plain word is looked for anywhere in the name; with * ? [ ] it is the user's own glob, as it stands. */
export function patternOf(filter: string): Bytes {
  if (filter === '') return utf8('*');
  // Redis takes `\` before any character as that character; an odd one at the end would be swallowed.
  return isGlob(filter) ? utf8(filter) : utf8(`*${filter.replaceAll('\\', '\\\\')}*`);
}

function isGlob(filter: string): boolean {
  return /[*?[\]]/.test(filter);
}
