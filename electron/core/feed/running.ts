/**
 * The captures that run in this host, whichever page began them: another page joins one and has its own place and filter in it. The session
 * behind a capture lives until the page that opened it and all that joined have left.
 */
import { randomUUID } from 'node:crypto';
import { profileTitle } from '../../../shared/connections/profile.ts';
import { fail } from '../../../shared/fault.ts';
import type { OpenRecording, RunningCapture } from '../../../shared/feed/recording.ts';
import type { Session } from '../connections/session.ts';
import type { Feed } from './feed.ts';
import { createLook } from './look.ts';
import type { Recordings } from './recordings.ts';

export interface Running {
  add(session: Session, feed: Feed): void;
  /** `isOwn`: whether the page that asks has this session open. */
  list(isOwn: (session: Session) => boolean): readonly RunningCapture[];
  /** Looked at through the joining page's own recordings, as long as this is watched. */
  join(capture: string, page: Recordings, signal: AbortSignal): AsyncGenerator<OpenRecording, void>;
  /** The page that opened it has left. */
  leave(session: Session): void;
}

interface One {
  readonly capture: string;
  readonly session: Session;
  readonly feed: Feed;
  watchers: number;
  left: boolean;
}

export function openRunning(): Running {
  const all = new Map<string, One>();

  function endUnlessWatched(one: One): void {
    if (!one.left || one.watchers > 0) return;
    all.delete(one.capture);
    one.session.close();
  }

  return {
    add(session, feed) {
      const one: One = { capture: randomUUID(), session, feed, watchers: 0, left: false };
      all.set(one.capture, one);
    },
    list: (isOwn) =>
      [...all.values()].map(({ capture, session, feed }): RunningCapture => {
        const { received, perSecond } = feed.capture.counters();
        const sources = feed.sources().length;
        return { capture, session: isOwn(session) ? session.id : null, title: profileTitle(session.profile), received, perSecond, sources };
      }),
    async *join(capture, page, signal) {
      const one = all.get(capture) ?? fail({ code: 'missing', what: 'session' });
      const { watched } = one.feed;
      const { first, next } = watched.capture;
      const to = watched.clock.wall();
      one.watchers++;
      try {
        // A look of its own: the views of one page are nothing that another can aim.
        yield* page.hold(createLook(watched), { rows: next - first, from: watched.capture.segmentOf(first)?.times[0] ?? to, to, dropped: 0 }, signal);
      } finally {
        one.watchers--;
        endUnlessWatched(one);
      }
    },
    leave(session) {
      const one = [...all.values()].find((other) => other.session === session);
      if (one === undefined) return session.close();
      one.left = true;
      endUnlessWatched(one);
    },
  };
}
