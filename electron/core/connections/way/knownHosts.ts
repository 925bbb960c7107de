/** OpenSSH's known_hosts, read and never written: which keys are said to belong to a host. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isIPv6 } from 'node:net';

export interface KnownKey {
  readonly marker: 'none' | 'revoked' | 'authority';
  /** As the line names it, such as ssh-ed25519. */
  readonly type: string;
  readonly key: Buffer;
  /** The first field: patterns, or one hashed name. */
  readonly names: string;
}

const maxLines = 100_000;
const markers: ReadonlyMap<string, KnownKey['marker']> = new Map([
  ['@revoked', 'revoked'],
  ['@cert-authority', 'authority'],
]);

/** Lines that cannot be read vouch for nobody, as in OpenSSH. */
export function parseKnownHosts(text: string): readonly KnownKey[] {
  return text.split('\n', maxLines).flatMap((line) => {
    const words = line.trim().split(/[ \t]+/);
    const marker = words[0]?.startsWith('@') === true ? markers.get(words.shift() ?? '') : 'none';
    const [names = '', type = '', encoded = ''] = words;
    if (marker === undefined || names === '' || names.startsWith('#') || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return [];
    return [{ marker, type, key: Buffer.from(encoded, 'base64'), names }];
  });
}

/** The name a host has in known_hosts: bare on the usual port, else `[host]:port`. */
export function nameOf(host: string, port: number): string {
  const name = (isIPv6(host.replace(/%.*$/, '')) ? host : host.replace(/\.$/, '')).toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

export function vouchesFor({ names }: KnownKey, name: string): boolean {
  if (names.startsWith('|')) return isHashOf(names, name);
  let found = false;
  for (const pattern of names.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!matches(negated ? pattern.slice(1) : pattern, name)) continue;
    // One exception outweighs whatever else the line says.
    if (negated) return false;
    found = true;
  }
  return found;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function isHashOf(names: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/.exec(names) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const [told, own] = [Buffer.from(hash, 'base64'), createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest()];
  return told.length === own.length && timingSafeEqual(told, own);
}

/** `*` and `?` as in OpenSSH; every other character is itself. Takes time in proportion to both lengths, whatever the pattern. */
export function matches(pattern: string, name: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  for (let next = 0; next < name.length; ) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      mark = next;
    } else if (wanted !== undefined && (wanted === '?' || wanted === name[next])) {
      at++;
      next++;
    } else if (star !== -1) {
      at = star + 1;
      next = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
