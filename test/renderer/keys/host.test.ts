/** The page's key list against the real host and a real server: what is shown, opened, selected, found and written is what Redis has. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../electron/core/connections/session.ts';
import { createKeys } from '../../../electron/core/keys/handlers.ts';
import { type KeysSlice, keysSlice } from '../../../renderer/keys/slice.ts';
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import type { InputOf } from '../../../shared/rpc/define.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { readySession, sessionsOf } from '../../support/session.ts';
import { type TestTab, testTab } from '../../support/tab.ts';
import { namesOf } from './keyFrames.ts';

let redis: TestRedis;
let session: Session;
let tab: TestTab<KeysSlice>;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.direct.flushall();
  session = await readySession(redis);
});
afterEach(() => {
  tab.close();
  session.close();
});

type KeyMethod =
  | 'keys.aim'
  | 'keys.shape'
  | 'keys.open'
  | 'keys.reveal'
  | 'keys.select'
  | 'keys.scan'
  | 'keys.meta'
  | 'keys.rename'
  | 'keys.duplicate'
  | 'keys.create';

/** The slice calls its session `s1`; the real one has a name of its own. */
async function listed(count: number): Promise<void> {
  const { handlers } = createKeys({ get: () => sessionsOf(session).get(session.id) });
  const real = <N extends KeyMethod>(input: InputOf<KeytideContract[N]>): InputOf<KeytideContract[N]> => input;
  tab = testTab(keysSlice, {
    'keys.view': handlers['keys.view'],
    'keys.aim': (input, call) => handlers['keys.aim'](real<'keys.aim'>(input), call),
    'keys.shape': (input, call) => handlers['keys.shape'](input, call),
    'keys.open': (input, call) => handlers['keys.open'](input, call),
    'keys.reveal': (input, call) => handlers['keys.reveal'](input, call),
    'keys.select': (input, call) => handlers['keys.select'](input, call),
    'keys.scan': (input, call) => handlers['keys.scan'](input, call),
    'keys.meta': (input, call) => handlers['keys.meta'](input, call),
    'keys.rename': (input, call) => handlers['keys.rename'](input, call),
    'keys.duplicate': (input, call) => handlers['keys.duplicate']({ ...input, target: { ...input.target, session: session.id } }, call),
    'keys.create': (input, call) => handlers['keys.create'](input, call),
  });
  tab.slice.begin('s1 0', ':');
  tab.slice.show();
  tab.slice.look(0, 40);
  await vi.waitFor(() => expect(tab.slice.frame?.scan).toMatchObject({ state: 'complete', found: count }), { timeout: 20_000 });
}

const names = (): readonly string[] => namesOf(tab.slice.frame?.rows ?? []);
const settled = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000 });

async function fill(count: number): Promise<void> {
  await redis.direct.eval("for i = 0, tonumber(ARGV[1]) - 1 do redis.call('SET', 'app:' .. (i % 4) .. ':' .. string.format('%06d', i), 'x') end", 0, count);
}

test('folders open and close, and whatever was opened, the page holds a window of it', async () => {
  await fill(20_000);
  await listed(20_000);
  await settled(() => expect(names()).toEqual(['app:']));
  const [root] = tab.slice.frame?.rows ?? [];
  if (root?.kind !== 'folder') throw new Error('no folder');
  expect(root).toMatchObject({ count: 20_000, share: 1, open: false });
  tab.slice.toggle(root.id, true);
  await settled(() => expect(names()).toEqual(['app:', 'app:0:', 'app:1:', 'app:2:', 'app:3:']));
  const first = tab.slice.frame?.rows[1];
  if (first?.kind !== 'folder') throw new Error('no folder');
  tab.slice.toggle(first.id, true);
  await settled(() => expect(tab.slice.frame?.total).toBe(5005));
  tab.slice.look(3000, 3040);
  await settled(() => expect(tab.slice.frame?.from).toBeGreaterThan(2000));
  expect(tab.slice.frame?.rows.length).toBeLessThanOrEqual(500);
  // Row 2 + n of the list is the n-th key of the first folder; every fourth number is in it.
  expect(names()[3000 - (tab.slice.frame?.from ?? 0)]).toBe(`app:0:${String((3000 - 2) * 4).padStart(6, '0')}`);
  await settled(() => expect([...tab.slice.metas.values()].every(({ meta }) => meta.kind === 'known' && meta.type === 'string')).toBe(true));
  tab.slice.toggle(root.id, false);
  await settled(() => expect(names()).toEqual(['app:']));
});

