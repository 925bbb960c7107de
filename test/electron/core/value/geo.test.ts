/** Places in a sorted set, on a real server. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import { isDistance, isPoint } from '../../../../shared/value/types/geo.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { openOn } from './moduleSetting.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(async () => {
  await redis.direct.flushall();
  await redis.direct.geoadd('k', 13.361389, 38.115556, 'Palermo', 15.087269, 37.502669, 'Catania');
});
afterAll(() => redis.stop());

const near = (longitude: string, latitude: string): unknown => ({ longitude: expect.stringContaining(longitude), latitude: expect.stringContaining(latitude) });

test('scores are read as coordinates', async () => {
  const opened = await openOn(redis);
  const answer = await opened.ask({ of: 'geo', what: 'positions', members: [utf8('Palermo'), utf8('nobody')] });
  expect(answer).toEqual({ of: 'geo', what: 'positions', points: [near('13.3613', '38.1155'), null] });
});

test.each([
  ['a point', { longitude: '15', latitude: '37' }, ['Catania', 'Palermo']],
  ['a member', utf8('Palermo'), ['Palermo', 'Catania']],
] as const)('what is around %s comes nearest first', async (_, centre, names) => {
  const opened = await openOn(redis);
  const answer = await opened.ask({ of: 'geo', what: 'around', centre, radius: '200', unit: 'km', count: 10 });
  expect(answer.what === 'around' && answer.found.map(({ member }) => displayText(member))).toEqual(names);
  expect(answer.what === 'around' && answer.found[1]?.distance).toMatch(/^\d+\.\d{4}$/);
  expect(await opened.ask({ of: 'geo', what: 'around', centre, radius: '0.1', unit: 'm', count: 1 })).toMatchObject({ found: expect.any(Array) });
});

test('a place is added where there is none, and taken back', async () => {
  const opened = await openOn(redis);
  const act = { of: 'geo', member: utf8('Rome'), longitude: '12.4964', latitude: '41.9028' } as const;
  const undo = await opened.act(act);
  expect(await redis.direct.geopos('k', 'Rome')).toEqual([[expect.stringContaining('12.496'), expect.stringContaining('41.90')]]);
  expect(await faultOf(opened.act(act))).toEqual({ code: 'conflict', found: 'exists' });
  await opened.undo(undo ?? '');
  expect(await redis.direct.zcard('k')).toBe(2);
});

test('no point and no distance go nowhere', async () => {
  const opened = await openOn(redis);
  expect(await faultOf(opened.act({ of: 'geo', member: utf8('x'), longitude: '181', latitude: '0' }))).toMatchObject({ code: 'input' });
  expect(await faultOf(opened.ask({ of: 'geo', what: 'around', centre: utf8('Palermo'), radius: '-1', unit: 'km', count: 10 }))).toMatchObject({
    code: 'input',
  });
  expect(isPoint({ longitude: '0', latitude: '85.06' })).toBe(false);
  expect(isPoint({ longitude: '1e2', latitude: '0' })).toBe(false);
  expect(isDistance('0')).toBe(false);
});
