/** A sharded channel: SSUBSCRIBE on the node that has its slot, and on the next one when the slot moves. */
import type { GapReason } from '../../../../shared/feed/feed.ts';
import type { Standing } from '../ear.ts';
import type { Place, SourceKindOf } from './source.ts';
import { listenAt, type Part, stateOf } from './subscribed.ts';

export const shardSource: SourceKindOf = { kind: 'shard', form: 'payload', open: follow, reaches: () => false };

/** A slot that is on its way is asked for again and again; never faster than this. */
const againMs = 100;
const why: GapReason = 'moved';

function follow(place: Place): void {
  const { session, capture, clock, signal } = place;
  let part: Part | null = null;
  let timer: NodeJS.Timeout | undefined;
  let heard = false;
  /** Since when the slot is being looked for, where it was heard before. */
  let awaySince: number | null = null;
  let tries = 0;

  function listen(address: string | null): void {
    part = listenAt(place, address, 'SSUBSCRIBE', place.name, (standing) => settle(standing));
  }

  function settle(standing: Standing): void {
    if (standing.kind === 'moved') return move(standing.address);
    const { state, detail } = stateOf([standing]);
    if (state === 'live') {
      tries = 0;
      heard = true;
      if (awaySince !== null) capture.mark({ from: awaySince, to: clock.wall(), why, atMost: null, sources: [place.id] }, null);
      awaySince = null;
    }
    place.settle(state, detail);
  }

  function move(to: string | null): void {
    if (heard) awaySince ??= clock.wall();
    place.settle('starting');
    clearTimeout(timer);
    // Where the server did not say where to, any node will: it answers with the one that has the slot.
    const known = session.nodes();
    const address = known.some((node) => node.address === to) ? to : (known[tries % Math.max(1, known.length)]?.address ?? null);
    const wait = tries++ === 0 && to !== null ? 0 : againMs;
    timer = setTimeout(() => {
      part?.stop();
      listen(address);
    }, wait);
  }

  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      part?.stop();
    },
    { once: true },
  );
  const isCluster = session.state().facts?.mode === 'cluster';
  listen(isCluster ? (session.nodes()[0]?.address ?? null) : null);
}
