/**
 * The browser edition: the same core as the desktop, served to a browser on this machine's loopback address.
 *
 * Standard output carries the address and nothing else. Ends with 0 when told to, with 2 on bad arguments, with 1
 * where it cannot do what was asked. A port in use is no reason not to start: it says so and takes a free one.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StartNotice } from '../shared/app.ts';
import { type Core, createCore } from './core/core.ts';
import { createLog, printsSecrets } from './core/log.ts';
import { openLogFile } from './core/logFile.ts';
import { isBuilt } from './core/pageFiles.ts';
import { help, readArgs, type ServeArgs } from './web/args.ts';
import { listen, type Web, type WebOptions } from './web/http.ts';
import { idleWatch } from './web/idle.ts';
import { askForUrl, type Lock, takeLock } from './web/lock.ts';
import { openBrowser } from './web/openBrowser.ts';
import { browserShell, sessionSecrets } from './web/ports.ts';
import { createTokens } from './web/tokens.ts';

declare const __KEYTIDE_VERSION__: string;

const pageFolder = join(fileURLToPath(import.meta.url), '..', '..', 'page');
/** A core that cannot let go must not keep the process. */
const closingMs = 3_000;
const sameSignalMs = 500;

await main();

async function main(): Promise<void> {
  const asked = readArgs(process.argv.slice(2));
  switch (asked.kind) {
    case 'help':
      process.stdout.write(help);
      return;
    case 'version':
      process.stdout.write(`keytide ${__KEYTIDE_VERSION__}\n`);
      return;
    case 'wrong':
      say(`keytide: ${asked.why} (keytide --help lists what there is)`);
      process.exitCode = 2;
      return;
    case 'print-url': {
      const url = await askForUrl(asked.data);
      if (url === null) {
        say(`keytide: no Keytide runs on ${asked.data}`);
        process.exitCode = 1;
      } else process.stdout.write(`${url}\n`);
      return;
    }
    case 'serve':
      return run(asked);
  }
}

async function run(args: ServeArgs): Promise<void> {
  if (printsSecrets(process.env['DEBUG'] ?? '')) {
    say('keytide: the environment variable DEBUG would print passwords on standard error; unset it and start again');
    process.exitCode = 2;
    return;
  }
  const tokens = createTokens();
  const taken = await takeLock(args.data, tokens.owner);
  if (taken.kind === 'held') {
    say(`keytide: another Keytide (process ${taken.holder.pid}) uses ${args.data}; keytide serve --print-url gives a fresh address of it`);
    process.exitCode = 1;
    return;
  }
  if (taken.kind === 'unwritable') say(`keytide: ${args.data} cannot be used (${taken.why}); nothing will be remembered after this run`);
  const lock = taken.kind === 'taken' ? taken.lock : null;
  const log = createLog(lock === null ? (line) => process.stderr.write(line) : openLogFile(join(args.data, 'logs')).write);

  if (!isBuilt(pageFolder)) say('keytide: the page is not built, so there is nothing to open yet; npm run build builds it');

  let core: Promise<Core> | null = null;
  let web: Web | null = null;
  let ending: number | null = null;
  async function end(code: number): Promise<void> {
    // Told again: at once. A terminal, npm and a script may each pass on the one Ctrl+C that was meant, which is not again.
    if (ending !== null) return performance.now() - ending < sameSignalMs ? undefined : leave(code, lock);
    ending = performance.now();
    const late = setTimeout(() => leave(code, lock), closingMs);
    await core?.then((one) => one.close()).catch(log.bug);
    await web?.close().catch(log.bug);
    clearTimeout(late);
    leave(code, lock);
  }
  // The last line of defence, after those around each connection: one bad server must not take the other pages along.
  process.on('uncaughtException', log.bug);
  process.on('unhandledRejection', log.bug);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  // Nobody reads any more: the address, or a log line, is no reason to end.
  for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined);

  const idle = idleWatch(args.idleMinutes, () => void end(0));
  const options: WebOptions = {
    addresses: args.ipv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'],
    port: args.port,
    pageFolder,
    tokens,
    log,
    attach: async (wire) => (await core)?.attach(wire),
    pages: idle,
  };
  try {
    web = await listenSomewhere(options);
  } catch (thrown) {
    say(`keytide: cannot listen on ${options.addresses.join(' and ')} (${codeOf(thrown)})`);
    return leave(1, lock);
  }
  const url = web.launchUrl();
  process.stdout.write(`${url}\n`);
  try {
    lock?.listening(web.port);
  } catch (thrown) {
    say(`keytide: ${args.data} cannot be written (${codeOf(thrown)}); --print-url will not find this run`);
  }
  core = createCore({ dataFolder: args.data, secrets: sessionSecrets, shell: browserShell(__KEYTIDE_VERSION__), log, saveAs: null });
  log.write({ event: 'started', host: 'browser', version: __KEYTIDE_VERSION__ });
  if (args.open && !(await openBrowser(url))) say('keytide: no browser was found to open; the address above opens in any on this machine');
  try {
    // That nothing can be written has been said already.
    for (const notice of (await core).notices) if (notice.kind !== 'unwritable') say(lineOf(notice));
  } catch (thrown) {
    say(`keytide: could not start (log entry ${log.bug(thrown)})`);
    await web.close();
    leave(1, lock);
  }
}

/** The port asked for, or a free one and a line that says so. */
async function listenSomewhere(options: WebOptions): Promise<Web> {
  try {
    return await listen(options);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (options.port === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw thrown;
    const web = await listen({ ...options, port: 0 });
    say(`keytide: port ${options.port} ${code === 'EACCES' ? 'may not be used' : 'is in use'}; listening on ${web.port} instead`);
    return web;
  }
}

/** For whoever reads the terminal; the page says it in its own language. */
function lineOf(notice: Exclude<StartNotice, { kind: 'unwritable' }>): string {
  switch (notice.kind) {
    case 'quarantined':
      return `keytide: ${notice.file} could not be read and was kept as ${notice.keptAs}; ${notice.restoredFromBackup ? 'its backup' : 'defaults'} in use`;
    case 'newer':
      return `keytide: ${notice.file} was written by a newer Keytide and is not changed`;
  }
}

function leave(code: number, lock: Lock | null): never {
  lock?.release();
  process.exit(code);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
}
