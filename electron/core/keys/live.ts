/** The index follows the server: by keyspace notifications on every primary, or by client-side tracking in broadcast mode. */
import type { Bytes } from '../../../shared/bytes.ts';
import { displayText, utf8 } from '../../../shared/bytes.ts';
import type { Fault } from '../../../shared/fault.ts';
import { FaultError, fail } from '../../../shared/fault.ts';
import type { KeyMark, LiveState } from '../../../shared/keys/frame.ts';
import type { LiveOffer } from '../../../shared/keys/keys.ts';
import { asList, asText } from '../../../shared/reply.ts';
import type { NodeHandle, Session } from '../connections/session.ts';
import { createPushReader } from '../resp/invalidations.ts';

export interface LiveEvents {
  happened(key: Bytes, what: KeyMark, event: string): void;
  /** Something may have been missed: only the server can tell what is there. */
  missed(): void;
  changed(): void;
}

export interface Live {
  state(): LiveState;
  offer(signal: AbortSignal): Promise<LiveOffer>;
  set(mode: 'off' | 'notifications' | 'tracking' | 'restore', db: number, confirmed: string | null): Promise<void>;
  close(): void;
}

const setting = 'notify-keyspace-events';
const askAtOnce = 200;
const askEveryMs = 50;
/** More than that are not asked for one by one. */
const maxAsked = 20_000;
/** What A stands for. */
const all = 'g$lshzxetd';

/** Events after which a key is not there any more. */
const ends = new Map<string, KeyMark>([
  ['del', 'deleted'],
  ['expired', 'expired'],
  ['evicted', 'deleted'],
  ['rename_from', 'deleted'],
  ['move_from', 'deleted'],
]);

type Part = { state: 'starting' | 'live' | 'interrupted' | 'refused'; detail: string; close(): void };

