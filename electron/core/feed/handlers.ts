/** The feed's entries of the contract. */
import { isProduction, profileTitle } from '../../../shared/connections/profile.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { fail } from '../../../shared/fault.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Session } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';
import { alerts } from './alerts.ts';
import { analytics } from './analytics.ts';
import { captureLimits } from './capture.ts';
import { errorsSince } from './errors.ts';
import { eventsOf, setEvents } from './events.ts';
import { type Feed, openFeed } from './feed.ts';
import { fieldsOf } from './fields.ts';
import { groupsOf } from './groups.ts';
import { openImports } from './imports.ts';
import type { Look } from './look.ts';
import { asTheyAre, type Decodings, noDecodings, type OpenOpening, openOpening } from './opening.ts';
import { openPauses, type Pauses } from './pauses.ts';
import { publish, repeat } from './publish.ts';
import type { Recordings } from './recordings.ts';
import { replay } from './replay.ts';
import type { Running } from './running.ts';
import { servedChannels } from './served.ts';
import { openReplays } from './steering.ts';
import { queryOf } from './view.ts';

/** What is kept beside a feed is no page's own: keepsakes.ts. */
type FeedMethods = Exclude<Extract<keyof KeytideContract, `feed.${string}`>, 'feed.kept' | 'feed.keep'>;

/** Made for one page: what it has open of the recordings another page cannot name. */
export function feedHandlers(
  sessions: Sessions,
  recordings: Recordings,
  running: Running,
  budget: () => number = () => captureLimits.budget,
  decodings: Decodings = noDecodings,
): Pick<Handlers<KeytideContract>, FeedMethods> {
  /** A feed begins with the first look or source, and goes with its session, not with a view. */
  const feeds = new WeakMap<Session, Feed>();
  /** Where this page stood still, which no other page did. */
  const pauses = new WeakMap<Look, Pauses>();
  const replays = openReplays();
  const imports = openImports(recordings);

  function feedOf(id: string): Feed {
    const session = sessions.get(id);
    let feed = feeds.get(session);
    if (feed === undefined) {
      feed = openFeed(session, { decodings });
      feeds.set(session, feed);
      running.add(session, feed);
    }
    feed.capture.setBudget(budget());
    return feed;
  }

  /** Of what is looked at beside a session: by the rules of the connection in whose tab it is. */
  const opening =
    (profile: string | undefined): OpenOpening =>
    (signal, changed) =>
      openOpening(decodings, profile ?? '', asTheyAre, signal, changed);

  /** Of a session, or of a recording that is open. */
  const lookAt = (id: string): Look => recordings.look(id) ?? feedOf(id);

  function pausesOf(look: Look): Pauses {
    const own = pauses.get(look) ?? openPauses(look.watched.capture, look.watched.clock);
    pauses.set(look, own);
    return own;
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
    'feed.view'({ session, filter, rows, ...shape }, { signal }) {
      const look = lookAt(session);
      return look.view(filter, rows, signal, shape, pausesOf(look));
    },
    'feed.aim': ({ session, view, ...aim }) => lookAt(session).aim(view, aim),
    'feed.find': ({ session, view, place }) => ({ position: lookAt(session).find(view, place) }),
    'feed.before': ({ session, seq }) => ({ seq: lookAt(session).before(seq) }),
    'feed.message': ({ session, seq }) => lookAt(session).message(seq),
    'feed.clear': ({ session }) => feedOf(session).clear(),
    'feed.publish': ({ session, ...options }) => publish(sessions.get(session), options),
    'feed.repeat': ({ session, ...options }, { signal }) => repeat(sessions.get(session), options, signal),
    async *'feed.channels'({ session, everyMs }, { signal }) {
      for (;;) {
        yield await servedChannels(sessions.get(session), Date.now());
        if (everyMs === null || !(await stillAfter(everyMs, signal))) return;
      }
    },
    'feed.fields': ({ session, channel, messages }, { signal }) => fieldsOf(lookAt(session).watched, channel, messages, signal),
    'feed.alerts': ({ session, rules }, { signal }) => alerts(feedOf(session).watched, rules, signal),
    'feed.analytics': ({ session, ...options }, { signal }) => analytics(feedOf(session).watched, errorsSince(sessions.get(session)), options, signal),
    'feed.record'({ session, maxBytes }) {
      const { profile } = sessions.get(session);
      return feedOf(session).record(recordings.fileFor(profileTitle(profile), Date.now()), maxBytes);
    },
    'feed.stopRecording': ({ session }) => feedOf(session).stopRecording(),
    'feed.captures': () => running.list((session) => feeds.has(session)),
    'feed.join': ({ capture }, { signal }) => running.join(capture, recordings, signal),
    'feed.recordings': () => recordings.list(),
    'feed.removeRecording': ({ name }) => recordings.remove(name),
    'feed.openRecording': ({ name, profile }, { signal }) => recordings.open(name, opening(profile), signal),
    'feed.openImport': ({ profile }, { signal }) => imports.open(opening(profile), signal),
    'feed.import': ({ session, ndjson, last }) => imports.take(session, ndjson, last),
    'feed.export': ({ session, format, filter, seqs, range }, { signal }) => lookAt(session).write(format, filter, seqs, signal, range),
    'feed.replay'({ session, to, filter, steps, ...options }, { signal }) {
      const { watched } = lookAt(session);
      const { capture, clock, sourceOf } = watched;
      const query = queryOf(filter, watched);
      const target = sessions.get(to);
      const shards = (source: number): boolean => sourceOf(source)?.kind === 'shard';
      return replays.run(steps ?? null, (steering) => replay(capture, target, clock, { ...options, query, steering, shards }, signal));
    },
    'feed.steer': ({ replay: id, to }) => replays.steer(id, to),
  };
}

/** False where the wait was ended. */
function stillAfter(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over, { once: true });
    if (signal.aborted) over();
  });
}

/** It changes nothing and costs the server much: nobody starts it by accident, and on a read-only profile nobody at all. */
function permitMonitor(session: Session, confirmed: string | null): void {
  const { profile } = session;
  if (profile.protection === 'read-only') fail({ code: 'readonly', command: 'MONITOR' });
  const typed = isProduction(profile) ? profileTitle(profile) : null;
  if (confirmed === null || (typed !== null && confirmed !== typed)) fail({ code: 'confirm', blast: { command: 'MONITOR', keys: null, typed } });
}
