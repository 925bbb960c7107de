/** Texts of the jobs view and of the activity list. */
import { enFormat as f } from '../format.ts';

export const jobs = {
  title: 'Jobs',
  none: 'Nothing is running. Long work, such as deleting many keys, will be listed here with its progress.',
  activity: 'Activity',
  filter: 'Filter commands',
  unfilter: 'Clear the filter',
  count: (count: number) => `${f.number(count)} ${f.plural(count, 'command', 'commands')}`,
  time: 'Time',
  command: 'Command',
  took: 'Took',
  outcome: 'Outcome',
  outcomes: { applied: 'applied', rejected: 'rejected', unknown: 'unknown' },
  cut: '(cut)',
  nothing: 'No command was sent yet',
  nothingWhat: 'Every command this tab sends is listed here, the last 500 of them.',
  noMatch: 'No command contains this',
  copy: 'Copy',
  copyAs: (dialect: string) => `Copy as ${dialect}`,
  notCopied: {
    none: 'Select a command first',
    cut: 'Long arguments were cut: a copy would send something else',
    secret: 'A password was left out: a copy would send something else',
  },
};
