/** Connections as a file to take along: readable and without secrets, or whole and sealed with a passphrase. */
import * as v from 'valibot';
import { newProfile, type PortableDraft, type ProfileFields, profileSchema, type SecretName, secretNames } from '../../../shared/connections/profile.ts';
import { fail } from '../../../shared/fault.ts';
import type { Held } from './held.ts';
import type { Secret } from './secret.ts';
import { lockSchema, makeLock, openLock, openText, sealText } from './vault.ts';

const kind = 'connections';
const sealedName = 'keytide connections';
const maxConnections = 10_000;

const profile = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((raw) => ({ ...newProfile, ...raw, id: '' })),
  profileSchema,
);
const sealedFile = v.object({ keytide: v.literal(kind), version: v.literal(1), lock: lockSchema, sealed: v.pipe(v.string(), v.base64()) });
const secretTexts = v.record(v.picklist(secretNames), v.pipe(v.string(), v.maxLength(65_536)));
const content = v.pipe(v.array(v.object({ profile, secrets: secretTexts })), v.maxLength(maxConnections));

export interface Portable {
  readonly profile: ProfileFields;
  readonly secrets: ReadonlyMap<SecretName, Secret>;
}

export function exportPlain(profiles: readonly ProfileFields[]): string {
  return write({ keytide: kind, version: 1, connections: profiles.map(withoutId) });
}

export async function exportSealed(all: readonly Portable[], passphrase: string): Promise<string> {
  const { lock, key } = await makeLock(passphrase);
  const whole = all.map((one) => ({
    profile: withoutId(one.profile),
    secrets: Object.fromEntries([...one.secrets].map(([name, secret]) => [name, secret.reveal()])),
  }));
  const sealed = sealText(key, JSON.stringify(whole), sealedName);
  key.fill(0);
  return write({ keytide: kind, version: 1, lock, sealed });
}

/** Opens such files and holds their secrets for the page, which names them only; a file that is opened next takes their place. */
export function createUnsealed(held: Held) {
  let before: readonly PortableDraft[] = [];
  return {
    async open(text: string, passphrase: string): Promise<readonly PortableDraft[]> {
      const file = v.safeParse(sealedFile, jsonOf(text));
      if (!file.success) return fail({ code: 'input', path: 'file', message: 'this is no sealed export of connections' });
      const key = await openLock(file.output.lock, passphrase);
      const parsed = v.safeParse(content, jsonOf(opened(key, file.output.sealed)));
      key.fill(0);
      if (!parsed.success) return fail({ code: 'input', path: 'file', message: 'what is sealed in it are no connections' });
      for (const draft of before) held.forget(draft.secrets);
      before = parsed.output.map(({ profile: fields, secrets }) => ({ profile: fields, secrets: held.hold(secrets) }));
      return before;
    },
  };
}

function opened(key: Buffer, sealed: string): string {
  try {
    return openText(key, sealed, sealedName);
  } catch {
    return fail({ code: 'input', path: 'file', message: 'the file was changed after it was sealed' });
  }
}

/** Ids are this computer's. */
function withoutId({ id: _, ...fields }: ProfileFields): Omit<ProfileFields, 'id'> {
  return fields;
}

const write = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
