/** The feed's entries of the contract. */
import { isProduction, profileTitle } from '../../../shared/connections/profile.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { fail } from '../../../shared/fault.ts';
import { asCount } from '../../../shared/reply.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Session } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';
import { eventsOf, setEvents } from './events.ts';
import { type Feed, openFeed } from './feed.ts';
import { groupsOf } from './groups.ts';

type FeedMethods = Extract<keyof KeytideContract, `feed.${string}`>;

export function feedHandlers(sessions: Sessions): Pick<Handlers<KeytideContract>, FeedMethods> {
  /** A feed begins with the first look or source, and goes with its session, not with a view. */
  const feeds = new WeakMap<Session, Feed>();

  function feedOf(id: string): Feed {
    const session = sessions.get(id);
    let feed = feeds.get(session);
    if (feed === undefined) {
      feed = openFeed(session);
      feeds.set(session, feed);
    }
    return feed;
  }

  return {
    'feed.add'({ session, kind, name, options, confirmed }) {
      if (kind === 'monitor') permitMonitor(sessions.get(session), confirmed ?? null);
      return { source: feedOf(session).add(kind, name, options) };
    },
    'feed.source': ({ session, source, ...change }) => feedOf(session).change(source, change),
    'feed.drop': ({ session, source }) => feedOf(session).drop(source),
    'feed.events': ({ session, flags }) => eventsOf(sessions.get(session), flags),
    'feed.setEvents': ({ session, changes, confirmed }) => setEvents(sessions.get(session), changes, confirmed),
    'feed.groups': ({ session }) => groupsOf(sessions.get(session), feedOf(session).sources()),
    'feed.view': ({ session, filter, rows }, { signal }) => feedOf(session).view(filter, rows, signal),
    'feed.aim': ({ session, view, follow, from, rows }) => feedOf(session).aim(view, { follow, from, rows }),
    'feed.find': ({ session, view, place }) => ({ position: feedOf(session).find(view, place) }),
    'feed.before': ({ session, seq }) => ({ seq: feedOf(session).before(seq) }),
    'feed.message': ({ session, seq }) => feedOf(session).message(seq),
    'feed.clear': ({ session }) => feedOf(session).clear(),
    async 'feed.publish'({ session, channel, payload, confirmed }) {
      return { receivers: asCount(await sessions.get(session).send('PUBLISH', [channel, payload], { confirmed })) };
    },
  };
}

/** It changes nothing and costs the server much: nobody starts it by accident, and on a read-only profile nobody at all. */
function permitMonitor(session: Session, confirmed: string | null): void {
  const { profile } = session;
  if (profile.protection === 'read-only') fail({ code: 'readonly', command: 'MONITOR' });
  const typed = isProduction(profile) ? profileTitle(profile) : null;
  if (confirmed === null || (typed !== null && confirmed !== typed)) fail({ code: 'confirm', blast: { command: 'MONITOR', keys: null, typed } });
}
