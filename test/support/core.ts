/** The true core behind a wire, with a typed client in front: everything that a page can do, without a page. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore } from '../../electron/core/core.ts';
import { createLog } from '../../electron/core/log.ts';
import { newProfile, type ProfileFields } from '../../shared/connections/profile.ts';
import type { SessionState } from '../../shared/connections/session.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import { type Client, connect } from '../../shared/rpc/client.ts';
import { memoryWires, type WirePair } from './wires.ts';

export interface CoreTab {
  readonly session: string;
  state(): SessionState;
  /** Every state since it was opened, in order. */
  readonly states: readonly SessionState[];
  close(): void;
}

export interface TestCore {
  readonly client: Client<KeytideContract>;
  /** What the core wrote down. */
  readonly log: readonly string[];
  /** A saved connection and a tab on it, waited for until it is ready. */
  open(profile: Partial<ProfileFields>, password?: string): Promise<CoreTab>;
  /** Another page of the same host. */
  page(): Client<KeytideContract>;
  close(): Promise<void>;
}

const patienceMs = 15_000;

export async function openCore(wires: WirePair = { ...memoryWires(), stop: async () => undefined }): Promise<TestCore> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'keytide-core-'));
  const log: string[] = [];
  const core = await createCore({
    dataFolder,
    secrets: { seal: null, open: () => Promise.reject(new Error('nothing is sealed')) },
    shell: { kind: 'browser', platform: 'linux', version: 'test', async *events() {}, notice: null, badge: null, openDoc: async () => undefined },
    log: createLog((line) => log.push(line)),
    saveAs: null,
  });
  core.attach(wires.host);
  const client = connect<KeytideContract>(wires.page);

  async function open(profile: Partial<ProfileFields>, password?: string): Promise<CoreTab> {
    const secrets = password === undefined ? {} : { password: { kind: 'set' as const, password } };
    const saved = await client.call('profiles.save', { profile: { ...newProfile, name: 'test', ...profile }, secrets });
    const end = new AbortController();
    const states: SessionState[] = [];
    const ready = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not ready: ${JSON.stringify(states.at(-1)?.phase)}`)), patienceMs);
      void (async () => {
        try {
          for await (const state of client.watch('session.open', { profileId: saved.id, db: null }, { signal: end.signal })) {
            states.push(state);
            if (state.phase.kind === 'ready') resolve();
            if (state.phase.kind === 'stopped') reject(new Error(JSON.stringify(state.phase.fault)));
          }
        } catch (thrown) {
          if (!end.signal.aborted) reject(thrown instanceof Error ? thrown : new Error('the session ended'));
        } finally {
          clearTimeout(late);
        }
      })();
      // Cleared early: a timer that is left keeps the process.
      void Promise.resolve().then(() => end.signal.addEventListener('abort', () => clearTimeout(late)));
    });
    await ready;
    // Written beside: the folder may be gone before it is.
    for await (const recents of client.watch('profiles.recent', {})) if (recents.some(({ id }) => id === saved.id)) break;
    const now = (): SessionState => states.at(-1) as SessionState;
    return { session: now().session, state: now, states, close: () => end.abort() };
  }

  return {
    client,
    log,
    open,
    page() {
      const pair = memoryWires();
      core.attach(pair.host);
      return connect<KeytideContract>(pair.page);
    },
    async close() {
      client.close();
      await core.close();
      await wires.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
