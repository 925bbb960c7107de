/** Medis: the favourites of its local storage, as a list or still inside their JSON text. */
import { type Entry, isFields, own } from './entry.ts';
import type { ImportFile } from './file.ts';
import { setAddress, setCertificates, setSsh } from './filling.ts';
import { hasMark, type Importer, listOf, rowsOf } from './importer.ts';
import type { RowDraft } from './row.ts';

const marks = ['sshHost', 'sshUser', 'sshKey', 'tlsca', 'tlskey', 'tlscert'];

export const medis: Importer = {
  id: 'medis',
  recognise(file) {
    const list = listIn(file);
    return list !== null && (!Array.isArray(file.json()) || hasMark(list, marks));
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
  const kept = isFields(data) ? own(data, 'favorites') : data;
  if (typeof kept !== 'string') return listOf(kept);
  try {
    return listOf(JSON.parse(kept));
  } catch {
    return null;
  }
}

function fill(entry: Entry, draft: RowDraft): void {
  const { profile, secrets, notes } = draft;
  setAddress(draft, entry);
  profile.name = entry.text('name');
  secrets.password = entry.text('password');
  const files = { ca: entry.text('tlsca'), cert: entry.text('tlscert'), key: entry.text('tlskey') };
  if (entry.flag('ssl')) {
    profile.tls = true;
    setCertificates(draft, files);
    // It never verifies.
    notes.push({ kind: 'verified' });
  }
  const ssh = {
    host: entry.text('sshHost', 1024),
    port: entry.whole('sshPort', 1, 65_535),
    username: entry.text('sshUser', 1024),
    password: entry.text('sshPassword'),
    key: entry.text('sshKey'),
    passphrase: entry.text('sshKeyPassphrase'),
  };
  if (entry.flag('ssh')) setSsh(draft, ssh);
  entry.done(['key', 'sshKeyFile', 'sslkey']);
}
