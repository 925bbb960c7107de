/** Every way in, over every wire, with forged answers: under each tier nothing leaves the host that the tier forbids. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProfileFields } from '../shared/connections/profile.ts';
import { newProfile } from '../shared/connections/profile.ts';
import { contract } from '../shared/contract.ts';
import { type Fault, FaultError } from '../shared/fault.ts';
import { type CoreTab, openCore, type TestCore } from './support/core.ts';
import { type Attempt, doors, kept } from './support/doors.ts';
import { startRedis, type TestRedis } from './support/redis.ts';
import { methodSamples, streamSamples } from './support/samples.ts';
import type { Methods, Streams } from './support/sampleTypes.ts';
import { wireKinds } from './support/wires.ts';

interface AnyClient {
  call(name: string, input: unknown): Promise<unknown>;
  watch(name: string, input: unknown, options: { signal: AbortSignal }): AsyncIterableIterator<unknown>;
}

const names = Object.keys(contract) as (Methods | Streams)[];
const title = 'shop of ours';

test.each(names)('%s is in the table of doors', (name) => {
  expect(
    Object.hasOwn(doors, name),
    `${name} is a new way in: say in test/support/doors.ts what it may do to a server ('host', 'reads', or inputs that would change one)`,
  ).toBe(true);
});

/** What may be forged beside the answer: none of it is the page's to decide. */
const forged = { protection: 'free', kind: 'read', force: true, as: { command: 'GET', keys: 0, typed: null }, tier: 'R', readonly: false };
const answers = [null, '', 'yes', 'true', 'FLUSHALL', `${title} `, '__proto__'];

interface Tier {
  readonly fields: Partial<ProfileFields>;
  /** What an attempt ends with, whatever was answered. */
  readonly refusal: (attempt: Attempt, answer: string | null) => Fault['code'] | null;
}

const tiers: readonly (readonly [string, Tier])[] = [
  ['read-only', { fields: { protection: 'read-only' }, refusal: () => 'readonly' }],
  ['read-only production', { fields: { protection: 'read-only', badge: 'PROD' }, refusal: () => 'readonly' }],
  ['locked production', { fields: { protection: 'free', badge: 'PROD' }, refusal: () => 'locked' }],
  // A plain yes is an answer where nothing has to be typed: those are not tried.
  ['confirm', { fields: { protection: 'confirm' }, refusal: ({ danger }, answer) => (danger || answer === null ? 'confirm' : null) }],
  ['free', { fields: { protection: 'free' }, refusal: ({ danger }, answer) => (danger && answer === null ? 'confirm' : null) }],
];

