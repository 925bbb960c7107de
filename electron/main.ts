/** The desktop edition's entry: composes core, window, menu and page, in the order that Electron wants. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, protocol, session } from 'electron';
import type { Platform } from '../shared/app.ts';
import { asksNothing, isAddress, type Launch, readLaunch } from './core/connections/launch.ts';
import { type Core, createCore } from './core/core.ts';
import { createLog } from './core/log.ts';
import { openLogFile } from './core/logFile.ts';
import { isBuilt, pageFiles } from './core/pageFiles.ts';
import { pageScheme, servePage } from './desktop/appProtocol.ts';
import { openDoor } from './desktop/door.ts';
import { guardContents, guardSession } from './desktop/guards.ts';
import { openKeychain } from './desktop/keychain.ts';
import { reasonNotToStart } from './desktop/preflight.ts';
import { saveAsDialog } from './desktop/saveAs.ts';
import { createShell } from './desktop/shell.ts';
import { openWindow } from './desktop/window.ts';

/** Core and stores get this long to end; the system's patience at shutdown is not much more. */
const closingMs = 3000;

app.enableSandbox();
protocol.registerSchemesAsPrivileged([pageScheme]);
// The page needs no name resolved: everything it loads is app://. The core's own connections do not go through Chromium.
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
app.setName('Keytide');
app.setAppUserModelId('dev.keytide.app');
const userData = app.commandLine.getSwitchValue('user-data-dir') || join(app.getPath('appData'), 'Keytide');
app.setPath('userData', userData);
// What Chromium keeps stays apart from what Keytide keeps.
app.setPath('sessionData', join(userData, 'page'));

const reason = reasonNotToStart({
  packaged: app.isPackaged,
  hasSwitch: (name) => app.commandLine.hasSwitch(name),
  debug: process.env['DEBUG'] ?? '',
});
if (reason !== null) {
  refuse(reason);
} else if (app.requestSingleInstanceLock({ words: ownWords() })) {
  run();
} else {
  // The first instance has been told by the failed request.
  app.quit();
}

/** Handed over beside the command line, which Chromium reorders and adds to. */
function ownWords(): readonly string[] {
  return process.argv.slice(1);
}

function wordsOf(data: unknown, argv: readonly string[]): readonly string[] {
  const words = typeof data === 'object' && data !== null && 'words' in data && Array.isArray(data.words) ? (data.words as readonly unknown[]) : argv;
  return words.filter((word) => typeof word === 'string');
}

function refuse(why: string): void {
  process.stderr.write(`keytide: not started. ${why}\n`);
  // On Linux a box can only be shown when the app is ready.
  void app.whenReady().then(() => {
    dialog.showErrorBox('Keytide cannot start', why);
    app.exit(2);
  });
}

function run(): void {
  const logFile = openLogFile(join(userData, 'logs'));
  const log = createLog(logFile.write);
  const devTools = !app.isPackaged;
  const pageFolder = join(import.meta.dirname, '../page');
  const preload = join(import.meta.dirname, 'preload.cjs');
  // Known before the core is there to be told.
  const early: (readonly [Launch, boolean])[] = [[readLaunch(ownWords()), true]];
  let launch = (asked: Launch, exposed: boolean): void => void early.push([asked, exposed]);

  // A bug ends what it was part of, and not the user's other tabs and unsaved edits; it stands in the log.
  process.on('uncaughtException', (error) => log.bug(error));
  process.on('unhandledRejection', (error) => log.bug(error));

  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
  app.on('second-instance', (_event, argv, _folder, data) => {
    show();
    launch(readLaunch(wordsOf(data, argv)), true);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    if (isAddress(url)) launch({ addresses: [url], profile: null, readOnly: false }, false);
  });

  let core: Promise<Core> | null = null;

  const show = (): void => {
    if (!app.isReady() || core === null) return;
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return void openWindow({ preload, devTools, log });
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  const start = async (): Promise<void> => {
    if (!isBuilt(pageFolder)) throw new Error(`no page in ${pageFolder}`);
    guardSession(session.defaultSession, log);
    protocol.handle(pageScheme.scheme, servePage(pageFiles(pageFolder)));
    const shell = createShell({ version: app.getVersion(), platform: platformOf(process.platform), devTools, front: show });
    log.write({ event: 'started', host: 'desktop', version: shell.version });

    // The page loads while a locked keychain is being unlocked; its first request waits.
    const opening = openKeychain(process.platform, log).then((secrets) =>
      createCore({ dataFolder: userData, secrets, shell, log, saveAs: saveAsDialog, environment: process.env }),
    );
    core = opening;
    openDoor({
      known: (contents) => BrowserWindow.fromWebContents(contents) !== null,
      attach: (wire) =>
        void opening.then(
          (ready) => ready.attach(wire),
          () => wire.close(),
        ),
      log,
    });
    show();
    launch = (await opening).launch;
    for (const [asked, exposed] of early) if (!asksNothing(asked)) launch(asked, exposed);
  };

  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  // Not before-quit: a page may still keep its window open, and then needs its core.
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    ended = true;
    const end = async (): Promise<void> => (await core)?.close();
    const tooLong = new Promise<void>((resolve) => setTimeout(resolve, closingMs));
    void Promise.race([end(), tooLong])
      .catch((error: unknown) => log.bug(error))
      .finally(() => {
        logFile.close();
        app.quit();
      });
  });

  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      const id = log.bug(error);
      dialog.showErrorBox('Keytide cannot start', `The log in ${join(userData, 'logs')} says why, under ${id}.`);
      app.exit(1);
    });
}

function platformOf(platform: NodeJS.Platform): Platform {
  if (platform === 'darwin') return 'mac';
  return platform === 'win32' ? 'windows' : 'linux';
}
