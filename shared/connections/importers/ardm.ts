/** Another Redis Desktop Manager: base64 of JSON; with a sentinel the outer address and password are the sentinel's. */
import { type Entry, isFields, own } from './entry.ts';
import type { ImportFile } from './file.ts';
import { colorOf, setAddress, setCertificates, setDelimiter, setSsh } from './filling.ts';
import { groupOf, hasMark, type Importer, listOf, rowsOf } from './importer.ts';
import type { RowDraft } from './row.ts';

const marks = ['separator', 'connectionReadOnly', 'sslOptions', 'sentinelOptions', 'groupId'];
const silent = ['key', 'order', 'natMap'];

export const ardm: Importer = {
  id: 'ardm',
  recognise(file) {
    const list = connectionsIn(file);
    return list !== null && (file.name.endsWith('.ano') || hasMark(list, marks));
  },
  *read(file) {
    const groups = groupsIn(file);
    const list = (connectionsIn(file) ?? []).map((value) => {
      const id = isFields(value) ? own(value, 'groupId') : null;
      return { value, group: groupOf(groups.get(String(id)) ?? '') };
    });
    yield* rowsOf(list, fill);
  },
};

function dataIn(file: ImportFile): unknown {
  return file.wrappedJson() ?? file.json();
}

function connectionsIn(file: ImportFile): readonly unknown[] | null {
  return listOf(dataIn(file), 'connections');
}

function groupsIn(file: ImportFile): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  const data = dataIn(file);
  const list = isFields(data) ? own(data, 'groups') : null;
  for (const group of Array.isArray(list) ? list.slice(0, 10_000) : []) {
    const id = isFields(group) ? own(group, 'id') : null;
    const name = isFields(group) ? own(group, 'name') : null;
    if ((typeof id === 'string' || typeof id === 'number') && typeof name === 'string') groups.set(String(id), name);
  }
  return groups;
}

function fill(entry: Entry, draft: RowDraft): void {
  const { profile, secrets, notes } = draft;
  setAddress(draft, entry);
  profile.name = entry.text('name');
  profile.username = entry.text('username', 1024);
  secrets.password = entry.text('auth');
  setDelimiter(draft, entry, 'separator');
  if (entry.flag('connectionReadOnly')) profile.protection = 'read-only';
  profile.color = colorOf(entry.text('color'));
  if (entry.flag('cluster')) profile.topology = 'cluster';

  const sentinel = entry.child('sentinelOptions');
  if (sentinel !== null) {
    profile.topology = 'sentinel';
    profile.sentinel.master = sentinel.text('masterName', 1024);
    secrets.sentinel = secrets.password;
    secrets.password = sentinel.text('nodePassword');
    sentinel.done();
  }
  const ssl = entry.child('sslOptions');
  if (ssl !== null) {
    profile.tls = true;
    profile.sentinel.tls = sentinel !== null;
    profile.tlsOptions.servername = ssl.text('servername', 1024);
    setCertificates(draft, { ca: ssl.text('ca'), cert: ssl.text('cert'), key: ssl.text('key') });
    // It never verifies.
    notes.push({ kind: 'verified' });
    ssl.done(['keybookmark', 'certbookmark', 'cabookmark']);
  }
  const ssh = entry.child('sshOptions');
  if (ssh !== null) {
    setSsh(draft, {
      host: ssh.text('host', 1024),
      port: ssh.whole('port', 1, 65_535),
      username: ssh.text('username', 1024),
      password: ssh.text('password'),
      key: ssh.text('privatekey'),
      passphrase: ssh.text('passphrase'),
    });
    ssh.done(['timeout', 'privatekeybookmark']);
  }
  entry.text('groupId');
  entry.done(silent);
}
