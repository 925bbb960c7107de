/** What a feed listens to: sources that come and go, each by itself, with what they brought and whether they are shown. */
import { type Bytes, exactBytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { FeedBacklog, FeedSource, SourceKind, SourceOptions } from '../../../shared/feed/feed.ts';
import type { QuerySource } from '../../../shared/feed/query/compile.ts';
import type { Session } from '../connections/session.ts';
import type { Capture } from './capture.ts';
import type { Clock } from './clock.ts';
import { openEars } from './ears.ts';
import { keyspacePrefix } from './evidence.ts';
import { keyOf } from './key.ts';
import { count, openRate, perSecond, type Rate } from './rate.ts';
import { sources as kinds } from './sources/index.ts';
import type { SourceKindOf } from './sources/source.ts';

export interface ListeningOptions {
  readonly session: Session;
  readonly capture: Capture;
  readonly clock: Clock;
  readonly sampleMs: number;
  changed(): void;
  broken(thrown: unknown): void;
}

export interface SourceChange {
  readonly muted?: boolean | undefined;
  readonly solo?: boolean | undefined;
  readonly colour?: number | undefined;
}

export interface Listening {
  list(): readonly FeedSource[];
  backlog(): FeedBacklog | null;
  /** Also of one that was dropped. */
  sourceOf(id: number): QuerySource | null;
  /** A source that is there already keeps its id; one that was refused or has stopped is tried again. */
  add(kind: SourceKind, name: Bytes, options: SourceOptions): number;
  change(id: number, change: SourceChange): void;
  drop(id: number): void;
  /** Null: every source is shown. Another object after every change. */
  readonly shown: Shown | null;
  close(): void;
}

export interface Shown {
  has(source: number): boolean;
}

interface Wanted {
  readonly id: number;
  readonly source: SourceKindOf;
  readonly name: Bytes;
  options: SourceOptions;
  state: FeedSource['state'];
  detail: string;
  note: FeedSource['note'];
  received: number;
  bytes: number;
  readonly rate: Rate;
  colour: number;
  muted: boolean;
  solo: boolean;
  abort: AbortController;
}

const maxSources = 1000;
const colours = 12;

export function openListening({ session, capture, clock, sampleMs, changed, broken }: ListeningOptions): Listening {
  const wanted = new Map<number, Wanted>();
  const byName = new Map<string, Wanted>();
  /** Of every source there ever was, by its number. */
  const known: QuerySource[] = [];
  let lastId = 0;
  let shown: Shown | null = null;
  /** The two times of what comes in one piece. */
  let at = 0;
  let steady = 0;

  const begin = (): void => {
    at = clock.wall();
    steady = clock.steady();
  };

  const ears = openEars({
    session,
    capture,
    clock,
    sampleMs,
    begin,
    end: changed,
    hearsKeyspace(id) {
      const one = wanted.get(id);
      return one?.source.reaches(one.name, keyspacePrefix) ?? false;
    },
    changed,
    broken,
  });

  const keyFor = (kind: SourceKind, name: Bytes): string => `${kind} ${keyOf(name)}`;

  function settle(one: Wanted, state: FeedSource['state'], detail: string, note: FeedSource['note']): void {
    if (one.state === state && one.detail === detail && one.note === note) return;
    one.state = state;
    one.detail = detail;
    one.note = note;
    changed();
  }

  function start(one: Wanted): void {
    one.abort.abort();
    one.abort = new AbortController();
    const signal = AbortSignal.any([one.abort.signal, session.ended]);
    one.state = 'starting';
    one.detail = '';
    one.source.open({
      id: one.id,
      session,
      name: one.name,
      options: one.options,
      capture,
      clock,
      ears,
      signal,
      hear(bytes, channelFrom, channelTo, from, to) {
        one.received++;
        one.bytes += to - from;
        count(one.rate, steady);
        return capture.take(one.id, bytes, channelFrom, channelTo, from, to, at, steady);
      },
      begin,
      end: changed,
      settle: (state, detail = '', note = null) => {
        if (!signal.aborted) settle(one, state, detail, note);
      },
      changed,
      broken,
    });
  }

  function show(): void {
    const all = [...wanted.values()];
    const solo = all.some((one) => one.solo);
    if (!solo && !all.some((one) => one.muted)) shown = null;
    else {
      const hidden = new Set(all.filter((one) => (solo ? !one.solo : one.muted)).map((one) => one.id));
      // What was dropped is nobody's: it is hidden while something is solo.
      shown = { has: (source) => (solo ? wanted.has(source) && !hidden.has(source) : !hidden.has(source)) };
    }
    changed();
  }

  return {
    list: () =>
      [...wanted.values()].map(({ id, source, name, options, state, detail, note, received, bytes, rate, colour, muted, solo }) => {
        return { id, kind: source.kind, name, options, state, detail, note, received, bytes, perSecond: perSecond(rate, clock.steady()), colour, muted, solo };
      }),
    backlog: ears.backlog,
    sourceOf: (id) => known[id] ?? null,
    get shown() {
      return shown;
    },
    add(kind, name, options) {
      const key = keyFor(kind, name);
      const there = byName.get(key);
      if (there !== undefined && there.state !== 'refused' && there.state !== 'stopped') return there.id;
      if (there === undefined && wanted.size >= maxSources) fail({ code: 'input', path: 'name', message: `at most ${maxSources} sources` });
      const one = there ?? want(kind, exactBytes(name), options);
      one.options = options;
      wanted.set(one.id, one);
      byName.set(key, one);
      start(one);
      changed();
      return one.id;
    },
    change(id, { muted, solo, colour }) {
      const one = wanted.get(id) ?? fail({ code: 'missing', what: 'source' });
      one.muted = muted ?? one.muted;
      one.solo = solo ?? one.solo;
      one.colour = colour ?? one.colour;
      show();
    },
    drop(id) {
      const one = wanted.get(id) ?? fail({ code: 'missing', what: 'source' });
      wanted.delete(id);
      byName.delete(keyFor(one.source.kind, one.name));
      one.abort.abort();
      show();
    },
    close() {
      for (const one of wanted.values()) one.abort.abort();
      ears.close();
    },
  };

  function want(kind: SourceKind, name: Bytes, options: SourceOptions): Wanted {
    const id = ++lastId;
    known[id] = { kind, name };
    capture.describe(id, kinds[kind].form);
    return {
      id,
      source: kinds[kind],
      name,
      options,
      state: 'starting',
      detail: '',
      note: null,
      received: 0,
      bytes: 0,
      rate: openRate(),
      colour: (id - 1) % colours,
      muted: false,
      solo: false,
      abort: new AbortController(),
    };
  }
}
