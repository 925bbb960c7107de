/** Stored secrets, one record each: sealed by the keychain or the vault, unprotected where the user chose so, or in memory only. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { StartNotice } from '../../../shared/app.ts';
import { type SecretName, secretNames } from '../../../shared/connections/profile.ts';
import { maxIdleMinutes, type SecretBackend, type SecretsState, secretBackends } from '../../../shared/connections/secrets.ts';
import { fail } from '../../../shared/fault.ts';
import { createChanges } from '../changes.ts';
import type { Ports } from '../ports.ts';
import { openStore } from '../store.ts';
import { Secret } from './secret.ts';
import { lockSchema, makeLock, openLock, openText, sealText } from './vault.ts';

export interface Secrets {
  /** Which of them there are; none of them is opened for it. */
  names(id: string): readonly SecretName[];
  /** Null where there is none; fails with `auth` where it is stored and cannot be read. */
  get(id: string, name: SecretName): Promise<Secret | null>;
  /** All at once: null forgets. Fails with `auth` where the vault is locked. */
  change(id: string, changes: ReadonlyMap<SecretName, Secret | null>): Promise<void>;
  forget(ids: readonly string[]): Promise<void>;
  watch(signal: AbortSignal): AsyncIterable<SecretsState>;
  /** Where they are kept from now on; those that can be read move there, and with `discard` the others are forgotten. */
  choose(choice: Choice): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  lock(): void;
  readonly notices: readonly StartNotice[];
}

export interface Choice {
  readonly backend: SecretBackend;
  /** Of the vault that is made; or, where there is one and it is open, its new one. */
  readonly passphrase: string;
  readonly idleMinutes: number;
  readonly discard: boolean;
}

/** Whose it is, and which of theirs. */
interface Place {
  readonly id: string;
  readonly name: SecretName;
}

const file = 'secrets.json';
const record = v.object({
  id: v.string(),
  name: v.optional(v.picklist(secretNames), 'password'),
  v: v.literal(1),
  /** What it takes to read it: a record of another backend than today's is still that one's. */
  backend: v.optional(v.picklist(['keychain', 'vault', 'plain']), 'keychain'),
  createdAt: v.string(),
  sealed: v.pipe(v.string(), v.base64()),
});
type StoredSecret = v.InferOutput<typeof record>;

/** Null where the user has not chosen: the keychain, or where there is none the session. */
const stored = v.object({
  backend: v.nullable(v.picklist(secretBackends)),
  lock: v.nullable(lockSchema),
  idleMinutes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxIdleMinutes)),
  records: v.array(record),
});
type Stored = v.InferOutput<typeof stored>;
const none: Stored = { backend: null, lock: null, idleMinutes: 0, records: [] };
/** The first version was the list alone. */
const anyVersion = v.union([
  stored,
  v.pipe(
    v.array(record),
    v.transform((records): Stored => ({ ...none, records })),
  ),
]);

