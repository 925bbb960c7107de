/** What the feed claims: the rate it takes without loss, what it keeps, and how fast it is searched; a steady load, MONITOR and a recording. */
import { feedLoad } from './feedLoad.ts';
import { feedQuery } from './feedQuery.ts';
import { feedRate } from './feedRate.ts';
import type { Measure } from './measure.ts';

export async function* feed(): AsyncGenerator<Measure> {
  yield* feedQuery();
  yield* feedLoad();
  yield* feedRate();
}
