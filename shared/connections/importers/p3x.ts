/** P3X Redis UI: an object with a list; certificates and keys stand in it as they are. */
import type { Entry, Fields } from './entry.ts';
import { own } from './entry.ts';
import type { ImportFile } from './file.ts';
import { readNodes, setAddress, setCertificates, setNodes, setSsh } from './filling.ts';
import { groupOf, hasMark, type Importer, listOf, rowsOf } from './importer.ts';
import type { RowDraft } from './row.ts';

const silent = ['id', 'askAuth', 'tlsRejectUnauthorized', 'awaitSshPassword'];

export const p3x: Importer = {
  id: 'p3x',
  recognise(file) {
    const list = listIn(file);
    return list !== null && (file.name.includes('p3xrs') || hasMark(list, ['host', 'nodes']));
  },
  *read(file) {
    yield* rowsOf(
      (listIn(file) ?? []).map((value) => ({ value, group: [] })),
      fill,
    );
  },
};

function listIn(file: ImportFile): readonly unknown[] | null {
  const data = file.json();
  return Array.isArray(data) ? null : listOf(data, 'list');
}

function fill(entry: Entry, draft: RowDraft, value: Fields): void {
  const { profile, secrets, notes } = draft;
  setAddress(draft, entry);
  profile.name = entry.text('name');
  profile.group.push(...groupOf(entry.text('group')));
  profile.username = entry.text('username', 1024);
  secrets.password = entry.text('password');
  if (entry.flag('readonly')) profile.protection = 'read-only';
  if (entry.flag('cluster')) profile.topology = 'cluster';
  const sentinel = entry.flag('sentinel');
  const master = entry.text('sentinelName', 1024);
  if (sentinel) {
    profile.topology = 'sentinel';
    profile.sentinel.master = master;
  }
  const nodes = readNodes(draft, entry.list('nodes'), 'nodes', sentinel ? 26_379 : 6379);
  if (profile.topology !== 'standalone') setNodes(draft, nodes);

  const pem = { ca: entry.text('tlsCa'), cert: entry.text('tlsCrt'), key: entry.text('tlsKey') };
  profile.tls = entry.flag('tlsWithoutCert') || Object.values(pem).some((text) => text !== '');
  profile.sentinel.tls = profile.tls && sentinel;
  setCertificates(draft, pem);
  if (profile.tls && own(value, 'tlsRejectUnauthorized') === false) notes.push({ kind: 'verified' });

  const ssh = {
    host: entry.text('sshHost', 1024),
    port: entry.whole('sshPort', 1, 65_535),
    username: entry.text('sshUsername', 1024),
    password: entry.text('sshPassword'),
    key: entry.text('sshPrivateKey'),
    passphrase: '',
  };
  // With a key, the password is the key's.
  if (entry.flag('ssh')) setSsh(draft, { ...ssh, passphrase: ssh.password });
  entry.done(silent);
}
