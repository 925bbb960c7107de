/** The life of the sample server, as the pages that watch it see it. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEvent } from '../../../../electron/core/log.ts';
import { sampleClient } from '../../../../electron/core/sample/client.ts';
import { sampleHandlers } from '../../../../electron/core/sample/handlers.ts';
import { thisMachine } from '../../../../electron/core/sample/program.ts';
import { createSample, type Sample, type SampleOptions } from '../../../../electron/core/sample/sample.ts';
import type { ProfileFields } from '../../../../shared/connections/profile.ts';
import type { SampleState } from '../../../../shared/sample/sample.ts';

type Running = SampleState & { kind: 'running' };

/** One page's stream: what it heard so far, and whether the stream has ended. */
interface Watcher {
  readonly states: SampleState[];
  readonly done: Promise<void>;
  leave(): Promise<void>;
}

let root = '';
let samples: Sample[] = [];
let logged: LogEvent[] = [];
let bugs: unknown[] = [];
let profiles = new Map<string, { profile: ProfileFields; password: string }>();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'keytide-test-'));
  samples = [];
  logged = [];
  bugs = [];
  profiles = new Map();
});
afterEach(async () => {
  for (const sample of samples) await sample.close();
  const left = [...(await readdir(root)), ...profiles.keys()];
  await rm(root, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
});

function sampleOf(over: Partial<SampleOptions> = {}): Sample {
  const sample = createSample({
    log: { write: (event) => void logged.push(event), bug: (thrown) => (bugs.push(thrown), 'b1') },
    addProfile: (profile, password) => {
      const id = `sample-${profiles.size + 1}`;
      profiles.set(id, { profile, password });
      return id;
    },
    removeProfile: (id) => void profiles.delete(id),
    rate: 50,
    root,
    graceMs: 60_000,
    ...over,
  });
  samples.push(sample);
  return sample;
}

function watch(sample: Sample): Watcher {
  const states: SampleState[] = [];
  const abort = new AbortController();
  const done = (async () => {
    for await (const state of sampleHandlers(sample)['sample.start']({}, { signal: abort.signal })) states.push(state);
  })();
  return { states, done, leave: () => (abort.abort(), done) };
}

function running(watcher: Watcher): Promise<Running> {
  return vi.waitFor(
    () => {
      const state = watcher.states.at(-1);
      if (state?.kind !== 'running') throw new Error(`is ${JSON.stringify(state)}`);
      return state;
    },
    { timeout: 15_000, interval: 10 },
  );
}

function password(): string {
  return [...profiles.values()][0]?.password ?? '';
}

async function answers(port: number, secret: string): Promise<boolean> {
  const redis = sampleClient(port, secret, false);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

/** Of the one server below that folder. */
async function pidOf(folder: string): Promise<number> {
  const [name = ''] = await readdir(folder);
  const owner = JSON.parse(await readFile(join(folder, name, 'owner.json'), 'utf8')) as { port: number; password: string };
  const redis = sampleClient(owner.port, owner.password, false);
  await redis.connect();
  const pid = /process_id:(\d+)/.exec(await redis.info('server'))?.[1];
  redis.disconnect();
  return Number(pid);
}

describe('the way to a running server', () => {
  it('goes from starting over seeding to running, with a profile that leads there', async () => {
    const watcher = watch(sampleOf());
    const state = await running(watcher);
    const kinds = watcher.states.map(({ kind }) => kind);
    expect(kinds[0]).toBe('starting');
    expect(kinds.filter((kind) => kind === 'seeding').length).toBeGreaterThan(1);
    expect(kinds.lastIndexOf('seeding')).toBe(kinds.length - 2);
    expect(state.keys).toBeGreaterThan(9500);
    const entry = profiles.get(state.profileId);
    expect(entry?.profile).toMatchObject({ name: 'Sample data', host: '127.0.0.1', port: state.port, delimiter: ':', tls: false });
    expect(await answers(state.port, entry?.password ?? '')).toBe(true);
    expect(await answers(state.port, '')).toBe(false);
    expect(JSON.stringify(watcher.states)).not.toContain(entry?.password);
    expect(JSON.stringify(logged)).not.toContain(entry?.password);
  });

  it('is `missing` with a command where no program is on PATH, and can be tried again', async () => {
    const sample = sampleOf({ machine: { ...thisMachine(), path: root, extra: [] } });
    for (let time = 0; time < 2; time++) {
      const watcher = watch(sample);
      await watcher.done;
      expect(watcher.states.at(-1)).toEqual({ kind: 'missing', install: expect.stringMatching(/(redis|valkey)/) as unknown });
    }
  });

  it('is `failed` with what the program said where it does not start', async () => {
    const watcher = watch(sampleOf({ freePort: () => Promise.resolve(70_000) }));
    await watcher.done;
    expect(watcher.states.at(-1)).toEqual({ kind: 'failed', why: expect.stringMatching(/-server ended with 1/) as unknown });
    expect(bugs).toEqual([]);
  });

  it('reports a bug by its id and leaves nothing behind', async () => {
    const broken = new Error('full');
    const watcher = watch(sampleOf({ addProfile: () => Promise.reject(broken) }));
    await watcher.done;
    expect(watcher.states.at(-1)).toEqual({ kind: 'failed', why: 'bug b1' });
    expect(bugs).toEqual([broken]);
    expect(await readdir(root)).toEqual([]);
  });
});

describe('one server for all pages', () => {
  it('is joined by a second page and lives on when the first leaves', async () => {
    const sample = sampleOf({ graceMs: 0 });
    const first = watch(sample);
    const state = await running(first);
    const second = watch(sample);
    expect(await running(second)).toEqual(state);
    await first.leave();
    expect(await answers(state.port, password())).toBe(true);
    expect(sampleHandlers(sample)['sample.rate']({ perSecond: 0 }, { signal: new AbortController().signal })).toBeUndefined();
  });

  it('is found again by a page that reloads', async () => {
    const sample = sampleOf();
    const first = watch(sample);
    const state = await running(first);
    await first.leave();
    expect(await running(watch(sample))).toEqual(state);
  });

  it('ends when the last page has left for good; the next page gets a new one', async () => {
    const sample = sampleOf({ graceMs: 0 });
    const first = watch(sample);
    const before = await running(first);
    const secret = password();
    await first.leave();
    await vi.waitFor(async () => expect(await readdir(root)).toEqual([]), { timeout: 10_000 });
    expect(await answers(before.port, secret)).toBe(false);
    expect(profiles.size).toBe(0);
    const after = await running(watch(sample));
    expect(await answers(after.port, password())).toBe(true);
    expect(password()).not.toBe(secret);
  });

  it('makes a page that comes while it ends wait for the next', async () => {
    const late: Watcher[] = [];
    const sample = sampleOf({
      graceMs: 0,
      removeProfile: (id) => {
        profiles.delete(id);
        if (late.length === 0) late.push(watch(sample));
      },
    });
    const first = watch(sample);
    await running(first);
    const secret = password();
    await first.leave();
    const second = await vi.waitFor(() => late[0] ?? Promise.reject(new Error('not yet')));
    const after = await running(second);
    expect(second.states.map(({ kind }) => kind)).not.toContain('ended');
    expect(second.states[0]).toEqual({ kind: 'starting' });
    expect(password()).not.toBe(secret);
    expect(await answers(after.port, password())).toBe(true);
  });
});

describe('the end', () => {
  it.each(['running', 'seeding'] as const)('kill -9 while %s is `failed`, said once, with nothing left', async (when) => {
    const sample = sampleOf();
    const watcher = watch(sample);
    const pid = await vi.waitFor(
      async () => {
        expect(watcher.states.at(-1)?.kind).toBe(when);
        return pidOf(root);
      },
      { timeout: 15_000, interval: 1 },
    );
    process.kill(pid, 'SIGKILL');
    await watcher.done;
    expect(watcher.states.at(-1)).toEqual({ kind: 'failed', why: expect.stringContaining('SIGKILL') as unknown });
    expect(watcher.states.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
    expect(profiles.size).toBe(0);
    expect(await readdir(root)).toEqual([]);
  });

  it('is `ended` when a user sends SHUTDOWN', async () => {
    const watcher = watch(sampleOf());
    const { port } = await running(watcher);
    const redis = sampleClient(port, password(), false);
    await redis.connect();
    await redis.call('SHUTDOWN', 'NOSAVE').catch(() => undefined);
    redis.disconnect();
    await watcher.done;
    expect(watcher.states.at(-1)).toEqual({ kind: 'ended' });
  });

  it('close() ends it at once, for every page, and for good', async () => {
    const sample = sampleOf();
    const [first, second] = [watch(sample), watch(sample)];
    const { port } = await running(first);
    const secret = password();
    await sample.close();
    await Promise.all([first.done, second.done]);
    expect(first.states.at(-1)).toEqual({ kind: 'ended' });
    expect(second.states.at(-1)).toEqual({ kind: 'ended' });
    expect(await answers(port, secret)).toBe(false);
    expect(await readdir(root)).toEqual([]);
    const late = watch(sample);
    await late.done;
    expect(late.states).toEqual([{ kind: 'ended' }]);
  });

  it('close() ends one that is only starting', async () => {
    const sample = sampleOf();
    const watcher = watch(sample);
    await vi.waitFor(() => expect(watcher.states.length).toBeGreaterThan(0), { interval: 1 });
    await sample.close();
    await watcher.done;
    expect(watcher.states.at(-1)).toEqual({ kind: 'ended' });
    expect(watcher.states.map(({ kind }) => kind)).not.toContain('failed');
  });

  it.skipIf(process.platform === 'win32')('close() ends one that hangs', async () => {
    const sample = sampleOf();
    const watcher = watch(sample);
    await running(watcher);
    process.kill(await pidOf(root), 'SIGSTOP');
    await sample.close();
    await watcher.done;
    expect(watcher.states.at(-1)).toEqual({ kind: 'ended' });
  });
});

it('changes the rate of the running traffic', async () => {
  const sample = sampleOf({ rate: 0 });
  const { port } = await running(watch(sample));
  const listener = sampleClient(port, password(), false);
  await listener.connect();
  let heard = 0;
  listener.on('pmessage', () => heard++);
  await listener.psubscribe('chat:*', 'orders.*', 'metrics.*');
  sample.setRate(1000);
  await vi.waitFor(() => expect(heard).toBeGreaterThan(100), { timeout: 5000 });
  listener.disconnect();
});
