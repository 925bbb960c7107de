/** Vector sets on a real Redis 8, where one was fetched. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import { type VectorsAct, type VectorsAnswer, type VectorsAsk, vectorIn } from '../../../../shared/value/types/vectors.ts';
import { faultOf } from '../../../support/fault.ts';
import type { TestRedis } from '../../../support/redis.ts';
import { serverOf } from '../../../support/servers.ts';
import { fakeRedis } from '../connections/fakes.ts';
import { answeredOrFault, openOn, wrongShapes } from './moduleSetting.ts';

const server = serverOf('redis8');
let redis: TestRedis;
beforeAll(async () => {
  if (server.found) redis = await server.start();
});
beforeEach(async ({ skip, task }) => {
  if (task.name.startsWith('fake: ')) return;
  skip(!server.found, server.why);
  await redis.direct.flushall();
  for (const [name, x, y] of [
    ['east', 1, 0],
    ['north', 0, 1],
    ['north-east', 1, 1],
  ] as const)
    await redis.direct.call('VADD', 'k', 'VALUES', 2, x, y, name, 'NOQUANT', 'SETATTR', JSON.stringify({ x }), 'M', 8);
  await redis.direct.call('VADD', 'k', 'VALUES', 2, -1, 0, Buffer.of(0xff, 0x00), 'NOQUANT', 'M', 8);
});
afterAll(() => redis?.stop());

type Found<W extends VectorsAnswer['what']> = Extract<VectorsAnswer, { what: W }>;
async function asked<W extends VectorsAnswer['what']>(ask: VectorsAsk & { what: W }): Promise<Found<W>> {
  return (await (await openOn(redis)).ask(ask)) as Found<W>;
}

test('says what it is', async () => {
  const opened = await openOn(redis);
  expect(await opened.read()).toMatchObject({ kind: 'module', type: 'vectorset', ttl: null });
  expect(await opened.facts()).toEqual({
    of: 'vectors',
    length: 4,
    dimensions: 2,
    quantization: 'f32',
    layers: expect.any(Number),
    attributed: 3,
    reducedFrom: null,
    ordered: false,
  });
});

test('lists elements, exact to the byte', async () => {
  const { elements } = await asked({ of: 'vectors', what: 'list', after: null, count: 100 });
  expect(elements.map((one) => Buffer.from(one).toString('latin1')).toSorted()).toEqual(['east', 'north', 'north-east', 'ÿ\0']);
});

test('an element has its vector, its attributes and its neighbours', async () => {
  const found = await asked({ of: 'vectors', what: 'element', element: utf8('east') });
  expect(found.vector.map(Number)).toEqual([1, 0]);
  expect(displayText(found.attributes ?? utf8(''))).toBe('{"x":1}');
  expect(found.links.map(({ element }) => displayText(element))).toContain('north-east');
  expect(await asked({ of: 'vectors', what: 'element', element: utf8('nobody') })).toMatchObject({ vector: [], attributes: null, links: [] });
});

test('what is like it comes with its score, nearest first; a filter reads attributes', async () => {
  const near = await asked({ of: 'vectors', what: 'similar', to: utf8('east'), count: 2, filter: '' });
  expect(near.found.map(({ element, score }) => [displayText(element), Number(score).toFixed(2)])).toEqual([
    ['east', '1.00'],
    ['north-east', '0.85'],
  ]);
  const filtered = await asked({ of: 'vectors', what: 'similar', to: ['0.9', '0.1'], count: 10, filter: '.x < 1' });
  expect(filtered.found.map(({ element }) => displayText(element))).toEqual(['north']);
});

test('elements are added as the set is made, and what was added can be taken back', async () => {
  const opened = await openOn(redis);
  const south: VectorsAct = { of: 'vectors', what: 'add', element: utf8('south'), vector: ['0', '-1'], attributes: utf8('{"y":-1}') };
  const undo = await opened.act(south);
  expect(await redis.direct.call('VGETATTR', 'k', 'south')).toBe('{"y":-1}');
  expect(await faultOf(opened.act(south))).toEqual({ code: 'conflict', found: 'exists' });
  await opened.undo(undo ?? '');
  expect(await redis.direct.call('VCARD', 'k')).toBe(4);
  expect(await faultOf(opened.act({ ...south, vector: ['1', 'x'] }))).toMatchObject({ code: 'input' });
  expect(await faultOf(opened.act({ ...south, vector: ['1'] }))).toMatchObject({ code: 'redis' });
  await redis.direct.del('k');
  await redis.direct.call('VADD', 'k', 'REDUCE', 2, 'VALUES', 4, 1, 2, 3, 4, 'a');
  await opened.act({ ...south, vector: ['1', '2', '3', '4'] });
  expect(await redis.direct.call('VCARD', 'k')).toBe(2);
});

test('attributes are set while they are what was seen, and taken back', async () => {
  const opened = await openOn(redis);
  const act = { of: 'vectors', what: 'attributes', element: utf8('east'), from: utf8('{"x":1}'), to: null } as const;
  const undo = await opened.act(act);
  expect(await redis.direct.call('VGETATTR', 'k', 'east')).toBeNull();
  expect(await faultOf(opened.act(act))).toEqual({ code: 'conflict', found: 'changed' });
  await opened.undo(undo ?? '');
  expect(await redis.direct.call('VGETATTR', 'k', 'east')).toBe('{"x":1}');
});

test('an element is removed if it is there', async () => {
  const opened = await openOn(redis);
  expect(await opened.act({ of: 'vectors', what: 'remove', element: Uint8Array.of(0xff, 0x00) })).toBeNull();
  expect(await redis.direct.call('VCARD', 'k')).toBe(3);
  expect(await faultOf(opened.act({ of: 'vectors', what: 'remove', element: utf8('nobody') }))).toEqual({ code: 'conflict', found: 'gone' });
});

test('fake: attributes in the answer (8.2), in either protocol, and elements in order (8.4)', async () => {
  for (const answer of [
    '*6\r\n$1\r\na\r\n$3\r\n0.9\r\n$2\r\n{}\r\n$1\r\nb\r\n$3\r\n0.8\r\n$-1\r\n',
    '%2\r\n$1\r\na\r\n*2\r\n,0.9\r\n$2\r\n{}\r\n$1\r\nb\r\n*2\r\n,0.8\r\n_\r\n',
  ]) {
    const fake = await fakeRedis(([name = '', first = '']) => {
      if (name === 'COMMAND' && first === 'INFO') return '*1\r\n_\r\n';
      return name === 'VSIM' ? answer : undefined;
    });
    const opened = await openOn(fake);
    expect(await opened.ask({ of: 'vectors', what: 'similar', to: utf8('a'), count: 2, filter: '' })).toMatchObject({
      found: [
        { element: utf8('a'), score: '0.9', attributes: utf8('{}') },
        { element: utf8('b'), score: '0.8', attributes: null },
      ],
    });
    opened.session.close();
    await fake.close();
  }
});

test('fake: any answer is a fault or is read, never a bug', async () => {
  let shape = '';
  const fake = await fakeRedis(([name = '']) => (name.startsWith('V') ? shape : name === 'COMMAND' ? '*0\r\n' : undefined));
  const opened = await openOn(fake);
  for (shape of wrongShapes) {
    expect(await answeredOrFault(() => opened.ask({ of: 'vectors', what: 'list', after: null, count: 2 }))).toBe(true);
    expect(await answeredOrFault(() => opened.ask({ of: 'vectors', what: 'element', element: utf8('e') }))).toBe(true);
    expect(await answeredOrFault(() => opened.ask({ of: 'vectors', what: 'similar', to: utf8('e'), count: 2, filter: '' }))).toBe(true);
    expect(await answeredOrFault(() => opened.act({ of: 'vectors', what: 'add', element: utf8('e'), vector: ['1'], attributes: utf8('') }))).toBe(true);
  }
  opened.session.close();
  await fake.close();
});

test('fake: a vector is typed in any of the usual ways', () => {
  expect(vectorIn('[1, -2.5e-3,.5]')).toEqual(['1', '-2.5e-3', '.5']);
  expect(vectorIn('1 2\n3')).toEqual(['1', '2', '3']);
  for (const typed of ['', '[]', 'a', '1,b', '1;NaN']) expect(vectorIn(typed)).toBeNull();
});
