/** What the kinds that subscribe have in common: one state made of the states on each server. */
import type { Bytes } from '../../../../shared/bytes.ts';
import type { FeedSource } from '../../../../shared/feed/feed.ts';
import type { Subscribing } from '../../resp/pushReader.ts';
import type { Standing } from '../ear.ts';
import type { Place } from './source.ts';

export interface Part {
  readonly stop: () => void;
}

/** Subscribes on one server; `settle` is told where that stands. */
export function listenAt(place: Place, address: string | null, by: Subscribing, name: Bytes, settle: (standing: Standing) => void): Part {
  let over = false;
  const stop = place.ears.listen(address, by, name, {
    source: place.id,
    hear: place.hear,
    settle: (standing) => {
      if (!over) settle(standing);
    },
  });
  return {
    stop() {
      over = true;
      stop();
    },
  };
}

/** The worst of them is what the whole is. */
export function stateOf(standings: Iterable<Standing>): { readonly state: FeedSource['state']; readonly detail: string } {
  let state: FeedSource['state'] = 'live';
  let detail = '';
  const worse = { live: 0, starting: 1, interrupted: 2, refused: 3, stopped: 4 } as const;
  let none = true;
  for (const standing of standings) {
    none = false;
    const one = standing.kind === 'moved' ? 'starting' : standing.kind;
    if (worse[one] <= worse[state] && one !== state) continue;
    state = one;
    detail = 'detail' in standing ? standing.detail : '';
  }
  return none ? { state: 'starting', detail } : { state, detail };
}

/** A source that is subscribed on any server that answers: published messages reach every node. */
export function subscribeAnywhere(place: Place, by: Subscribing): void {
  const part = listenAt(place, null, by, place.name, (standing) => {
    const { state, detail } = stateOf([standing]);
    place.settle(state, detail);
  });
  place.signal.addEventListener('abort', part.stop, { once: true });
}