export function createLive(session: Session, { happened, missed, changed }: LiveEvents): Live {
  let mode: 'off' | 'notifications' | 'tracking' = 'off';
  let parts: Part[] = [];
  let events = 0;
  /** What was changed for this, by node: what it was before. */
  const before = new Map<string, string>();

  const tell = (key: Bytes, what: KeyMark, event: string): void => {
    events++;
    happened(key, what, event);
  };

  function close(): void {
    for (const part of parts) part.close();
    parts = [];
    mode = 'off';
  }

  function listen(node: NodeHandle, db: number): Part {
    const prefix = utf8(`__keyspace@${db}__:`);
    const part: Part = { state: 'starting', detail: '', close: () => line.close() };
    const line = node.openLine('keys', {
      ready() {
        line.send('PSUBSCRIBE', [utf8(`__keyspace@${db}__:*`)], { quiet: true }).then(
          () => put(part, 'live', ''),
          (thrown: unknown) => put(part, 'refused', whyOf(thrown)),
        );
      },
      lost: (fault) => put(part, 'interrupted', reasonOf(fault)),
      failed: (fault) => put(part, part.state === 'live' ? 'interrupted' : part.state, reasonOf(fault)),
      message(channel, payload) {
        const event = displayText(payload);
        tell(channel.slice(prefix.length), ends.get(event) ?? 'changed', event);
      },
    });
    return part;
  }

  /** Over a lane: the client library drops what tracking tells. */
  function track(node: NodeHandle): Part {
    const asking = createAsking(node);
    const part: Part = {
      state: 'starting',
      detail: '',
      close: () => {
        asking.close();
        lane.close();
      },
    };
    let reader = newReader();
    function newReader(): ReturnType<typeof createPushReader> {
      return createPushReader({
        keys: asking.add,
        // The whole database was emptied.
        everything: missed,
        answer: () => put(part, 'live', ''),
        error: (line) => put(part, 'refused', line),
      });
    }
    const lane = node.openLane('keys', {
      ready() {
        reader = newReader();
        if (lane.protocol !== 3) return put(part, 'refused', 'RESP3');
        lane.write([['CLIENT', 'TRACKING', 'ON', 'BCAST']]);
      },
      lost: (fault) => put(part, 'interrupted', reasonOf(fault)),
      failed: (fault) => put(part, part.state, reasonOf(fault)),
      bytes: (chunk) => reader.read(chunk),
    });
    return part;
  }

  /** Tracking says that a key is not what it was, and not whether it is at all. */
  function createAsking(node: NodeHandle): { add(keys: readonly Bytes[]): void; close(): void } {
    let waiting: Bytes[] = [];
    let timer: NodeJS.Timeout | null = null;
    async function ask(): Promise<void> {
      const keys = waiting.splice(0, askAtOnce);
      try {
        const types = await Promise.all(keys.map((key) => node.send('TYPE', [key], { quiet: true }).catch(unlessDenied)));
        // Of a key that this user may not ask for only that something happened is known.
        for (const [at, key] of keys.entries()) tell(key, types[at] !== null && asText(types[at]) === 'none' ? 'deleted' : 'changed', '');
      } catch (thrown) {
        if (!(thrown instanceof FaultError)) throw thrown;
        missed();
      }
      timer = waiting.length > 0 ? setTimeout(() => void ask(), askEveryMs) : null;
    }
    return {
      add(keys) {
        for (const key of keys) waiting.push(key);
        if (waiting.length > maxAsked) {
          waiting = [];
          missed();
        }
        timer ??= setTimeout(() => void ask(), askEveryMs);
      },
      close: () => timer !== null && clearTimeout(timer),
    };
  }

  function put(part: Part, state: Part['state'], detail: string): void {
    // What happened while nobody listened is not told later.
    if (part.state === 'interrupted' && state === 'live') missed();
    part.state = state;
    part.detail = detail;
    changed();
  }

  async function flagsOf(node: NodeHandle, signal?: AbortSignal): Promise<string | null> {
    try {
      const [, flags] = asList(await node.send('CONFIG', ['GET', setting], { quiet: true, ...(signal && { signal }) }));
      return asText(flags);
    } catch (thrown) {
      if (thrown instanceof FaultError && thrown.fault.code === 'redis') return null;
      throw thrown;
    }
  }

  async function configure(node: NodeHandle, flags: string, confirmed: string | null): Promise<void> {
    await node.send('CONFIG', ['SET', setting, flags], { confirmed });
  }

  return {
    state() {
      if (mode === 'off') return { mode };
      // The worst of the nodes is how it is: a part of the events is not the events.
      const worst = (['refused', 'interrupted', 'starting', 'live'] as const).find((one) => parts.some(({ state }) => state === one)) ?? 'starting';
      return { mode, state: worst, detail: parts.find(({ state }) => state === worst)?.detail ?? '', events };
    },

    async offer(signal) {
      const nodes = await Promise.all(
        session.nodes().map(async (node) => {
          const flags = await flagsOf(node, signal);
          return { address: node.address, flags, wanted: merged(flags ?? '') };
        }),
      );
      const lacking = nodes.filter(({ flags, wanted }) => flags !== null && flags !== wanted);
      const command = (flags: string): string => `CONFIG SET ${setting} ${flags === '' ? '""' : flags}`;
      return {
        nodes,
        enable: lacking.map(({ address, wanted }) => ({ address, command: command(wanted) })),
        undo: [
          ...[...before].map(([address, flags]) => ({ address, command: command(flags) })),
          ...lacking.filter(({ address }) => !before.has(address)).map(({ address, flags }) => ({ address, command: command(flags ?? '') })),
        ],
        notifications: nodes.some(({ flags }) => flags === null) ? 'refused' : lacking.length === 0 ? 'on' : 'offered',
        tracking: session.state().facts?.protocol === 3 ? 'offered' : 'refused',
      };
    },

    async set(wanted, db, confirmed) {
      if (wanted === 'restore') {
        for (const node of session.nodes()) {
          const flags = before.get(node.address);
          if (flags === undefined) continue;
          await configure(node, flags, confirmed);
          before.delete(node.address);
        }
      }
      if (wanted === 'off' || wanted === 'restore') {
        close();
        return changed();
      }
      if (wanted === 'notifications') {
        for (const node of session.nodes()) {
          const flags = await flagsOf(node);
          // Where nobody tells, they may well be on.
          if (flags === null || flags === merged(flags)) continue;
          await configure(node, merged(flags), confirmed);
          if (!before.has(node.address)) before.set(node.address, flags);
        }
      } else if (session.state().facts?.protocol !== 3) {
        fail({ code: 'input', path: 'mode', message: 'Tracking needs RESP3, and this server speaks RESP2.' });
      }
      close();
      mode = wanted;
      events = 0;
      parts = session.nodes().map((node) => (wanted === 'notifications' ? listen(node, db) : track(node)));
      // What happened since the scan is not told.
      missed();
      changed();
    },
    close,
  };
}

/** K and every class of A; what else is set stays. */
function merged(flags: string): string {
  const has = (flag: string): boolean => flags.includes(flag) || (all.includes(flag) && flags.includes('A'));
  if ('K$lshzxetg'.split('').every(has)) return flags;
  return `A${[...new Set(`${flags}K`)].filter((flag) => !all.includes(flag) && flag !== 'A').join('')}`;
}

function whyOf(thrown: unknown): string {
  return thrown instanceof FaultError ? reasonOf(thrown.fault) : 'bug';
}

function unlessDenied(thrown: unknown): null {
  if (thrown instanceof FaultError && thrown.fault.code === 'redis' && thrown.fault.prefix === 'NOPERM') return null;
  throw thrown;
}

function reasonOf(fault: Fault): string {
  return fault.code === 'redis' ? fault.message : fault.code === 'connect' ? fault.detail || fault.reason : fault.code;
}
