// `npm start`: the desktop edition where a window can be opened, the browser edition everywhere else. `npm start -- --browser` asks for the latter.
// @ts-check
import { join } from 'node:path';
import process from 'node:process';
import { run, runNode } from './child.mjs';
import { build, dependencies, root, script } from './ready.mjs';
import { desktop, thisMachine } from './runtime.mjs';

const say = (/** @type {string} */ line) => console.error(line);

await script(async () => {
  const args = process.argv.slice(2);
  const rest = args.filter((arg) => arg !== '--browser');
  await dependencies();
  await build();
  if (rest.length < args.length) return browser(rest);
  const found = await desktop({ root, machine: thisMachine(), say });
  if ('runtime' in found) {
    const code = await openWindow(found.runtime, rest);
    if (code !== null) return code;
    say('Electron did not start here: opening the browser edition instead.');
  } else {
    say(`Opening the browser edition: ${found.reason}.`);
  }
  return browser(rest);
});

/** @param {readonly string[]} args */
function browser(args) {
  return runNode(join(root, 'dist/host/serve.js'), ['serve', ...args], { own: true });
}

/**
 * Null where the runtime ended by itself before a window can have been used: a missing library, a sandbox the system refuses.
 * @param {string} runtime @param {readonly string[]} args
 * @returns {Promise<number | null>}
 */
async function openWindow(runtime, args) {
  const env = { ...process.env };
  delete env['ELECTRON_RUN_AS_NODE'];
  const began = performance.now();
  let asked = false;
  const note = () => {
    asked = true;
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, note);
  const code = await run(runtime, [root, ...args], { env, own: true, windowsHide: false });
  return code !== 0 && !asked && performance.now() - began < 5000 ? null : code;
}
