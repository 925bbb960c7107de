/** Notifications of changes, by key and by event: each primary tells of its own keys only, so each is heard. */
import { type Bytes, utf8 } from '../../../../shared/bytes.ts';
import { FaultError } from '../../../../shared/fault.ts';
import { hearsAnything } from '../../../../shared/feed/events.ts';
import { asList, asText, UnexpectedReply } from '../../../../shared/reply.ts';
import type { Session } from '../../connections/session.ts';
import type { Standing } from '../ear.ts';
import type { Place, SourceKindOf } from './source.ts';
import { listenAt, type Part, stateOf } from './subscribed.ts';

/** `__keyspace@0__:user:*`: what happens to these keys. */
export const keyspaceSource: SourceKindOf = { kind: 'keyspace', form: 'payload', open: (place) => open(place, 'keyspace'), reaches: () => true };
/** `__keyevent@0__:expired`: the keys that this happens to. */
export const keyeventSource: SourceKindOf = { kind: 'keyevent', form: 'payload', open: (place) => open(place, 'keyevent'), reaches: () => true };

const any = '';
/** While a server is known to tell nothing. */
const lookEveryMs = 2000;

function open(place: Place, by: 'keyspace' | 'keyevent'): void {
  const { session, signal } = place;
  const name = place.name.length === 0 ? utf8('*') : place.name;
  const pattern = joined(utf8(`__${by}@${session.state().db}__:`), name);
  const parts = new Map<string, { readonly part: Part; standing: Standing }>();
  let off = false;
  let again: NodeJS.Timeout | undefined;

  function tell(): void {
    const { state, detail } = stateOf([...parts.values()].map((one) => one.standing));
    place.settle(state, detail, off ? 'events-off' : null);
  }

  /** After every change of what the session knows: a primary that is new is heard, one that went is not waited for. */
  function plan(): void {
    const isCluster = session.state().facts?.mode === 'cluster';
    const wanted = isCluster ? session.nodes().map((node) => node.address) : [any];
    for (const [address, { part }] of parts) {
      if (wanted.includes(address)) continue;
      part.stop();
      parts.delete(address);
    }
    for (const address of wanted) {
      if (parts.has(address)) continue;
      const entry: { part: Part; standing: Standing } = { part: { stop: () => undefined }, standing: { kind: 'starting' } };
      parts.set(address, entry);
      entry.part = listenAt(place, address === any ? null : address, 'PSUBSCRIBE', pattern, (standing) => {
        const was = entry.standing.kind;
        entry.standing = standing;
        tell();
        if (standing.kind === 'live' && was !== 'live') void look().catch(place.broken);
      });
    }
  }

  async function look(): Promise<void> {
    const told = await eventFlags(session);
    if (signal.aborted) return;
    off = told.some(({ flags }) => flags !== null && !hearsAnything(flags, by));
    tell();
    clearTimeout(again);
    // Somebody may turn them on, from here or elsewhere.
    if (off) again = setTimeout(() => void look().catch(place.broken), lookEveryMs);
  }

  async function followTopology(): Promise<void> {
    for await (const _ of session.watch(signal)) plan();
  }

  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(again);
      for (const { part } of parts.values()) part.stop();
    },
    { once: true },
  );
  plan();
  void followTopology().catch(place.broken);
}

export interface NodeFlags {
  readonly address: string;
  /** Null: it does not tell. */
  readonly flags: string | null;
}

/** What each primary notifies of. */
export async function eventFlags(session: Session): Promise<readonly NodeFlags[]> {
  return Promise.all(
    session.nodes().map(async (node) => {
      try {
        const reply = asList(await node.send('CONFIG', ['GET', 'notify-keyspace-events'], { quiet: true }));
        return { address: node.address, flags: reply.length < 2 ? null : asText(reply[1]) };
      } catch (thrown) {
        if (thrown instanceof FaultError || thrown instanceof UnexpectedReply) return { address: node.address, flags: null };
        throw thrown;
      }
    }),
  );
}

function joined(a: Bytes, b: Bytes): Bytes {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
