/** What is made to be mistaken for a command, a pattern or a permission, through the contract's handlers: exact, or refused by name, and never half done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBins } from '../../../../electron/core/bin/bin.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { jobHandlers } from '../../../../electron/core/jobs/handlers.ts';
import { createKeys } from '../../../../electron/core/keys/handlers.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { faultOf } from '../../../support/fault.ts';
import { lookAtKeys } from '../../../support/keyView.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession, sessionsOf } from '../../../support/session.ts';

const call = { signal: new AbortController().signal };
let redis: TestRedis;
let second: TestRedis;
let session: Session;

beforeAll(async () => {
  redis = await startRedis();
  second = await startRedis();
});
beforeEach(async () => void (session = await readySession(redis)));
afterEach(async () => {
  session.close();
  await redis.direct.flushall();
  await second.direct.flushall();
});
afterAll(async () => {
  await redis.stop();
  await second.stop();
});

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const odd: readonly Buffer[] = [
  '<img src=x onerror=alert(1)>',
  '\x1b]0;pwn\x07\x1b[2J',
  'user\u202Egnp.exe\u2066',
  'a\0b',
  '\0',
  '',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '\u00e9',
  'e\u0301',
  'lines\r\nDEL x',
  '"quoted" \'single\' \\ $(id) `id`',
  ':',
  '::',
  ':a',
]
  .map((text) => Buffer.from(text))
  .concat([[0xff], [0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98]].map((bytes) => Buffer.from(bytes)));

test('bad input 1, 2, 3, 4, 5, 7, 8, 11: the commands that make a key of any name again make exactly that key, through redis-cli too', async () => {
  const { handlers } = createKeys(sessionsOf(session));
  const lines: string[] = [];
  for (const name of odd) {
    await redis.direct.call('HSET', name, name, name);
    await redis.direct.pexpire(name, 3_600_000);
    const { text, complete } = await handlers['keys.recreate']({ session: session.id, key: new Uint8Array(name) }, call);
    expect(complete).toBe(true);
    // Plain ASCII: nothing in it breaks out of a line, a clipboard or a terminal.
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    lines.push(text);
  }
  const cli = spawn('redis-cli', ['-p', String(second.port)], { stdio: ['pipe', 'ignore', 'ignore'] });
  cli.stdin.end(`${lines.join('\n')}\n`);
  await once(cli, 'exit');
  expect((await second.direct.keysBuffer('*')).map(latin).sort()).toEqual(odd.map(latin).sort());
  for (const name of odd) {
    expect(await second.direct.dumpBuffer(name)).toEqual(await redis.direct.dumpBuffer(name));
    expect(await second.direct.pttl(name)).toBeGreaterThan(3_000_000);
  }
});

test('a copy, a move, a moment and metadata are of exactly the key that was named', async () => {
  const { handlers } = createKeys(sessionsOf(session));
  const target = { session: null, db: 3 };
  for (const [at, name] of odd.entries()) {
    const key = new Uint8Array(name);
    await redis.direct.set(name, `value ${at}`);
    await handlers['keys.duplicate']({ session: session.id, key, to: key, target, replace: false, confirmed: null }, call);
    await handlers['keys.expireAt']({ session: session.id, key, at: 4_000_000_000_000, confirmed: null }, call);
  }
  const metas = await handlers['keys.details']({ session: session.id, keys: odd.map((name) => new Uint8Array(name)) }, call);
  expect(metas.map((meta) => meta.kind === 'known' && [meta.type, meta.ttl !== null, meta.length])).toEqual(
    odd.map((_, at) => ['string', true, `value ${at}`.length]),
  );
  await redis.direct.select(3);
  for (const [at, name] of odd.entries()) expect([await redis.direct.get(name), await redis.direct.pttl(name)]).toEqual([`value ${at}`, -1]);
  await redis.direct.select(0);
});

describe('patterns that are broken or made to hang', () => {
  const patterns = ['[', '\\', '[^', '[a-', '[]', '*'.repeat(10_000), `${'*a'.repeat(300)}b`, '[^a]*', '\\[', '?', 'a\0*', '\xff*'];

  test.each(patterns)('bad input 18: %#: SCAN, and a plan, find what KEYS finds', async (pattern) => {
    for (const name of ['a', 'aa', '[', '\\', '[^', 'b', '^', '[]', 'a\0b', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab']) await redis.direct.set(name, 'x');
    await redis.direct.set(Buffer.from([0xff]), 'x');
    const match = new Uint8Array(Buffer.from(pattern, 'latin1'));
    const theirs = ((await redis.direct.callBuffer('KEYS', Buffer.from(match))) as Buffer[]).map(latin).sort();
    const look = await lookAtKeys(session, { rows: 100 });
    await look.settled();
    await look.handlers['keys.scan']({ session: session.id, action: 'start', match }, call);
    const found = await look.until(
      ({ scan, filter }) => scan.match !== null && latin(scan.match) === latin(match) && scan.state === 'complete' && !filter.pending,
    );
    expect(found.rows.map((row) => (row.kind === 'key' ? latin(row.name) : '')).sort()).toEqual(theirs);
    look.end();

    const jobs = jobHandlers({
      sessions: sessionsOf(session),
      bins: createBins(),
      targets: { names: async function* () {} },
      events: { added: () => undefined, removed: () => undefined },
      saveAs: null,
      report: String,
    });
    const end = new AbortController();
    for await (const state of jobs['jobs.plan'](
      { session: session.id, action: { kind: 'delete' }, target: { kind: 'pattern', match, type: null } },
      { signal: end.signal },
    ))
      if (state.kind === 'ready') {
        expect(state.count).toBe(theirs.length);
        end.abort();
      }
  });
});

test('where some keys are not permitted, each act on them is refused by name and changes nothing, and the others go on', async () => {
  await redis.direct.mset('mine:1', 'x', 'mine:2', 'x', 'other:1', 'x', 'other:2', 'x');
  await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~mine:*', '+@all');
  const eve = await readySession(redis, { username: 'eve', password: 'eve' });
  const { handlers } = createKeys(sessionsOf(eve));
  const at = { session: eve.id, confirmed: null };
  const [mine, other] = [utf8('mine:1'), utf8('other:1')];
  const here = { session: null, db: null };
  const acts: readonly (() => unknown)[] = [
    () => handlers['keys.rename']({ ...at, key: other, to: utf8('mine:3'), replace: false }, call),
    () => handlers['keys.rename']({ ...at, key: mine, to: utf8('other:3'), replace: false }, call),
    () => handlers['keys.rename']({ ...at, key: mine, to: utf8('other:2'), replace: true }, call),
    () => handlers['keys.duplicate']({ ...at, key: other, to: utf8('mine:3'), target: here, replace: false }, call),
    () => handlers['keys.move']({ ...at, key: other, to: other, target: { session: null, db: 2 }, replace: false }, call),
    () => handlers['keys.expireAt']({ ...at, key: other, at: 4_000_000_000_000 }, call),
    () => handlers['keys.create']({ ...at, key: utf8('other:3'), value: { type: 'set', members: [mine] }, ttl: 1000 }, call),
    () => handlers['keys.recreate']({ session: eve.id, key: other }, call),
  ];
  for (const act of acts) expect(await faultOf(Promise.resolve().then(act))).toMatchObject({ code: 'redis', prefix: 'NOPERM' });
  expect((await redis.direct.keys('*')).sort()).toEqual(['mine:1', 'mine:2', 'other:1', 'other:2']);
  expect(await redis.direct.ttl('other:1')).toBe(-1);
  expect(await handlers['keys.rename']({ ...at, key: mine, to: utf8('mine:3'), replace: false }, call)).toEqual({ atomic: true });
  expect((await handlers['keys.meta']({ session: eve.id, keys: [utf8('mine:3'), other] }, call)).map(({ kind }) => kind)).toEqual(['known', 'denied']);
  eve.close();
  await redis.direct.acl('DELUSER', 'eve');
});
