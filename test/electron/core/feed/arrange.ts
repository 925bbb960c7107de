/** A feed over a fake session, and the little that every test of it does. */
import { type Feed, type FeedOptions, openFeed } from '../../../../electron/core/feed/feed.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame, FeedSource, SourceKind } from '../../../../shared/feed/feed.ts';
import { type FakeServer, type FakeSession, fakeSession } from './fakeSession.ts';

export interface Arranged {
  readonly fake: FakeSession;
  readonly feed: Feed;
  /** The first frame of a new view. */
  look(filter?: string): Promise<FeedFrame>;
  sources(): Promise<readonly FeedSource[]>;
}

export function arrange(options: FeedOptions = {}): Arranged {
  const fake = fakeSession();
  const feed = openFeed(fake.session, options);
  const look = async (filter = ''): Promise<FeedFrame> => {
    const next = await feed.view(filter, 500, new AbortController().signal).next();
    if (next.done === true) throw new Error('the feed has ended');
    return next.value;
  };
  return { fake, feed, look, sources: async () => (await look()).sources };
}

/** What runs beside the test gets its turns. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 10; n++) await new Promise(setImmediate);
}

/** With these sources subscribed. */
export async function live(
  kinds: readonly (readonly [SourceKind, string])[],
  mode: FakeSession['mode'] = 'standalone',
  server: Partial<FakeServer> = {},
): Promise<Arranged & { readonly ids: readonly number[] }> {
  const all = arrange();
  all.fake.mode = mode;
  Object.assign(all.fake.server, server);
  const ids = kinds.map(([kind, name]) => all.feed.add(kind, utf8(name)));
  all.fake.line.events.ready();
  await settle();
  return { ...all, ids };
}
