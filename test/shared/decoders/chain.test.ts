import { expect, test } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import { decodePath, detect } from '../../../shared/decoders/chain.ts';
import { newBudget, viewLimits } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { parsePath, pathText } from '../../../shared/decoders/path.ts';
import { nodeAt, textNode } from '../../../shared/decoders/tree.ts';

const clock = () => performance.now();

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
