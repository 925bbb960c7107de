/** RESP.app and its older name Redis Desktop Manager: a JSON list with one level of groups. */
import type { Entry } from './entry.ts';
import { colorOf, setAddress, setCertificates, setDelimiter, setSsh } from './filling.ts';
import { hasMark, type Importer, listedIn, listOf, rowsOf } from './importer.ts';
import type { RowDraft } from './row.ts';

const marks = ['auth', 'ssl_ca_cert_path', 'ssh_host', 'namespace_separator', 'keys_pattern', 'timeout_connect', 'db_scan_limit'];
/** How it looks at keys, and what Keytide does by itself. */
const silent = ['timeout_connect', 'timeout_execute', 'keys_pattern', 'db_scan_limit', 'default_formatter', 'filter_history', 'cluster_host_override'];

export const resp: Importer = {
  id: 'resp',
  recognise(file) {
    const list = listOf(file.json());
    return list !== null && hasMark(list, marks);
  },
  read: (file) => rowsOf(listedIn(listOf(file.json()) ?? []), fill),
};

function fill(entry: Entry, draft: RowDraft): void {
  const { profile, secrets, notes } = draft;
  setAddress(draft, entry);
  profile.name = entry.text('name');
  profile.username = entry.text('username', 1024);
  secrets.password = entry.text('auth');
  setDelimiter(draft, entry, 'namespace_separator');
  profile.color = colorOf(entry.text('icon_color'));
  const files = { ca: entry.text('ssl_ca_cert_path'), cert: entry.text('ssl_local_cert_path'), key: entry.text('ssl_private_key_path') };
  // Older files name certificates and have no switch.
  profile.tls = entry.has('ssl') ? entry.flag('ssl') : files.ca !== '' || files.cert !== '';
  const careless = entry.flag('ssl_ignore_all_errors');
  if (profile.tls) {
    setCertificates(draft, files);
    if (careless) notes.push({ kind: 'verified' });
  }
  const host = entry.text('ssh_host', 1024);
  const key = entry.text('ssh_private_key_path');
  const ssh = {
    host,
    port: entry.whole('ssh_port', 1, 65_535),
    username: entry.text('ssh_user', 1024),
    key,
    agent: entry.flag('ssh_agent'),
    // One box for both.
    password: entry.text('ssh_password'),
    passphrase: entry.text('ssh_password'),
  };
  if (host !== '') setSsh(draft, ssh);
  entry.done([...silent, 'ask_ssh_password', 'ssh_public_key_path', 'type', 'ssl']);
}
