/** The keys' entries of the contract. */
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Handlers, InputOf } from '../../../shared/rpc/define.ts';
import { serverNow } from '../clock.ts';
import type { Session } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';
import { create } from './create.ts';
import { expireAt } from './expireAt.ts';
import { detailsOf, metaOf } from './meta.ts';
import { recreate } from './recreate.ts';
import { sizesOf } from './sizes.ts';
import { openSpace, type Space } from './space.ts';
import { type KeyTargets, targetsOf } from './targets.ts';
import { duplicate, move, rename, type Transfer } from './transfer.ts';

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
  const transferOf = ({ session, target, ...wish }: InputOf<KeytideContract['keys.move']>): Transfer => ({
    session: sessions.get(session),
    target: sessions.get(target.session ?? session),
    db: target.db,
    ...wish,
  });
  /** The list of the target shows it, if it is a list of that database. */
  const arrived = ({ target, db, to }: Transfer): void => {
    if (db === null || db === target.state().db) spaces.get(target)?.added([to]);
  };

  return {
    targets: targetsOf(of),
    events: {
      added: (session, keys) => spaces.get(session)?.added(keys),
      removed: (session, keys) => spaces.get(session)?.removed(keys),
    },
    handlers: {
      'keys.view': ({ session, rows, shape }, { signal }) => spaceOf(session).frames(shape, rows, signal),
      'keys.aim': ({ session, view, from, rows }) => spaceOf(session).aim(view, from, rows),
      'keys.shape': ({ session, view, shape }) => spaceOf(session).shape(view, shape),
      'keys.open': ({ session, view, folder, open }) => spaceOf(session).open(view, folder, open),
      'keys.reveal': async ({ session, view, key }, { signal }) => ({ position: await spaceOf(session).view(view).reveal(key, signal) }),
      'keys.select': ({ session, view, how, at }) => spaceOf(session).view(view).select(how, at),
      'keys.scan': ({ session, action, ...wish }) => spaceOf(session).act(action, wish),
      'keys.meta': ({ session, keys }, { signal }) => metaOf(sessions.get(session), spaceOf(session).index, keys, signal),
      'keys.details': async ({ session, keys }, { signal }) => {
        await spaceOf(session).allowance.take(keys.length, signal);
        return detailsOf(sessions.get(session), spaceOf(session).index, keys, signal);
      },
      'keys.sizes': ({ session, view, folder }, { signal }) => sizesOf(sessions.get(session), spaceOf(session).view(view), folder, signal),
      'keys.rename': async ({ session: id, ...wish }) => {
        const session = sessions.get(id);
        const done = await rename({ session, ...wish });
        spaces.get(session)?.removed([wish.key]);
        spaces.get(session)?.added([wish.to]);
        return done;
      },
      'keys.duplicate': async (wish) => {
        const transfer = transferOf(wish);
        const done = await duplicate(transfer);
        arrived(transfer);
        return done;
      },
      'keys.move': async (wish) => {
        const transfer = transferOf(wish);
        const done = await move(transfer);
        spaces.get(transfer.session)?.removed([transfer.key]);
        arrived(transfer);
        return done;
      },
      'keys.create': async ({ session: id, key, value, ttl, confirmed }) => {
        const session = sessions.get(id);
        await create(session, key, value, ttl, confirmed);
        spaces.get(session)?.added([key]);
      },
      'keys.recreate': ({ session, key }, { signal }) => recreate(sessions.get(session), key, signal),
      'keys.expireAt': ({ session, key, at, confirmed }) => expireAt(sessions.get(session), key, at, { confirmed }),
      'keys.clock': async ({ session }) => ({ now: await serverNow(sessions.get(session)) }),
      'keys.liveOffer': ({ session }, { signal }) => spaceOf(session).live.offer(signal),
      'keys.live': ({ session, mode, confirmed }) => spaceOf(session).setLive(mode, confirmed),
      'keys.changes': ({ session, key }, { signal }) => spaceOf(session).changes(key, signal),
    },
  };
}
