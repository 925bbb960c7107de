import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import { decodePath, detect, fullLook } from '../../../shared/decoders/chain.ts';
import { newBudget, viewLimits } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { parsePath, pathText } from '../../../shared/decoders/path.ts';
import { nodeAt, textNode } from '../../../shared/decoders/tree.ts';

/** It stands still: how busy the machine is decides nothing here. */
const clock = () => 0;

test('a path is written and read back, with its arguments', () => {
  expect(pathText(parsePath('gzip>protobuf( shop.Order ) ') ?? [])).toBe('gzip > protobuf(shop.Order)');
  expect(parsePath('gzip > ')).toBeNull();
  expect(parsePath('Gzip')).toBeNull();
  expect(parsePath(Array(9).fill('gzip').join('>'))).toBeNull();
});

test('an unknown step is refused by name, and keeps what it was given', () => {
  const ran = decodePath(decoders, utf8('x'), [{ name: 'nothing', argument: '' }], newBudget(viewLimits, clock));
  expect(ran).toMatchObject({ ok: false, step: 0, why: { kind: 'unknown-decoder', detail: 'nothing' }, given: utf8('x') });
});

test('text says where it stops being UTF-8', () => {
  const found = detect(decoders, new Uint8Array([0x61, 0xc3, 0xa9, 0xed, 0xa0, 0x80]), clock);
  expect(found.best.path).toEqual([{ name: 'hex', argument: '' }]);
  expect(found.refusals.find(({ name }) => name === 'text')?.why).toEqual({ kind: 'not-utf8', at: 3 });
});

test('a step into a tree goes through tags, and takes the last of doubled keys', () => {
  const root = {
    kind: 'tagged',
    tag: 'T',
    of: {
      kind: 'map',
      entries: [
        [textNode('a'), textNode('1')],
        [textNode('a'), { kind: 'list', items: [textNode('2')] }],
      ],
    },
  } as const;
  expect(nodeAt(root, ['a', '0'])).toEqual(textNode('2'));
  expect(nodeAt(root, ['a', 'x'])).toBeNull();
});

test('a text that begins as a packed value does is a text', () => {
  for (const text of ['x^2 + y^2', 'x^', 'x\u0001 and more', 'XG', 'hC']) {
    const { best, refusals, unreadable } = detect(decoders, utf8(text), clock);
    expect([text, best.path, unreadable]).toEqual([text, [{ name: 'text', argument: '' }], null]);
    expect(refusals.map(({ name }) => name)).toContain('zlib');
  }
});

test('a head that is one by chance is no packed value, and one that is meant is', () => {
  const chance = detect(decoders, Uint8Array.of(8, 215), clock);
  expect(chance).toMatchObject({ best: { path: [{ name: 'hex' }] }, unreadable: null });
  const small = new Uint8Array(deflateSync('a small window is as good', { windowBits: 9 }));
  expect(small[0]).not.toBe(0x78);
  expect(detect(decoders, small, clock).best.path.map(({ name }) => name)).toEqual(['zlib', 'text']);
});

test('a damaged value is shown in digits, with what it is marked as and why it is not read as that, also inside of another', () => {
  const damaged = new Uint8Array(gzipSync('some words, packed'));
  damaged[damaged.length - 5] = (damaged[damaged.length - 5] ?? 0) ^ 1;
  const gzip = { name: 'gzip', argument: '' };
  const found = detect(decoders, damaged, clock);
  expect(found).toMatchObject({ best: { path: [{ name: 'hex' }] }, unreadable: { path: [gzip], why: { kind: 'checksum' } }, short: false });
  expect(found.refusals).toContainEqual({ name: 'gzip', why: found.unreadable?.why });
  const outer = { name: 'zlib', argument: '' };
  expect(detect(decoders, new Uint8Array(deflateSync(damaged)), clock)).toMatchObject({
    best: { path: [outer, { name: 'hex' }] },
    unreadable: { path: [outer, gzip], why: { kind: 'checksum' } },
  });
});

test('what a cap ended is still named as what it is', () => {
  const look = { ...fullLook, unpacked: { bytes: 1000, milliseconds: 1000 } };
  expect(detect(decoders, new Uint8Array(gzipSync('x'.repeat(5000))), clock, [], look)).toMatchObject({
    best: { path: [{ name: 'gzip' }] },
    unreadable: null,
    short: true,
  });
});
