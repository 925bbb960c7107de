/** The folder of recordings, and what is open beside feeds: each is looked at as if it were one. */
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { FeedSource, SourceKind } from '../../../shared/feed/feed.ts';
import { sourceKinds } from '../../../shared/feed/feed.ts';
import type { OpenRecording, RecordingFile } from '../../../shared/feed/recording.ts';
import type { Rows } from './capture.ts';
import { type Clock, systemClock } from './clock.ts';
import { createLook, type Look } from './look.ts';
import type { OpenOpening } from './opening.ts';
import { openPulse } from './pulse.ts';
import { openRecorded } from './recorded.ts';

const suffix = '.ktrec';

export interface Recordings {
  fileFor(title: string, at: number): string;
  list(): Promise<readonly RecordingFile[]>;
  remove(name: string): Promise<void>;
  /** Of a recording or an import that is open. */
  look(id: string): Look | undefined;
  /** Something to be looked at, as long as this is watched. */
  hold(look: Look, about: Omit<OpenRecording, 'session'>, signal: AbortSignal): AsyncGenerator<OpenRecording, void>;
  /** Open as long as this is watched. */
  open(name: string, openOpening: OpenOpening, signal: AbortSignal): AsyncGenerator<OpenRecording, void>;
}

export function openRecordings(dataFolder: string): Recordings {
  const folder = join(dataFolder, 'recordings');
  const open = new Map<string, Look>();

  /** A name as `list` gives it, and nothing that leads elsewhere. */
  const pathOf = (name: string): string => (isName(name) ? join(folder, name) : fail({ code: 'input', path: 'name', message: 'no such recording' }));

  async function* hold(look: Look, about: Omit<OpenRecording, 'session'>, signal: AbortSignal): AsyncGenerator<OpenRecording, void> {
    const session = randomUUID();
    open.set(session, look);
    try {
      yield { session, ...about };
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
      });
    } finally {
      open.delete(session);
    }
  }

  async function* held(
    rows: Rows,
    sources: readonly FeedSource[],
    openOpening: OpenOpening,
    about: Omit<OpenRecording, 'session' | 'rows'>,
    signal: AbortSignal,
    end: () => void,
  ): AsyncGenerator<OpenRecording, void> {
    const known = new Map(sources.map((one) => [one.id, one]));
    const pulse = openPulse();
    const opening = openOpening(signal, pulse.beat);
    const look = createLook({
      capture: rows,
      clock: still,
      pulse,
      sources: () => sources,
      sourceOf: (id) => known.get(id) ?? null,
      shown: null,
      get opener() {
        return opening.opener;
      },
      recording: () => null,
      ended: false,
      check: opening.check,
    });
    try {
      yield* hold(look, { rows: rows.next - rows.first, ...about }, signal);
    } finally {
      end();
    }
  }

  return {
    fileFor: (title, at) =>
      join(
        folder,
        `${title.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 60) || 'feed'}-${new Date(at).toISOString().slice(0, 23).replace(/[:.]/g, '-')}${suffix}`,
      ),
    async list() {
      const names = await readdir(folder).catch(() => []);
      const files = await Promise.all(
        names.filter(isName).map(async (name) => {
          const { size, mtimeMs } = await stat(join(folder, name));
          return { name, bytes: size, modified: mtimeMs };
        }),
      );
      return files.toSorted((a, b) => b.modified - a.modified);
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    look: (id) => open.get(id),
    hold,
    open(name, openOpening, signal) {
      const recorded = openRecorded(pathOf(name));
      const { from, to, dropped } = recorded;
      const sources = recorded.sources().map(({ id, kind, name: of }) => sourceFor(id, kind, of));
      return held(recorded, sources, openOpening, { from, to, dropped }, signal, recorded.close);
    },
  };
}

const still: Clock = systemClock;

function isName(name: string): boolean {
  return name.endsWith(suffix) && !/[/\\]/.test(name) && !name.startsWith('.');
}

/** A source that nothing comes from any more. */
export function sourceFor(id: number, kind: string, name: Bytes): FeedSource {
  const known = sourceKinds.find((one) => one === kind) ?? ('channel' satisfies SourceKind);
  return {
    id,
    kind: known,
    name,
    options: {},
    state: 'stopped',
    detail: '',
    note: null,
    received: 0,
    bytes: 0,
    perSecond: 0,
    colour: (id - 1) % 12,
    muted: false,
    solo: false,
  };
}
