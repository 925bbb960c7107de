/** What every browser test gets: a Redis of its own, a running host, a page that fails the test on any error it reports. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import { startRedis, type TestRedis } from '../support/redis.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the README's pictures are taken from; unset, pictures go with the other results. */
const pictures = process.env['KEYTIDE_PICTURES'] ?? join(root, 'test-results/pictures');

interface TestFixtures {
  /** Further words on the host's command line, and variables of its environment. */
  hostArgs: readonly string[];
  hostEnv: Readonly<Record<string, string>>;
  /** Written into the host's empty data folder before it starts, by file name. */
  hostFiles: Readonly<Record<string, string>>;
  /** What a test provokes on purpose: `test.use({ allowed: [/…/] })`. */
  allowed: readonly RegExp[];
  /** The address of a host that was started for this test, good for one page; its data folder is empty. */
  url: string;
  /** A further address of the same host, for another page. */
  anotherUrl: () => Promise<string>;
  /** Takes a picture of the page as it is, without animations. */
  picture: (name: string) => Promise<void>;
}

interface WorkerFixtures {
  /** Empty at the start of each test. */
  redis: TestRedis;
}

interface HostFixtures {
  /** `restart` ends it and starts it anew on the same folder; gives the new address. */
  host: { readonly data: string; readonly url: string; restart(): Promise<string> };
}

export const test = base.extend<TestFixtures & HostFixtures & { emptied: undefined }, WorkerFixtures>({
  allowed: [[], { option: true }],
  hostArgs: [[], { option: true }],
  hostEnv: [{}, { option: true }],
  hostFiles: [{}, { option: true }],

  redis: [
    async ({ browserName: _ }, lend) => {
      const redis = await startRedis();
      await lend(redis);
      await redis.stop();
    },
    { scope: 'worker' },
  ],

  emptied: [
    async ({ redis }, lend) => {
      await redis.direct.flushall();
      await lend(undefined);
    },
    { auto: true },
  ],

  host: async ({ hostArgs, hostEnv, hostFiles }, lend) => {
    const data = await mkdtemp(join(tmpdir(), 'keytide-e2e-'));
    for (const [name, text] of Object.entries(hostFiles)) await writeFile(join(data, name), text);
    let told = '';
    let child: ChildProcess;
    let gone: Promise<void>;
    const start = (): Promise<string> => {
      child = serve(['--port', '0', '--data', data, '--no-open', ...hostArgs], hostEnv);
      child.stderr?.on('data', (chunk: Buffer) => {
        told = (told + chunk.toString()).slice(-20_000);
      });
      gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
      return Promise.race([firstLine(child), gone.then(() => Promise.reject(new Error(`the host ended before it listened:\n${told}`)))]);
    };
    const end = async (): Promise<void> => {
      const running = child.exitCode === null && child.signalCode === null;
      child.kill('SIGTERM');
      await gone;
      expect(running, `the host ended during the test:\n${told}`).toBe(true);
      // Windows knows no SIGTERM: there the host is ended from outside.
      if (process.platform !== 'win32') expect(child.exitCode, `the host ended badly:\n${told}`).toBe(0);
    };
    const url = await start();
    const restart = async (): Promise<string> => {
      await end();
      return start();
    };
    await lend({ data, url, restart });
    try {
      await end();
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },

  url: async ({ host }, lend) => lend(host.url),

  anotherUrl: async ({ host }, lend) => lend(() => firstLine(serve(['--print-url', '--data', host.data]))),

  // The host is asked for so that it is there until the page was looked at: one that is gone is an error to report.
  page: async ({ page, allowed, host: _ }, lend) => {
    const problems = await watchProblems(page);
    await lend(page);
    expect(
      problems.filter((problem) => !allowed.some((pattern) => pattern.test(problem))),
      'the page reported errors',
    ).toEqual([]);
  },

  picture: async ({ page }, lend) => {
    await lend(async (name) => {
      const path = join(pictures, `${name}.png`);
      await mkdir(dirname(path), { recursive: true });
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    });
  },
});

export { expect };

/** The list grows while the page lives. Further pages of a test are watched by calling this for them. */
export async function watchProblems(page: Page): Promise<readonly string[]> {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('crash', () => problems.push('the page crashed'));
  // Chromium mentions most violations on the console; the event is fired for every one.
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`securitypolicyviolation: ${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return problems;
}

function serve(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [join(root, 'dist/host/serve.js'), 'serve', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error('nothing to read from'));
    const lines = createInterface({ input: child.stdout });
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error('it printed no address')));
  });
}
