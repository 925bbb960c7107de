/** Where secrets are kept: the choices, what becomes of stored ones, and that none is ever readable where it should not be. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createArrivals } from '../../../../electron/core/connections/arrivals.ts';
import { connectionHandlers } from '../../../../electron/core/connections/handlers.ts';
import { openProfiles, type Profiles } from '../../../../electron/core/connections/profiles.ts';
import type { Choice } from '../../../../electron/core/connections/secrets.ts';
import { knownHostsOnly } from '../../../../electron/core/connections/way/hostKeys.ts';
import { createLog } from '../../../../electron/core/log.ts';
import type { SecretBox } from '../../../../electron/core/ports.ts';
import { createSessions } from '../../../../electron/core/sessions.ts';
import { newProfile, type ProfileFields, type SecretChanges, type SecretName, secretNames } from '../../../../shared/connections/profile.ts';
import type { SecretsState } from '../../../../shared/connections/secrets.ts';
import { faultOf } from './setting.ts';

const canary = 'canary-4d1e5';
const phrase = 'canary-phrase of the vault';
let folder = '';
const lines: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-secrets-'));
  lines.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const flip = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes, (byte) => byte ^ 0xff);
const keychain: SecretBox = {
  seal: (secret) => Promise.resolve(flip(Buffer.from(secret))),
  open: (sealed) => Promise.resolve(Buffer.from(flip(sealed)).toString()),
};
const noKeychain: SecretBox = { seal: null, open: () => Promise.reject(new Error('none')) };
const open = (secrets: SecretBox = noKeychain): Promise<Profiles> => openProfiles({ dataFolder: folder, secrets, log: createLog((line) => lines.push(line)) });

/** One that uses each of its secrets. */
const fields: ProfileFields = {
  ...newProfile,
  id: 'one',
  topology: 'sentinel',
  tls: true,
  proxy: { kind: 'socks5', host: 'proxy', port: 1080, username: '' },
  ssh: ['a', 'b', 'c', 'd'].map((host) => ({ host, port: 22, username: 'u', auth: 'password', keyFile: '' })),
};
const all = Object.fromEntries(secretNames.map((name) => [name, { kind: 'set', password: `${canary}-${name}` }])) as SecretChanges;
const choice = (more: Partial<Choice>): Choice => ({ backend: 'session', passphrase: '', idleMinutes: 0, discard: false, ...more });
const vault = choice({ backend: 'vault', passphrase: phrase });
const revealed = async (profiles: Profiles, changes: SecretChanges = {}): Promise<Record<string, string>> =>
  Object.fromEntries([...(await profiles.secretsOf(profiles.get('one'), changes))].map(([name, secret]) => [name, secret.reveal()]));
const expected = Object.fromEntries(secretNames.map((name) => [name, `${canary}-${name}`]));
const stateOf = async (profiles: Profiles): Promise<SecretsState> => {
  for await (const state of profiles.secrets.watch(new AbortController().signal)) return state;
  throw new Error('no state');
};
const onDisk = async (): Promise<string> => {
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n');
};
/** Also as they would stand in base64. */
const readableOnDisk = async (): Promise<boolean> => {
  const text = await onDisk();
  return [text, ...[...text.matchAll(/"([A-Za-z0-9+/=]{16,})"/g)].map(([, sealed]) => Buffer.from(sealed ?? '', 'base64').toString('utf8'))].some((part) =>
    part.includes('canary'),
  );
};

test('each secret under its own name, used where the connection uses it', async () => {
  const profiles = await open();
  const saved = await profiles.save(fields, all);
  expect(saved.secrets).toEqual(secretNames);
  expect(await revealed(profiles)).toEqual(expected);
  await profiles.save({ ...fields, topology: 'standalone', tls: false, ssh: fields.ssh.slice(0, 1) }, { proxy: { kind: 'none' } });
  expect(Object.keys(await revealed(profiles))).toEqual(['password', 'ssh0']);
  expect(profiles.get('one').secrets).not.toContain('proxy');
  // Sentinels alone may speak TLS, and want to see the certificate.
  await profiles.save({ ...fields, tls: false, sentinel: { ...fields.sentinel, tls: true }, ssh: [] }, {});
  expect(Object.keys(await revealed(profiles))).toEqual(expect.arrayContaining(['sentinel', 'tlsKey', 'tlsPassphrase']));
});

test('an SSH server that changes its place takes its secret along', async () => {
  const profiles = await open();
  await profiles.save(fields, all);
  await profiles.save(
    { ...fields, ssh: fields.ssh.slice(1) },
    { ssh0: { kind: 'saved', as: 'ssh1' }, ssh1: { kind: 'saved', as: 'ssh2' }, ssh2: { kind: 'saved', as: 'ssh3' }, ssh3: { kind: 'none' } },
  );
  expect(await revealed(profiles)).toMatchObject({ ssh0: `${canary}-ssh1`, ssh1: `${canary}-ssh2`, ssh2: `${canary}-ssh3` });
  expect(profiles.get('one').secrets).not.toContain('ssh3');
});

