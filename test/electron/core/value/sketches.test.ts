/** Sketches: what they say of themselves and of an item, and one more item, over both protocols. */
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../../shared/bytes.ts';
import type { SketchKind } from '../../../../shared/value/types/sketches.ts';
import { faultOf } from '../../../support/fault.ts';
import { sketch } from '../../../support/modules/sketches.ts';
import { answeredOrFault, openModule, protocols, wrongShapes } from './moduleSetting.ts';

const all: readonly (readonly [type: string, kind: SketchKind, fact: readonly [string, string], said: readonly string[], after: readonly string[]])[] = [
  ['MBbloom--', 'bloom', ['Number of items inserted', '2'], ['1', '0'], ['1', '1']],
  ['bloomfltr', 'bloom', ['Capacity', '100'], ['1', '0'], ['1', '1']],
  ['MBbloomCF', 'cuckoo', ['Number of items inserted', '4'], ['3', '0'], ['3', '1']],
  ['CMSk-TYPE', 'count-min', ['count', '4'], ['3', '0'], ['3', '5']],
  ['TopK-TYPE', 'top-k', ['decay', '0.925'], ['1', '0'], ['1', '1']],
];

describe.each(protocols)('RESP%i', (version) => {
  test.each(all)('%s', async (type, kind, fact, said, after) => {
    const opened = await openModule(
      sketch(type, [
        ['1', 3],
        ['\xff', 1],
      ]),
      version,
    );
    expect(await opened.read()).toMatchObject({ kind: 'module', type, facts: { of: 'sketch', kind } });
    const facts = await opened.facts();
    expect(facts.of === 'sketch' && facts.facts).toContainEqual(fact);
    const test = async (): Promise<readonly string[]> => (await opened.ask({ of: 'sketch', kind, what: 'test', items: [utf8('1'), utf8('2')] })).said;
    expect(await test()).toEqual(said);
    expect(await opened.act({ of: 'sketch', kind, type, item: utf8('2'), by: kind === 'count-min' ? '5' : '1' })).toBeNull();
    expect(await test()).toEqual(after);
  });

  test('a top-k lists what it holds', async () => {
    const opened = await openModule(
      sketch('TopK-TYPE', [
        ['a', 1],
        ['b', 7],
      ]),
      version,
    );
    expect(await opened.facts()).toMatchObject({
      top: [
        { item: utf8('b'), count: '7' },
        { item: utf8('a'), count: '1' },
      ],
    });
  });

  test('a t-digest answers quantiles and shares', async () => {
    const opened = await openModule(
      sketch(
        'TDIS-TYPE',
        [1, 2, 3, 4].map((value) => [String(value), 1]),
      ),
      version,
    );
    const ask = async (what: 'test' | 'share', ...items: readonly string[]): Promise<readonly string[]> =>
      (await opened.ask({ of: 'sketch', kind: 't-digest', what, items: items.map(utf8) })).said;
    expect(await ask('test', '0', '0.5', '1')).toEqual(['1', '3', '4']);
    expect(await ask('share', '2')).toEqual(['0.5']);
    expect(await faultOf(ask('test', 'half'))).toMatchObject({ code: 'input' });
    await opened.act({ of: 'sketch', kind: 't-digest', type: 'TDIS-TYPE', item: utf8('9.5'), by: '1' });
    expect(await ask('test', '1')).toEqual(['9.5']);
    const empty = await openModule(sketch('TDIS-TYPE'), version);
    expect((await empty.ask({ of: 'sketch', kind: 't-digest', what: 'test', items: [utf8('0.5')] })).said).toEqual(['nan']);
  });
});

test('what is no number is not added to a t-digest, and nothing to another type', async () => {
  const opened = await openModule(sketch('TDIS-TYPE'));
  expect(await faultOf(opened.act({ of: 'sketch', kind: 't-digest', type: 'TDIS-TYPE', item: utf8('x'), by: '1' }))).toMatchObject({ code: 'input' });
  expect(await faultOf(opened.act({ of: 'sketch', kind: 'bloom', type: 'TDIS-TYPE', item: utf8('x'), by: '1' }))).toMatchObject({ code: 'input' });
  expect(await faultOf(opened.act({ of: 'sketch', kind: 'bloom', type: 'MBbloom--', item: utf8('x'), by: '1' }))).toEqual({ code: 'conflict', found: 'type' });
});

test.each(['BF.INFO', 'BF.MEXISTS', 'BF.ADD'])('any answer to %s is a fault or is read, never a bug', async (command) => {
  let shape = '';
  const opened = await openModule(sketch('MBbloom--'), 3, ([name = '']) => (name.toUpperCase() === command && shape !== '' ? shape : undefined));
  for (shape of wrongShapes) {
    expect(await answeredOrFault(() => opened.read())).toBe(true);
    expect(await answeredOrFault(() => opened.ask({ of: 'sketch', kind: 'bloom', what: 'test', items: [utf8('1')] }))).toBe(true);
    expect(await answeredOrFault(() => opened.act({ of: 'sketch', kind: 'bloom', type: 'MBbloom--', item: utf8('x'), by: '1' }))).toBe(true);
  }
});
