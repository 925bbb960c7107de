/** Texts of the console. */
import { enFormat as f } from '../format.ts';

export const consoleTexts = {
  command: 'Command',
  replies: 'Replies',
  placeholder: 'Redis command, with redis-cli quoting',
  run: 'Run',
  empty: 'Type a command',
  emptyWhat: 'Enter runs it, the up and down arrows bring back what was run before.',
  unbalanced: 'A quote that begins here does not end.',
  glued: 'A space must follow a closing quote.',
  unwritable: 'Half of a surrogate pair, which UTF-8 cannot represent.',
  running: 'Running',
  cancel: 'Cancel',
  clear: 'Clear',
  copyReply: 'Copy reply',
  runAgain: 'Put into the command line',
  more: 'Show more',
  bytesMore: (count: number) => `… ${f.bytes(count)} more`,
  dropped: (count: number) => `${f.number(count)} older ${f.plural(count, 'entry was', 'entries were')} dropped to keep the log within its bounds.`,
  pasted: (count: number) => `${f.number(count)} ${f.plural(count, 'line', 'lines')} to run`,
  pastedWhat: 'They run one after another and stop at the first that fails.',
  pastedMore: (count: number) => `… and ${f.number(count)} more`,
  pastedHidden: 'A line contains characters that hide or reorder text, shown as marks.',
  runAll: (count: number) => `Run ${f.number(count)} ${f.plural(count, 'line', 'lines')}`,
  drop: 'Discard',
};
