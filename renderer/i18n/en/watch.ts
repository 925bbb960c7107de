/** Texts of following a value. */
import { enFormat as f } from '../format.ts';

export const watch = {
  follow: 'Follow the value',
  off: 'Do not follow',
  every: (pace: string) => `Read every ${pace}`,
  seen: (versions: number, dropped: number) =>
    `${f.number(versions)} ${f.plural(versions, 'version', 'versions')} seen${dropped === 0 ? '' : `, ${f.number(dropped)} older ones dropped`}`,
  versions: 'Versions seen',
  changes: 'What changed in this version',
  newest: 'Newest',
  back: 'Edit from this version',
  gone: 'gone',
  entries: (count: number) => `${f.number(count)} ${f.plural(count, 'entry', 'entries')}`,
  range: (from: number, to: number) => `${f.number(from)}–${f.number(to)}`,
  followed: (ranges: string, length: number, most: number) => `${ranges} of ${f.number(length)} are followed: what is loaded, ${f.number(most)} at most`,
  edges: 'An entry that moves out of what is followed is shown as gone, one that moves into it as new.',
  otherRows: 'From here on other entries are followed than before: the two versions cannot be compared.',
  restore: 'Restore these entries',
  restoreWhat: (count: number) =>
    `The key gets exactly the ${f.number(count)} ${f.plural(count, 'entry', 'entries')} of this version, in one step, if nobody changes it before.`,
  restored: 'Entries restored',
};
