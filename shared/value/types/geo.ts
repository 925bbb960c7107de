/** The places that a sorted set may hold: scores read as coordinates, those around a point, one more. Nothing tells that a sorted set is one of places. */
import * as v from 'valibot';
import type { Bytes } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { atMost, bytes, text } from '../../inputs.ts';
import { asBytes, asList, asText, type Reply } from '../../reply.ts';
import type { Asking, Deed } from '../module.ts';

export const geoUnits = ['m', 'km', 'mi', 'ft'] as const;

const degrees = text(30);
export const geoAsk = v.variant('what', [
  v.object({ of: v.literal('geo'), what: v.literal('positions'), members: v.pipe(v.array(bytes), v.minLength(1), v.maxLength(1000), v.readonly()) }),
  v.object({
    of: v.literal('geo'),
    what: v.literal('around'),
    /** A member, or a point. */
    centre: v.union([bytes, v.object({ longitude: degrees, latitude: degrees })]),
    radius: text(30),
    unit: v.picklist(geoUnits),
    count: atMost(1000),
  }),
]);
export const geoAct = v.object({ of: v.literal('geo'), member: bytes, longitude: degrees, latitude: degrees });
export type GeoAsk = v.InferOutput<typeof geoAsk>;
export type GeoAct = v.InferOutput<typeof geoAct>;

/** As the server writes them. */
export interface Point {
  readonly longitude: string;
  readonly latitude: string;
}

export type GeoAnswer =
  /** In the order they were asked for; null where there is no such member. */
  | { readonly of: 'geo'; readonly what: 'positions'; readonly points: readonly (Point | null)[] }
  /** Nearest first. */
  | { readonly of: 'geo'; readonly what: 'around'; readonly found: readonly { readonly member: Bytes; readonly distance: string; readonly point: Point }[] };

export async function askGeo({ send }: Asking, key: Bytes, ask: GeoAsk): Promise<GeoAnswer> {
  if (ask.what === 'positions') {
    const points = asList(await send('GEOPOS', key, ...ask.members));
    return { of: 'geo', what: 'positions', points: points.map((point) => (point === null ? null : pointOf(point))) };
  }
  if (!isDistance(ask.radius)) fail({ code: 'input', path: 'radius', message: 'a radius is a number above 0' });
  const { centre } = ask;
  const from = centre instanceof Uint8Array ? (['FROMMEMBER', centre] as const) : (['FROMLONLAT', ...checked(centre)] as const);
  const found = await send('GEOSEARCH', key, ...from, 'BYRADIUS', ask.radius, ask.unit, 'ASC', 'COUNT', ask.count, 'WITHCOORD', 'WITHDIST');
  return {
    of: 'geo',
    what: 'around',
    found: asList(found).map((one) => {
      const [member, distance, point] = asList(one);
      return { member: asBytes(member), distance: asText(distance), point: pointOf(point) };
    }),
  };
}

/** GEOADD of one that is not there. */
export function actOnGeo(key: Bytes, { member, ...point }: GeoAct): Deed {
  return {
    plan: { type: 'zset', checks: [{ ask: ['ZSCORE', key, member], is: null, else: 'exists' }], writes: [['GEOADD', key, ...checked(point), member]] },
    undo: async ({ send }) => {
      const score = await send('ZSCORE', key, member);
      return score === null
        ? null
        : { type: 'zset', checks: [{ ask: ['ZSCORE', key, member], is: asScore(score), else: 'changed' }], writes: [['ZREM', key, member]] };
    },
  };
}

/** RESP3 gives a score as a number, which a script has as text. */
function asScore(reply: Reply): Bytes {
  return reply instanceof Uint8Array ? reply : new TextEncoder().encode(asText(reply));
}

function pointOf(reply: Reply | undefined): Point {
  const [longitude, latitude] = asList(reply);
  return { longitude: asText(longitude), latitude: asText(latitude) };
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** What GEOADD takes: the limits are those of its projection. */
export function isPoint({ longitude, latitude }: Point): boolean {
  return decimal.test(longitude) && decimal.test(latitude) && Math.abs(Number(longitude)) <= 180 && Math.abs(Number(latitude)) <= 85.05112878;
}

export function isDistance(radius: string): boolean {
  return decimal.test(radius) && Number(radius) > 0;
}

function checked(point: Point): readonly [string, string] {
  if (!isPoint(point)) fail({ code: 'input', path: 'longitude', message: 'a longitude is from -180 to 180, a latitude from -85.05112878 to 85.05112878' });
  return [point.longitude, point.latitude];
}
