/** Builds main and preload, starts them in a process of their own under the stand-in `electron`, and talks to them. */
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { vi } from 'vitest';
import { commonJsNames, noNativeParts } from '../../../scripts/hostBundle.mjs';
import type { KeytideContract } from '../../../shared/contract.ts';
import { type Client, connect } from '../../../shared/rpc/client.ts';
import type { Wire } from '../../../shared/rpc/wire.ts';
import type { StandinConfig } from './standin/state.ts';
import type { Standin } from './standin.ts';

export type ToChild =
  | { readonly t: 'evaluate'; readonly id: number; readonly source: string; readonly arg: unknown }
  | { readonly t: 'port'; readonly id: number; readonly window: number }
  | { readonly t: 'frame'; readonly port: number; readonly frame: unknown }
  | { readonly t: 'close'; readonly port: number };
export type FromChild =
  | { readonly t: 'loaded' }
  | { readonly t: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly t: 'failed'; readonly id: number; readonly message: string }
  | { readonly t: 'frame'; readonly port: number; readonly frame: unknown }
  | { readonly t: 'closed'; readonly port: number };

const nodeModules = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];
const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Built {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Main and preload bundled as `scripts/build.mjs` does it, in a folder where `electron` is the stand-in, beside a page of three files. */
export async function buildDesktop(): Promise<Built> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'keytide-desktop-')));
  const bundle = (entry: string, format: 'es' | 'cjs', file: string): Promise<unknown> =>
    build({
      configFile: false,
      root,
      logLevel: 'error',
      publicDir: false,
      plugins: [noNativeParts],
      define: commonJsNames(format),
      resolve: { conditions: ['node'] },
      ssr: { noExternal: true },
      build: {
        ssr: true,
        outDir: join(folder, dirname(file)),
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        rollupOptions: {
          input: join(root, entry),
          external: ['electron', ...nodeModules],
          output: { format, entryFileNames: basename(file), codeSplitting: false },
        },
      },
    });
  await bundle('electron/main.ts', 'es', 'dist/host/main.js');
  await bundle('electron/preload.ts', 'cjs', 'dist/host/preload.cjs');
  await bundle('test/electron/desktop/driver.ts', 'es', 'driver.js');
  await bundle('test/electron/desktop/standin.ts', 'es', 'node_modules/electron/index.js');
  await writeFile(join(folder, 'node_modules/electron/package.json'), '{"name":"electron","type":"module","exports":"./index.js"}');
  await writeFile(join(folder, 'package.json'), '{"name":"keytide","type":"module"}');
  await mkdir(join(folder, 'dist/page/assets'), { recursive: true });
  await writeFile(join(folder, 'dist/page/index.html'), '<!doctype html><title>Keytide</title>');
  await writeFile(join(folder, 'dist/page/assets/app.js'), 'export {};');
  await writeFile(join(folder, 'dist/page/assets/app.js.map'), '{}');
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface DesktopOptions extends Partial<StandinConfig> {
  /** What follows the program's name on its command line. */
  readonly args?: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Desktop {
  readonly appData: string;
  /** Runs there, with the stand-in in hand; only what can be cloned goes in and comes back. */
  evaluate<T, A = undefined>(run: (standin: Standin, arg: A) => T | Promise<T>, arg?: A): Promise<T>;
  /** Says `ready`, and waits for the first window's page. */
  ready(): Promise<void>;
  /** As the page of that window does it: the handshake of preload.ts, then the protocol over the port. */
  connect(window?: number): Promise<Client<KeytideContract>>;
  readonly exited: Promise<number | null>;
  readonly stderr: () => string;
  /** Ends it, whatever it is doing, and removes its folder. */
  end(): Promise<void>;
}

export async function startDesktop(built: Built, options: DesktopOptions = {}): Promise<Desktop> {
  const { args = [], platform, env = {}, ...config } = options;
  const appData = await mkdtemp(join(tmpdir(), 'keytide-appdata-'));
  const standin: StandinConfig = {
    packaged: false,
    lock: true,
    appData,
    backend: 'gnome_libsecret',
    keychain: true,
    dark: false,
    notices: true,
    switches: {},
    ...config,
  };
  const child = fork(join(built.folder, 'driver.js'), args, {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    execArgv: [],
    env: {
      ...process.env,
      STANDIN: JSON.stringify(standin),
      STANDIN_MODULE: pathToFileURL(join(built.folder, 'node_modules/electron/index.js')).href,
      STANDIN_MAIN: pathToFileURL(join(built.folder, 'dist/host/main.js')).href,
      ...(platform === undefined ? {} : { STANDIN_PLATFORM: platform }),
      ...env,
    },
  });

  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const wires = new Map<number, { receive(frame: unknown): void; closed(): void }>();
  let lastId = 0;
  let tellLoaded = (): void => undefined;
  const loaded = new Promise<void>((resolve) => (tellLoaded = resolve));
  const exited = new Promise<number | null>((resolve) => {
    child.on('exit', (code) => {
      for (const one of asked.values()) one.reject(new Error(`the program ended (${code}): ${stderr}`));
      for (const wire of wires.values()) wire.closed();
      resolve(code);
    });
  });

  child.on('message', (raw) => {
    const message = raw as FromChild;
    switch (message.t) {
      case 'loaded':
        return tellLoaded();
      case 'frame':
        return wires.get(message.port)?.receive(message.frame);
      case 'closed':
        return wires.get(message.port)?.closed();
      case 'answer':
        asked.get(message.id)?.resolve(message.value);
        return void asked.delete(message.id);
      case 'failed':
        asked.get(message.id)?.reject(new Error(message.message));
        return void asked.delete(message.id);
    }
  });

  const tell = (message: ToChild): void => void (child.connected && child.send(message));
  const ask = (message: (id: number) => ToChild): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      asked.set(id, { resolve, reject });
      tell(message(id));
    });
  const evaluate: Desktop['evaluate'] = async (run, arg) => (await ask((id) => ({ t: 'evaluate', id, source: run.toString(), arg }))) as never;

  await Promise.race([loaded, exited]);
  return {
    appData,
    evaluate,
    async ready() {
      await evaluate((standin) => standin.becomeReady());
      await vi.waitFor(
        async () => {
          const shown = await evaluate(({ calls }) => calls.some(([name]) => name === 'show'));
          if (!shown) throw new Error(`no window was shown: ${stderr}`);
        },
        { timeout: 10_000 },
      );
    },
    async connect(window = 0) {
      const port = (await ask((id) => ({ t: 'port', id, window }))) as number;
      let open = true;
      const wire: Wire = {
        send: (frame) => void (open && tell({ t: 'frame', port, frame })),
        listen(receive, closed) {
          const end = (): void => {
            if (open) closed();
            open = false;
          };
          wires.set(port, { receive, closed: end });
        },
        close() {
          tell({ t: 'close', port });
        },
      };
      return connect<KeytideContract>(wire);
    },
    exited,
    stderr: () => stderr,
    async end() {
      child.kill('SIGKILL');
      await exited;
      await rm(appData, { recursive: true, force: true });
    },
  };
}
