/** A tab's name in one line, safe to show anywhere: the connection's, and the database where it is not the first. */
import { profileTitle } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import type { TabState } from '../tab/store.ts';
import type { TabEntry } from './store.ts';

export function titleOf({ connection }: TabState): string {
  const { state } = connection;
  if (state === null) return '…';
  const name = plainString(profileTitle(state.profile), 80);
  return state.db === 0 ? name : `${name} db${state.db}`;
}

export function tabTitle(tab: TabEntry): string {
  return titleOf(tab.store.getState());
}
