/** RedisInsight: a JSON list, plain or in base64; with a sentinel the outer login is the sentinel's. Also read: any list of hosts and ports that no other format claims. */
import { type Entry, type Fields, isFields, own } from './entry.ts';
import type { ImportFile } from './file.ts';
import { readNodes, setAddress, setCertificates, setNodes, setSsh } from './filling.ts';
import { hasMark, type Importer, listOf, rowsOf } from './importer.ts';
import type { RowDraft } from './row.ts';

/** What it knows about a server without being told. */
const silent = [
  'id',
  'modules',
  'lastConnection',
  'provider',
  'nameFromProvider',
  'version',
  'timeout',
  'new',
  'isPreSetup',
  'createdAt',
  'encryption',
  'verifyServerCert',
  'cloudDetails',
];

export const redisinsight: Importer = {
  id: 'redisinsight',
  recognise(file) {
    const list = listIn(file);
    return list !== null && hasMark(list, ['host', 'port', 'connectionType']);
  },
  *read(file) {
    yield* rowsOf(
      (listIn(file) ?? []).map((value) => ({ value, group: [] })),
      fill,
    );
  },
};

function listIn(file: ImportFile): readonly unknown[] | null {
  const data = file.json() ?? file.wrappedJson();
  return listOf(data) ?? (isFields(data) && Object.hasOwn(data, 'host') ? [data] : null);
}

function fill(entry: Entry, draft: RowDraft, value: Fields): void {
  const { profile, secrets, notes } = draft;
  setAddress(draft, entry);
  profile.name = entry.text('name');
  profile.db = entry.whole('db', 0, 65_535) ?? 0;
  profile.username = entry.text('username', 1024);
  secrets.password = entry.text('password');

  const type = entry.text('connectionType').toUpperCase();
  if (type === 'CLUSTER') profile.topology = 'cluster';
  const master = entry.child('sentinelMaster');
  const sentinel = type === 'SENTINEL' || (master !== null && type === '');
  if (sentinel) {
    profile.topology = 'sentinel';
    profile.sentinel = { master: master?.text('name', 1024) ?? '', username: profile.username, tls: false };
    secrets.sentinel = secrets.password;
    profile.username = master?.text('username', 1024) ?? '';
    secrets.password = master?.text('password') ?? '';
    master?.done();
  }
  const nodes = readNodes(draft, entry.list('nodes'), 'nodes', sentinel ? 26_379 : 6379);
  if (profile.topology !== 'standalone') setNodes(draft, nodes);

  profile.tls = entry.flag('tls');
  profile.sentinel.tls = profile.tls && sentinel;
  profile.tlsOptions.servername = entry.text('tlsServername', 1024);
  const ca = entry.child('caCert');
  const client = entry.child('clientCert');
  if (profile.tls) {
    setCertificates(draft, { ca: ca?.text('certificate') ?? '', cert: client?.text('certificate') ?? '', key: client?.text('key') ?? '' });
    if (own(value, 'verifyServerCert') === false) notes.push({ kind: 'verified' });
  }
  const on = entry.flag('ssh');
  const ssh = entry.child('sshOptions');
  if (ssh !== null && (on || !entry.has('ssh'))) {
    setSsh(draft, {
      host: ssh.text('host', 1024),
      port: ssh.whole('port', 1, 65_535),
      username: ssh.text('username', 1024),
      password: ssh.text('password'),
      key: ssh.text('privateKey'),
      passphrase: ssh.text('passphrase'),
    });
    ssh.done(['id']);
  }
  setTags(draft, entry.list('tags'));
  if (!/^(NONE)?$/i.test(entry.text('compressor'))) notes.push({ kind: 'ignored', setting: 'compressor' });
  entry.done(silent);
}

function setTags({ profile }: RowDraft, tags: readonly unknown[]): void {
  for (const tag of tags.slice(0, 20)) {
    const key = isFields(tag) ? own(tag, 'key') : tag;
    const value = isFields(tag) ? own(tag, 'value') : '';
    if (typeof key !== 'string') continue;
    const name = (typeof value === 'string' && value !== '' ? `${key}:${value}` : key).slice(0, 40).trim();
    if (name !== '') profile.tags.push(name);
  }
}
