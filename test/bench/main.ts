/** Runs the benches that were asked for, prints a line for each number, and ends with 1 where one is over its limit. */
import { connect } from './connect.ts';
import { decoders } from './decoders.ts';
import { feed } from './feed.ts';
import { feedPage } from './feedPage.ts';
import { frozen } from './frozen.ts';
import { idle } from './idle.ts';
import { jobs } from './jobs.ts';
import { keys } from './keys.ts';
import { keysPage } from './keysPage.ts';
import { type Bench, isOver, lineOf } from './measure.ts';
import { outage } from './outage.ts';
import { page } from './page.ts';
import { pageDecoders } from './pageDecoders.ts';
import { pageValues } from './pageValues.ts';
import { protocol } from './protocol.ts';
import { start } from './start.ts';
import { tabs } from './tabs.ts';
import { values } from './values.ts';

const benches = new Map<string, Bench>([
  ['start', start],
  ['page', page],
  ['protocol', protocol],
  ['connect', connect],
  ['values', values],
  ['pageValues', pageValues],
  ['idle', idle],
  ['decoders', decoders],
  ['pageDecoders', pageDecoders],
  ['feed', feed],
  ['feedPage', feedPage],
  ['keys', keys],
  ['keysPage', keysPage],
  ['jobs', jobs],
  ['frozen', frozen],
  ['tabs', tabs],
  ['outage', outage],
]);

export async function run(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !benches.has(name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no bench "${unknown}"; there are ${[...benches.keys()].join(', ')}.\n`);
    return 2;
  }
  let over = 0;
  for (const [name, bench] of benches) {
    if (names.length > 0 && !names.includes(name)) continue;
    for await (const measure of bench()) {
      process.stdout.write(`${lineOf(measure)}\n`);
      if (isOver(measure)) over++;
    }
  }
  return over === 0 ? 0 : 1;
}
