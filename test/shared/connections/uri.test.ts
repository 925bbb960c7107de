/** Addresses: what is read from them, what is refused and under which field, and that writing and reading agree. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostProblem } from '../../../shared/connections/hosts.ts';
import { formatUri, parseUri, type UriFields } from '../../../shared/connections/uri.ts';

const plain: UriFields = { name: '', host: 'h', port: 6379, socket: '', username: '', db: 0, tls: false };

describe('reads', () => {
  const cases: readonly (readonly [uri: string, fields: Partial<UriFields>, password?: string | undefined, ignored?: readonly string[]])[] = [
    ['redis://h', {}],
    ['  redis://h  ', {}],
    ['REDIS://h:7000', { port: 7000 }],
    ['redis://h:', {}],
    ['redis://h/', {}],
    ['valkey://h/15', { db: 15 }],
    ['rediss://h', { tls: true }],
    ['valkeys://h', { tls: true }],
    ['redis://h?tls=true', { tls: true }],
    ['redis://h?tls', { tls: true }],
    ['rediss://h?tls=1', { tls: true }],
    ['redis://h?tls=off', {}],
    ['redis://h?db=3&name=caf%C3%A9%20%26%20co', { db: 3, name: 'café & co' }],
    ['redis://h/3?db=3', { db: 3 }],
    ['redis://ann@h', { username: 'ann' }],
    ['redis://:secret@h', {}, 'secret'],
    ['redis://:@h', {}],
    ['redis://ann:a%3Ab%2Fc%40d%25@h', { username: 'ann' }, 'a:b/c@d%'],
    ['redis://ann:p@ss@h', { username: 'ann' }, 'p@ss'],
    ['redis://ann:p:w@h', { username: 'ann' }, 'p:w'],
    // Any bytes may be a password; a line break in it is written %0A.
    ['redis://:a%0Ab@h', {}, 'a\nb'],
    ['redis://[::1]:7000/2', { host: '::1', port: 7000, db: 2 }],
    ['redis://[2001:db8::ff00:42:8329]', { host: '2001:db8::ff00:42:8329' }],
    ['redis://[::ffff:10.0.0.1]', { host: '::ffff:10.0.0.1' }],
    ['redis://[fe80::1%25eth0]', { host: 'fe80::1%eth0' }],
    ['redis://redis_1.internal-net.', { host: 'redis_1.internal-net.' }],
    ['redis://xn--bcher-kva.example', { host: 'xn--bcher-kva.example' }],
    ['redis://h?__proto__=1&constructor=2&__proto__=3#top', {}, undefined, ['__proto__', 'constructor', '#']],
    ['redis://h?DB=3&%zz=1&password=hunter2', {}, undefined, ['DB', '%zz', 'password']],
  ];
  test.each(cases.map(([uri, fields, password = null, ignored = []]) => ({ uri, fields, password, ignored })))('$uri', ({ uri, fields, password, ignored }) => {
    expect(parseUri(uri)).toEqual({ ok: true, fields: { ...plain, ...fields }, password, sentinelPassword: null, ignored });
  });

  const socket: UriFields = { ...plain, host: '127.0.0.1', socket: '/run/redis.sock' };
  test.each<readonly [string, Partial<UriFields>, string | null, readonly string[]]>([
    ['unix:///run/redis.sock', {}, null, []],
    ['redis+socket:///run/redis.sock?virtual_host=2&timeout=5', { db: 2 }, null, ['timeout']],
    ['redis-socket://localhost/run/redis.sock', {}, null, []],
    ['unix://ann:pw@/run/redis.sock?db=3', { username: 'ann', db: 3 }, 'pw', []],
    ['unix:///run/redis.sock?username=ann&password=a%0Ab', { username: 'ann' }, 'a\nb', []],
    ['unix:///run/my%20redis.sock', { socket: '/run/my redis.sock' }, null, []],
  ])('%s', (uri, fields, password, ignored) => {
    expect(parseUri(uri)).toEqual({ ok: true, fields: { ...socket, ...fields }, password, sentinelPassword: null, ignored });
  });

  const watched: UriFields = { ...plain, port: 26_379, topology: 'sentinel', nodes: [], sentinel: { master: 'm', username: '', tls: false } };
  test.each<readonly [string, Partial<UriFields>, string | null, string | null]>([
    ['redis+sentinel://h/m', {}, null, null],
    [
      'redis+sentinel://ann:pw@h,b:7000,[::1]/m/3',
      {
        username: 'ann',
        db: 3,
        nodes: [
          { host: 'b', port: 7000 },
          { host: '::1', port: 26_379 },
        ],
      },
      'pw',
      null,
    ],
    ['redis-sentinel://h/2#m', { db: 2 }, null, null],
    ['redis+sentinel://h?sentinelMasterId=m', {}, null, null],
    ['redis+sentinel://h/m?sentinel_username=s&sentinel_password=p%25', { sentinel: { master: 'm', username: 's', tls: false } }, null, 'p%'],
    ['rediss+sentinel://h/m', { tls: true, sentinel: { master: 'm', username: '', tls: true } }, null, null],
    ['rediss+sentinel://h/m?sentinel_tls=0', { tls: true }, null, null],
  ])('%s', (uri, fields, password, sentinelPassword) => {
    expect(parseUri(uri)).toEqual({ ok: true, fields: { ...watched, ...fields }, password, sentinelPassword, ignored: [] });
  });

  test('bad input 21: what an address has no say in is listed as ignored', () => {
    expect(parseUri('redis://u:p%40ss@[::1]:6379/3?path=/etc/passwd&keyPrefix=x')).toEqual({
      ok: true,
      fields: { ...plain, host: '::1', username: 'u', db: 3 },
      password: 'p@ss',
      sentinelPassword: null,
      ignored: ['path', 'keyPrefix'],
    });
  });

  test('at most fifty ignored names, however many there are', () => {
    const parsed = parseUri(`redis://h?${Array.from({ length: 500 }, (_, at) => `k${at}=1`).join('&')}`);
    expect(parsed).toMatchObject({ ok: true, ignored: Array.from({ length: 50 }, (_, at) => `k${at}`) });
  });
});

describe('refuses', () => {
  test.each([
    ['', 'url', 'required'],
    ['localhost:6379', 'url', 'scheme'],
    ['http://h', 'url', 'scheme'],
    ['unix://run/redis.sock', 'url', 'path'],
    ['unix://', 'url', 'path'],
    ['unix:///', 'url', 'path'],
    ['unix:///a%00', 'url', 'control'],
    ['unix:///a%zz', 'url', 'encoding'],
    [`unix:///${'a'.repeat(1024)}`, 'url', 'long'],
    ['unix://ann@/a?username=bob', 'username', 'twice'],
    ['unix:///a?tls=1&db=x', 'db', 'db'],
    ['redis+sentinel://h', 'url', 'master'],
    ['redis+sentinel://h/0', 'url', 'master'],
    ['redis+sentinel://h/m?master=other', 'url', 'twice'],
    ['redis+sentinel://h/m/0/1', 'db', 'db'],
    ['redis+sentinel://h/m/x', 'db', 'db'],
    ['redis+sentinel://h,/m', 'host', 'required'],
    ['redis+sentinel://h,b:0/m', 'port', 'port'],
    [`redis+sentinel://${'h,'.repeat(101)}h/m`, 'host', 'long'],
    ['redis+sentinel://h/a%0Ab', 'url', 'control'],
    ['redis://a,b', 'host', 'host'],
    ['redis:h', 'url', 'scheme'],
    ['redis://h\n:6379', 'url', 'control'],
    ['redis://h/0\n', 'url', 'control'],
    ['redis://a\0b@h', 'url', 'control'],
    ['redis://\ud800@h', 'url', 'encoding'],
    [`redis://${'a'.repeat(80_000)}`, 'url', 'long'],
    ['redis://%zz@h', 'username', 'encoding'],
    ['redis://%ff@h', 'username', 'encoding'],
    ['redis://a%0Ab@h', 'username', 'control'],
    [`redis://${'a'.repeat(1025)}@h`, 'username', 'long'],
    ['redis://:100%@h', 'password', 'encoding'],
    [`redis://:${'a'.repeat(65_537)}@h`, 'password', 'long'],
    ['redis://', 'host', 'required'],
    ['redis://:6379', 'host', 'required'],
    ['redis://user@', 'host', 'required'],
    ['redis://bücher.example', 'host', 'ascii'],
    ['redis://аpple.example', 'host', 'ascii'],
    ['redis://$(id)', 'host', 'host'],
    ['redis://;rm', 'host', 'host'],
    ['redis://a..b', 'host', 'host'],
    ['redis://a%20b', 'host', 'host'],
    ['redis://256.0.0.1', 'host', 'host'],
    ['redis://127.1', 'host', 'host'],
    ['redis://0x7f.0.0.0x1', 'host', 'host'],
    ['redis://010.0.0.1', 'host', 'host'],
    ['redis://::1:6379', 'host', 'brackets'],
    ['redis://[h]', 'host', 'host'],
    ['redis://[::1', 'host', 'host'],
    ['redis://[::1]x', 'host', 'host'],
    ['redis://[1::2::3]', 'host', 'host'],
    ['redis://[1:2:3:4:5:6:7]', 'host', 'host'],
    ['redis://[10.0.0.1::]', 'host', 'host'],
    ['redis://h:0', 'port', 'port'],
    ['redis://h:65536', 'port', 'port'],
    ['redis://h:6379abc', 'port', 'port'],
    ['redis://h:-1', 'port', 'port'],
    ['redis://h:０', 'port', 'port'],
    ['redis://[::1]:0x10', 'port', 'port'],
    ['redis://h/-1', 'db', 'db'],
    ['redis://h/0x1', 'db', 'db'],
    ['redis://h/99999', 'db', 'db'],
    ['redis://h/1e3', 'db', 'db'],
    ['redis://h/3/', 'db', 'db'],
    ['redis://h/３', 'db', 'db'],
    ['redis://h?db=-1', 'db', 'db'],
    ['redis://h/3?db=4', 'db', 'twice'],
    ['redis://h?db=3&db=4', 'db', 'twice'],
    ['redis://h?tls=maybe', 'tls', 'tls'],
    ['rediss://h?tls=false', 'tls', 'twice'],
    ['redis://h?name=a%0Ab', 'name', 'control'],
    ['redis://h?name=%E0%A4', 'name', 'encoding'],
    [`redis://h?name=${'a'.repeat(201)}`, 'name', 'long'],
  ])('bad input 22, 24: %j as %s: %s', (uri, field, problem) => {
    expect(parseUri(uri)).toEqual({ ok: false, field, problem });
  });
});

const label = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,15}$/);
const host = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV6().map((address) => `${address}%eth0`),
);
const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((one) => !/\p{Cs}/u.test(one));
const visible = text.filter((one) => !/[\p{Cc}\u2028\u2029]/u.test(one));
const address = fc.record({
  host,
  port: fc.integer({ min: 1, max: 65_535 }),
  username: visible,
  db: fc.integer({ min: 0, max: 65_535 }),
  tls: fc.boolean(),
});

test('what was written is read back the same', () => {
  fc.assert(
    fc.property(address, (fields) => {
      expect(hostProblem(fields.host)).toBeNull();
      expect(parseUri(formatUri(fields))).toEqual({
        ok: true,
        fields: { ...fields, name: '', socket: '' },
        password: null,
        sentinelPassword: null,
        ignored: [],
      });
    }),
  );
});

test('sentinels and sockets are read back the same', () => {
  const endpoint = fc.record({ host, port: fc.integer({ min: 1, max: 65_535 }) });
  const sentinel = fc.record({ master: visible.filter((one) => one !== ''), username: visible, tls: fc.boolean() });
  fc.assert(
    fc.property(address, fc.array(endpoint, { maxLength: 5 }), sentinel, visible, (fields, nodes, watching, path) => {
      const watched: UriFields = { ...fields, name: '', socket: '', topology: 'sentinel', nodes, sentinel: watching };
      expect(parseUri(formatUri(watched))).toMatchObject({ ok: true, fields: watched, ignored: [] });
      const socket: UriFields = { ...fields, name: '', tls: false, host: '127.0.0.1', port: 6379, socket: `/${path}x` };
      expect(parseUri(formatUri(socket))).toMatchObject({ ok: true, fields: socket, ignored: [] });
    }),
  );
});

test('any password and any name survive percent-encoding', () => {
  fc.assert(
    fc.property(address, text, visible, (fields, password, name) => {
      const login = `${encodeURIComponent(fields.username)}:${encodeURIComponent(password)}@`;
      const uri = formatUri({ ...fields, username: '' }).replace('://', `://${login}`);
      const parsed = parseUri(`${uri}?name=${encodeURIComponent(name)}`);
      expect(parsed).toEqual({
        ok: true,
        fields: { ...fields, name, socket: '' },
        password: password === '' ? null : password,
        sentinelPassword: null,
        ignored: [],
      });
    }),
  );
});

test('never throws, and what it accepts can be written and read again', () => {
  const anything = fc.string({
    unit: fc.oneof(fc.constantFrom(...':/?#[]@%&=.0169abx\n \ud800é'.split('')), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(
        '',
        'unix:///',
        'unix://',
        'redis+sentinel://h/',
        'redis+sentinel://h,',
        'redis://',
        'rediss://u:p@',
        'valkey://h:',
        'redis://h/',
        'redis://h?',
      ),
      anything,
      (start, rest) => {
        const parsed = parseUri(start + rest);
        if (!parsed.ok) return;
        const { name: _, ...fields } = parsed.fields;
        expect(parseUri(formatUri(fields))).toMatchObject({ ok: true, fields });
      },
    ),
    { numRuns: 2000 },
  );
});

test('writing never throws, not even for what no address can say', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (username, wild) => {
      expect(formatUri({ ...plain, username: `\ud800${username}`, host: `${wild}\udc00` })).toMatch(/^redis:\/\/[\p{ASCII}]*$/u);
    }),
  );
});
