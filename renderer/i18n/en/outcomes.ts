/** Texts of commands of which it is not known whether they ran. */
import { enFormat as f } from '../format.ts';

export const outcomes = {
  title: (count: number) => (count === 1 ? 'Whether a command ran is not known.' : `Whether ${f.number(count)} commands ran is not known.`),
  meaning: 'The connection broke, or the time was over, before the server answered. Nothing was sent again.',
  check: 'Check what the server has now',
  dismiss: 'Dismiss',
  dialog: 'What the server has now',
  dialogBody: 'Read again just now and held against what was sent. Nothing is sent again.',
  again: 'Check again',
  done: 'Done',
  verdicts: {
    there: 'The server has what was sent.',
    missing: 'The server does not have what was sent.',
    open: 'What is there does not tell whether it ran.',
  },
  absent: 'not there',
  unreadable: 'may not be read by this user',
  noTtl: 'no TTL',
  ttl: (text: string) => `TTL ${text}`,
  bytes: (count: number) => `${f.number(count)} ${f.plural(count, 'byte', 'bytes')}`,
  elements: (count: number) => `${f.number(count)} ${f.plural(count, 'element', 'elements')}`,
  more: (count: number) => `${f.number(count)} more ${f.plural(count, 'key', 'keys')}`,
  noKeys: 'It names no key.',
};
