/** The command line: what is understood, and one line for what is not. */
import { describe, expect, it } from 'vitest';
import { defaultData, help, readArgs } from '../../../electron/web/args.ts';
import { opener } from '../../../electron/web/openBrowser.ts';

describe('readArgs', () => {
  it('takes what serve offers', () => {
    expect(readArgs(['serve', '--port', '8080', '--data', '/tmp/x', '--no-open', '--ipv6', '--idle-minutes', '30'])).toEqual({
      kind: 'serve',
      port: 8080,
      data: '/tmp/x',
      open: false,
      ipv6: true,
      idleMinutes: 30,
      launch: { addresses: [], profile: null, readOnly: false },
    });
    expect(readArgs(['serve', '--port=0', '--open'])).toMatchObject({ kind: 'serve', port: 0, open: true, ipv6: false, idleMinutes: 0 });
    expect(readArgs(['serve', '--print-url', '--data', '/tmp/x'])).toEqual({ kind: 'print-url', data: '/tmp/x' });
  });

  it('takes what is to be opened, with the command or without', () => {
    const nothing = { addresses: [], profile: null, readOnly: false };
    expect(readArgs(['redis://h:1/0'])).toMatchObject({ kind: 'serve', launch: { ...nothing, addresses: ['redis://h:1/0'] } });
    expect(readArgs(['serve', 'rediss://u:p@h', '--read-only'])).toMatchObject({ launch: { addresses: ['rediss://u:p@h'], profile: null, readOnly: true } });
    expect(readArgs(['redis+sentinel://h/m', 'serve'])).toMatchObject({ launch: { ...nothing, addresses: ['redis+sentinel://h/m'] } });
    expect(readArgs(['--profile', 'Orders EU', '--read-only'])).toMatchObject({ kind: 'serve', launch: { ...nothing, profile: 'Orders EU', readOnly: true } });
    for (const option of ['--profile', '--read-only', 'REDIS_URL']) expect(help).toContain(option);
  });

  it('does not repeat what may be a mistyped address', () => {
    const asked = readArgs(['serve', 'rediz://u:canary@h']);
    expect(asked).toMatchObject({ kind: 'wrong' });
    expect(JSON.stringify(asked)).not.toContain('canary');
  });

  it('explains itself wherever it is asked to', () => {
    expect(readArgs(['--help'])).toEqual({ kind: 'help' });
    expect(readArgs(['serve', '-h', '--port', '1'])).toEqual({ kind: 'help' });
    expect(readArgs(['--version'])).toEqual({ kind: 'version' });
    for (const option of ['--port', '--data', '--no-open', '--ipv6', '--idle-minutes', '--print-url', '--version']) expect(help).toContain(option);
  });

  it.each([
    [[]],
    [['start']],
    [['serve', 'now']],
    [['serve', '--port']],
    [['serve', '--port', '65536']],
    [['serve', '--port', '-1']],
    [['serve', '--port', '6379abc']],
    [['serve', '--port', '0x50']],
    [['serve', '--port', '']],
    [['serve', '--port', '1e3']],
    [['serve', '--data', '']],
    [['serve', '--listen', '0.0.0.0']],
    [['serve', '--open', '--no-open']],
    [['serve', '--idle-minutes', 'soon']],
    [['serve', '--no-open=yes']],
    [['serve', '--__proto__', 'x']],
    [['--read-only']],
    [['serve', '--read-only']],
    [['serve', '--profile', ' ']],
    [['start', 'redis://h']],
  ])('answers %j with one line', (words) => {
    const asked = readArgs(words);
    expect(asked.kind).toBe('wrong');
    if (asked.kind === 'wrong') expect(asked.why).toMatch(/^[^\n]+$/);
  });
});

it('keeps its data where each system keeps such things', () => {
  expect(defaultData({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/keytide-browser');
  expect(defaultData({ XDG_DATA_HOME: 'relative' }, 'linux')).toMatch(/\/\.local\/share\/keytide-browser$/);
  expect(defaultData({}, 'darwin')).toMatch(/Library\/Application Support\/keytide-browser$/);
  expect(defaultData({ LOCALAPPDATA: '/c/local' }, 'win32')).toBe('/c/local/keytide-browser');
});

it('opens a browser by a program and an argument, never by a line for a shell', () => {
  const url = 'http://127.0.0.1:1/#t=a';
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    const [program, ...args] = opener(url, platform);
    expect(program).not.toMatch(/cmd|sh$|\s/);
    expect(args.at(-1)).toBe(url);
  }
});
