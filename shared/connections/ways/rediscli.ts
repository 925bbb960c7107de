/** A command line of redis-cli or valkey-cli: its options become a connection, its command is left out. */
import { setCertificates } from '../importers/filling.ts';
import { draftRow, finished, type ImportRow, type RowDraft, refusedRow } from '../importers/row.ts';
import { parseUri } from '../uri.ts';
import { setAddressed } from './address.ts';
import { readWords, type Word } from './words.ts';

type Take = (draft: RowDraft, value: string, files: Files) => boolean | undefined;
interface Files {
  ca: string;
  cert: string;
  key: string;
}

const port = (value: string): number | null => (/^[1-9]\d{0,4}$/.test(value) && Number(value) <= 65_535 ? Number(value) : null);
const db = (value: string): number | null => (/^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : null);

function password({ secrets, notes }: RowDraft, value: string): undefined {
  secrets.password = value;
  notes.push({ kind: 'exposed' });
}

/** Options followed by a value. False: the value is impossible. */
const valued: ReadonlyMap<string, Take> = new Map<string, Take>([
  ['-h', ({ profile }, value) => void (profile.host = value)],
  [
    '-p',
    ({ profile }, value) => {
      profile.port = port(value) ?? profile.port;
      return port(value) !== null;
    },
  ],
  ['-s', ({ profile }, value) => void (profile.socket = value)],
  ['-a', password],
  ['--pass', password],
  ['--user', ({ profile }, value) => void (profile.username = value)],
  [
    '-n',
    ({ profile }, value) => {
      profile.db = db(value) ?? 0;
      return db(value) !== null;
    },
  ],
  ['--sni', ({ profile }, value) => void (profile.tlsOptions.servername = value)],
  ['--cacert', (_, value, files) => void (files.ca = value)],
  ['--cert', (_, value, files) => void (files.cert = value)],
  ['--key', (_, value, files) => void (files.key = value)],
]);
/** Known to the program, of no use here. */
const otherValued = [
  '-r',
  '-i',
  '-t',
  '-d',
  '-D',
  '-X',
  '--cacertdir',
  '--tls-ciphers',
  '--tls-ciphersuites',
  '--eval',
  '--pattern',
  '--count',
  '--name',
  '--rdb',
  '--show-pushes',
  '--pipe-timeout',
  '--memkeys-samples',
  '--lru-test',
  '--intrinsic-latency',
  '--quoted-pattern',
  '--functions-rdb',
];

/** Null where the line calls neither program. */
export function fromCommandLine(at: number, line: string): ImportRow | null {
  if (!/(redis|valkey)-cli\b/i.test(line)) return null;
  // On Windows the folder ends with a backslash, which a shell elsewhere takes off.
  const read = readWords(line.replace(/\\(?=(?:redis|valkey)-cli)/gi, '/'));
  if (read === null) return refusedRow(at);
  const start = read.words.findIndex(({ text }) => /(^|[/\\])(redis|valkey)-cli(\.exe)?$/i.test(text));
  if (start === -1) return null;
  const draft = draftRow();
  const before = readBefore(read.words.slice(0, start), draft);
  if (before !== null) draft.notes.push({ kind: 'ignored', setting: before });
  const refused = readOptions(at, read.words.slice(start + 1), draft);
  if (refused !== null) return refused;
  if (read.more) draft.notes.push({ kind: 'ignored', setting: '|' });
  return finished(at, draft);
}

/** NAME=value and a prompt come before the program; the name of any other one that runs it is given back. */
function readBefore(words: readonly Word[], { secrets, notes }: RowDraft): string | null {
  let other: string | null = null;
  for (const { text, placeholder } of words) {
    const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    if (name === 'REDISCLI_AUTH' || name === 'VALKEYCLI_AUTH') {
      if (placeholder) notes.push({ kind: 'placeholder', setting: name });
      else {
        secrets.password = value;
        notes.push({ kind: 'exposed' });
      }
    } else if (name === undefined && !/^([$%#>]|sudo|exec|command)$/.test(text)) other ??= text;
  }
  return other;
}

function readOptions(at: number, words: readonly Word[], draft: RowDraft): ImportRow | null {
  const { profile, notes } = draft;
  const files: Files = { ca: '', cert: '', key: '' };
  for (let index = 0; index < words.length; index++) {
    const { text: option } = words[index] ?? { text: '' };
    // Everything from the first word that is no option is the command.
    if (!option.startsWith('-')) {
      notes.push({ kind: 'ignored', setting: option.slice(0, 20) });
      break;
    }
    const take = valued.get(option);
    if (take !== undefined || otherValued.includes(option) || option === '-u') {
      const value = words[++index];
      if (value === undefined) notes.push({ kind: 'range', setting: option });
      else if (value.placeholder) notes.push({ kind: 'placeholder', setting: option });
      else if (option === '-u') {
        const parsed = parseUri(value.text);
        if (!parsed.ok) return refusedRow(at, [{ kind: 'address', field: parsed.field, problem: parsed.problem }]);
        if (parsed.password !== null) notes.push({ kind: 'exposed' });
        setAddressed(draft, parsed);
      } else if (take === undefined) notes.push({ kind: 'ignored', setting: option });
      else if (take(draft, value.text, files) === false) notes.push({ kind: 'range', setting: option });
    } else if (option === '--tls') profile.tls = true;
    else if (option === '-c') profile.topology = 'cluster';
    else if (option === '--insecure') notes.push({ kind: 'verified' });
    else if (!/^(-[23ex46]|--raw|--no-raw|--no-auth-warning|--json|--csv|--askpass|--verbose)$/.test(option)) notes.push({ kind: 'ignored', setting: option });
  }
  setCertificates(draft, files);
  return null;
}
