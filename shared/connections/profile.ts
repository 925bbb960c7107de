/** A saved connection: everything but its secrets, which never leave the host. */
import * as v from 'valibot';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

export const protections = ['free', 'confirm', 'read-only'] as const;
export type Protection = (typeof protections)[number];

/** What the connection dialog edits. `id` is empty for a connection not saved yet. */
export const profileSchema = v.object({
  id: text(40),
  name: text(200),
  host: v.pipe(text(1024), v.trim(), v.minLength(1)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
  username: text(1024),
  db: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
  tls: v.boolean(),
  topology: v.picklist(['standalone', 'cluster', 'sentinel']),
  protection: v.picklist(protections),
  /** A word for the badge, such as PROD; empty for none. */
  badge: text(12),
  color: v.picklist(['none', 'red', 'amber', 'green', 'blue', 'violet']),
  delimiter: v.pipe(text(8), v.minLength(1)),
});
export type ProfileFields = v.InferOutput<typeof profileSchema>;

export interface Profile extends ProfileFields {
  readonly hasPassword: boolean;
}

/** `keep` leaves the saved password as it is: the page never has it. */
export const passwordSchema = v.variant('kind', [
  v.object({ kind: v.literal('keep') }),
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('set'), password: text(65_536) }),
]);
export type PasswordChange = v.InferOutput<typeof passwordSchema>;

export const newProfile: ProfileFields = {
  id: '',
  name: '',
  host: '127.0.0.1',
  port: 6379,
  username: '',
  db: 0,
  tls: false,
  topology: 'standalone',
  protection: 'free',
  badge: '',
  color: 'none',
  delimiter: ':',
};

/** What the tab and the list show where the user gave no name. */
export function profileTitle(profile: Pick<ProfileFields, 'name' | 'host' | 'port'>): string {
  const host = profile.host.includes(':') ? `[${profile.host}]` : profile.host;
  return profile.name.trim() === '' ? `${host}:${profile.port}` : profile.name;
}
