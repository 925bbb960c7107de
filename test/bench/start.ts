/** How soon `keytide serve` listens, against what Node itself takes to start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { startServe } from '../support/serve.ts';
import { type Measure, median } from './measure.ts';

const rounds = 9;

export async function* start(): AsyncGenerator<Measure> {
  const bare: number[] = [];
  const listening: number[] = [];
  // In turns, so that whatever else the machine does falls on both.
  for (let round = 0; round < rounds; round++) {
    let began = performance.now();
    await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
    bare.push(performance.now() - began);
    began = performance.now();
    const host = await startServe();
    listening.push(performance.now() - began);
    await host.stop();
    await rm(host.data, { recursive: true, force: true });
  }
  const node = median(bare);
  yield {
    name: 'start: keytide serve listens',
    unit: 'ms',
    value: median(listening),
    limit: 2 * node + 300,
    note: `2 x node -e 0 (${node.toFixed(0)} ms) + 300 ms; median of ${rounds}`,
  };
}
