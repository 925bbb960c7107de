/** Settings that most programs have under other names: certificates, SSH, further nodes, colours. */
import type { Endpoint, ProfileFields } from '../profile.ts';
import { isRefused, readAddress } from '../uriParts.ts';
import type { Entry } from './entry.ts';
import type { RowDraft } from './row.ts';

export function setAddress(draft: RowDraft, entry: Entry, host = 'host', port = 'port'): void {
  draft.profile.host = entry.text(host);
  draft.profile.port = entry.whole(port, 1, 65_535) ?? draft.profile.port;
}

/** A delimiter that Keytide cannot use is left as it usually is. */
export function setDelimiter(draft: RowDraft, entry: Entry, name: string): void {
  const delimiter = entry.text(name);
  if (delimiter.length > 8) draft.notes.push({ kind: 'range', setting: name });
  else if (delimiter !== '') draft.profile.delimiter = delimiter;
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** The text itself is taken over; a file that is only named has to be given by the user. */
export function setCertificates(draft: RowDraft, given: { readonly ca: string; readonly cert: string; readonly key: string }): void {
  const { profile, secrets, notes } = draft;
  const take = (what: 'ca' | 'cert' | 'tlsKey', text: string, set: () => void): void => {
    if (text === '') return;
    if (isPem(text)) set();
    else notes.push({ kind: 'file', what, path: text });
  };
  take('ca', given.ca, () => void (profile.tlsOptions.ca = given.ca));
  take('cert', given.cert, () => void (profile.tlsOptions.cert = given.cert));
  take('tlsKey', given.key, () => void (secrets.tlsKey = given.key));
}

export interface SshGiven {
  readonly host: string;
  readonly port: number | null;
  readonly username: string;
  readonly password: string;
  /** A path, or the key itself. */
  readonly key: string;
  readonly passphrase: string;
  readonly agent?: boolean;
}

export function setSsh({ profile, secrets, notes }: RowDraft, given: SshGiven): void {
  const { key, agent = false } = given;
  if (given.host.trim() === '') {
    notes.push({ kind: 'range', setting: 'SSH host' });
    return;
  }
  const inline = isPem(key);
  const auth = agent ? 'agent' : key !== '' ? 'key' : 'password';
  const keyFile = auth === 'key' && !inline ? key : '';
  profile.ssh = [{ host: given.host, port: given.port ?? 22, username: given.username, auth, keyFile }];
  if (auth === 'key' && inline) notes.push({ kind: 'inlineKey' });
  if (keyFile !== '') notes.push({ kind: 'keyFile', path: keyFile });
  if (auth === 'password') secrets.ssh0 = given.password;
  if (auth === 'key') secrets.ssh0 = given.passphrase;
}

/** `host:port` each, as text with commas or as a list of those or of objects. Unreadable ones are noted and left out. */
export function readNodes(draft: RowDraft, given: string | readonly unknown[], setting: string, usual: number): Endpoint[] {
  const list = typeof given === 'string' ? given.split(',') : given;
  const nodes: Endpoint[] = [];
  for (const one of list) {
    const text = nodeText(one, usual);
    if (text === '') continue;
    const node = text === null ? null : readAddress(text, usual);
    if (node === null || isRefused(node) || nodes.length > 100) {
      draft.notes.push({ kind: 'range', setting });
      if (nodes.length > 100) break;
    } else nodes.push(node);
  }
  return nodes;
}

/** Null where it is no address. */
function nodeText(one: unknown, usual: number): string | null {
  if (typeof one === 'string') return one.trim();
  if (typeof one !== 'object' || one === null) return null;
  const host = Object.getOwnPropertyDescriptor(one, 'host')?.value as unknown;
  const port = (Object.getOwnPropertyDescriptor(one, 'port')?.value as unknown) ?? usual;
  if (typeof host !== 'string' || (typeof port !== 'number' && typeof port !== 'string')) return null;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The nodes are where to begin: the first takes the place of an address that is not given. */
export function setNodes({ profile }: RowDraft, nodes: readonly Endpoint[]): void {
  const [first, ...others] = nodes;
  if (first === undefined) return;
  const seed = profile.host === '' ? first : { host: profile.host, port: profile.port };
  profile.host = seed.host;
  profile.port = seed.port;
  profile.nodes = [first, ...others].filter(({ host, port }) => host !== seed.host || port !== seed.port).slice(0, 100);
}

/** The nearest of the colours there are, by its hue; grey is none. */
export function colorOf(written: string): ProfileFields['color'] {
  const [, hex] = /^#?([\da-f]{6})(?:[\da-f]{2})?$/i.exec(written.trim()) ?? [];
  if (hex === undefined) return 'none';
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const most = Math.max(red, green, blue);
  const span = most - Math.min(red, green, blue);
  if (span < 24) return 'none';
  const turn = most === red ? ((green - blue) / span + 6) % 6 : most === green ? (blue - red) / span + 2 : (red - green) / span + 4;
  const hue = turn * 60;
  if (hue < 20 || hue >= 330) return 'red';
  return hue < 70 ? 'amber' : hue < 170 ? 'green' : hue < 255 ? 'blue' : 'violet';
}
