/** One file of each format, written by hand from what the formats are known to hold; odd types included. */
import { strToU8, Zip, ZipDeflate, zipSync } from 'fflate';

const json = (data: unknown): Uint8Array => strToU8(JSON.stringify(data));
const base64 = (data: unknown): Uint8Array => strToU8(Buffer.from(JSON.stringify(data)).toString('base64'));

export const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
export const pemKey = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n';

const ardmData = {
  connections: [
    {
      host: 'cache.example',
      port: '6380',
      auth: 'secret-a',
      username: 'ann',
      name: 'Cache',
      separator: '/',
      cluster: true,
      connectionReadOnly: true,
      groupId: 'g1',
      color: '#f56c6c',
      order: 1,
      key: '1700000000000_ab12c',
    },
    {
      host: '10.0.0.5',
      port: 26379,
      auth: 'sentinel-pw',
      name: 'Watched',
      separator: ':',
      groupId: null,
      sentinelOptions: { masterName: 'mymaster', nodePassword: 'master-pw' },
      sslOptions: { key: '/keys/client.key', cert: pem, ca: '/keys/ca.pem', servername: 'redis.example' },
      sshOptions: { host: 'jump.example', port: '2222', username: 'ops', password: 'x', privatekey: '/home/u/.ssh/id', passphrase: 'phrase', timeout: 30 },
    },
    { host: '', port: 6379, name: 'no host' },
    'no object',
    { host: 'odd', port: 'x', separator: 7, cluster: 'maybe', unheard: { of: 1 }, sshOptions: false, color: null },
  ],
  groups: [{ id: 'g1', name: 'Production' }, null, { id: 3 }],
};

const respData = [
  {
    type: 'group',
    name: 'Shop',
    connections: [
      {
        name: 'orders',
        host: 'orders.example',
        port: 6379,
        auth: 'secret-o',
        username: 'ann',
        namespace_separator: '.',
        keys_pattern: '*',
        timeout_connect: 60000,
        ssl: true,
        ssl_ca_cert_path: 'C:\\certs\\ca.pem',
        ssl_ignore_all_errors: true,
        ssh_host: 'jump',
        ssh_port: 22,
        ssh_user: 'ops',
        ssh_agent: true,
        icon_color: '#348CF7',
      },
    ],
  },
  {
    name: 'plain',
    host: 'plain.example',
    port: 6379,
    auth: '',
    ssh_host: 'j',
    ssh_user: 'u',
    ssh_password: 'sp',
    filter_history: { 'a*': 3 },
    ssh_agent_path: '/a',
  },
  { type: 'group', name: 'empty', connections: null },
];

const tinyText = `# exported
- name: local
  group: ""
  last_db: 2
  network: unix
  sock: /run/redis.sock
  addr: 127.0.0.1
  port: 6379
  password: unix-pw
  key_separator: ':'
  mark_color: '#B270D3'
  alias:
    0: main
    3: "jobs"
    x: bad
  ssl:
    enable: false
    cafile: /not/used
- name: Team
  type: group
  connections:
    - name: watched
      addr: s1.example
      port: '26379'
      username: sentinel-user
      password: sentinel-pw
      default_filter: '*'
      ssl: { enable: true, cafile: /ca.pem, allow_insecure: true, sni: redis.example }
      ssh: { enable: true, addr: jump, port: 22, login_type: pkfile, username: ops, pk_file: /id, passphrase: phrase }
      sentinel: { enable: true, master: mymaster, username: app, password: master-pw }
      cluster: { enable: false }
      proxy: { type: 2, schema: socks5, addr: proxy.example, port: 1080, username: p, password: proxy-pw }
    - name: proxied
      addr: h
      port: 6379
      conn_timeout: 60
      cluster: { enable: true }
      proxy: { type: 1 }
`;

/** As an archiver writes that does not know the sizes beforehand. */
function streamedZip(name: string, text: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((_, chunk) => void chunks.push(chunk));
  const file = new ZipDeflate(name);
  zip.add(file);
  file.push(strToU8(text), true);
  zip.end();
  return new Uint8Array(Buffer.concat(chunks));
}

const redisInsightData = [
  {
    id: 'a1',
    host: 'insight.example',
    port: 6379,
    name: 'Insight',
    db: 4,
    username: 'ann',
    password: 'secret-i',
    connectionType: 'STANDALONE',
    tls: true,
    verifyServerCert: false,
    tlsServername: 'sni.example',
    caCert: { name: 'ca', certificate: pem },
    clientCert: { name: 'cl', certificate: pem, key: pemKey },
    ssh: true,
    sshOptions: { host: 'jump', port: 22, username: 'ops', password: null, privateKey: pemKey, passphrase: 'phrase' },
    compressor: 'GZIP',
    modules: [{ name: 'search' }],
    tags: [{ key: 'env', value: 'prod' }, { key: 'eu' }, 7],
    lastConnection: '2026-01-01',
  },
  {
    host: 's1',
    port: '26379',
    name: 'Watched',
    username: 'su',
    password: 'sp',
    connectionType: 'SENTINEL',
    sentinelMaster: { name: 'mymaster', username: 'mu', password: 'mp' },
    nodes: [
      { host: 's1', port: 26379 },
      { host: 's2', port: '26379' },
      { host: '', port: 1 },
    ],
    compressor: 'NONE',
    ssh: false,
  },
  { host: 'many', port: 7000, connectionType: 'CLUSTER', nodes: [{ host: 'b', port: 7001 }] },
];

