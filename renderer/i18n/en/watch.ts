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
  first: (count: number) => `the first ${f.number(count)} entries are followed`,
  restore: 'Restore these entries',
  restoreWhat: (count: number) =>
    `The key gets exactly the ${f.number(count)} ${f.plural(count, 'entry', 'entries')} of this version, in one step, if nobody changes it before.`,
  restored: 'Entries restored',
};