test('a filter counts its hits; a key is found by its name through closed folders', async () => {
  await fill(20_000);
  await listed(20_000);
  tab.slice.setTyped('/:00012[0-9]$/');
  await settled(() => expect(tab.slice.frame?.filter).toMatchObject({ pending: false, matched: 10, error: null }));
  tab.slice.setTyped('/(/');
  await settled(() => expect(tab.slice.frame?.filter.error).not.toBeNull());
  tab.slice.setTyped('');
  await settled(() => expect(tab.slice.frame?.filter).toMatchObject({ pending: false, matched: 20_000 }));
  expect(await tab.slice.reveal(utf8('app:3:019999'))).toBe(true);
  const at = tab.slice.cursor?.at ?? -1;
  tab.slice.look(at - 20, at + 20);
  await settled(() => expect(names()[at - (tab.slice.frame?.from ?? 0)]).toBe('app:3:019999'));
  expect(await tab.slice.reveal(utf8('app:3:nothing'))).toBe(false);
});

test('a range is selected in the host, whole folders with their keys', async () => {
  await fill(400);
  await redis.direct.mset('x', '1', 'y', '1', 'z', '1');
  await listed(403);
  await settled(() => expect(names()).toEqual(['app:', 'x', 'y', 'z']));
  await tab.slice.select('one', 1);
  await tab.slice.select('range', 2);
  await settled(() => expect(tab.slice.frame?.selected).toBe(2));
  await tab.slice.select('toggle', 0);
  await settled(() => expect(tab.slice.frame?.selected).toBe(402));
  await tab.slice.select('none');
  await settled(() => expect(tab.slice.frame?.selected).toBe(0));
  await tab.slice.select('all');
  await settled(() => expect(tab.slice.frame?.selected).toBe(403));
});

test('names of any bytes are made, renamed and copied; what is in the way stays as it is', async () => {
  const odd: Bytes = Uint8Array.of(0xff, 0x00, 0x0a, 0x3a, 0x80);
  await redis.direct.set('taken', 'theirs');
  await listed(1);
  await tab.slice.create(odd, { type: 'hash', fields: [{ field: odd, value: Uint8Array.of(0xfe) }] }, 600_000);
  expect(await redis.direct.hgetBuffer(Buffer.from(odd), Buffer.from(odd))).toEqual(Buffer.of(0xfe));
  expect(await redis.direct.pttl(Buffer.from(odd))).toBeGreaterThan(500_000);
  await settled(() => expect(tab.slice.cursor?.id).toBe('k\xff\x00\n:\x80'));
  await expect(tab.slice.create(utf8('taken'), { type: 'string', bytes: odd }, null)).rejects.toMatchObject({ fault: { code: 'conflict', found: 'exists' } });
  await expect(tab.slice.rename(odd, utf8('taken'), false)).rejects.toMatchObject({ fault: { code: 'conflict', found: 'exists' } });
  expect(await redis.direct.get('taken')).toBe('theirs');
  await tab.slice.rename(odd, utf8('fresh'), false);
  await tab.slice.duplicate(utf8('fresh'), utf8('fresh:copy'), tab.slice.here(), false);
  expect(await redis.direct.exists('fresh', 'fresh:copy')).toBe(2);
  expect(await redis.direct.pttl('fresh:copy')).toBeGreaterThan(500_000);
  await settled(() => expect(names()).toEqual(['fresh:', 'fresh:copy', 'fresh', 'taken']));
});
