/** The keys of one session: the index of its database, the scan that fills it, and the views of it. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { KeysFrame } from '../../../shared/keys/frame.ts';
import type { KeyChange } from '../../../shared/keys/keys.ts';
import type { KeyShape } from '../../../shared/keys/shape.ts';
import type { Session } from '../connections/session.ts';
import { createFollowing } from './following.ts';
import { createKeyIndex, type KeyIndex } from './keyIndex.ts';
import { createLive, type Live } from './live.ts';
import { createMeasuring, type Measuring } from './measuring.ts';
import { type Allowance, createAllowance } from './meta.ts';
import { createPulse, type Pulse } from './pulse.ts';
import { createScan, type Scan, type ScanWish } from './scan.ts';
import { openView, type View } from './view.ts';

export interface Space {
  readonly index: KeyIndex;
  readonly scan: Scan;
  view(id: number): View;
  /** Ends with the signal; begins the scan. */
  frames(shape: KeyShape, rows: number, signal: AbortSignal): AsyncGenerator<KeysFrame, void>;
  aim(id: number, from: number, rows: number): void;
  shape(id: number, shape: KeyShape): void;
  open(id: number, folder: number, open: boolean): void;
  act(action: 'start' | 'stop' | 'resume' | 'rescan', wish: ScanWish): void;
  added(keys: readonly Bytes[]): void;
  removed(keys: readonly Bytes[]): void;
  readonly live: Live;
  /** Of details, a second. */
  readonly allowance: Allowance;
  setLive(mode: 'off' | 'notifications' | 'tracking' | 'restore', confirmed: string | null): Promise<void>;
  /** What happens to this key, as far as the list is live. */
  changes(key: Bytes, signal: AbortSignal): AsyncGenerator<KeyChange, void>;
}

interface Slot {
  shape: KeyShape;
  rows: number;
  view: View;
  readonly pulse: Pulse;
}

/** Frames that nobody asked for by a key or a click come no faster. */
const restMs = 40;

export function openSpace(session: Session): Space {
  const slots = new Map<number, Slot>();
  let lastView = 0;
  let db = session.state().db;
  let bug: Error | null = null;
  /** Events were missed: only a scan can tell what is there. */
  let lookAgain = false;
  let index = createKeyIndex();
  let scan = createScan(session, index, changed, report);
  let measuring = newMeasuring();

  function report(thrown: unknown): void {
    bug = thrown instanceof Error ? thrown : new Error('something that is no error was thrown');
    changed();
  }

  function changed(): void {
    // A scan that was under way when something was missed may have passed it already.
    if (lookAgain && scan.state().state === 'complete') {
      lookAgain = false;
      measuring.forget();
      scan.rescan();
    }
    for (const { pulse, view } of slots.values()) {
      view.wake();
      pulse.beat();
    }
    measuring.look(
      [...slots.values()].map(({ view }) => view),
      scan.state().state,
    );
  }

  function newMeasuring(): Measuring {
    return createMeasuring(session, index, scan.state().gentle, changed, report);
  }

  /** With an empty index: another database, or other words for the server. */
  function anew(wish: ScanWish): void {
    scan.close();
    measuring.close();
    index = createKeyIndex();
    scan = createScan(session, index, changed, report);
    measuring = newMeasuring();
    for (const slot of slots.values()) {
      slot.view.close();
      slot.view = viewFor(slot);
    }
    scan.start(wish);
    changed();
  }

  const following = createFollowing(() => index, changed);
  const live = createLive(session, {
    happened: following.happened,
    missed() {
      lookAgain = true;
      changed();
    },
    changed,
  });

  const viewFor = (slot: Pick<Slot, 'shape' | 'rows' | 'pulse'>): View =>
    openView({
      index,
      shape: slot.shape,
      rows: slot.rows,
      growing: () => scan.state().state === 'running',
      changed: () => slot.pulse.beat(),
      answered: () => slot.pulse.beatNow(),
      report,
    });

  void (async () => {
    for await (const state of session.watch(session.ended)) {
      if (state.db === db) continue;
      db = state.db;
      anew({});
      const { mode } = live.state();
      // The events are those of a database.
      if (mode === 'notifications') await live.set(mode, db, null).catch(() => live.close());
    }
  })().catch(report);
  session.ended.addEventListener('abort', () => {
    scan.close();
    measuring.close();
    live.close();
    following.close();
    for (const { view } of slots.values()) view.close();
    slots.clear();
    // The memory goes with the session, whoever still holds this.
    index = createKeyIndex();
  });

  /** Before all keys of a type are known, what passes is a part. */
  function told(view: View): ReturnType<View['frame']> {
    const frame = view.frame();
    const { type } = view.needs();
    if (type === null || measuring.knows(type)) return frame;
    return { ...frame, filter: { ...frame.filter, pending: true, unmeasured: index.alive - frame.filter.matched } };
  }

  const slotOf = (id: number): Slot => slots.get(id) ?? fail({ code: 'input', path: 'view', message: 'There is no such view of the keys.' });

  return {
    get index() {
      return index;
    },
    get scan() {
      return scan;
    },
    view: (id) => slotOf(id).view,
    async *frames(shape, rows, signal) {
      const id = ++lastView;
      const pulse = createPulse();
      const begun = { shape, rows, pulse };
      const slot: Slot = { ...begun, view: viewFor(begun) };
      slots.set(id, slot);
      let version = 0;
      try {
        scan.start({});
        while (!signal.aborted && !session.ended.aborted) {
          if (bug !== null) throw bug;
          const seen = pulse.version;
          const since = performance.now();
          yield { view: id, version: ++version, db, scan: scan.state(), live: live.state(), ...told(slot.view) };
          await pulse.after(seen, since, restMs, signal);
        }
      } finally {
        slots.delete(id);
        slot.view.close();
      }
    },
    aim(id, from, rows) {
      const slot = slotOf(id);
      slot.rows = rows;
      slot.view.aim(from, rows);
      slot.pulse.beatNow();
    },
    shape(id, shape) {
      const slot = slotOf(id);
      slot.shape = shape;
      slot.pulse.hold();
      slot.view.shape(shape);
      changed();
    },
    open(id, folder, wanted) {
      const { view, pulse } = slotOf(id);
      if (wanted) pulse.hold();
      view.open(folder, wanted);
      if (!wanted) pulse.beatNow();
    },
    act(action, wish) {
      switch (action) {
        case 'start':
          return scan.differs(wish) ? anew(wish) : scan.start(wish);
        case 'stop':
          return scan.stop();
        case 'resume':
          return scan.resume(wish.limit);
        case 'rescan':
          measuring.forget();
          return scan.rescan();
      }
    },
    added(keys) {
      for (const key of keys) {
        const id = index.made(key);
        if (id >= 0) index.mark(id, 'created');
      }
      changed();
    },
    removed(keys) {
      for (const key of keys) index.removed(key);
    },
    live,
    allowance: createAllowance(400, 200),
    setLive: (mode, confirmed) => live.set(mode, db, confirmed),
    changes: following.changes,
  };
}
