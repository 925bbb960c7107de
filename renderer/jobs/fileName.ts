/** A name for an export: of the connection and the day, in characters that every system takes. */
import type { Profile } from '../../shared/connections/profile.ts';
import type { ExportFormat } from '../../shared/jobs/jobs.ts';

const maxName = 60;

export function fileName(profile: Pick<Profile, 'name'> | null, format: ExportFormat, now: Date): string {
  const name = (profile?.name ?? '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, maxName);
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return `keys-${name === '' ? 'redis' : name}-${day}.${format === 'commands' ? 'redis' : 'ndjson'}`;
}