export async function openSecrets({ dataFolder, secrets: box, log }: Pick<Ports, 'dataFolder' | 'secrets' | 'log'>): Promise<Secrets> {
  const store = await openStore<Stored>({ folder: dataFolder, file, version: 2, schema: anyVersion, defaults: none, log });
  /** What is not written anywhere, until Keytide ends. */
  const inMemory = new Map<string, Secret>();
  const changes = createChanges();
  let key: Buffer | null = null;
  let idle: NodeJS.Timeout | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let indexed = indexOf([]);

  /** Ten thousand connections are asked for their names: made once for each state of the file. */
  function index(): Index {
    const { records } = store.read();
    if (indexed.of !== records) indexed = indexOf(records);
    return indexed;
  }

  /** A save that comes while the secrets move waits for the move. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  function backend(): SecretBackend {
    const { backend: chosen, lock } = store.read();
    const usual = box.seal === null ? 'session' : 'keychain';
    if (chosen === null || (chosen === 'keychain' && box.seal === null) || (chosen === 'vault' && lock === null)) return usual;
    return chosen;
  }

  function lockNow(): void {
    clearTimeout(idle);
    key?.fill(0);
    key = null;
    changes.tell();
  }

  /** The vault's key, whose time without use begins anew. */
  function keyNow(): Buffer {
    if (key === null) return fail({ code: 'auth', message: 'the password vault is locked; unlock it with its passphrase' });
    clearTimeout(idle);
    const { idleMinutes } = store.read();
    if (idleMinutes > 0) idle = setTimeout(lockNow, idleMinutes * 60_000).unref();
    return key;
  }

  /** Null where it is not written anywhere. */
  async function seal({ id, name }: Place, secret: Secret, to: SecretBackend, vaultKey: () => Buffer): Promise<StoredSecret | null> {
    const text = secret.reveal();
    const made = { id, name, v: 1, createdAt: new Date().toISOString() } as const;
    switch (to) {
      case 'session':
        return null;
      case 'plain':
        return { ...made, backend: to, sealed: Buffer.from(text, 'utf8').toString('base64') };
      case 'vault':
        return { ...made, backend: to, sealed: sealText(vaultKey(), text, keyOf(id, name)) };
      case 'keychain':
        return box.seal === null ? null : { ...made, backend: to, sealed: Buffer.from(await box.seal(text)).toString('base64') };
    }
  }

  async function open(one: StoredSecret): Promise<Secret> {
    const vault = one.backend === 'vault' ? keyNow() : null;
    try {
      if (vault !== null) return new Secret(openText(vault, one.sealed, keyOf(one.id, one.name)));
      const bytes = Buffer.from(one.sealed, 'base64');
      return new Secret(one.backend === 'plain' ? bytes.toString('utf8') : await box.open(bytes));
    } catch {
      // Another keychain than the one it was sealed with: only this one is lost, and only until it is typed again.
      return fail({ code: 'auth', message: `the saved ${wordsOf(one.name)} cannot be read on this system any more; enter it again` });
    }
  }

  /** Writes these, forgets those; what is only in memory is no business of the disk. */
  async function put(records: readonly StoredSecret[], gone: ReadonlySet<string>): Promise<void> {
    const known = index();
    if (records.length === 0 && ![...gone].some((name) => known.records.has(name))) return;
    await store.update((now) => ({ ...now, records: [...now.records.filter((one) => !gone.has(keyOf(one.id, one.name))), ...records] }));
  }

  return {
    notices: store.notices,
    names(id) {
      const stored = index().names.get(id) ?? [];
      return inMemory.size === 0 ? stored : secretNames.filter((name) => stored.includes(name) || inMemory.has(keyOf(id, name)));
    },

    async get(id, name) {
      const known = inMemory.get(keyOf(id, name));
      if (known !== undefined) return known;
      const one = index().records.get(keyOf(id, name));
      return one === undefined ? null : open(one);
    },

    change: (id, wanted) =>
      inTurn(async () => {
        const sealed = new Map<SecretName, StoredSecret | null>();
        // All are sealed before anything is changed: a locked vault changes nothing.
        for (const [name, secret] of wanted) sealed.set(name, secret === null ? null : await seal({ id, name }, secret, backend(), keyNow));
        for (const [name, secret] of wanted) {
          inMemory.delete(keyOf(id, name));
          if (secret !== null && sealed.get(name) === null) inMemory.set(keyOf(id, name), secret);
        }
        await put(
          [...sealed.values()].filter((one) => one !== null),
          new Set([...wanted.keys()].map((name) => keyOf(id, name))),
        );
      }),

    forget: (ids) =>
      inTurn(async () => {
        const gone = new Set(ids.flatMap((id) => secretNames.map((name) => keyOf(id, name))));
        for (const name of gone) inMemory.delete(name);
        await put([], gone);
      }),

    async *watch(signal) {
      for await (const _ of changes.follow(signal)) {
        const now = backend();
        yield { backend: now, locked: now === 'vault' && key === null, keychain: box.seal !== null, idleMinutes: store.read().idleMinutes };
      }
    },

    choose: ({ backend: to, passphrase, idleMinutes, discard }) =>
      inTurn(async () => {
        if (to === 'keychain' && box.seal === null) fail({ code: 'input', path: 'backend', message: 'this system has no keychain that is safe' });
        const before = store.read();
        const readable: [Place, Secret][] = [...inMemory].map(([name, secret]) => [placeOf(name), secret]);
        for (const one of before.records) {
          // What another keychain sealed stays as it is, for the day it can be read; only the vault's own go with the vault.
          const secret = await open(one).catch(() => null);
          if (secret !== null) readable.push([one, secret]);
          else if (one.backend === 'vault' && !discard) keyNow();
        }
        const vault = to === 'vault' ? await vaultFor(before, passphrase, discard) : null;
        const records: StoredSecret[] = [];
        const moved = new Map<string, Secret>();
        for (const [place, secret] of readable) {
          const one = await seal(place, secret, to, () => vault?.key ?? keyNow());
          if (one !== null) records.push(one);
          moved.set(keyOf(place.id, place.name), secret);
        }
        // Before the disk is asked: what it refuses is still to be had until Keytide ends.
        inMemory.clear();
        if (to === 'session') for (const [name, secret] of moved) inMemory.set(name, secret);
        if (vault === null) lockNow();
        else key = vault.key;
        try {
          await store.update((now) => ({
            backend: to,
            lock: vault?.lock ?? null,
            idleMinutes: vault === null ? 0 : idleMinutes,
            records: [...now.records.filter((one) => one.backend !== 'vault' && !moved.has(keyOf(one.id, one.name))), ...records],
          }));
          // The backup is of the last start, and may be readable by who may not read these any more.
          await rm(join(dataFolder, `${file}.bak`), { force: true });
        } finally {
          if (vault !== null) keyNow();
          changes.tell();
        }
      }),

    async unlock(passphrase) {
      const { lock } = store.read();
      if (lock === null) return fail({ code: 'input', path: 'vault', message: 'there is no vault' });
      key = await openLock(lock, passphrase);
      keyNow();
      changes.tell();
    },
    lock: lockNow,
  };

  /** A new vault, or the open one with a new passphrase. Without a passphrase the open one stays as it is. */
  async function vaultFor({ lock }: Stored, passphrase: string, discard: boolean): ReturnType<typeof makeLock> {
    if (lock !== null && !discard) {
      const open = keyNow();
      return passphrase === '' ? { lock, key: open } : makeLock(passphrase, open);
    }
    if (passphrase === '') fail({ code: 'input', path: 'passphrase', message: 'a vault needs a passphrase' });
    return makeLock(passphrase);
  }
}

