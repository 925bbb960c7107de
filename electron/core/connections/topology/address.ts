/** Addresses that servers announce: what they are, where they are reached from here, and whether the user agreed to them. */
import type { Profile } from '../../../../shared/connections/profile.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export function isHost(text: string): boolean {
  return /^[\w.:%-]{1,253}$/.test(text);
}

export function portOf(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? Number(text) : null;
}

export function addressOf({ host, port }: Endpoint): string {
  const bare = bareHost(host);
  return bare.includes(':') ? `[${bare}]:${port}` : `${bare}:${port}`;
}

/** `host:port`, the host of an IPv6 address with or without its brackets; null where it is none. An empty host is `home`. */
export function endpointOf(text: string, home = ''): Endpoint | null {
  const colon = text.lastIndexOf(':');
  const host = bareHost(colon <= 0 ? home : text.slice(0, colon));
  const port = portOf(text.slice(colon + 1));
  return colon < 0 || port === null || !isHost(host) ? null : { host, port };
}

export interface AddressBook {
  /** Where an announced address is reached from here; itself where nothing else is known. */
  reach(announced: Endpoint): Endpoint;
  approved(announced: Endpoint): boolean;
  approve(hosts: readonly string[]): void;
}

const loopback = new Set(['localhost', '127.0.0.1', '::1']);

/** The user has named: the host, the nodes, what is mapped, and what was approved before. */
export function createAddressBook({ host, nodes, nat, approved }: Pick<Profile, 'host' | 'nodes' | 'nat' | 'approved'>): AddressBook {
  const named = new Set([host, ...nodes.map((node) => node.host), ...approved].map(bareHost));
  const mapped = new Map<string, Endpoint>();
  for (const { from, to } of nat) {
    const [announced, reached] = [endpointOf(from), endpointOf(to)];
    if (announced !== null && reached !== null) mapped.set(addressOf(announced), reached);
  }
  if ([...loopback].some((one) => named.has(one))) for (const one of loopback) named.add(one);
  return {
    reach: (announced) => mapped.get(addressOf(announced)) ?? announced,
    approved: (announced) => mapped.has(addressOf(announced)) || named.has(bareHost(announced.host)),
    approve: (hosts) => {
      for (const one of hosts) named.add(bareHost(one));
    },
  };
}

function bareHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1');
}
