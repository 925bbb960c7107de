/** The keys' entries of the contract. */
import type { KeytideContract } from '../../../shared/contract.ts';
import { fail } from '../../../shared/fault.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Session } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';
import { detailsOf, metaOf } from './meta.ts';
import { pageHandlers } from './pages.ts';
import { openSpace, type Space } from './space.ts';
import { type KeyTargets, targetsOf } from './targets.ts';

type KeyMethods = Extract<keyof KeytideContract, `keys.${string}`>;

/** What other features are told of the keys, and tell them; joined in the core. */
export interface Keys {
  readonly handlers: Pick<Handlers<KeytideContract>, KeyMethods>;
  readonly targets: KeyTargets;
  /** Something else than a scan made or removed keys. */
  readonly events: KeyIndexEvents;
}

export interface KeyIndexEvents {
  added(session: Session, keys: readonly Uint8Array[]): void;
  removed(session: Session, keys: readonly Uint8Array[]): void;
}

export function createKeys(sessions: Sessions): Keys {
  /** Begins with the first look, and goes with its session, not with a view. */
  const spaces = new WeakMap<Session, Space>();
  const of = (session: Session): Space => {
    let space = spaces.get(session);
    if (space === undefined) {
      space = openSpace(session);
      spaces.set(session, space);
    }
    return space;
  };
  const spaceOf = (id: string): Space => of(sessions.get(id));
  const later = (): never => fail({ code: 'input', path: 'name', message: 'not there yet' });

  return {
    targets: targetsOf(of),
    events: {
      added: (session, keys) => spaces.get(session)?.added(keys),
      removed: (session, keys) => spaces.get(session)?.removed(keys),
    },
    handlers: {
      ...pageHandlers(sessions),
      'keys.view': ({ session, rows, shape }, { signal }) => spaceOf(session).frames(shape, rows, signal),
      'keys.aim': ({ session, view, from, rows }) => spaceOf(session).aim(view, from, rows),
      'keys.shape': ({ session, view, shape }) => spaceOf(session).shape(view, shape),
      'keys.open': ({ session, view, folder, open }) => spaceOf(session).view(view).open(folder, open),
      'keys.reveal': async ({ session, view, key }, { signal }) => ({ position: await spaceOf(session).view(view).reveal(key, signal) }),
      'keys.select': ({ session, view, how, at }) => spaceOf(session).view(view).select(how, at),
      'keys.scan': ({ session, action, ...wish }) => spaceOf(session).act(action, wish),
      'keys.meta': ({ session, keys }, { signal }) => metaOf(sessions.get(session), spaceOf(session).index, keys, signal),
      'keys.details': ({ session, keys }, { signal }) => detailsOf(sessions.get(session), spaceOf(session).index, keys, signal),
      'keys.sizes': later,
      'keys.rename': later,
      'keys.duplicate': later,
      'keys.move': later,
      'keys.create': later,
      'keys.recreate': later,
      'keys.liveOffer': later,
      'keys.live': later,
      'keys.changes': later,
    },
  };
}
