/** The host's place for drafts and open keys of a saved connection; what it cannot keep ends with the window. */

import type { Cellar } from './shelf.ts';
import { faultOf, type TabContext } from './slice.ts';

/** `owner` is empty where nobody owns them. */
export function cellarOf({ client, signal }: TabContext, owner: string): Cellar | null {
  if (owner === '') return null;
  return {
    read: (of) =>
      client.call('drafts.read', { owner: of }, { signal }).catch((thrown: unknown) => {
        faultOf(thrown);
        return [];
      }),
    keep(of, id, draft) {
      client.call('drafts.keep', { owner: of, id, draft }).catch(faultOf);
    },
  };
}