test('a vault seals on disk, is locked after a start, and says so; with its passphrase everything is there', async () => {
  const first = await open();
  await first.save(fields, all);
  await first.secrets.choose(vault);
  expect(await stateOf(first)).toEqual({ backend: 'vault', locked: false, keychain: false, idleMinutes: 0 });
  expect(await readableOnDisk()).toBe(false);

  const again = await open();
  expect(await stateOf(again)).toMatchObject({ backend: 'vault', locked: true });
  expect(again.get('one').secrets).toEqual(secretNames);
  expect(await faultOf(revealed(again))).toMatchObject({ code: 'auth', message: expect.stringContaining('vault') });
  expect(await faultOf(again.save(fields, all))).toMatchObject({ code: 'auth' });
  expect(await faultOf(again.secrets.unlock('another phrase'))).toMatchObject({ code: 'input', path: 'passphrase' });
  await again.save({ ...fields, name: 'without a secret' }, {});
  await again.secrets.unlock(phrase);
  expect(await revealed(again)).toEqual(expected);
  again.secrets.lock();
  expect(await stateOf(again)).toMatchObject({ locked: true });
  expect(await faultOf(revealed(again))).toMatchObject({ code: 'auth' });
});

test('another passphrase: the former one no longer opens it', async () => {
  const profiles = await open();
  await profiles.save(fields, all);
  await profiles.secrets.choose(vault);
  await profiles.secrets.choose({ ...vault, passphrase: 'second phrase' });
  const again = await open();
  expect(await faultOf(again.secrets.unlock(phrase))).toMatchObject({ code: 'input' });
  await again.secrets.unlock('second phrase');
  expect(await revealed(again)).toEqual(expected);
});

test('a locked vault is left only with its passphrase, or by giving up what is in it', async () => {
  const first = await open();
  await first.save(fields, all);
  await first.secrets.choose(vault);
  const again = await open();
  expect(await faultOf(again.secrets.choose(choice({ backend: 'plain' })))).toMatchObject({ code: 'auth' });
  expect(await faultOf(again.secrets.choose({ ...vault, passphrase: 'taken over' }))).toMatchObject({ code: 'auth' });
  expect((await stateOf(again)).backend).toBe('vault');
  await again.secrets.choose(choice({ backend: 'session', discard: true }));
  expect(again.get('one').secrets).toEqual([]);
  expect(await onDisk()).not.toContain('"lock": {');
});

test('an open vault locks itself after its time without use', async () => {
  const profiles = await open();
  await profiles.save(fields, all);
  await profiles.secrets.choose({ ...vault, idleMinutes: 5 });
  vi.useFakeTimers();
  try {
    profiles.secrets.lock();
    vi.useRealTimers();
    const unlocking = profiles.secrets.unlock(phrase);
    vi.useFakeTimers();
    await unlocking;
    vi.advanceTimersByTime(4 * 60_000);
    await revealed(profiles);
    vi.advanceTimersByTime(4 * 60_000);
    expect(await stateOf(profiles)).toMatchObject({ locked: false });
    vi.advanceTimersByTime(60_000);
    expect(await stateOf(profiles)).toMatchObject({ locked: true });
  } finally {
    vi.useRealTimers();
  }
});

