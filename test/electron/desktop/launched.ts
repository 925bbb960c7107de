/** For a test file: the desktop edition built once, started as often as is wanted, and ended after each test. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Built, buildDesktop, type Desktop, type DesktopOptions, startDesktop } from './desktop.ts';

export interface Launcher {
  readonly built: () => Built;
  /** Loaded, and not ready yet. */
  launch(options?: DesktopOptions): Promise<Desktop>;
  /** With its window shown. */
  launchReady(options?: DesktopOptions): Promise<Desktop>;
}

export function desktopTests(): Launcher {
  let built: Built;
  const running: Desktop[] = [];

  beforeAll(async () => {
    built = await buildDesktop();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(running.splice(0).map((desktop) => desktop.end()));
  });
  afterAll(() => built.remove());

  const launch: Launcher['launch'] = async (options = {}) => {
    const desktop = await startDesktop(built, options);
    running.push(desktop);
    return desktop;
  };
  return {
    built: () => built,
    launch,
    async launchReady(options) {
      const desktop = await launch(options);
      await desktop.ready();
      return desktop;
    },
  };
}

export async function logOf(desktop: Desktop): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = await readFile(join(desktop.appData, 'Keytide/logs/keytide.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