describe.each(wireKinds)('over the $name wire', (kind) => {
  let redis: TestRedis;
  let core: TestCore;
  let any: AnyClient;
  beforeAll(async () => {
    redis = await startRedis();
    core = await openCore(await kind.open());
    any = core.client as unknown as AnyClient;
  });
  afterAll(async () => {
    await core.close();
    await redis.stop();
    expect(core.log.filter((line) => line.includes('"bug"'))).toEqual([]);
  });
  beforeEach(async () => {
    await redis.direct.flushall();
    await redis.direct.set(Buffer.from(kept), 'old');
  });
  const asked = (name: string, input: object): Promise<unknown> => (name in methodSamples ? any.call(name, input) : firstOf(any, name, input));
  let tab: CoreTab | null = null;
  afterEach(() => tab?.close());

  const open = async (fields: Partial<ProfileFields>): Promise<string> => {
    tab = await core.open({ port: redis.port, name: title, ...fields });
    return tab.session;
  };

  test.each(tiers)('%s: what would write is refused, and never sent', async (_, { fields, refusal }) => {
    const session = await open(fields);
    const before = await stateOf(redis);
    for (const name of names) {
      const door = doors[name];
      if (typeof door === 'string') continue;
      for (const attempt of door) {
        for (const confirmed of answers) {
          const wanted = attempt.instead ?? refusal(attempt, confirmed);
          if (wanted === null) continue;
          const fault = await faultIn(asked(name, { ...forged, ...attempt.input, session, confirmed }));
          expect(fault?.code, `${name}, ${attempt.what}, answered ${JSON.stringify(confirmed)}`).toBe(wanted);
        }
      }
    }
    expect(await stateOf(redis)).toEqual(before);
  });

  test('an answer that is no text is no answer', async () => {
    const session = await open({ protection: 'confirm' });
    const before = await stateOf(redis);
    for (const name of names) {
      const door = doors[name];
      if (typeof door === 'string') continue;
      for (const attempt of door)
        for (const confirmed of [true, 1, {}, [title], undefined, Uint8Array.of(1), 'x'.repeat(1025)])
          expect((await faultIn(asked(name, { ...attempt.input, session, confirmed })))?.code, name).toBe('input');
    }
    expect(await stateOf(redis)).toEqual(before);
  });

  test('what only reads changes nothing, not even by accident', async () => {
    const session = await open({ protection: 'free' });
    const before = await stateOf(redis);
    for (const name of names) {
      if (doors[name] !== 'reads') continue;
      const input = name in methodSamples ? methodSamples[name as Methods].input : streamSamples[name as Streams].input;
      const fault = await faultIn(asked(name, { ...input, session }));
      expect(fault?.code, name).not.toBe('bug');
    }
    expect(await stateOf(redis)).toEqual(before);
  });

  test('a profile that is saved with another tier does not loosen what is open', async () => {
    const session = await open({ protection: 'read-only' });
    const { profile } = (tab as CoreTab).state();
    await core.client.call('profiles.save', { profile: { ...newProfile, ...profile, protection: 'free' }, secrets: {} });
    const fault = await faultIn(any.call('value.remove', { session, key: kept, confirmed: '' }));
    expect(fault?.code).toBe('readonly');
    expect((await faultIn(any.call('value.remove', { session: profile.id, key: kept, confirmed: '' })))?.code).toBe('missing');
    expect(await redis.direct.exists('kept')).toBe(1);
  });

  test('a write session is opened by the user, ends by the host, and does not make a read-only profile write', async () => {
    const guarded = await open({ protection: 'read-only', badge: 'PROD' });
    await any.call('session.unlock', { session: guarded });
    expect((await faultIn(any.call('value.remove', { session: guarded, key: kept, confirmed: '' })))?.code).toBe('readonly');
    tab?.close();
    const session = await open({ protection: 'confirm', badge: 'PROD' });
    const remove = (confirmed: string | null): Promise<Fault | null> => faultIn(any.call('value.remove', { session, key: kept, confirmed }));
    expect((await remove(''))?.code).toBe('locked');
    await any.call('session.unlock', { session });
    expect((await remove(null))?.code).toBe('confirm');
    await any.call('session.lock', { session });
    expect((await remove(''))?.code).toBe('locked');
    expect(await redis.direct.get('kept')).toBe('old');
  });
});

async function faultIn(attempt: Promise<unknown>): Promise<Fault | null> {
  try {
    await attempt;
    return null;
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
}

async function firstOf(any: AnyClient, name: string, input: object): Promise<void> {
  const items = any.watch(name, input, { signal: AbortSignal.timeout(2000) });
  await items.next();
  await items.return?.();
}

/** What reaches other clients or runs code is no write to Redis; what only looks may be flagged `admin`. */
const reaching = /^(publish|spublish|eval|evalsha|fcall|script\|(load|flush|kill)|function\|.*|multi|exec|sort)$/;
const looking = /^(config\|get|acl\|(whoami|dryrun|list|getuser|users|cat|log)|client\|.*|slowlog\|(get|len)|latency\|(latest|history)|debug|replconf|psync)$/;

/** The data, and every command that ran since the server began and may change something. The tests' own are written away. */
async function stateOf({ direct }: TestRedis): Promise<unknown> {
  const flags = new Map<string, readonly string[]>();
  const note = (entry: readonly unknown[]): void => {
    const [name, , own, , , , , , , below] = entry as readonly [string, number, readonly string[], ...(readonly unknown[])] & Record<9, readonly unknown[][]>;
    flags.set(name, own);
    for (const one of below ?? []) note(one);
  };
  for (const entry of (await direct.call('COMMAND')) as unknown[][]) note(entry);
  const ran = new Map<string, string>();
  for (const [, name = '', calls = ''] of (await direct.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
    const own = flags.get(name) ?? ['write'];
    if (own.includes('write') || reaching.test(name) || (own.includes('admin') && !looking.test(name))) ran.set(name, calls);
  }
  return { data: await direct.call('DEBUG', 'DIGEST'), dirty: /rdb_changes_since_last_save:\d+/.exec(await direct.info('persistence'))?.[0], ran };
}
