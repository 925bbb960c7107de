/** Who is let in by the head of a request: everything a foreign page, a rebinding name or a stray client can send. */
import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../electron/core/pageHeaders.ts';
import { allowedFor } from '../../../electron/web/guard.ts';
import { ask, get, post, upgrade } from '../../support/http.ts';
import { startWeb, type TestWeb } from '../../support/wires.ts';

let web: TestWeb;
let port: number;
beforeAll(async () => {
  web = await startWeb();
  port = web.port;
});
afterAll(() => web.stop());

const own = (): string => `origin: http://127.0.0.1:${port}`;
const json = 'content-type: application/json';
const owner = (): string => `authorization: Bearer ${web.tokens.owner}`;

describe('the page', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/app.js', 'text/javascript; charset=utf-8'],
    ['/app.css', 'text/css; charset=utf-8'],
    ['/?anything=1', 'text/html; charset=utf-8'],
  ])('serves %s to a plain visit, with every header', async (path, type) => {
    const answer = await ask(port, get(path, port));
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': type,
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(answer.headers.has('set-cookie')).toBe(false);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('answers HEAD without a body', async () => {
    const answer = await ask(port, [`HEAD /app.js HTTP/1.1`, `host: localhost:${port}`, 'connection: close']);
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers.get('content-length')).toBe('10');
  });

  it('lets a link on another page be followed, and nothing else of that page', async () => {
    const cross = 'sec-fetch-site: cross-site';
    expect((await ask(port, get('/', port, cross, 'sec-fetch-mode: navigate', 'sec-fetch-dest: document'))).status).toBe(200);
    expect((await ask(port, get('/', port, cross, 'sec-fetch-mode: navigate', 'sec-fetch-dest: iframe'))).status).toBe(403);
    expect((await ask(port, get('/app.js', port, cross, 'sec-fetch-mode: no-cors', 'sec-fetch-dest: script'))).status).toBe(403);
    expect((await ask(port, get('/', port, cross, 'sec-fetch-mode: navigate', 'sec-fetch-dest: document', 'origin: null'))).status).toBe(403);
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '//etc/passwd',
    '/app.js/',
    '/.',
    '/__proto__',
    '/constructor',
    '/index.html%00',
    '/app.js\\..\\x',
  ])('reaches no file by %s', async (path) => {
    expect((await ask(port, get(path, port))).status).toBe(401);
    expect((await ask(port, get(path, port, owner()))).status).toBe(404);
  });
});

describe('hosts', () => {
  it.each([
    ['127.0.0.1:PORT', 200],
    ['localhost:PORT', 200],
    ['LocalHost:PORT', 200],
    // A name of somebody else's that points here: rebinding.
    ['evil.example:PORT', 421],
    ['evil.example', 421],
    ['127.0.0.1', 421],
    ['localhost', 421],
    ['127.0.0.1:1', 421],
    ['localhost:80', 421],
    ['0.0.0.0:PORT', 421],
    ['127.0.0.2:PORT', 421],
    ['127.1:PORT', 421],
    ['2130706433:PORT', 421],
    ['0x7f000001:PORT', 421],
    ['localhost.:PORT', 421],
    ['localhost.evil.example:PORT', 421],
    ['127.0.0.1.nip.io:PORT', 421],
    ['user@127.0.0.1:PORT', 421],
    ['127.0.0.1:PORT,evil.example', 421],
    ['127.0.0.1:0PORT', 421],
    // Not bound, so not ours.
    ['[::1]:PORT', 421],
    ['[::ffff:127.0.0.1]:PORT', 421],
    ['', 421],
  ])('%s: %i', async (host, status) => {
    const name = host.replace('PORT', String(port));
    expect((await ask(port, ['GET / HTTP/1.1', `host: ${name}`, 'connection: close'])).status).toBe(status);
    // An origin that says the same as the host proves nothing: a rebinding page owns both.
    expect((await ask(port, ['GET / HTTP/1.1', `host: ${name}`, `origin: http://${name}`, 'connection: close'])).status).toBe(
      status === 200 && name !== name.toLowerCase() ? 403 : status,
    );
    if (status !== 200) expect((await ask(port, upgrade(`host: ${name}`, own()))).status).toBe(421);
  });

  it('wants exactly one', async () => {
    const host = `host: 127.0.0.1:${port}`;
    expect((await ask(port, ['GET / HTTP/1.1', 'connection: close'])).status).toBe(421);
    expect((await ask(port, ['GET / HTTP/1.0'])).status).toBe(421);
    expect((await ask(port, ['GET / HTTP/1.1', host, host, 'connection: close'])).status).toBe(421);
    expect((await ask(port, ['GET / HTTP/1.1', host, 'host: evil.example', 'connection: close'])).status).toBe(421);
  });

  it('is no proxy', async () => {
    expect((await ask(port, get(`http://evil.example/`, port))).status).toBe(421);
    expect((await ask(port, get(`http://127.0.0.1:${port}/`, port))).status).toBe(421);
    expect((await ask(port, ['OPTIONS * HTTP/1.1', `host: 127.0.0.1:${port}`, 'connection: close'])).status).toBe(421);
    expect((await ask(port, ['CONNECT evil.example:443 HTTP/1.1', `host: 127.0.0.1:${port}`])).status).toBe(0);
  });

  it('knows its names on the default port, and on both addresses', () => {
    expect([...allowedFor(['127.0.0.1'], 80).hosts].sort()).toEqual(['127.0.0.1', '127.0.0.1:80', 'localhost', 'localhost:80']);
    expect(allowedFor(['127.0.0.1'], 80).origins).toContain('http://localhost');
    expect([...allowedFor(['127.0.0.1', '::1'], 7).hosts].sort()).toEqual(['127.0.0.1:7', '[::1]:7', 'localhost:7']);
  });
});

