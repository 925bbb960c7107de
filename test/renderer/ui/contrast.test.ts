/** Every text colour of the theme can be read on every surface it stands on, in light and in dark. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../renderer/ui/theme.css', import.meta.url), 'utf8');

function tokensOf(theme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const start = css.search(new RegExp(`:root\\[data-theme=["']${theme}["']\\] \\{`));
  const block = css.slice(start, css.indexOf('\n}', start));
  return new Map([...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1] ?? '', found[2] ?? '']));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['surface-0', 'surface-1', 'surface-2', 'surface-raised', 'accent-soft', 'accent-softer', 'field'];
const types = ['string', 'hash', 'list', 'set', 'zset', 'stream', 'json'];
const pairs: readonly (readonly [string, string])[] = [
  ...['text', 'text-muted', 'text-faint', 'accent', 'ok', 'warn', 'danger', 'info'].flatMap((text) => surfaces.map((on) => [text, on] as const)),
  ...['text', 'text-muted', 'text-faint'].map((text) => [text, 'surface-3'] as const),
  ...['ok', 'warn', 'danger', 'info', 'accent'].map((tone) => [tone, `${tone}-soft`] as const),
  ...['ok', 'warn', 'danger', 'info'].map((tone) => ['text', `${tone}-soft`] as const),
  ...types.map((type) => [`type-${type}`, `type-${type}-soft`] as const),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['text', 'flash'],
  ['text-muted', 'flash'],
];

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const tokens = tokensOf(theme);
  it.each(pairs)('%s on %s', (text, on) => {
    const [front, back] = [tokens.get(text), tokens.get(on)];
    if (front === undefined || back === undefined) throw new Error(`no such token: ${front === undefined ? text : on}`);
    expect(contrast(front, back)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(surfaces)('the edge of controls and the focus ring on %s', (on) => {
    for (const edge of ['control-line', 'ring']) expect(contrast(tokens.get(edge) ?? '', tokens.get(on) ?? '')).toBeGreaterThanOrEqual(3);
  });
});
