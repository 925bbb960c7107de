/** Texts of entries that come from a file. */
import { enFormat as f } from '../format.ts';

const entries = (count: number): string => `${f.number(count)} ${f.plural(count, 'entry', 'entries')}`;

export const importing = {
  open: 'Import entries',
  title: 'Import entries from a file',
  what: {
    hash: 'JSON: an object of fields and values. CSV: field and value. What was copied as JSON or CSV comes back byte for byte.',
    list: 'JSON: a list of values. CSV: one value a line. They are added at the end.',
    set: 'JSON: a list of members. CSV: one member a line.',
    zset: 'JSON: an object of members and scores. CSV: score and member.',
    stream: 'JSON: a list of objects. CSV: field names in the first line, then an entry a line. Each is added with a new ID.',
  },
  limit: (most: number) => `${f.number(most)} entries at most, written in one step.`,
  choose: 'Choose a file…',
  found: (file: string, count: number) => `${file}: ${entries(count)}`,
  counts: (fresh: number, changed: number, same: number) =>
    [
      `${f.number(fresh)} new`,
      ...(changed === 0 ? [] : [`${f.number(changed)} to be replaced`]),
      ...(same === 0 ? [] : [`${f.number(same)} there already as they are`]),
    ].join(', '),
  preview: 'Entries in the file',
  more: (count: number) => `and ${f.number(count)} more`,
  start: (count: number) => `Import ${entries(count)}`,
  nothing: 'Nothing would change',
  done: (count: number) => `${entries(count)} imported`,
};