describe('requests', () => {
  it('wants a token for all but the page', async () => {
    for (const header of [
      [],
      ['authorization: Basic eDp5'],
      ['authorization: Bearer'],
      ['authorization: Bearer wrong'],
      [`authorization: Bearer ${'x'.repeat(5000)}`],
      [owner(), owner()],
    ]) {
      expect((await ask(port, get('/launch', port, ...header))).status, header.join()).toBe(401);
      expect((await ask(port, post('/launch', port, own(), json, ...header))).status).toBe(401);
    }
    expect((await ask(port, get('/anything', port, owner()))).status).toBe(404);
    expect((await ask(port, get('/ws', port))).status).toBe(401);
  });

  it('gives its owner, and an open page, a fresh address', async () => {
    const first = web.tokens.admit(web.tokens.launch()) ?? '';
    for (const token of [web.tokens.owner, first]) {
      const answer = await ask(port, post('/launch', port, own(), json, `authorization: Bearer ${token}`));
      expect(answer.status).toBe(200);
      const { url } = JSON.parse(answer.body) as { url: string };
      const launch = /^http:\/\/127\.0\.0\.1:(\d+)\/#t=([\w-]{43})$/.exec(url);
      expect(launch?.[1]).toBe(String(port));
      expect(web.tokens.admit(launch?.[2] ?? '')).not.toBeNull();
    }
    // A launch token opens one page and nothing else.
    expect((await ask(port, post('/launch', port, own(), json, `authorization: Bearer ${web.tokens.launch()}`))).status).toBe(401);
  });

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://127.0.0.1:PORT.evil.example',
    'http://localhost:PORT/',
    'file://',
    '',
  ])('refuses the origin "%s"', async (origin) => {
    const line = `origin: ${origin.replace('PORT', String(port))}`;
    expect((await ask(port, get('/', port, line))).status).toBe(403);
    expect((await ask(port, post('/launch', port, line, json, owner()))).status).toBe(403);
  });

  it('refuses more than reading where the origin is not told, or told twice', async () => {
    expect((await ask(port, post('/launch', port, json, owner()))).status).toBe(403);
    expect((await ask(port, post('/launch', port, own(), own(), json, owner()))).status).toBe(403);
    expect((await ask(port, [`DELETE / HTTP/1.1`, `host: 127.0.0.1:${port}`, 'connection: close'])).status).toBe(403);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain; application/json', 'application/jsonx', ''])(
    'refuses the content type "%s", which a form can send without asking',
    async (type) => {
      expect((await ask(port, post('/launch', port, own(), owner(), ...(type === '' ? [] : [`content-type: ${type}`])))).status).toBe(415);
    },
  );

  it.each(['cross-site', 'same-site', 'CROSS-SITE', 'anything'])('refuses what another page caused (%s)', async (site) => {
    expect((await ask(port, get('/app.js', port, `sec-fetch-site: ${site}`))).status).toBe(403);
    expect((await ask(port, post('/launch', port, own(), json, owner(), `sec-fetch-site: ${site}`))).status).toBe(403);
    expect((await ask(port, get('/app.js', port, 'sec-fetch-site: same-origin', `sec-fetch-site: ${site}`))).status).toBe(403);
  });

  it('answers no preflight, not even of its own page, and sends no CORS header', async () => {
    for (const origin of [own(), 'origin: http://evil.example']) {
      const answer = await ask(port, [
        'OPTIONS /launch HTTP/1.1',
        `host: 127.0.0.1:${port}`,
        origin,
        'access-control-request-method: POST',
        'connection: close',
      ]);
      expect(answer.status).toBe(403);
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('refuses other methods', async () => {
    for (const verb of ['PUT', 'DELETE', 'PATCH', 'TRACE']) {
      expect((await ask(port, [`${verb} / HTTP/1.1`, `host: 127.0.0.1:${port}`, own(), 'connection: close'])).status).toBe(405);
    }
  });

  it('says nothing of a token in its log', async () => {
    await ask(port, post('/launch', port, own(), json, 'authorization: Bearer canary-token'));
    expect(web.lines.join('')).not.toMatch(new RegExp(`canary|${web.tokens.owner}`));
    expect(web.lines.length).toBeGreaterThan(0);
  });
});

describe('sockets', () => {
  const host = (): string => `host: 127.0.0.1:${port}`;
  it.each([
    ['no origin', [], 403],
    ['a foreign origin', ['origin: http://evil.example'], 403],
    ['the origin null', ['origin: null'], 403],
    ['two origins', ['origin: http://127.0.0.1:PORT', 'origin: http://127.0.0.1:PORT'], 403],
    ['a cross-site request', ['origin: http://127.0.0.1:PORT', 'sec-fetch-site: cross-site', 'sec-fetch-mode: navigate', 'sec-fetch-dest: document'], 403],
  ])('are refused with %s', async (_, headers, status) => {
    const lines = headers.map((line) => line.replace('PORT', String(port)));
    expect((await ask(port, upgrade(host(), ...lines))).status).toBe(status);
  });

  it('are refused at any other address', async () => {
    const lines = upgrade(host(), own());
    for (const path of ['/', '/ws/', '/ws?token=x', '/launch']) {
      expect((await ask(port, [`GET ${path} HTTP/1.1`, ...lines.slice(1)])).status).toBe(404);
    }
  });
});

it('listens on ::1 where that is asked for, under its own name', async () => {
  const both = await startWeb({ addresses: ['127.0.0.1', '::1'] });
  try {
    expect((await ask(both.port, ['GET / HTTP/1.1', `host: [::1]:${both.port}`, 'connection: close'], '', '::1')).status).toBe(200);
    expect((await ask(both.port, ['GET / HTTP/1.1', `host: [0:0:0:0:0:0:0:1]:${both.port}`, 'connection: close'], '', '::1')).status).toBe(421);
    expect((await ask(both.port, get('/', both.port))).status).toBe(200);
  } finally {
    await both.stop();
  }
});

it('ends requests that never finish, and serves others meanwhile', async () => {
  const slow = await startWeb({ limits: { headersMs: 300, requestMs: 600 } });
  try {
    const ended = Array.from({ length: 50 }, (_, at) => {
      const socket = createConnection({ port: slow.port, host: '127.0.0.1' });
      // Half of them stop within the head, half within the body.
      socket.write(at % 2 === 0 ? 'GET / HTTP/1.1\r\nhost: 127' : `POST /launch HTTP/1.1\r\nhost: 127.0.0.1:${slow.port}\r\ncontent-length: 9\r\n`);
      socket.resume();
      return new Promise((resolve) => socket.once('close', resolve));
    });
    expect((await ask(slow.port, get('/', slow.port))).status).toBe(200);
    await Promise.all(ended);
    expect((await ask(slow.port, get('/', slow.port))).status).toBe(200);
  } finally {
    await slow.stop();
  }
});

it('refuses heads without end and garbage, and lives', async () => {
  expect((await ask(port, [...get('/', port), `x: ${'x'.repeat(20_000)}`])).status).toBe(431);
  expect((await ask(port, ['\u0016\u0003\u0001 garbage'])).status).toBe(400);
  expect((await ask(port, get('/', port))).status).toBe(200);
});
