/** What is found out beside the rows: channels as the servers tell, fields, what is frequent; and alerts, which wait while nobody looks. */
import type { Bytes } from '../../shared/bytes.ts';
import type { FeedMessage, StreamGroups } from '../../shared/feed/feed.ts';
import type { Alert, Analytics, SeenFields, ServedChannels } from '../../shared/feed/insight.ts';
import type { AlertRule } from '../../shared/watching.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import type { GoingPart } from './going.ts';
import type { RecordingsPart } from './recordings.ts';
import type { WatchingPart } from './watching.ts';

export interface InsightPart {
  /** Newest first. */
  readonly alerts: readonly Alert[];
  /** How many came since they were last looked at. */
  readonly unseen: number;
  /** One more rule: each message that has the query. */
  alertOn(query: string): void;
  seeAlerts(): void;
  clearAlerts(): void;
  /** Where an alert points to, in the feed itself. */
  goToAlert(alert: Alert): Promise<void>;
  /** The message an alert is about; null where it is not kept, or it is about none. */
  alerted(alert: Alert): Promise<FeedMessage | null>;
  /** These end with the signal, and reject with a FaultError. */
  watchServed(take: (served: ServedChannels) => void, signal: AbortSignal): Promise<void>;
  watchAnalytics(wish: AnalyticsWish, take: (analytics: Analytics) => void, signal: AbortSignal): Promise<void>;
  fields(channel: Bytes | null): Promise<SeenFields>;
  /** Who else reads the streams that are followed, again and again while the page is seen. */
  watchGroups(take: (groups: readonly StreamGroups[]) => void, signal: AbortSignal): Promise<void>;
}

/** What it needs of the rest of the feed. */
type Around = Pick<WatchingPart, 'rules' | 'setRules'> & Pick<RecordingsPart, 'opened' | 'closeRecording'> & Pick<GoingPart, 'jump'>;

export interface AnalyticsWish {
  readonly filter: string;
  /** Path of a timestamp in the payload; empty: none. */
  readonly timeField: string;
}

export interface Insight extends InsightPart {
  /** Of the rules there are now. */
  readonly restartAlerts: () => void;
  /** Rules are told to that session; the one before is let go. */
  alertsFor(session: string): void;
}

const mostAlerts = 200;
const servedEveryMs = 5000;
const groupsEveryMs = 2000;
const analyticsEveryMs = 1000;
const fieldMessages = 2000;
const patience = 40;
const patienceMs = 50;

export function feedInsight({ tab, get, set }: SliceTools<InsightPart & Around>, viewed: () => string): Insight {
  let watching: AbortController | null = null;
  let session: string | null = null;

  async function watch(rules: readonly AlertRule[], mine: AbortController): Promise<void> {
    const signal = AbortSignal.any([mine.signal, tab.signal]);
    try {
      for await (const come of tab.client.watch('feed.alerts', { session: session ?? '', rules: [...rules] }, { signal, credit: 1 })) {
        if (signal.aborted) return;
        set({ alerts: [...[...come].reverse(), ...get().alerts].slice(0, mostAlerts), unseen: get().unseen + come.length });
      }
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (!signal.aborted && !['closed', 'missing', 'cancelled'].includes(fault.code)) tab.notifyFault(fault);
    } finally {
      if (watching === mine) watching = null;
    }
  }

  function restart(): void {
    watching?.abort();
    watching = null;
    const { rules } = get();
    if (session === null || rules.length === 0) return;
    watching = new AbortController();
    void watch(rules, watching);
  }

  return {
    alerts: [],
    unseen: 0,
    restartAlerts: restart,
    alertOn: (query) => get().setRules([...get().rules, { id: crypto.randomUUID(), kind: 'match', query, value: 0 }]),
    seeAlerts: () => set({ unseen: 0 }),
    clearAlerts: () => set({ alerts: [], unseen: 0 }),
    async goToAlert({ seq }) {
      get().seeAlerts();
      if (seq === null) return;
      const before = get().opened;
      get().closeRecording();
      // The feed is looked at anew where a recording stood in its place: it takes a moment.
      for (let left = before === null ? 0 : patience; !(await get().jump({ kind: 'seq', seq })) && left > 0; left--)
        await new Promise((resolve) => setTimeout(resolve, patienceMs));
    },
    async alerted({ seq }) {
      if (seq === null) return null;
      try {
        return await tab.client.call('feed.message', { session: tab.session(), seq }, { signal: tab.signal });
      } catch (thrown) {
        // The notice then says what happened without it.
        faultOf(thrown);
        return null;
      }
    },
    alertsFor(wanted) {
      if (wanted === session && watching !== null) return;
      session = wanted;
      restart();
    },
    async watchServed(take, signal) {
      const ended = AbortSignal.any([signal, tab.signal]);
      for await (const served of tab.client.watch('feed.channels', { session: tab.session(), everyMs: servedEveryMs }, { signal: ended, credit: 1 }))
        take(served);
    },
    async watchGroups(take, signal) {
      const ended = AbortSignal.any([signal, tab.signal]);
      while (!ended.aborted) {
        // Nobody looks at a page that is hidden: its server is not asked.
        if (document.visibilityState !== 'hidden') take(await tab.client.call('feed.groups', { session: tab.session() }, { signal: ended }));
        await new Promise((resolve) => setTimeout(resolve, groupsEveryMs));
      }
    },
    async watchAnalytics({ filter, timeField }, take, signal) {
      const ended = AbortSignal.any([signal, tab.signal]);
      const wish = { session: tab.session(), filter, everyMs: analyticsEveryMs, timeField };
      for await (const analytics of tab.client.watch('feed.analytics', wish, { signal: ended, credit: 1 })) take(analytics);
    },
    fields: async (channel) => tab.client.call('feed.fields', { session: viewed(), channel, messages: fieldMessages }, { signal: tab.signal }),
  };
}
