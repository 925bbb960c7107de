/** Finds saved connections by what is typed: every word has to be somewhere in name, host, badge, tags, groups or user name. */
import type { Profile } from '../../shared/connections/profile.ts';

export function findProfiles(profiles: readonly Profile[], typed: string): readonly Profile[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return profiles;
  return profiles.filter(({ name, host, port, socket, badge, username, tags, group }) => {
    const searched = `${name}\n${host}:${port}\n${socket}\n${badge}\n${username}\n${tags.join('\n')}\n${group.join('\n')}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
