/** What can be done with saved connections in the list, as wishes to the host: what they change comes back as its next list. */
import { type Profile, profileTitle } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { useApp } from '../app/useApp.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { notifyFault } from '../ui/Notices.tsx';
import type { ListRow, Target } from './listing.ts';

export interface ListWishes {
  readonly duplicate: (profile: Profile) => void;
  readonly favourite: (profile: Profile) => void;
  readonly move: (row: ListRow, target: Target) => void;
}

export function useListActions(): ListWishes {
  const text = useText();
  const client = useApp((state) => state.client);
  const ask = (wish: Promise<unknown>): void => {
    wish.catch((thrown: unknown) => notifyFault(text, faultOf(thrown)));
  };
  return {
    duplicate: (profile) => ask(client.call('profiles.duplicate', { id: profile.id, name: text.connections.copyName(plainString(profileTitle(profile), 80)) })),
    favourite: ({ id, favourite }) => ask(client.call('profiles.favourite', { id, favourite: !favourite })),
    move(row, { group, before }) {
      if (row.kind === 'profile') return ask(client.call('profiles.move', { ids: [row.profile.id], group: [...group], before }));
      ask(client.call('profiles.moveGroup', { from: [...row.path], to: [...group, row.path.at(-1) ?? ''], before }));
    },
  };
}
