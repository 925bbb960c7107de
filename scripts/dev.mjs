// `npm run dev`: the page from Vite with hot reload, the host built and started again on change, sample data running, all behind one origin.
// @ts-check
import { watch } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runNode } from './child.mjs';
import { browse, startHost } from './host.mjs';
import { build, dependencies, root, Stop, script } from './ready.mjs';

const data = join(root, 'dist/dev-data');

/** Hands a page that was told so the address of the new host. @type {import('vite').Plugin} */
const newHost = {
  name: 'keytide-new-host',
  transformIndexHtml: {
    // Before Vite's own step, which is what gives a script its `import.meta.hot`.
    order: 'pre',
    handler: () => [
      {
        tag: 'script',
        attrs: { type: 'module' },
        children: "import.meta.hot.on('keytide:host', ({ hash }) => { location.hash = hash; location.reload(); });",
        injectTo: 'head',
      },
    ],
  },
};

await script(async () => {
  await dependencies();
  await build();
  const { createServer } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  const { promise: ending, resolve: end } = deferred();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, () => end(0));

  let host = await startHost(['--port', '47600', '--data', data]);
  // Where that one was taken it is another: kept for every host to come.
  const { origin, port } = new URL(host.url);
  const server = await createServer({
    configFile: false,
    root: join(root, 'renderer'),
    plugins: [react(), newHost],
    server: {
      host: '127.0.0.1',
      // The host answers nobody but its own page: towards it, the dev server is that page.
      proxy: { '/ws': { target: origin, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
    },
  });
  const here = () => `${server.resolvedUrls?.local[0] ?? ''}${new URL(host.url).hash}&demo`;
  const restart = serially(async () => {
    if ((await runNode('scripts/build.mjs', ['host'], { cwd: root })) !== 0) return;
    await host.stop();
    host = await startHost(['--port', port, '--data', data]);
    // Its tokens went with the former host: pages are handed the new one's.
    server.ws.send('keytide:host', { hash: new URL(here()).hash });
    console.log(`Host started again: ${here()}`);
  });
  /** @type {import('node:fs').FSWatcher[]} */
  const watchers = [];
  try {
    await server.listen();
    console.log(here());
    browse(here());
    for (const folder of ['electron', 'shared']) watchers.push(watch(join(root, folder), { recursive: true }, () => void restart()));
    return await ending;
  } finally {
    for (const watcher of watchers) watcher.close();
    await Promise.all([server.close(), host.stop()]);
  }
});

/** One at a time, and once more where something changed meanwhile; a burst of changes counts as one. @param {() => Promise<void>} task */
function serially(task) {
  let [running, again] = [false, false];
  return async function go() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await new Promise((resolve) => setTimeout(resolve, 100));
      again = false;
      await task();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      console.error(error.message);
    } finally {
      running = false;
    }
    if (again) await go();
  };
}

/** @returns {{ promise: Promise<number>, resolve: (code: number) => void }} */
function deferred() {
  /** @type {(code: number) => void} */
  let resolve = () => undefined;
  const promise = new Promise((/** @type {(code: number) => void} */ settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
