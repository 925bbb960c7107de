// `npm run demo`: the browser edition with sample data running, in a data folder of its own that is gone afterwards.
// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { browse, startHost } from './host.mjs';
import { build, dependencies, script } from './ready.mjs';

await script(async () => {
  await dependencies();
  await build();
  const data = mkdtempSync(join(tmpdir(), 'keytide-demo-'));
  try {
    const host = await startHost(['--data', data, ...process.argv.slice(2)]);
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, () => void host.stop());
    const url = `${host.url}&demo`;
    console.log(url);
    browse(url);
    return await host.over;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
