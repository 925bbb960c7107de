/** The feed of one session: what its sources bring, the gaps between, and the pages that look at it. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { FeedSource, SourceKind, SourceOptions } from '../../../shared/feed/feed.ts';
import type { FeedRecording } from '../../../shared/feed/recording.ts';
import type { Session } from '../connections/session.ts';
import { type Capture, type CaptureLimits, captureLimits, openCapture } from './capture.ts';
import { type Clock, systemClock } from './clock.ts';
import { openListening, type SourceChange } from './listening.ts';
import { createLook, type Look } from './look.ts';
import { type Decodings, noDecodings, openOpening } from './opening.ts';
import { openPulse } from './pulse.ts';
import { type Recorder, startRecording } from './record.ts';
import type { Watched } from './view.ts';

export interface Feed extends Look {
  readonly capture: Capture;
  add(kind: SourceKind, name: Bytes, options?: SourceOptions): number;
  change(source: number, change: SourceChange): void;
  drop(source: number): void;
  sources(): readonly FeedSource[];
  clear(): void;
  /** Writes what comes from now on to this file, until it is stopped. */
  record(file: string, maxBytes: number): Promise<FeedRecording>;
  stopRecording(): Promise<void>;
}

export interface FeedOptions {
  readonly clock?: Clock;
  readonly limits?: CaptureLimits;
  /** How often the server's counters are read while sources are live. */
  readonly sampleMs?: number;
  /** How its payloads are read; without, only as the session's profile says. */
  readonly decodings?: Decodings;
}

/** Lives as long as the session. */
export function openFeed(session: Session, options: FeedOptions = {}): Feed {
  const clock = options.clock ?? systemClock;
  const capture = openCapture(clock, options.limits ?? captureLimits);
  const pulse = openPulse();
  let recorder: Recorder | null = null;
  let bug: { readonly thrown: unknown } | null = null;

  const listening = openListening({
    session,
    capture,
    clock,
    sampleMs: options.sampleMs ?? 5000,
    changed() {
      recorder?.take();
      pulse.beat();
    },
    broken,
  });

  session.ended.addEventListener(
    'abort',
    () => {
      listening.close();
      recorder?.stop().catch(broken);
      pulse.beat();
    },
    { once: true },
  );

  /** Nobody waits for what runs beside the feed, so a bug in it ends the next frame: there it is reported. */
  function broken(thrown: unknown): void {
    bug ??= { thrown };
    pulse.beat();
  }

  const { profile } = session;
  const opening = openOpening(options.decodings ?? noDecodings, profile.id, profile, session.ended, pulse.beat);

  const watched: Watched = {
    capture,
    clock,
    pulse,
    sources: listening.list,
    sourceOf: listening.sourceOf,
    recording: () => recorder?.state() ?? null,
    backlog: listening.backlog,
    get opener() {
      return opening.opener;
    },
    get shown() {
      return listening.shown;
    },
    get ended() {
      return session.ended.aborted;
    },
    check() {
      opening.check();
      if (bug === null) return;
      const { thrown } = bug;
      bug = null;
      throw thrown;
    },
  };

  return {
    ...createLook(watched),
    capture,
    add: (kind, name, how = {}) => listening.add(kind, name, how),
    change: listening.change,
    drop: listening.drop,
    sources: listening.list,
    clear() {
      capture.clear();
      pulse.beat();
    },
    async record(file, maxBytes) {
      if (recorder?.state().state === 'recording') return recorder.state();
      await recorder?.stop();
      recorder = null;
      recorder = await startRecording({ file, capture, clock, maxBytes, sourceOf: listening.sourceOf, changed: () => pulse.beat() });
      pulse.beat();
      return recorder.state();
    },
    async stopRecording() {
      await recorder?.stop();
      pulse.beat();
    },
  };
}
