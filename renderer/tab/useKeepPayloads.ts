/** Whether what was sent and pinned may be on disk as it is, where no keychain seals it: a setting of the whole program. */
import { useApp } from '../app/useApp.ts';

export function useKeepPayloads(): readonly [boolean, (keep: boolean) => void] {
  const keep = useApp((state) => state.settings.keepPayloads);
  const change = useApp((state) => state.changeSettings);
  return [keep, (keepPayloads) => change({ keepPayloads })];
}