test('fault 50: unprotected only where that was chosen, and protected again when the choice changes', async () => {
  const profiles = await open();
  await profiles.save(fields, all);
  expect(await readableOnDisk()).toBe(false);
  await profiles.secrets.choose(choice({ backend: 'plain' }));
  expect(await readableOnDisk()).toBe(true);
  expect(await revealed(await open())).toEqual(expected);
  await profiles.secrets.choose(choice({ backend: 'session' }));
  expect(await readableOnDisk()).toBe(false);
  expect(await revealed(profiles)).toEqual(expected);
  expect(JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'))).toMatchObject({ data: { records: [] } });
});

test('the keychain is the usual place where there is one, can be left and come back to, and cannot be chosen where there is none', async () => {
  const first = await open(keychain);
  expect(await stateOf(first)).toMatchObject({ backend: 'keychain', keychain: true });
  await first.save(fields, all);
  await first.secrets.choose(vault);
  await first.secrets.choose(choice({ backend: 'keychain' }));
  expect(await revealed(await open(keychain))).toEqual(expected);
  const without = await open();
  expect((await stateOf(without)).backend).toBe('session');
  expect(await faultOf(without.secrets.choose(choice({ backend: 'keychain' })))).toMatchObject({ code: 'input', path: 'backend' });
});

test('fault 50: one that the keychain cannot read any more is entered again; the others and a later keychain go on', async () => {
  const first = await open(keychain);
  await first.save(fields, all);
  const broken: SecretBox = {
    ...keychain,
    open: (sealed) => (Buffer.from(flip(sealed)).toString().endsWith('proxy') ? Promise.reject(new Error(canary)) : keychain.open(sealed)),
  };
  const profiles = await open(broken);
  const fault = await faultOf(revealed(profiles));
  expect(fault).toMatchObject({ code: 'auth', message: expect.stringContaining('proxy password') });
  expect(JSON.stringify(fault)).not.toContain(canary);
  await profiles.save(fields, { proxy: { kind: 'none' } });
  expect(Object.keys(await revealed(profiles))).toHaveLength(secretNames.length - 1);
});

test('a save that comes while the secrets move is not lost', async () => {
  const profiles = await open();
  await profiles.save(fields, all);
  const moving = profiles.secrets.choose(vault);
  await profiles.save({ ...fields, id: 'two' }, { password: { kind: 'set', password: `${canary}-two` } });
  await moving;
  const again = await open();
  await again.secrets.unlock(phrase);
  expect((await again.secretsOf(again.get('two'), {})).get('password')?.reveal()).toBe(`${canary}-two`);
  expect(await readableOnDisk()).toBe(false);
});

test('an export is readable without secrets, or sealed with all of them, which the page never sees', async () => {
  const profiles = await open();
  await profiles.save({ ...fields, name: 'orders', group: ['Shop'] }, all);
  const plain = await profiles.export(null, '');
  expect(plain).not.toContain('canary');
  expect(JSON.parse(plain)).toMatchObject({ keytide: 'connections', version: 1, connections: [{ name: 'orders', group: ['Shop'] }] });
  expect(plain).not.toContain('"one"');
  const sealed = await profiles.export(['one'], phrase);
  expect(sealed).not.toMatch(/canary|orders/);

  const elsewhere = await openProfiles({ dataFolder: join(folder, 'else'), secrets: noKeychain, log: createLog(() => undefined) });
  expect(await faultOf(elsewhere.unseal(sealed, 'wrong phrase'))).toMatchObject({ code: 'input', path: 'passphrase' });
  expect(await faultOf(elsewhere.unseal(plain, phrase))).toMatchObject({ code: 'input', path: 'file' });
  const file = JSON.parse(sealed) as { sealed: string };
  const altered = JSON.stringify({ ...file, sealed: `AAAA${file.sealed.slice(4)}` });
  expect(await faultOf(elsewhere.unseal(altered, phrase))).toMatchObject({ code: 'input', path: 'file' });
  const drafts = await elsewhere.unseal(sealed, phrase);
  expect(drafts).toMatchObject([{ profile: { ...fields, id: '', name: 'orders', group: ['Shop'] } }]);
  expect(JSON.stringify(drafts)).not.toContain('canary');
  const [draft] = drafts;
  if (draft === undefined) throw new Error('no draft');
  const saved = await elsewhere.save(draft.profile, draft.secrets);
  expect(Object.fromEntries([...(await elsewhere.secretsOf(saved, {}))].map(([name, secret]) => [name, secret.reveal()]))).toEqual(expected);
});

test('canaries: in no list, state, log line, error text or inspection, whatever the place', async () => {
  const own = await open(keychain);
  const handlers = connectionHandlers({
    hostKeys: knownHostsOnly(),
    profiles: own,
    arrivals: createArrivals(own, { REDIS_URL: 'redis://u:canary-environment@127.0.0.1:1/0' }),
    sessions: createSessions(),
    log: createLog((line) => lines.push(line)),
    leave: (session) => session.close(),
  });
  const signal = new AbortController().signal;
  const first = async <T>(items: AsyncIterable<T>): Promise<T> => {
    for await (const item of items) return item;
    throw new Error('nothing came');
  };
  const told: unknown[] = [];
  const profiles = await open(keychain);
  for (const backend of ['keychain', 'session', 'vault', 'plain'] as const) {
    await profiles.secrets.choose(choice({ backend, passphrase: backend === 'vault' ? phrase : '' }));
    told.push(await profiles.save(fields, all), await stateOf(profiles), await first(profiles.watch(signal)), await profiles.duplicate('one', 'copy'));
    const hidden = await profiles.secretsOf(fields, all);
    told.push(inspect([profiles, hidden], { depth: 20, showHidden: true }), String([...hidden.values()]), JSON.stringify([...hidden]));
    told.push(await faultOf(profiles.secrets.unlock(`${canary} wrong`)));
    told.push(await faultOf(profiles.secretsOf(fields, { password: { kind: 'held', ref: 'gone' } })));
    if (backend !== 'plain') expect(await readableOnDisk(), backend).toBe(false);
  }
  told.push(await handlers['connections.test']({ profile: { ...newProfile, port: 1 }, secrets: all }, { signal }));
  expect(lines.join('') + JSON.stringify(told)).not.toContain('canary');
});

const names: readonly SecretName[] = secretNames;
test('a second save of a new connection replaces it, and a copy stands beside with its secrets', async () => {
  const profiles = await open();
  await profiles.save(fields, all);
  await profiles.save({ ...fields, name: 'again' }, {});
  const copy = await profiles.duplicate('one', 'copy');
  await profiles.save({ ...fields, id: 'last' }, {});
  expect(copy).toMatchObject({ name: 'copy', secrets: names });
  for await (const list of profiles.watch(new AbortController().signal)) {
    expect(list.map(({ name, id }) => [name, id === copy.id])).toEqual([
      ['again', false],
      ['copy', true],
      ['', false],
    ]);
    break;
  }
});
