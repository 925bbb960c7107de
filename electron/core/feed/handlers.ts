/** The feed's entries of the contract. */
import type { KeytideContract } from '../../../shared/contract.ts';
import { asCount } from '../../../shared/reply.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Session } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';
import { type Feed, openFeed } from './feed.ts';

type FeedMethods = 'feed.add' | 'feed.drop' | 'feed.view' | 'feed.aim' | 'feed.find' | 'feed.before' | 'feed.message' | 'feed.clear' | 'feed.publish';

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
    'feed.add': ({ session, kind, name }) => ({ source: feedOf(session).add(kind, name) }),
    'feed.drop': ({ session, source }) => feedOf(session).drop(source),
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
