/** Saved connections: the profiles in one file, their passwords sealed in another, or in memory where nothing safe is to be had. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { StartNotice } from '../../../shared/app.ts';
import { newProfile, type PasswordChange, type Profile, type ProfileFields, profileSchema } from '../../../shared/connections/profile.ts';
import { fail } from '../../../shared/fault.ts';
import type { Ports } from '../ports.ts';
import { openStore } from '../store.ts';
import { Secret } from './secret.ts';

export interface Profiles {
  /** The saved ones now, then again whenever they changed. */
  watch(signal: AbortSignal): AsyncIterable<readonly Profile[]>;
  /** Saved or transient; fails with `missing`. */
  get(id: string): Profile;
  save(draft: ProfileFields, password: PasswordChange): Promise<Profile>;
  remove(id: string): Promise<void>;
  /** Null where there is none; fails with `auth` where it was saved and cannot be read any more. */
  secretOf(id: string): Promise<Secret | null>;
  /** A connection that is neither saved nor listed; gives back its id. */
  readonly addTransient: (profile: ProfileFields, password: string) => string;
  readonly removeTransient: (id: string) => void;
  readonly notices: readonly StartNotice[];
}

const maxProfiles = 10_000;
/** A field that a file does not know yet has its default. */
const storedProfile = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((raw) => ({ ...newProfile, ...raw })),
  profileSchema,
);
const storedSecret = v.object({ id: v.string(), v: v.literal(1), createdAt: v.string(), sealed: v.pipe(v.string(), v.base64()) });
type StoredSecret = v.InferOutput<typeof storedSecret>;

export async function openProfiles({ dataFolder, secrets, log }: Pick<Ports, 'dataFolder' | 'secrets' | 'log'>): Promise<Profiles> {
  const profiles = await openStore<readonly ProfileFields[]>({
    folder: dataFolder,
    file: 'connections.json',
    version: 1,
    schema: v.pipe(v.array(storedProfile), v.maxLength(maxProfiles)),
    defaults: [],
    log,
  });
  const sealed = await openStore<readonly StoredSecret[]>({
    folder: dataFolder,
    file: 'secrets.json',
    version: 1,
    schema: v.array(storedSecret),
    defaults: [],
    log,
  });
  /** What could not be sealed, until Keytide ends. */
  const inMemory = new Map<string, Secret>();
  const transient = new Map<string, { readonly profile: Profile; readonly secret: Secret | null }>();

  const hasPassword = (id: string): boolean => inMemory.has(id) || sealed.read().some((one) => one.id === id);
  const shown = (fields: ProfileFields): Profile => ({ ...fields, hasPassword: hasPassword(fields.id) });
  const without = (id: string) => (all: readonly StoredSecret[]) => all.filter((one) => one.id !== id);

  async function forget(id: string): Promise<void> {
    inMemory.delete(id);
    if (hasPassword(id)) await sealed.update(without(id));
  }

  async function remember(id: string, password: string): Promise<void> {
    if (secrets.seal === null) {
      await forget(id);
      inMemory.set(id, new Secret(password));
      return;
    }
    const record: StoredSecret = { id, v: 1, createdAt: new Date().toISOString(), sealed: Buffer.from(await secrets.seal(password)).toString('base64') };
    inMemory.delete(id);
    await sealed.update((all) => [...without(id)(all), record]);
  }

  return {
    notices: [...profiles.notices, ...sealed.notices.filter(({ kind }) => kind !== 'unwritable' || profiles.notices.every((one) => one.kind !== 'unwritable'))],

    async *watch(signal) {
      for await (const _ of profiles.changes.follow(signal)) yield profiles.read().map(shown);
    },

    get(id) {
      const fields = profiles.read().find((one) => one.id === id);
      if (fields !== undefined) return shown(fields);
      return transient.get(id)?.profile ?? fail({ code: 'missing', what: 'profile' });
    },

    async save(draft, password) {
      const isNew = draft.id === '';
      if (!isNew && profiles.read().every((one) => one.id !== draft.id)) fail({ code: 'missing', what: 'profile' });
      if (isNew && profiles.read().length >= maxProfiles) fail({ code: 'input', path: 'profile', message: `more than ${maxProfiles} connections` });
      const fields: ProfileFields = { ...draft, id: isNew ? randomUUID() : draft.id };
      // The password first: a profile that is listed has what it needs.
      if (password.kind === 'set' && password.password !== '') await remember(fields.id, password.password);
      else if (password.kind !== 'keep') await forget(fields.id);
      await profiles.update((all) => (isNew ? [...all, fields] : all.map((one) => (one.id === fields.id ? fields : one))));
      return shown(fields);
    },

    async remove(id) {
      if (profiles.read().every((one) => one.id !== id)) fail({ code: 'missing', what: 'profile' });
      await profiles.update((all) => all.filter((one) => one.id !== id));
      await forget(id);
    },

    async secretOf(id) {
      const known = transient.get(id)?.secret ?? inMemory.get(id);
      if (known !== undefined) return known;
      const record = sealed.read().find((one) => one.id === id);
      if (record === undefined) return null;
      try {
        return new Secret(await secrets.open(Buffer.from(record.sealed, 'base64')));
      } catch {
        // Another keychain than the one it was sealed with: only this password is lost, and only until it is typed again.
        return fail({ code: 'auth', message: 'the saved password cannot be read on this system any more; enter it again' });
      }
    },

    addTransient(fields, password) {
      const id = randomUUID();
      transient.set(id, { profile: { ...fields, id, hasPassword: password !== '' }, secret: password === '' ? null : new Secret(password) });
      return id;
    },
    removeTransient: (id) => void transient.delete(id),
  };
}
