/** What the page asks of the decoders: the same answers at once, whole, and over to a worker and back. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import { newBudget, viewLimits } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { notation } from '../../../shared/decoders/notation.ts';
import { packTree, unpackTree } from '../../../shared/decoders/packedTree.ts';
import { parsePath, pathText } from '../../../shared/decoders/path.ts';
import { type Node, nodeAt } from '../../../shared/decoders/tree.ts';
import { carriedHome, carry, type Kind, newDoer, type Works } from '../../../shared/decoders/work.ts';
import { avroSchema, descriptorSet, references } from './references.ts';

const doer = newDoer(decoders, () => 0);
const on = (path: string, bytes: Bytes): Works['decode'] => ({ bytes, path: parsePath(path) ?? [], schemas: [] });

/** As a worker does it: what is asked is cloned, what is answered is cloned or moved. */
function over<K extends Kind>(kind: K, work: Works[K]) {
  const there = structuredClone(work);
  const { carried, moved } = carry(there, doer.whole(kind, there));
  return carriedHome(work, structuredClone(carried, { transfer: [...moved] as ArrayBuffer[] }));
}

const trees = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(
      fc.record({ kind: fc.constantFrom('number' as const, 'word' as const, 'text' as const), text: fc.string({ unit: 'binary' }) }),
      fc.constant<Node>({ kind: 'text', text: '\ud800 is half of a pair, and this is longer than what is short' }),
      fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array() }),
      fc.record({ kind: fc.constant('reference' as const), to: fc.string() }),
    ),
    fc.record({ kind: fc.constant('list' as const), items: fc.array(tie('node')) }),
    fc.record({ kind: fc.constant('map' as const), entries: fc.array(fc.tuple(tie('node'), tie('node'))) }),
    fc.record({ kind: fc.constant('tagged' as const), tag: fc.string(), of: tie('node') }),
  ),
})).node;

describe('a tree that is packed', () => {
  test('is the same tree, node by node', () => {
    fc.assert(
      fc.property(trees, (root) => {
        expect(unpackTree(packTree(root))).toEqual(root);
      }),
    );
  });

  test('holds once what stands in it many times', () => {
    let root: Node = { kind: 'text', text: 'a text that is long enough to be looked for '.repeat(100) };
    for (let level = 0; level < 30; level++) root = { kind: 'list', items: [root, root, root] };
    const packed = packTree(root);
    expect(packed.shape.length + packed.texts.length).toBeLessThan(6000);
    expect(
      nodeAt(
        unpackTree(packed),
        Array.from({ length: 30 }, () => '2'),
      ),
    ).toMatchObject({ kind: 'text' });
  });

  test('makes only the nodes that are looked at', () => {
    const packed = packTree({
      kind: 'list',
      items: Array.from({ length: 1000 }, () => ({ kind: 'list' as const, items: [{ kind: 'word' as const, text: 'x' }] })),
    });
    const root = unpackTree(packed);
    expect(root.kind === 'list' && root.items.length).toBe(1000);
    const again = root.kind === 'list' ? root.items : [];
    expect(root.kind === 'list' && root.items).toBe(again);
  });
});

describe('over to a worker and back', () => {
  test.each(references.map(({ made, decoder, bytes }) => [made, decoder, bytes] as const))('%s', (_, path, bytes) => {
    const work = { ...on(path, bytes), schemas: [descriptorSet, avroSchema] };
    expect(over('decode', work)).toEqual(doer.whole('decode', work));
    expect(over('detect', work)).toEqual(doer.whole('detect', work));
    expect(over('edit', work)).toEqual(doer.whole('edit', work));
    expect(over('layOut', work)).toEqual(doer.whole('layOut', work));
  });

  test('what was given and is given back is the very memory of the page', () => {
    const bytes = randomBytes(100_000);
    for (const path of ['hex', 'bits']) {
      const ran = over('decode', on(path, bytes));
      expect('given' in ran && ran.given === bytes && ran.ok && ran.decoded.kind === 'digits' && ran.decoded.bytes === bytes).toBe(true);
    }
    const unpacked = over('decode', on('gzip > hex', new Uint8Array(gzipSync(bytes))));
    expect('given' in unpacked && unpacked.ok && unpacked.decoded.kind === 'digits' && unpacked.decoded.bytes === unpacked.given).toBe(true);
  });

  test('a text that is typed is written, and what cannot be written says why', () => {
    const work = on('gzip > msgpack', new Uint8Array(gzipSync(Uint8Array.of(0x81, 0xa1, 0x61, 1))));
    const written = over('write', { ...work, text: '{"a": 2}' });
    expect(written).toMatchObject({ ok: true });
    expect(over('write', { ...work, text: '{"a": ' })).toMatchObject({ ok: false, why: { kind: 'invalid' } });
  });
});

describe('at once', () => {
  test.each(['', 'words', '{"a":1}', '1700000000', 'a: 1\nb: 2\n', 'SGVsbG8gd29ybGQsIGhlbGxv'])('%j is looked at and read', (text) => {
    const work = { bytes: utf8(text), schemas: [] };
    const found = doer.atOnce('detect', work);
    expect(found && pathText(found.best.path)).toBe(pathText(doer.whole('detect', work).best.path));
    expect(doer.atOnce('decode', { ...work, path: found?.best.path ?? [] })).toMatchObject({ ok: true });
  });

  test('what is long, or small and unpacks to much, is not', () => {
    expect(doer.atOnce('detect', { bytes: utf8('x'.repeat(5000)), schemas: [] })).toBeNull();
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(1024 * 1024)));
    expect(bomb.length).toBeLessThan(4096);
    expect(doer.atOnce('detect', { bytes: bomb, schemas: [] })).toBeNull();
    expect(doer.atOnce('decode', on('gzip > hex', bomb))).toBeNull();
    expect(doer.atOnce('write', { ...on('gzip > text', bomb), text: 'x' })).toBeNull();
    expect(doer.atOnce('compare', { bytes: bomb, after: bomb, schemas: [] })).toBeNull();
  });

  test('digits of any length are', () => {
    const bytes = randomBytes(1024 * 1024);
    expect(doer.atOnce('decode', on('hex', bytes))).toMatchObject({ ok: true });
    expect(doer.atOnce('decode', on('binary', bytes))).toBeNull();
  });
});

test('a tree is laid out in the characters of its JSON, or in the notation that is edited', () => {
  const laid = (path: string, bytes: Bytes) => {
    const done = doer.whole('layOut', on(path, bytes));
    return done.ok ? new TextDecoder().decode(done.value) : done.why;
  };
  expect(laid('gzip > json', new Uint8Array(gzipSync('{"a":1.10}')))).toBe('{\n  "a": 1.10\n}');
  const map = doer.whole('decode', on('msgpack', Uint8Array.of(0x81, 1, 0xc4, 1, 0xff)));
  expect(laid('msgpack', Uint8Array.of(0x81, 1, 0xc4, 1, 0xff))).toBe(
    map.ok && map.decoded.kind === 'tree'
      ? notation(
          map.decoded.root,
          newBudget(viewLimits, () => 0),
        )
      : '',
  );
  expect(laid('text', utf8('x'))).toEqual({ kind: 'unsupported' });
});
