/** Every text exists in every language, says something in it, and is used. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en } from '../../../renderer/i18n/en.ts';
import { zhCN } from '../../../renderer/i18n/zh-CN.ts';

type Leaf = string | ((...args: never[]) => string);

function leavesOf(tree: object, path: readonly string[] = []): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [key, value] of Object.entries(tree) as [string, Leaf | object][]) {
    const here = [...path, key];
    if (typeof value === 'string' || typeof value === 'function') leaves.set(here.join('.'), value as Leaf);
    else for (const [name, leaf] of leavesOf(value, here)) leaves.set(name, leaf);
  }
  return leaves;
}

const english = leavesOf(en);
const chinese = leavesOf(zhCN);

/** What a text says; functions get a number where they count and a word where they name: 3 is both. */
function said(leaf: Leaf): string {
  return typeof leaf === 'string' ? leaf : (leaf as (...args: unknown[]) => string)(...Array.from({ length: leaf.length }, () => 3));
}

describe('catalogues', () => {
  it('have the same texts with the same arguments', () => {
    expect([...chinese.keys()]).toEqual([...english.keys()]);
    for (const [name, leaf] of english) {
      const other = chinese.get(name);
      expect(typeof other, name).toBe(typeof leaf);
      if (typeof leaf === 'function' && typeof other === 'function') expect(other.length, name).toBe(leaf.length);
    }
  });

  it.each([
    ['en', english],
    ['zh-CN', chinese],
  ] as const)('%s says something everywhere, without stray spaces', (_language, leaves) => {
    for (const [name, leaf] of leaves) {
      const words = said(leaf);
      expect(words, name).not.toBe('');
      expect(words, name).toBe(words.trim());
      expect(words, name).not.toMatch(/undefined|\bNaN\b|\[object|\boops\b|\bwe\b/i);
    }
  });

  it('leave no English in the Chinese texts', () => {
    // Names and words of Redis that are not translated.
    const names =
      /\b(Keytide|Redis|Valkey|JSON|TTL|URL|ACL|TLS|SSH|VPN|DNS|HTTP|UTF-8|Unicode|redis-server|valkey-server|redis-cli|ioredis|Python|maxmemory|maxclients|protected-mode)\b/g;
    for (const [name, leaf] of chinese) {
      const words = said(leaf);
      if (/[\u4e00-\u9fff]/.test(words)) continue;
      expect(words.replaceAll(names, ''), `${name}: ${words}`).not.toMatch(/[a-z]{3}/i);
    }
  });

  it('hold no Chinese in the English texts', () => {
    for (const [name, leaf] of english) expect(said(leaf), name).not.toMatch(/[\u3000-\u9fff\uff00-\uffef]/);
  });

  it('are used: every text, by its whole path, or a group of them as a whole', () => {
    const sources = readdirSync('renderer', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/^i18n[\\/]/.test(file))
      .map((file) => readFileSync(`renderer/${file}`, 'utf8'))
      .join('\n')
      // A chain may be broken over lines.
      .replaceAll(/\s*\n\s*(?=\.)/g, '');
    const unused = [...english.keys()].filter((name) => !isUsed(name, sources));
    expect(unused).toEqual([]);
  });
});

/** `.keys.filter`, or `.ui.types[` and `.faults.offline }` for a whole group; a whole feature at once says nothing. */
function isUsed(name: string, sources: string): boolean {
  const parts = name.split('.').map((part) => part.replaceAll(/\W/g, '\\$&'));
  for (let length = parts.length; length >= 2; length--) {
    const path = `\\.${parts.slice(0, length).join('\\.')}(?![\\w$])`;
    if (new RegExp(length === parts.length ? path : `${path}(?!\\??\\.)`).test(sources)) return true;
  }
  return false;
}