const p3xData = {
  update: '2026-05-01',
  list: [
    {
      id: 'x',
      name: 'P3X',
      group: 'Lab',
      host: 'p3x.example',
      port: '6379',
      username: '',
      password: 'secret-p',
      askAuth: false,
      readonly: true,
      cluster: true,
      nodes: [{ host: 'n2', port: 7002, id: 'n' }],
      tlsRejectUnauthorized: false,
      tlsCrt: pem,
      tlsKey: pemKey,
      tlsCa: pem,
      ssh: true,
      sshHost: 'jump',
      sshPort: 22,
      sshUsername: 'ops',
      sshPassword: 'ssh-pw',
      sshPrivateKey: '',
    },
  ],
};

const commanderData = {
  ui: { sidebarWidth: 250 },
  connections: [
    { label: 'local', path: '/run/redis.sock', dbIndex: '1', password: 'secret-c', foldingChar: '/' },
    {
      label: 'watched',
      sentinels: 's1:26379, s2:26380,bad:0',
      sentinelName: 'mymaster',
      sentinelPassword: 'sp',
      password: 'mp',
      tls: { ca: '/ca.pem', servername: 'sni', rejectUnauthorized: false, minVersion: 'TLSv1.2' },
    },
    { label: 'many', isCluster: true, clusters: 'c1:7000,c2:7001', dbIndex: 99999 },
  ],
};

const favorites = [
  {
    key: 'fav-1',
    name: 'Medis',
    host: 'medis.example',
    port: '6379',
    password: 'secret-m',
    ssl: true,
    tlsca: pem,
    ssh: true,
    sshHost: 'jump',
    sshPort: '22',
    sshUser: 'ops',
    sshKey: pemKey,
    sshKeyPassphrase: 'phrase',
  },
];

const iredisText = `[main]
prompt = {host}
# note
[alias_dsn]
# comment
first = redis://:secret-d@d.example:6379/1
second = "unix:///run/redis.sock?db=2"
broken = nowhere
[other]
third = redis://not.read
`;

const keytideData = {
  keytide: 'connections',
  version: 1,
  connections: [{ name: 'own', host: 'own.example', port: 7000, group: ['A', 'B'], favourite: true, topology: 'mesh', id: 'theirs', later: 'x' }],
};

const lineText = `# servers
redis://:pw@a.example
REDIS_HOST=b.example
redis-cli -h c.example -p 7000 -a word \\
  --tls GET x
this is nothing
`;

export const sealed = json({ keytide: 'connections', version: 1, lock: { kind: 'scrypt' }, sealed: 'AAAA' });

/** The first of each format is looked into; the others say the same in another wrapping. */
export const files: readonly { readonly format: string; readonly name: string; readonly bytes: Uint8Array }[] = [
  { format: 'ardm', name: 'connections.ano', bytes: base64(ardmData) },
  { format: 'ardm', name: 'readable.json', bytes: json(ardmData) },
  { format: 'resp', name: 'connections.json', bytes: json(respData) },
  { format: 'tiny', name: 'connections.yaml', bytes: strToU8(tinyText) },
  { format: 'tiny', name: 'backup.zip', bytes: zipSync({ 'readme.txt': strToU8('x'), 'connections.yaml': strToU8(tinyText) }) },
  { format: 'tiny', name: 'stored.zip', bytes: zipSync({ 'connections.yaml': strToU8(tinyText) }, { level: 0 }) },
  { format: 'tiny', name: 'streamed.zip', bytes: streamedZip('config/connections.yaml', tinyText) },
  { format: 'redisinsight', name: 'RedisInsight.json', bytes: json(redisInsightData) },
  { format: 'redisinsight', name: 'RedisInsight.txt', bytes: base64(redisInsightData) },
  { format: 'p3x', name: '.p3xrs-conns.json', bytes: json(p3xData) },
  { format: 'commander', name: 'local-production.json', bytes: json(commanderData) },
  { format: 'medis', name: 'storage.json', bytes: json({ favorites: JSON.stringify(favorites) }) },
  { format: 'medis', name: 'favorites.json', bytes: json(favorites) },
  { format: 'iredis', name: '.iredisrc', bytes: strToU8(iredisText) },
  { format: 'keytide', name: 'keytide.json', bytes: json(keytideData) },
  { format: 'text', name: 'servers.txt', bytes: strToU8(lineText) },
  { format: 'text', name: 'windows.txt', bytes: new Uint8Array(Buffer.from(`\uFEFF${lineText}`, 'utf16le')) },
];