interface Index {
  readonly of: readonly StoredSecret[];
  readonly records: ReadonlyMap<string, StoredSecret>;
  /** Of each connection, in the order of all names. */
  readonly names: ReadonlyMap<string, readonly SecretName[]>;
}

function indexOf(of: readonly StoredSecret[]): Index {
  const found = new Map<string, SecretName[]>();
  for (const { id, name } of of) found.set(id, [...(found.get(id) ?? []), name]);
  return {
    of,
    records: new Map(of.map((one) => [keyOf(one.id, one.name), one])),
    names: new Map([...found].map(([id, names]) => [id, secretNames.filter((name) => names.includes(name))])),
  };
}

/** The name never has a space, so that the first one ends it. */
const keyOf = (id: string, name: SecretName): string => `${name} ${id}`;

function placeOf(key: string): Place {
  const at = key.indexOf(' ');
  return { id: key.slice(at + 1), name: key.slice(0, at) as SecretName };
}

function wordsOf(name: SecretName): string {
  if (name.startsWith('ssh')) return `secret of SSH server ${Number(name.slice(3)) + 1}`;
  return { password: 'password', sentinel: 'sentinel password', tlsKey: 'TLS key', tlsPassphrase: 'passphrase of the TLS key', proxy: 'proxy password' }[
    name as 'password'
  ];
}
