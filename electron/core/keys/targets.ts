/** What a job is to act on, as it stands in a view: the selection, a folder, or everything that passes the filter. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { Session } from '../connections/session.ts';
import { grown } from './keyIndex.ts';
import { inSlices } from './pump.ts';
import type { Space } from './space.ts';
import type { View } from './view.ts';

export type KeyTarget =
  | { readonly kind: 'selection'; readonly view: number }
  | { readonly kind: 'folder'; readonly view: number; readonly folder: number }
  | { readonly kind: 'filter'; readonly view: number };

export interface KeyTargets {
  /** Exact as of now; waits until the filter has looked at every name that is known. */
  count(session: Session, target: KeyTarget, signal: AbortSignal): Promise<number>;
  /** The names as they were when this was asked, in batches; what comes or goes later changes nothing. */
  names(session: Session, target: KeyTarget, signal: AbortSignal): AsyncIterable<readonly Bytes[]>;
}

const batch = 1000;

export function targetsOf(spaceOf: (session: Session) => Space): KeyTargets {
  async function idsOf(view: View, target: KeyTarget, signal: AbortSignal): Promise<Uint32Array> {
    await view.settled(signal);
    if (target.kind === 'selection') return Uint32Array.from(view.selected());
    const { tree } = view;
    const node = target.kind === 'folder' ? target.folder : tree.root;
    if (node >= tree.nodes) return new Uint32Array();
    let ids = new Uint32Array(tree.count(node));
    let length = 0;
    await inSlices(
      tree.each(node, (id) => {
        if (length === ids.length) ids = grown(ids, length * 2 + 1);
        ids[length++] = id;
      }),
      signal,
    );
    return ids.subarray(0, length);
  }

  return {
    async count(session, target, signal) {
      return (await idsOf(spaceOf(session).view(target.view), target, signal)).length;
    },
    async *names(session, target, signal) {
      const view = spaceOf(session).view(target.view);
      const { names } = view.index;
      const ids = await idsOf(view, target, signal);
      for (let from = 0; from < ids.length; from += batch) {
        if (signal.aborted) return;
        yield Array.from(ids.subarray(from, from + batch), names.name);
      }
    },
  };
}
