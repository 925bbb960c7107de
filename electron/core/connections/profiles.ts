/** Saved connections in their order, all in one file; their secrets are kept apart. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { StartNotice } from '../../../shared/app.ts';
import {
  newProfile,
  type PortableDraft,
  type Profile,
  type ProfileFields,
  profileSchema,
  type SecretChanges,
  type SecretName,
  secretNames,
  usedSecrets,
} from '../../../shared/connections/profile.ts';
import { fail } from '../../../shared/fault.ts';
import type { Ports } from '../ports.ts';
import { openStore } from '../store.ts';
import { createUnsealed, exportPlain, exportSealed, type Portable } from './exported.ts';
import { createHeld, type Held } from './held.ts';
import { groupMoved, moved } from './order.ts';
import { openRecents, type Recents } from './recents.ts';
import { Secret } from './secret.ts';
import { openSecrets, type Secrets } from './secrets.ts';

export interface Profiles {
  /** The saved ones now, then again whenever they changed. */
  watch(signal: AbortSignal): AsyncIterable<readonly Profile[]>;
  /** Once at first, and after every change of any: for the many that wait, of whom hardly one looks at what it was. */
  changes(signal: AbortSignal): AsyncIterable<unknown>;
  /** The saved ones, in their order. */
  list(): readonly ProfileFields[];
  /** Saved or transient; fails with `missing`. */
  get(id: string): Profile;
  /** Where the id is new, or empty, the connection is; to save it again replaces it. */
  save(draft: ProfileFields, secrets: SecretChanges): Promise<Profile>;
  /** A copy with its secrets, right after it, under this name. */
  duplicate(id: string, name: string): Promise<Profile>;
  favourite(id: string, favourite: boolean): Promise<void>;
  /** How its values are read; nothing else of it changes, and nothing is opened anew. */
  setDecoders(id: string, decoding: Pick<ProfileFields, 'decoders' | 'schemas'>): Promise<void>;
  /** What its feed is watched with; nothing else of it changes, and nothing is opened anew. */
  setWatching(id: string, watching: Pick<ProfileFields, 'queries' | 'alerts'>): Promise<void>;
  remove(id: string): Promise<void>;
  /** Into this group, before that connection; null: to the end. */
  move(ids: readonly string[], group: readonly string[], before: string | null): Promise<void>;
  /** All that is in a group, and in the groups in it. */
  moveGroup(from: readonly string[], to: readonly string[], before: string | null): Promise<void>;
  /** Null: all. With a passphrase, secrets and all, sealed. */
  export(ids: readonly string[] | null, passphrase: string): Promise<string>;
  unseal(text: string, passphrase: string): Promise<readonly PortableDraft[]>;
  /** The ones this connection uses, with what the draft changes. Fails with `auth` where one is stored and cannot be read. */
  secretsOf(profile: ProfileFields, changes: SecretChanges): Promise<ReadonlyMap<SecretName, Secret>>;
  /** A connection that is neither saved nor listed; gives back its id. */
  readonly addTransient: (profile: ProfileFields, password: string) => string;
  readonly removeTransient: (id: string) => void;
  readonly secrets: Secrets;
  readonly held: Held;
  readonly recents: Recents;
  /** Remembers that it was opened now, where it is a saved one. */
  opened(id: string): Promise<void>;
  readonly notices: readonly StartNotice[];
}

const maxProfiles = 10_000;
/** A field that a file does not know yet has its default. */
const storedProfile = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((raw) => ({ ...newProfile, ...raw })),
  profileSchema,
);

