/** Learns what filters ask for and a scan does not tell: the types by a scan of one type, the TTLs key by key, at a gentle pace. */
import { FaultError } from '../../../shared/fault.ts';
import type { ScanPhase } from '../../../shared/keys/frame.ts';
import { asCount, isReplyError } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';
import type { KeyIndex } from './keyIndex.ts';
import { createPace } from './pace.ts';
import { clientStepper, laneStepper, type NameSink } from './steps.ts';
import type { View } from './view.ts';

export interface Measuring {
  /** Types that the index knows all keys of. */
  knows(type: string): boolean;
  readonly busy: boolean;
  /** Looks at what the views need; called again and again, does nothing that is under way. */
  look(views: Iterable<View>, scan: ScanPhase): void;
  /** After a rescan nothing is known for sure. */
  forget(): void;
  close(): void;
}

const atOnce = 200;
const restMs = 2;

export function createMeasuring(session: Session, index: KeyIndex, gentle: boolean, changed: () => void, report: (bug: unknown) => void): Measuring {
  const known = new Set<string>();
  const end = new AbortController();
  let running = false;
  let wished: () => readonly View[] = () => [];
  let ready = false;
  let whole = false;

  async function typed(type: string): Promise<void> {
    const sink: NameSink = {
      found(block, ranges, many) {
        for (let at = 0; at < many; at++) {
          const [from, to] = [ranges[at * 2] as number, ranges[at * 2 + 1] as number];
          // Where the list is a part by the user's wish it stays that part.
          if (!whole && index.names.find(block.subarray(from, to)) < 0) continue;
          if (!index.typed(block, from, to, type)) return false;
        }
        return true;
      },
    };
    const { signal } = end;
    await Promise.all(
      session.nodes().map(async (node) => {
        const pace = createPace();
        const stepper = await laneStepper(node, sink).catch(() => clientStepper(node, sink));
        try {
          let cursor = '0';
          do {
            let spent = 0;
            await stepper.ask(cursor, pace.count, ['TYPE', type], signal, (head) => {
              spent = pace.took(head);
              cursor = head.cursor;
            });
            changed();
            if (gentle) await rest(Math.max(1, spent * 4));
          } while (cursor !== '0' && !signal.aborted);
        } finally {
          stepper.close();
        }
      }),
    );
    known.add(type);
  }

  async function ttls(view: View): Promise<void> {
    const ids = view.takeUnmeasured(atOnce);
    const replies = await session.sendMany(
      Array.from(ids, (id) => ['PTTL', index.names.name(id)] as const),
      { signal: end.signal, quiet: true },
    );
    for (const [at, id] of ids.entries()) {
      const reply = replies[at];
      // What may not be asked has no TTL that is known: it does not pass.
      if (reply === undefined || isReplyError(reply)) continue;
      const left = asCount(reply);
      if (left === -2) index.removed(index.names.name(id));
      else index.setTtl(id, left < 0 ? null : left);
    }
    view.recheck(ids);
    changed();
    await rest(gentle ? restMs * 5 : restMs);
  }

  const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  /** One thing after the other: what is asked for here is never urgent for the server. */
  async function run(): Promise<void> {
    running = true;
    try {
      for (;;) {
        if (end.signal.aborted || session.state().phase.kind !== 'ready') return;
        const type = wished()
          .map((view) => view.needs().type)
          .find((one) => one !== null && !known.has(one));
        if (type != null) {
          if (!ready) return;
          await typed(type);
          continue;
        }
        const view = wished().find(({ needs }) => needs().ttls > 0);
        if (view === undefined) return;
        await ttls(view);
      }
    } catch (thrown) {
      if (!(thrown instanceof FaultError)) report(thrown);
      // Gone or refused: the filter says what it could not look at. Asked again with the next look.
      else await rest(1000);
    } finally {
      running = false;
      changed();
    }
  }

  return {
    knows: (type) => known.has(type),
    get busy() {
      return running;
    },
    look(views, scan) {
      const all = [...views];
      wished = () => all.filter(({ closed }) => !closed);
      whole = scan === 'complete';
      // One scan of a server at a time.
      ready = whole || scan === 'limited' || scan === 'stopped' || scan === 'failed';
      if (!running && all.some((view) => wants(view))) void run();
    },
    forget: () => known.clear(),
    close: () => end.abort(),
  };

  function wants(view: View): boolean {
    const { type, ttls: left } = view.needs();
    return (type !== null && !known.has(type) && ready) || left > 0;
  }
}
