/** The less usual fields of a connection as the dialog shows them: lists as lines of text, addresses as host:port; read back with what is wrong. */
import { maxHops, type ProfileFields, type SshHop } from '../../shared/connections/profile.ts';
import { isRefused, maxDb, readAddress } from '../../shared/connections/uriParts.ts';

export interface HopText extends Omit<SshHop, 'host' | 'port'> {
  readonly address: string;
}

export interface Extras {
  /** One host:port per line. */
  readonly nodes: string;
  /** One `announced -> reached` per line. */
  readonly nat: string;
  /** One `number name` per line. */
  readonly aliases: string;
  /** Divided by commas. */
  readonly tags: string;
  /** Outermost first, divided by slashes. */
  readonly group: string;
  readonly proxyKind: ProfileFields['proxy']['kind'];
  readonly proxyAddress: string;
  readonly proxyUsername: string;
  readonly hops: readonly HopText[];
}

export type ExtraFields = Pick<ProfileFields, 'nodes' | 'nat' | 'aliases' | 'tags' | 'group' | 'proxy' | 'ssh'>;
export type ExtraProblem = 'nodes' | 'nat' | 'aliases' | 'tags' | 'group' | 'address';
export type ExtraField = Exclude<ExtraProblem, 'address'> | 'proxy' | 'ssh0' | 'ssh1' | 'ssh2' | 'ssh3';

const usualPorts = { standalone: 6379, cluster: 6379, sentinel: 26_379 } as const;
const sshPort = 22;
const proxyPort = 1080;
export const newHop: HopText = { address: '', username: '', auth: 'agent', keyFile: '' };
export const hopSecrets = ['ssh0', 'ssh1', 'ssh2', 'ssh3'] as const;

export function extrasOf({ nodes, nat, aliases, tags, group, proxy, ssh }: ExtraFields): Extras {
  return {
    nodes: nodes.map((one) => addressText(one)).join('\n'),
    nat: nat.map(({ from, to }) => `${from} -> ${to}`).join('\n'),
    aliases: aliases.map(({ db, name }) => `${db} ${name}`).join('\n'),
    tags: tags.join(', '),
    group: groupText(group),
    proxyKind: proxy.kind,
    proxyAddress: proxy.host === '' ? '' : addressText(proxy),
    proxyUsername: proxy.username,
    hops: ssh.map(({ host, port, ...rest }) => ({ ...rest, address: addressText({ host, port }) })),
  };
}

/** What cannot be read is left out of the fields and named in the problems. */
export function readExtras(
  extras: Extras,
  topology: ProfileFields['topology'],
): { readonly fields: ExtraFields; readonly problems: ReadonlyMap<ExtraField, ExtraProblem> } {
  const problems = new Map<ExtraField, ExtraProblem>();
  function lines<T>(field: Exclude<ExtraProblem, 'address'>, parts: readonly string[], read: (part: string) => T | null, most: number): T[] {
    const all = parts
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(read);
    const good = all.flatMap((one) => (one === null ? [] : [one]));
    if (good.length < all.length || all.length > most) problems.set(field, field);
    return good;
  }
  const address = (text: string, usual: number, field: ExtraField) => {
    const read = readAddress(text.trim(), usual);
    if (!isRefused(read)) return read;
    problems.set(field, 'address');
    return null;
  };
  const endpoint = (text: string) => {
    const read = readAddress(text, usualPorts[topology]);
    return isRefused(read) ? null : read;
  };
  const fields: ExtraFields = {
    nodes: lines('nodes', extras.nodes.split(/[\n,]/), endpoint, 100),
    nat: lines('nat', extras.nat.split('\n'), readMapping, 1000),
    aliases: lines('aliases', extras.aliases.split('\n'), readAlias, 200),
    tags: [...new Set(lines('tags', extras.tags.split(/[\n,]/), (tag) => (tag.length <= 40 ? tag : null), 20))],
    group: lines('group', splitGroup(extras.group), (name) => (name.length <= 80 ? name : null), 8),
    proxy: { kind: extras.proxyKind, host: '', port: proxyPort, username: extras.proxyUsername },
    ssh: extras.hops.slice(0, maxHops).flatMap(({ address: typed, ...rest }, at) => {
      const read = address(typed, sshPort, hopSecrets[at] ?? 'ssh0');
      return read === null ? [] : [{ ...rest, ...read }];
    }),
  };
  if (extras.proxyKind === 'none' && extras.proxyAddress.trim() === '') return { fields, problems };
  const proxy = extras.proxyKind === 'none' ? endpointOf(extras.proxyAddress) : address(extras.proxyAddress, proxyPort, 'proxy');
  return { fields: { ...fields, proxy: { ...fields.proxy, ...proxy } }, problems };
}

/** A slash in a name is doubled, for one alone divides. */
export function groupText(group: readonly string[]): string {
  return group.map((name) => name.replaceAll('/', '//')).join(' / ');
}

function splitGroup(text: string): string[] {
  return text.split(/(?<!\/)\/(?!\/)/).map((name) => name.replaceAll('//', '/'));
}

function endpointOf(text: string) {
  const read = readAddress(text.trim(), proxyPort);
  return isRefused(read) ? null : read;
}

function readMapping(line: string): { readonly from: string; readonly to: string } | null {
  const [from, to, ...more] = line.split(/\s*(?:->|→|=>|\s)\s*/);
  if (from === undefined || to === undefined || more.length > 0) return null;
  const [announced, reached] = [readAddress(from, usualPorts.cluster), readAddress(to, usualPorts.cluster)];
  return isRefused(announced) || isRefused(reached) ? null : { from: addressText(announced), to: addressText(reached) };
}

function readAlias(line: string): { readonly db: number; readonly name: string } | null {
  const [, number = '', name = ''] = /^(\d{1,5})\s*[:=\s]\s*(.+)$/.exec(line) ?? [];
  return number === '' || Number(number) > maxDb || name.length > 60 ? null : { db: Number(number), name };
}

function addressText({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