export async function openProfiles(ports: Pick<Ports, 'dataFolder' | 'secrets' | 'log'>): Promise<Profiles> {
  const { dataFolder, log } = ports;
  const profiles = await openStore<readonly ProfileFields[]>({
    folder: dataFolder,
    file: 'connections.json',
    version: 1,
    schema: v.pipe(v.array(storedProfile), v.maxLength(maxProfiles)),
    defaults: [],
    log,
  });
  const secrets = await openSecrets(ports);
  const recents = await openRecents(dataFolder, log);
  const held = createHeld();
  const unsealed = createUnsealed(held);
  const transient = new Map<string, { readonly profile: Profile; readonly secret: Secret | null }>();

  const find = (id: string): ProfileFields | undefined => profiles.read().find((one) => one.id === id);
  const known = (id: string): ProfileFields => find(id) ?? fail({ code: 'missing', what: 'profile' });
  /** The same as long as it is unchanged: of ten thousand that are listed again one was saved. */
  const made = new WeakMap<ProfileFields, Profile>();
  function shown(fields: ProfileFields): Profile {
    const names = secrets.names(fields.id);
    const before = made.get(fields);
    if (before !== undefined && before.secrets.length === names.length && names.every((name) => before.secrets.includes(name))) return before;
    const now: Profile = { ...fields, secrets: names };
    made.set(fields, now);
    return now;
  }

  function roomForOne(): void {
    if (profiles.read().length >= maxProfiles) fail({ code: 'input', path: 'profile', message: `more than ${maxProfiles} connections` });
  }

  /** What a change makes of a secret; undefined where it stays as it is. */
  async function changed(id: string, name: SecretName, changes: SecretChanges): Promise<Secret | null | undefined> {
    const change = changes[name];
    switch (change?.kind) {
      case undefined:
      case 'keep':
        return undefined;
      case 'none':
        return null;
      case 'set':
        return change.password === '' ? null : new Secret(change.password);
      case 'saved':
        return secrets.get(id, change.as);
      case 'held':
        return held.get(change.ref);
    }
  }

  return {
    secrets,
    held,
    recents,
    notices: [...profiles.notices, ...secrets.notices, ...recents.notices],

    async *watch(signal) {
      for await (const _ of profiles.changes.follow(signal)) yield profiles.read().map(shown);
    },

    changes: (signal) => profiles.changes.follow(signal),
    list: profiles.read,

    get(id) {
      const fields = find(id);
      return fields === undefined ? (transient.get(id)?.profile ?? fail({ code: 'missing', what: 'profile' })) : shown(fields);
    },

    async save(draft, changes) {
      const fields: ProfileFields = { ...draft, id: draft.id === '' ? randomUUID() : draft.id };
      if (find(fields.id) === undefined) roomForOne();
      const wanted = new Map<SecretName, Secret | null>();
      for (const name of secretNames) {
        const secret = await changed(fields.id, name, changes);
        if (secret !== undefined) wanted.set(name, secret);
      }
      // The secrets first: a profile that is listed has what it needs.
      if (wanted.size > 0) await secrets.change(fields.id, wanted);
      await profiles.update((all) => (all.some(({ id }) => id === fields.id) ? all.map((one) => (one.id === fields.id ? fields : one)) : [...all, fields]));
      return shown(fields);
    },

    async duplicate(id, name) {
      roomForOne();
      const fields: ProfileFields = { ...known(id), id: randomUUID(), name };
      const copies = new Map<SecretName, Secret | null>();
      for (const stored of secrets.names(id)) copies.set(stored, await secrets.get(id, stored));
      if (copies.size > 0) await secrets.change(fields.id, copies);
      await profiles.update((all) => all.flatMap((one) => (one.id === id ? [one, fields] : [one])));
      return shown(fields);
    },

    async favourite(id, favourite) {
      known(id);
      await profiles.update((all) => all.map((one) => (one.id === id ? { ...one, favourite } : one)));
    },

    async setDecoders(id, decoding) {
      known(id);
      await profiles.update((all) => all.map((one) => (one.id === id ? { ...one, ...decoding } : one)));
    },

    async setWatching(id, watching) {
      known(id);
      await profiles.update((all) => all.map((one) => (one.id === id ? { ...one, ...watching } : one)));
    },

    async remove(id) {
      known(id);
      await profiles.update((all) => all.filter((one) => one.id !== id));
      await secrets.forget([id]);
      await recents.forget(id);
    },

    move: (ids, group, before) => profiles.update((all) => moved(all, ids, group, before)),
    moveGroup: (from, to, before) => profiles.update((all) => groupMoved(all, from, to, before)),

    async export(ids, passphrase) {
      const wanted = ids === null ? profiles.read() : ids.map(known);
      if (passphrase === '') return exportPlain(wanted);
      const whole: Portable[] = [];
      for (const profile of wanted) {
        const all = new Map<SecretName, Secret>();
        for (const name of secrets.names(profile.id)) {
          const secret = await secrets.get(profile.id, name);
          if (secret !== null) all.set(name, secret);
        }
        whole.push({ profile, secrets: all });
      }
      return exportSealed(whole, passphrase);
    },
    unseal: (text, passphrase) => unsealed.open(text, passphrase),

    async secretsOf(profile, changes) {
      const all = new Map<SecretName, Secret>();
      for (const name of usedSecrets(profile)) {
        const now = await changed(profile.id, name, changes);
        const lent = name === 'password' ? transient.get(profile.id)?.secret : undefined;
        const secret = now === undefined ? (lent ?? (await secrets.get(profile.id, name))) : now;
        if (secret !== null) all.set(name, secret);
      }
      return all;
    },

    opened: async (id) => (find(id) === undefined ? undefined : recents.opened(id)),

    addTransient(fields, password) {
      const id = randomUUID();
      transient.set(id, { profile: { ...fields, id, secrets: password === '' ? [] : ['password'] }, secret: password === '' ? null : new Secret(password) });
      return id;
    },
    removeTransient: (id) => void transient.delete(id),
  };
}
