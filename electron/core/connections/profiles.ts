/** Saved connections: the profiles in one file, their passwords sealed in another, or in memory where nothing safe is to be had. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { StartNotice } from '../../../shared/app.ts';
import {
  newProfile,
  type Profile,
  type ProfileFields,
  profileSchema,
  type SecretChanges,
  type SecretName,
  secretNames,
} from '../../../shared/connections/profile.ts';
import { fail } from '../../../shared/fault.ts';
import type { Ports } from '../ports.ts';
import { openStore } from '../store.ts';
import { Secret } from './secret.ts';

export interface Profiles {
  /** The saved ones now, then again whenever they changed. */
  watch(signal: AbortSignal): AsyncIterable<readonly Profile[]>;
  /** Saved or transient; fails with `missing`. */
  get(id: string): Profile;
  /** Where the id is new, or empty, the connection is; to save it again replaces it. */
  save(draft: ProfileFields, secrets: SecretChanges): Promise<Profile>;
  remove(id: string): Promise<void>;
  /** Null where there is none; fails with `auth` where it was saved and cannot be read any more. */
  secretOf(id: string, name: SecretName): Promise<Secret | null>;
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
const storedSecret = v.object({
  id: v.string(),
  name: v.optional(v.picklist(secretNames), 'password'),
  v: v.literal(1),
  createdAt: v.string(),
  sealed: v.pipe(v.string(), v.base64()),
});
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

  const nameIn = (id: string, name: SecretName): string => `${name} ${id}`;
  const isStored = (id: string, name: SecretName): boolean => inMemory.has(nameIn(id, name)) || sealed.read().some((one) => one.id === id && one.name === name);
  const shown = (fields: ProfileFields): Profile => ({ ...fields, secrets: secretNames.filter((name) => isStored(fields.id, name)) });
  const without = (id: string, name: SecretName) => (all: readonly StoredSecret[]) => all.filter((one) => one.id !== id || one.name !== name);

  async function forget(id: string, name: SecretName): Promise<void> {
    inMemory.delete(nameIn(id, name));
    if (isStored(id, name)) await sealed.update(without(id, name));
  }

  async function remember(id: string, name: SecretName, password: string): Promise<void> {
    if (secrets.seal === null) {
      await forget(id, name);
      inMemory.set(nameIn(id, name), new Secret(password));
      return;
    }
    const record: StoredSecret = { id, name, v: 1, createdAt: new Date().toISOString(), sealed: Buffer.from(await secrets.seal(password)).toString('base64') };
    inMemory.delete(nameIn(id, name));
    await sealed.update((all) => [...without(id, name)(all), record]);
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

    async save(draft, changes) {
      const isNew = draft.id === '' || profiles.read().every((one) => one.id !== draft.id);
      if (isNew && profiles.read().length >= maxProfiles) fail({ code: 'input', path: 'profile', message: `more than ${maxProfiles} connections` });
      const fields: ProfileFields = { ...draft, id: draft.id === '' ? randomUUID() : draft.id };
      // The secrets first: a profile that is listed has what it needs.
      for (const name of secretNames) {
        const change = changes[name] ?? { kind: 'keep' };
        if (change.kind === 'set' && change.password !== '') await remember(fields.id, name, change.password);
        else if (change.kind !== 'keep') await forget(fields.id, name);
      }
      await profiles.update((all) => (isNew ? [...all, fields] : all.map((one) => (one.id === fields.id ? fields : one))));
      return shown(fields);
    },

    async remove(id) {
      if (profiles.read().every((one) => one.id !== id)) fail({ code: 'missing', what: 'profile' });
      await profiles.update((all) => all.filter((one) => one.id !== id));
      for (const name of secretNames) await forget(id, name);
    },

    async secretOf(id, name) {
      const known = (name === 'password' ? transient.get(id)?.secret : null) ?? inMemory.get(nameIn(id, name));
      if (known !== undefined) return known;
      const record = sealed.read().find((one) => one.id === id && one.name === name);
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
      transient.set(id, { profile: { ...fields, id, secrets: password === '' ? [] : ['password'] }, secret: password === '' ? null : new Secret(password) });
      return id;
    },
    removeTransient: (id) => void transient.delete(id),
  };
}
