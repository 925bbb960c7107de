/** Tiny RDM: YAML, alone or in a ZIP; with a sentinel the outer address is the sentinel's, and the login inside is the master's. */
import { type Entry, type Fields, isFields, own } from './entry.ts';
import type { ImportFile } from './file.ts';
import { colorOf, setAddress, setCertificates, setDelimiter, setSsh } from './filling.ts';
import { hasMark, type Importer, listedIn, listOf, rowsOf } from './importer.ts';
import type { RowDraft } from './row.ts';

const marks = ['addr', 'last_db', 'key_separator', 'network', 'mark_color', 'conn_timeout'];
/** How it looks at keys and databases. */
const silent = [
  'default_filter',
  'conn_timeout',
  'exec_timeout',
  'db_filter_type',
  'db_filter_list',
  'key_view',
  'load_size',
  'refresh_interval',
  'type',
  'group',
];

export const tiny: Importer = {
  id: 'tiny',
  recognise(file) {
    const list = listIn(file);
    return list !== null && hasMark(list, marks);
  },
  read: (file) => rowsOf(listedIn(listIn(file) ?? []), fill),
};

function listIn(file: ImportFile): readonly unknown[] | null {
  const inner = file.text === null ? file.unzipped('connections.yaml') : file;
  return inner === null || inner.json() !== undefined ? null : listOf(inner.yaml());
}

function fill(entry: Entry, draft: RowDraft, value: Fields): void {
  const { profile, secrets, notes } = draft;
  setAddress(draft, entry, 'addr');
  profile.name = entry.text('name');
  profile.db = entry.whole('last_db', 0, 65_535) ?? 0;
  profile.username = entry.text('username', 1024);
  secrets.password = entry.text('password');
  setDelimiter(draft, entry, 'key_separator');
  profile.color = colorOf(entry.text('mark_color'));
  const socket = entry.text('sock', 1024);
  if (entry.text('network') === 'unix') profile.socket = socket;
  setAliases(draft, entry, own(value, 'alias'));

  if (on(entry.child('cluster'))) profile.topology = 'cluster';
  const sentinel = on(entry.child('sentinel'));
  if (sentinel !== null) {
    profile.topology = 'sentinel';
    profile.sentinel = { master: sentinel.text('master', 1024), username: profile.username, tls: false };
    secrets.sentinel = secrets.password;
    profile.username = sentinel.text('username', 1024);
    secrets.password = sentinel.text('password');
    sentinel.done();
  }
  const ssl = on(entry.child('ssl'));
  if (ssl !== null) {
    profile.tls = true;
    profile.sentinel.tls = sentinel !== null;
    profile.tlsOptions.servername = ssl.text('sni', 1024);
    setCertificates(draft, { ca: ssl.text('cafile'), cert: ssl.text('certfile'), key: ssl.text('keyfile') });
    if (ssl.flag('allow_insecure')) notes.push({ kind: 'verified' });
    ssl.done();
  }
  const ssh = on(entry.child('ssh'));
  if (ssh !== null) {
    const login = ssh.text('login_type');
    const key = ssh.text('pk_file');
    setSsh(draft, {
      host: ssh.text('addr', 1024),
      port: ssh.whole('port', 1, 65_535),
      username: ssh.text('username', 1024),
      password: ssh.text('password'),
      key: login === 'pkfile' ? key : '',
      passphrase: ssh.text('passphrase'),
      agent: login === 'agent',
    });
    ssh.done();
  }
  setProxy(draft, entry.child('proxy'));
  entry.done(silent);
}

/** Null while it is switched off: what else it says does not count then. */
function on(entry: Entry | null): Entry | null {
  return entry?.flag('enable') ? entry : null;
}

function setAliases({ profile, notes }: RowDraft, entry: Entry, alias: unknown): void {
  entry.child('alias');
  if (!isFields(alias)) return;
  for (const [written, name] of Object.entries(alias).slice(0, 200)) {
    const db = /^\d{1,5}$/.test(written) ? Number(written) : -1;
    if (db < 0 || db > 65_535 || typeof name !== 'string') notes.push({ kind: 'range', setting: 'alias' });
    else if (name.trim() !== '') profile.aliases.push({ db, name: name.trim().slice(0, 60) });
  }
}

/** 0 is none, 1 the system's, 2 what is written here. */
function setProxy({ profile, secrets, notes }: RowDraft, proxy: Entry | null): void {
  const type = proxy?.whole('type', 0, 2) ?? 0;
  if (proxy === null || type === 0) return;
  const schema = proxy.text('schema').toLowerCase();
  const kind = /^socks5h?$/.test(schema) ? 'socks5' : schema === 'http' ? 'http' : null;
  if (type === 1 || kind === null) return void notes.push({ kind: 'ignored', setting: 'proxy' });
  profile.proxy = {
    kind,
    host: proxy.text('addr', 1024),
    port: proxy.whole('port', 1, 65_535) ?? (kind === 'http' ? 8080 : 1080),
    username: proxy.text('username', 1024),
  };
  secrets.proxy = proxy.text('password');
  proxy.done();
}
