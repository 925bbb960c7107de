/** Keytide's window: how it is locked down, where it comes up, what it is called. */
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron';
import type { Log } from '../core/log.ts';
import { pageAddress } from './appProtocol.ts';
import { plainText } from './plainText.ts';
import { rescuedBounds } from './reach.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly devTools: boolean;
  readonly log: Log;
}

/** The page's own background (renderer/ui/theme.css), so that neither start nor resizing flashes. */
const background = { light: '#f2f4f6', dark: '#0e1114' } as const;

export function openWindow({ preload, devTools, log }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow(windowOptions(preload, devTools));

  const followTheme = (): void => window.setBackgroundColor(backgroundNow());
  const comeBack = (): void => keepReachable(window);
  nativeTheme.on('updated', followTheme);
  screen.on('display-removed', comeBack);
  window.on('closed', () => {
    nativeTheme.off('updated', followTheme);
    screen.off('display-removed', comeBack);
  });

  window.once('ready-to-show', () => {
    keepReachable(window);
    window.show();
  });
  window.on('page-title-updated', (event, title) => {
    event.preventDefault();
    window.setTitle(plainText(title, 200) || 'Keytide');
  });
  reviveAfterCrash(window, log);
  void window.loadURL(pageAddress).catch((error: unknown) => log.bug(error));
  return window;
}

function windowOptions(preload: string, devTools: boolean): BrowserWindowConstructorOptions {
  return {
    // Electron remembers bounds and display mode under this name.
    name: 'main',
    windowStatePersistence: true,
    title: 'Keytide',
    width: 1280,
    height: 820,
    minWidth: 720,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: backgroundNow(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools,
    },
  };
}

function backgroundNow(): string {
  return nativeTheme.shouldUseDarkColors ? background.dark : background.light;
}

/** A screen that was unplugged takes no window with it. */
function keepReachable(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  const rescued = rescuedBounds(
    window.getBounds(),
    screen.getAllDisplays().map((display) => display.workArea),
    screen.getPrimaryDisplay().workArea,
  );
  if (rescued !== null) window.setBounds(rescued);
}

/** A page that crashed comes back by itself, but not for ever: what crashes at once every time stays down. */
function reviveAfterCrash(window: BrowserWindow, log: Log): void {
  const maxRevivals = 3;
  const withinMs = 60_000;
  let revivals: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log.bug(Object.assign(new Error(), { name: `page gone: ${reason}` }));
    const now = performance.now();
    revivals = revivals.filter((at) => now - at < withinMs);
    if (revivals.length >= maxRevivals || window.isDestroyed()) return;
    revivals.push(now);
    window.webContents.reload();
  });
}
