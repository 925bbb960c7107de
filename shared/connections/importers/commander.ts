/** Redis Commander: the connections of its JSON configuration. */
import { type Entry, type Fields, isFields, own } from './entry.ts';
import type { ImportFile } from './file.ts';
import { readNodes, setAddress, setCertificates, setDelimiter, setNodes } from './filling.ts';
import { hasMark, type Importer, listOf, rowsOf } from './importer.ts';
import type { RowDraft } from './row.ts';

const marks = ['label', 'dbIndex', 'foldingChar', 'isCluster', 'sentinelName', 'host', 'path'];

export const commander: Importer = {
  id: 'commander',
  recognise(file) {
    const list = listIn(file);
    return list !== null && hasMark(list, marks);
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
  return Array.isArray(data) ? null : listOf(data, 'connections');
}

function fill(entry: Entry, draft: RowDraft, value: Fields): void {
  const { profile, secrets } = draft;
  setAddress(draft, entry);
  profile.name = entry.text('label');
  profile.socket = entry.text('path', 1024);
  profile.db = entry.whole('dbIndex', 0, 65_535) ?? 0;
  profile.username = entry.text('username', 1024);
  secrets.password = entry.text('password');
  setDelimiter(draft, entry, 'foldingChar');

  const written = own(value, 'sentinels');
  const sentinels = Array.isArray(written) ? entry.list('sentinels') : entry.text('sentinels');
  const master = entry.text('sentinelName', 1024);
  const username = entry.text('sentinelUsername', 1024);
  const sentinelPassword = entry.text('sentinelPassword');
  const clusters = Array.isArray(own(value, 'clusters')) ? entry.list('clusters') : entry.text('clusters');
  if (sentinels.length > 0) {
    profile.topology = 'sentinel';
    profile.sentinel = { master: master === '' ? 'mymaster' : master, username, tls: false };
    secrets.sentinel = sentinelPassword;
    profile.host = '';
    setNodes(draft, readNodes(draft, sentinels, 'sentinels', 26_379));
  } else if (entry.flag('isCluster') || clusters.length > 0) {
    profile.topology = 'cluster';
    setNodes(draft, readNodes(draft, clusters, 'clusters', 6379));
  }
  setTls(draft, entry, own(value, 'tls'));
  entry.done(['isCluster', 'sentinelTls', 'connectionName', 'optional']);
}

/** A switch, or the options of a TLS connection. */
function setTls(draft: RowDraft, entry: Entry, tls: unknown): void {
  if (!isFields(tls)) {
    draft.profile.tls = entry.flag('tls');
    return;
  }
  const options = entry.child('tls');
  if (options === null) return;
  draft.profile.tls = true;
  draft.profile.tlsOptions.servername = options.text('servername', 1024);
  setCertificates(draft, { ca: options.text('ca'), cert: options.text('cert'), key: options.text('key') });
  if (own(tls, 'rejectUnauthorized') === false) draft.notes.push({ kind: 'verified' });
  options.done(['rejectUnauthorized']);
}
