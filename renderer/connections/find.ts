/** Finds saved connections by what is typed: every word has to be somewhere in name, host, badge or user name. */
import type { Profile } from '../../shared/connections/profile.ts';

export function findProfiles(profiles: readonly Profile[], typed: string): readonly Profile[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return profiles;
  return profiles.filter(({ name, host, port, badge, username }) => {
    const searched = `${name}\n${host}:${port}\n${badge}\n${username}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
