/** What is handed over from outside, read here so that the page never has its passwords; each goes to one page, and waits until there is one. */
import type { Arrival, Offer } from '../../../shared/connections/arrivals.ts';
import { newProfile, type Protection } from '../../../shared/connections/profile.ts';
import { parseUri } from '../../../shared/connections/uri.ts';
import type { Held } from './held.ts';
import { type Launch, showsSecret } from './launch.ts';
import type { Profiles } from './profiles.ts';

export interface Arrivals {
  /** `exposed`: it stood on a command line. */
  add(launch: Launch, exposed: boolean): void;
  /** The one that follows last gets what arrives. */
  follow(signal: AbortSignal): AsyncIterable<Arrival>;
  /** Addresses in the environment that the host was started with. */
  environment(): readonly Offer[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** More than this is not the user's doing. */
const maxWaiting = 64;
const variables = ['REDIS_URL', 'VALKEY_URL'] as const;

export function createArrivals(profiles: Pick<Profiles, 'list' | 'held'>, environment: Environment): Arrivals {
  const waiting: Launched[] = [];
  const followers: (() => void)[] = [];
  const offered = variables.flatMap((name) => {
    const address = environment[name]?.trim() ?? '';
    return address === '' ? [] : [offerOf(profiles.held, { name, address, readOnly: false, exposed: false })];
  });

  return {
    add({ addresses, profile, readOnly }, exposed) {
      const all: readonly Launched[] = [
        ...addresses.map((address): Launched => ({ kind: 'address', address, readOnly, exposed: exposed && showsSecret(address) })),
        ...(profile === null ? [] : [{ kind: 'profile', name: profile, readOnly } as const]),
      ];
      waiting.push(...all.slice(0, maxWaiting - waiting.length));
      followers.at(-1)?.();
    },

    async *follow(signal) {
      let wake = (): void => undefined;
      const turn = (): void => wake();
      const aborted = (): void => wake();
      followers.push(turn);
      signal.addEventListener('abort', aborted, { once: true });
      try {
        while (!signal.aborted) {
          const next = followers.at(-1) === turn ? waiting.shift() : undefined;
          if (next !== undefined) yield arrivalOf(profiles, next);
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal.removeEventListener('abort', aborted);
        followers.splice(followers.indexOf(turn), 1);
        followers.at(-1)?.();
      }
    },

    environment: () => offered,
  };
}

type Launched =
  | { readonly kind: 'address'; readonly address: string; readonly readOnly: boolean; readonly exposed: boolean }
  | { readonly kind: 'profile'; readonly name: string; readonly readOnly: boolean };

function arrivalOf({ list, held }: Pick<Profiles, 'list' | 'held'>, launched: Launched): Arrival {
  if (launched.kind === 'address') return { kind: 'offer', offer: offerOf(held, { ...launched, name: '' }) };
  const { name, readOnly } = launched;
  const exact = list().filter((profile) => profile.name === name);
  const found = exact.length > 0 ? exact : list().filter((profile) => same(profile.name, name));
  const [profile] = found;
  return found.length === 1 && profile !== undefined ? { kind: 'profile', profileId: profile.id, readOnly } : { kind: 'unnamed', name, found: found.length };
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

interface Wanted {
  readonly name: string;
  readonly address: string;
  readonly readOnly: boolean;
  readonly exposed: boolean;
}

function offerOf(held: Held, { name, address, readOnly, exposed }: Wanted): Offer {
  const parsed = parseUri(address);
  if (!parsed.ok) return { name, draft: null, problem: { field: parsed.field, problem: parsed.problem }, ignored: [], exposed };
  const { fields, password, sentinelPassword, ignored } = parsed;
  const protection: Protection = readOnly ? 'read-only' : 'free';
  return {
    name,
    draft: {
      profile: { ...newProfile, ...fields, protection },
      secrets: held.hold({ password: password ?? undefined, sentinel: sentinelPassword ?? undefined }),
    },
    problem: null,
    ignored,
    exposed,
  };
}
