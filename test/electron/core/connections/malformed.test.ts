/** A hostile server: whatever it says, the process lives, memory stays, and this connection says why it ended. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { bulk, type Fake, fakeRedis, usual } from './fakes.ts';
import { closeAll, faultOf, openTest, phaseOf, ready } from './setting.ts';

let fake: Fake | null = null;
afterEach(async () => {
  closeAll();
  await fake?.close();
  fake = null;
});

const malformed: readonly (readonly [name: string, bytes: string])[] = [
  ['a list of 2^32', '*4294967296\r\n'],
  ['a list of 2^31', '*2147483648\r\n'],
  ['a string of 100 GB', '$99999999999\r\n'],
  ['a string longer than any number', '$99999999999999999999999\r\n'],
  ['a length that is a word', '$abc\r\n'],
  ['no length', '$\r\n'],
  ['a list of -2', '*-2\r\n'],
  ['a string of -5', '$-5\r\n'],
  ['an unknown type', '@x\r\n'],
  ['an attribute', '|1\r\n+a\r\n+b\r\n+OK\r\n'],
  ['a streamed string', '$?\r\n;4\r\nabcd\r\n;0\r\n'],
  ['a push without a name', '>2\r\n_\r\n:1\r\n'],
  ['an empty push', '>0\r\n'],
  ['a push without parts', '>1\r\n$7\r\nmessage\r\n'],
  ['a pattern message without a pattern', '>4\r\n$8\r\npmessage\r\n_\r\n$1\r\na\r\n$1\r\nb\r\n'],
  ['a confirmation without a channel', '>3\r\n$9\r\nsubscribe\r\n$-1\r\n:1\r\n'],
  ['a confirmation nobody asked for', '>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n'],
  ['nested lists without end', '*1\r\n'.repeat(1_000_000)],
  ['lists of lists that need all memory', '*16000000\r\n'.repeat(20)],
  ['a string longer than it said', '$2\r\nabcd\r\n'],
  ['a number that is a word', ':abc\r\n'],
  ['a double that is a word', ',abc\r\n'],
  ['a boolean that is none', '#x\r\n'],
  ['a null with a body', '_x\r\n'],
  ['a bare LF', '+OK\n+OK\rX'],
  ['a verbatim string without a format', '=2\r\nab\r\n'],
  ['a map of -1', '%-1\r\n'],
];

test.each(malformed)('bad input 26: %s in answer to a command ends the connection, and that alone', async (_, bytes) => {
  fake = await fakeRedis((words) => (words[0] === 'GET' ? bytes : undefined));
  const opened = openTest({ port: fake.port });
  const session = await ready(opened);
  const before = process.memoryUsage().rss;
  expect(['offline', 'input']).toContain((await faultOf(session.send('GET', ['a']))).code);
  await expect.poll(() => opened.phases.some(({ kind }) => kind === 'waiting')).toBe(true);
  expect(opened.phases.find(({ kind }) => kind === 'waiting')).toMatchObject({ fault: { code: 'connect', reason: 'garbage' } });
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

test.each([
  ['a reply', '+X\r\n'],
  ['a null', '_\r\n'],
  ['an error', '-ERR what\r\n'],
  ['a push without a name', '>2\r\n_\r\n:1\r\n'],
])('%s that nobody asked for ends the connection, which is opened again', async (_, bytes) => {
  fake = await fakeRedis();
  const opened = openTest({ port: fake.port });
  await ready(opened);
  fake.say(bytes);
  await expect.poll(() => opened.phases.filter(({ kind }) => kind === 'ready').length).toBe(2);
  expect(opened.phases.find(({ kind }) => kind === 'waiting')).toMatchObject({ fault: { code: 'connect', reason: 'garbage' } });
});

test.each([
  ['nothing', '_\r\n'],
  ['a number', ':1\r\n'],
  ['a text', '+OK\r\n'],
  ['an empty list', '*0\r\n'],
])('SUBSCRIBE answered with %s is contained, in RESP3 and in RESP2', async (_, bytes) => {
  for (const hello of [undefined, '-NOPROTO no\r\n']) {
    fake = await fakeRedis((words) => (words[0] === 'SUBSCRIBE' ? bytes : words[0]?.toUpperCase() === 'HELLO' ? hello : undefined));
    const session = await ready(openTest({ port: fake.port }));
    const lost: string[] = [];
    let up = false;
    const line = session.openLine('feed', { ready: () => (up = true), lost: ({ code }) => lost.push(code), message: () => undefined });
    await expect.poll(() => up).toBe(true);
    expect(await faultOf(line.send('SUBSCRIBE', ['a']))).toEqual({ code: 'offline' });
    await expect.poll(() => lost).toEqual(['connect']);
    session.close();
    await fake.close();
  }
});

test('a push nobody knows is passed over', async () => {
  fake = await fakeRedis((words) => (words[0] === 'GET' ? `>2\r\n${bulk('invalidate')}*1\r\n${bulk('a')}${bulk('value')}` : undefined));
  const session = await ready(openTest({ port: fake.port }));
  expect(await session.send('GET', ['a'])).toEqual(Uint8Array.from(Buffer.from('value')));
});

test('a reply above the limit is given up while it comes, and the command says so', async () => {
  fake = await fakeRedis((words, socket) => {
    if (words[0] !== 'GET') return undefined;
    for (let count = 0; count < 100 && !socket.destroyed; count++) socket.write(`${count === 0 ? '*1000000\r\n' : ''}${bulk('x'.repeat(1000))}`);
    return null;
  });
  const opened = openTest({ port: fake.port }, { limits: { replyBytes: 50_000, depth: 128, elements: 2_000_000 } });
  const session = await ready(opened);
  expect(await faultOf(session.send('GET', ['a']))).toEqual({
    code: 'input',
    path: 'command',
    message: 'GET was given up: more than 50000 bytes in one reply',
  });
});

test('one hostile server does not touch another session', async () => {
  fake = await fakeRedis((words) => (words[0] === 'GET' ? '>2\r\n_\r\n:1\r\n' : undefined));
  const other = await fakeRedis((words) => (words[0] === 'GET' ? bulk('fine') : undefined));
  const bad = await ready(openTest({ port: fake.port }));
  const good = openTest({ port: other.port });
  const session = await ready(good);
  await faultOf(bad.send('GET', ['a']));
  expect(await session.send('GET', ['a'])).toHaveLength(4);
  expect(good.phases.filter(({ kind }) => kind === 'ready')).toHaveLength(1);
  await other.close();
});

test('any bytes at all in answer to a command: a reply or a fault, never a crash', async () => {
  let next = Buffer.alloc(0);
  fake = await fakeRedis((words) => (words[0] === 'GET' ? next : undefined));
  const { port } = fake;
  const token = fc.oneof(
    fc.constantFrom(
      '*',
      '$',
      '>',
      '%',
      '~',
      '+',
      '-',
      ':',
      ',',
      '#',
      '_',
      '(',
      '!',
      '=',
      '|',
      '\r\n',
      '\r',
      '\n',
      't',
      'message',
      'subscribe',
      'pmessage',
      'pong',
    ),
    fc.integer({ min: -2, max: 4 }).map(String),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(token, { maxLength: 30 }), async (tokens) => {
      next = Buffer.from(tokens.join(''));
      const opened = openTest({ port }, { timing: { readMs: 30, firstRetryMs: 5 } });
      const session = await ready(opened);
      await session.send('GET', ['a']).catch((thrown: unknown) => expect(thrown).toHaveProperty('fault'));
      session.close();
    }),
    { numRuns: 200 },
  );
});

test('bad input 27: INFO written by an enemy is read defensively', async () => {
  fake = await fakeRedis((words) =>
    words[0] === 'INFO'
      ? bulk(`redis_version:${'x'.repeat(10_000)}\r\n__proto__:1\r\nrun_id:a\r\nrun_id:b\r\nredis_mode:<html>\r\nrole:master\r\n`)
      : usual(words),
  );
  const session = await ready(openTest({ port: fake.port }));
  expect(session.state().facts).toMatchObject({ mode: 'standalone', runId: 'a' });
  expect(session.state().facts?.version).toHaveLength(200);
  expect({}).not.toHaveProperty('1');
});

test('garbage as a greeting stops: it is another protocol', async () => {
  fake = await fakeRedis(() => undefined, 'hello there\r\n');
  expect((await phaseOf(openTest({ port: fake.port }), 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'garbage' });
  expect(fake.accepted()).toBe(1);
});
