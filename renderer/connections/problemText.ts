/** What is wrong with an address, in words, with the part of it that has the problem. */
import type { UriField, UriProblem } from '../../shared/connections/uriParts.ts';
import type { Messages } from '../i18n/en.ts';

export function problemText(text: Messages, field: UriField, problem: UriProblem): string {
  const words = text.connections.problems[problem];
  if (field === 'url') return words;
  return text.connections.inField(field === 'db' ? text.connections.database : text.connections[field], words);
}
