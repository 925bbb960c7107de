/** What went wrong, what it means and the one thing to do, for every fault there is. */
import { enFormat as f } from '../format.ts';

export const faults = {
  redis: {
    title: (prefix: string) => `The server answered ${prefix}`,
    meaning: 'The server refused the command. Nothing was changed by it unless the message says so.',
    advice: 'Read the message of the server, correct the command and send it again.',
    known: {
      WRONGTYPE: { meaning: 'The key now holds a value of another type.', advice: 'Refresh the key to see what it holds.' },
      NOPERM: { meaning: 'The user of this connection may not do this.', advice: 'Ask for the permission (ACL), or connect as another user.' },
      OOM: { meaning: 'The server has reached maxmemory and refuses to write.', advice: 'Free memory on the server or raise maxmemory.' },
      READONLY: { meaning: 'This server is a replica and does not accept writes.', advice: 'Connect to the primary.' },
      LOADING: { meaning: 'The server is still loading its data from disk.', advice: 'Wait until loading has ended, then try again.' },
      BUSY: { meaning: 'A script is running on the server and blocks everything else.', advice: 'Wait, or end the script with SCRIPT KILL.' },
      UNKILLABLE: {
        meaning: 'The script has already written, and is not ended half-way.',
        advice: 'Wait for its end. SHUTDOWN NOSAVE would end it with the server, and lose what was written since the last save.',
      },
      MISCONF: { meaning: 'The server cannot save to disk and therefore refuses writes.', advice: "Look into the server's log and free disk space." },
      CLUSTERDOWN: {
        meaning: 'The cluster does not serve this slot now. Slots that are covered may still be served.',
        advice: 'Wait for a failover to end, or repair the cluster, then try again.',
      },
      MOVED: { meaning: 'The key belongs to another node of the cluster.', advice: 'Edit the connection and choose the topology Cluster.' },
      CROSSSLOT: { meaning: 'The keys of one command lie on different nodes.', advice: 'Use keys with the same {hash tag}, or one command per key.' },
      MASTERDOWN: {
        meaning: 'The replica has lost its primary and does not serve stale data.',
        advice: 'Connect to the primary, or wait for the link to come back.',
      },
    },
  },
  offline: {
    title: 'The server cannot be asked now',
    meaning: 'There is no connection to it, or it does not answer. Nothing was sent.',
    advice: 'Wait until it answers, or connect again.',
  },
  connect: {
    refused: {
      title: 'Connection refused',
      meaning: 'The machine answers, but nothing listens on this port.',
      advice: 'Check that the server runs and that the port is right.',
    },
    name: { title: 'Host name not found', meaning: 'No address is known for this host name.', advice: 'Check the spelling of the host, or the VPN and DNS.' },
    unreachable: { title: 'Host unreachable', meaning: 'The network has no way to this machine.', advice: 'Check the network, the VPN and the address.' },
    timeout: {
      title: 'No answer in time',
      meaning: 'Nothing came back from this address. A firewall often drops packets this way.',
      advice: 'Check the address, the firewall and the VPN.',
    },
    reset: {
      title: 'Connection closed by the other side',
      meaning: 'The line was cut while connecting. A server that wants TLS or protects its port does so.',
      advice: 'Try with TLS, and check protected-mode and the allowed addresses of the server.',
    },
    http: { title: 'This is a web server', meaning: 'The port answers in HTTP, not in the protocol of Redis.', advice: 'Check the port.' },
    ssh: { title: 'This is an SSH server', meaning: 'The port answers in SSH, not in the protocol of Redis.', advice: 'Use the port of Redis, commonly 6379.' },
    'tls-wanted': {
      title: 'The server wants TLS',
      meaning: 'The port only speaks TLS, and this connection does not use it.',
      advice: 'Turn TLS on for this connection.',
    },
    'tls-certificate': {
      title: 'The certificate is not trusted',
      meaning: 'The server could not prove that it is the one that was asked for.',
      advice: 'Check the host name, or give the certificate authority that signed it.',
    },
    'tls-expired': {
      title: 'The certificate is not valid now',
      meaning: 'It has expired, or its time has not come yet.',
      advice: 'Renew the certificate of the server, or check the clock of this machine.',
    },
    'tls-host': {
      title: 'The certificate is for another host',
      meaning: 'It is trusted, but it does not name the host of this connection.',
      advice: 'Check the host, or give the server name that the certificate is for.',
    },
    'tls-client': {
      title: 'The server wants a client certificate',
      meaning: 'It did not accept this connection without one, or not the one that was given.',
      advice: 'Give a certificate that the server trusts, with its private key.',
    },
    tls: {
      title: 'TLS failed',
      meaning: 'No encrypted line could be agreed on. The port may not use TLS.',
      advice: 'Try without TLS, or check the TLS versions of the server.',
    },
    socket: {
      title: 'Socket not available',
      meaning: 'There is no unix socket at this path, or this user may not use it.',
      advice: 'Check the path, the permissions, and whether the server runs.',
    },
    proxy: {
      title: 'The proxy refused',
      meaning: 'It does not connect to this address, or it is not a proxy of this kind.',
      advice: 'Check the kind, host and port of the proxy, and what it allows.',
    },
    'proxy-auth': {
      title: 'The proxy wants a login',
      meaning: 'It did not accept the user name and password, or wants some.',
      advice: 'Correct the user name and password of the proxy.',
    },
    'ssh-auth': {
      title: 'The SSH server refused the login',
      meaning: 'Its key is known, but it accepted none of the ways to log in that were tried.',
      advice: 'Check the user name and the password, key or agent of this SSH server.',
    },
    'ssh-forward': {
      title: 'The SSH server does not forward',
      meaning: 'The login worked, but the server does not let connections through to this address.',
      advice: 'Allow it on the SSH server (AllowTcpForwarding, PermitOpen).',
    },
    tunnel: {
      title: 'The SSH tunnel failed',
      meaning: 'The SSH connection could not be made, or it broke.',
      advice: 'Check the SSH server, its host and its port.',
    },
    garbage: { title: 'Not a Redis server', meaning: 'The port answers in a protocol that is not the one of Redis.', advice: 'Check the host and the port.' },
    select: {
      title: 'Database not available',
      meaning: 'The server does not have the database of this connection.',
      advice: 'Choose another database number.',
    },
    maxclients: {
      title: 'The server is full',
      meaning: 'The server has reached its limit of clients (maxclients).',
      advice: 'Close other clients or raise maxclients on the server.',
    },
    loading: { title: 'The server is loading its data', meaning: 'It accepts connections but no commands yet.', advice: 'Wait until loading has ended.' },
    role: {
      title: 'Not the server that was asked for',
      meaning: 'It answers, but it is not a primary of this name, or not a sentinel.',
      advice: 'Wait for a failover to end, or check the topology and the addresses of the connection.',
    },
    closed: {
      title: 'Connection lost',
      meaning: 'The line to the server was closed.',
      advice: 'Keytide connects again by itself; look at the server if it does not come back.',
    },
  },
  hostkey: {
    unknown: {
      title: 'Unknown SSH server',
      meaning: 'The key of this host is not known yet. Nothing was sent to it.',
      advice: 'Compare the fingerprint with the one that ssh-keygen -lf prints on the server, then trust it.',
    },
    changed: {
      title: 'The key of the SSH server has changed',
      meaning: 'This may be an attack, or a server that was set up anew. Nothing was sent to it.',
      advice: 'Ask who runs the server. If the new key is right, remove the old one from known_hosts.',
    },
    revoked: {
      title: 'The key of the SSH server is revoked',
      meaning: 'known_hosts says that this key must not be trusted any more. Nothing was sent to it.',
      advice: 'Ask who runs the server.',
    },
  },
  auth: {
    title: 'Login refused',
    meaning: 'The server did not accept the user name and password, or wants some.',
    advice: 'Correct the user name and password of this connection.',
  },
  approve: {
    title: 'Other hosts were announced',
    meaning: 'The server refers to hosts that this connection does not name. Nothing was sent to them.',
    advice: 'Approve these hosts, or map them to addresses that are reached from here.',
  },
  readonly: {
    title: (command: string) => `${command} was not sent`,
    meaning: 'This connection is read-only, and the command is not known to only read.',
    advice: 'To write, change the protection of this connection.',
  },
  locked: {
    title: 'Writing is locked on this production connection',
    meaning: 'Nothing was sent: no write session is open.',
    advice: 'Open a write session in the status bar, then try again.',
  },
  confirm: {
    title: (command: string) => `${command} needs a confirmation`,
    meaning: (keys: number | null) =>
      keys === null
        ? 'It changes data on the server.'
        : keys === 0
          ? 'It changes no keys, but the server or its other clients.'
          : `It changes ${f.number(keys)} ${f.plural(keys, 'key', 'keys')} on the server.`,
    advice: 'Confirm to send it.',
  },
  unknown: {
    title: (command: string) => `It is not known whether ${command} has run`,
    meaning: 'The line broke before the answer came. The command may have run once; it was not sent again.',
    advice: 'Refresh to see what the server holds now.',
  },
  timeout: {
    title: (command: string) => `${command} got no answer`,
    meaning: (afterMs: number) => `The server was silent for ${f.took(afterMs)}. The command only reads, so nothing was changed.`,
    advice: 'Try again; if it stays silent, look at what blocks the server.',
  },
  missing: {
    session: { title: 'This tab is no longer open', meaning: 'The connection behind it has ended.', advice: 'Open the connection again.' },
    profile: {
      title: 'This connection is no longer saved',
      meaning: 'It was removed, perhaps in another window.',
      advice: 'Choose or create another connection.',
    },
    key: { title: 'The key is gone', meaning: 'It was deleted, renamed or has expired.', advice: 'Refresh the list of keys.' },
    server: {
      title: 'No server program found',
      meaning: 'Neither redis-server nor valkey-server is installed here.',
      advice: 'Install one of them, then try again.',
    },
    message: {
      title: 'The message is no longer kept',
      meaning: 'It was evicted to make room for newer ones.',
      advice: 'Look at newer messages, or record to a file from now on.',
    },
    source: { title: 'The subscription is gone', meaning: 'It was dropped, perhaps in another window.', advice: 'Subscribe again.' },
    plan: {
      title: 'The plan is no longer there',
      meaning: 'It was given up or has been started already.',
      advice: 'Make it again: the keys are counted anew.',
    },
    job: { title: 'The job is no longer listed', meaning: 'It was taken out of the list.', advice: 'The log of commands has what was sent last.' },
  },
  conflict: {
    changed: {
      title: 'Changed by someone else',
      meaning: 'The value on the server is no longer the one that was loaded. Nothing was overwritten.',
      advice: 'Compare both, then save again or discard.',
    },
    gone: {
      title: 'The key is gone',
      meaning: 'It was deleted or has expired since it was loaded. Nothing was written.',
      advice: 'Save it as a new key, or discard.',
    },
    type: {
      title: 'The key has another type now',
      meaning: 'Someone replaced it since it was loaded. Nothing was written.',
      advice: 'Refresh to see what it holds.',
    },
    exists: { title: 'The key already exists', meaning: 'Nothing was overwritten.', advice: 'Choose another name, or open the key that is there.' },
  },
  input: {
    title: 'Not accepted',
    meaning: (path: string) => (path === '' ? 'Something that was given is not right.' : `${path} is not right.`),
    advice: 'Correct it and try again.',
  },
  disk: {
    title: (file: string) => `Could not write ${file}`,
    meaning: 'The change holds for now, but will be forgotten when Keytide ends.',
    advice: 'Check free space and permissions of the data folder.',
  },
  cancelled: { title: 'Cancelled', meaning: 'It was stopped before its end.', advice: 'Start it again if needed.' },
  closed: {
    title: 'Keytide is not reachable',
    meaning: 'The line between this page and the Keytide host is closed.',
    advice: 'Check that Keytide still runs, then reload the page.',
  },
  bug: {
    title: 'A mistake in Keytide',
    meaning: (id: string) => `It was written to the log as ${id}.`,
    advice: 'Try again; please report it with this number.',
  },
};
