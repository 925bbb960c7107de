/** What the kit says and draws without a browser: faults in words, data as data, names of types. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { en } from '../../../renderer/i18n/en.ts';
import { zhCN } from '../../../renderer/i18n/zh-CN.ts';
import { EnvBadge, TypeBadge } from '../../../renderer/ui/Badge.tsx';
import { Bytes, ServerText } from '../../../renderer/ui/Bytes.tsx';
import { parseWhole } from '../../../renderer/ui/Field.tsx';
import { faultText } from '../../../renderer/ui/faultText.ts';
import { Sparkline } from '../../../renderer/ui/Sparkline.tsx';
import { utf8 } from '../../../shared/bytes.ts';
import type { Fault } from '../../../shared/fault.ts';

const faults: readonly Fault[] = [
  { code: 'redis', prefix: 'WRONGTYPE', message: 'WRONGTYPE Operation' },
  { code: 'redis', prefix: 'ERR', message: 'ERR \x1b[2J\u202E' },
  { code: 'redis', prefix: '__proto__', message: '' },
  { code: 'offline' },
  { code: 'connect', reason: 'tls-wanted', detail: '' },
  { code: 'auth', message: 'WRONGPASS' },
  { code: 'readonly', command: 'SET' },
  { code: 'locked' },
  { code: 'confirm', blast: { command: 'DEL', keys: 1, typed: null } },
  { code: 'confirm', blast: { command: 'FLUSHDB', keys: null, typed: 'FLUSHDB' } },
  { code: 'unknown', command: 'INCR' },
  { code: 'timeout', command: 'GET', afterMs: 30_000 },
  { code: 'missing', what: 'key' },
  { code: 'conflict', found: 'changed' },
  { code: 'input', path: 'port', message: 'expected number' },
  { code: 'disk', file: 'settings.json', message: 'ENOSPC' },
  { code: 'cancelled' },
  { code: 'closed' },
  { code: 'bug', id: 'b-1' },
];

describe('faultText', () => {
  it.each(faults.map((fault) => [JSON.stringify(fault), fault] as const))('%s', (_name, fault) => {
    for (const text of [en, zhCN]) {
      const words = faultText(text, fault);
      for (const part of [words.title, words.meaning, words.advice]) {
        expect(part).toEqual(expect.any(String));
        expect(part.length).toBeGreaterThan(1);
      }
      expect(words.detail).not.toMatch(/[\p{Cc}\u202E]/u);
    }
  });
  it('knows what the common prefixes mean', () => {
    expect(faultText(en, { code: 'redis', prefix: 'OOM', message: 'x' }).advice).toContain('maxmemory');
    expect(faultText(en, { code: 'redis', prefix: 'toString', message: 'x' }).advice).toBe(en.faults.redis.advice);
    expect(faultText(en, { code: 'confirm', blast: { command: 'DEL', keys: 12_334, typed: null } }).meaning).toContain('12,334 keys');
  });
});

describe('Bytes', () => {
  it('is isolated text and never markup', () => {
    expect(renderToStaticMarkup(<Bytes bytes={utf8('<img src=x onerror=alert(1)>')} />)).toBe('<bdi class="bytes">&lt;img src=x onerror=alert(1)&gt;</bdi>');
  });
  it('says what it left out, also of what never arrived', () => {
    const html = renderToStaticMarkup(<Bytes bytes={utf8('x'.repeat(20))} cap={10} size={1044} />);
    expect(html).toContain('+1.01 KB');
    expect(renderToStaticMarkup(<Bytes bytes={utf8('x')} />)).not.toContain('+');
  });
  it('names its chips', () => {
    expect(renderToStaticMarkup(<Bytes bytes={utf8('a\u202Eb')} />)).toContain(`<span class="chip bidi" title="${en.ui.chips.bidi}">U+202E</span>`);
    expect(renderToStaticMarkup(<ServerText text={'ERR \x1b'} />)).toContain('>ESC<');
  });
});

describe('marks', () => {
  it.each([
    ['hash', 'Hash', 'H'],
    ['set', 'Set', 'E'],
    ['ReJSON-RL', 'JSON', 'J'],
    ['constructor', 'Type constructor', '?'],
  ])('%s', (type, name, letter) => {
    expect(renderToStaticMarkup(<TypeBadge type={type} />)).toMatch(new RegExp(`aria-label="${name}">${letter.replace('?', '\\?')}<`));
  });
  it('keeps hostile words of a profile harmless', () => {
    expect(renderToStaticMarkup(<EnvBadge badge={'PR\u202EOD'} color="red" />)).toContain('PR‹U+202E›OD');
    expect(renderToStaticMarkup(<EnvBadge badge="" color="red" />)).toBe('');
  });
  it('draws a line that neither stretches nor breaks', () => {
    const html = renderToStaticMarkup(<Sparkline values={[0, 5]} capacity={11} width={100} height={16} />);
    expect(html).toContain('points="90,15 100,1"');
    expect(renderToStaticMarkup(<Sparkline values={[]} />)).not.toContain('NaN');
  });
});

describe('parseWhole', () => {
  it.each([
    ['6379', 6379],
    [' 1 ', 1],
    ['65536', null],
    ['0', null],
    ['1e3', null],
    ['', null],
    ['12x', null],
  ])('%j is %s', (typed, value) => expect(parseWhole(typed, 1, 65_535)).toBe(value));
});
