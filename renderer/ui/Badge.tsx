/** Small marks: the type of a key, the environment of a connection, a state. */
import './controls.css';
import type { ReactNode } from 'react';
import type { Profile } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';

const letters = {
  string: 'S',
  hash: 'H',
  list: 'L',
  set: 'E',
  zset: 'Z',
  stream: 'X',
  json: 'J',
  series: 'T',
  vectors: 'V',
  bloom: 'B',
  cuckoo: 'C',
  countMin: 'M',
  topK: 'K',
  digest: 'D',
} as const;
type KnownType = keyof typeof letters;

/** What modules call their types. */
const moduleNames: ReadonlyMap<string, KnownType> = new Map([
  ['ReJSON-RL', 'json'],
  ['TSDB-TYPE', 'series'],
  ['vectorset', 'vectors'],
  ['MBbloom--', 'bloom'],
  ['bloomfltr', 'bloom'],
  ['MBbloomCF', 'cuckoo'],
  ['CMSk-TYPE', 'countMin'],
  ['TopK-TYPE', 'topK'],
  ['TDIS-TYPE', 'digest'],
]);

/** As TYPE answers it. */
function knownType(type: string): KnownType | null {
  const named = moduleNames.get(type);
  if (named !== undefined) return named;
  return Object.hasOwn(letters, type) ? (type as KnownType) : null;
}

export function useTypeName(): (type: string) => string {
  const text = useText();
  return (type) => {
    const known = knownType(type);
    return known === null ? text.ui.types.other(plainString(type, 40)) : text.ui.types[known];
  };
}

/** One letter in its colour; the name is read out. Null: not known yet, the place is kept. */
export function TypeBadge({ type }: { readonly type: string | null }): ReactNode {
  const name = useTypeName();
  if (type === null) return <span className="type-badge pending" aria-hidden="true" />;
  const known = knownType(type);
  return (
    <span className={`type-badge ${known === null || moduleNames.has(type) ? 'json' : known}`} role="img" aria-label={name(type)}>
      {known === null ? '?' : letters[known]}
    </span>
  );
}

/** PROD and the like, in the user's word and colour. */
export function EnvBadge({ badge, color }: Pick<Profile, 'badge' | 'color'>): ReactNode {
  if (badge === '') return null;
  return (
    <span className={`badge env ${color}`}>
      <bdi>{plainString(badge, 48)}</bdi>
    </span>
  );
}

export type BadgeTone = 'plain' | 'accent' | 'ok' | 'warn' | 'danger' | 'info';

export function Badge({ tone = 'plain', children }: { readonly tone?: BadgeTone; readonly children: ReactNode }): ReactNode {
  return <span className={`badge ${tone}`}>{children}</span>;
}

/** The state of a connection; never colour alone, so `label` is read out and shown on hover by whoever places it. */
export function StateDot({ state, label }: { readonly state: 'ready' | 'busy' | 'warn' | 'down'; readonly label: string }): ReactNode {
  return <span className={`state-dot ${state}`} role="img" aria-label={label} />;
}
