/** The host's place for drafts of a saved connection; what it cannot keep ends with the window, as the marker of the draft says. */
import { faultOf, type TabContext } from '../tab/slice.ts';
import type { Cellar } from './shelf.ts';

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
