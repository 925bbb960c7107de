/**
 * A stand-in for the `electron` module, so that the built main and preload run where there is no Electron runtime. It keeps what it was told
 * and plays the system's part; the ports are real MessagePorts. What main imports and this does not export fails at once.
 */
import { EventEmitter } from 'node:events';
import { app, defaultSession, paths, protocol, session, switches } from './standin/app.ts';
import { ipcMain, MessageChannelMain } from './standin/page.ts';
import { becomeReady, calls, config, isReady } from './standin/state.ts';
import { allWindows, BrowserWindow, WebContents } from './standin/window.ts';

export { app, BrowserWindow, ipcMain, MessageChannelMain, protocol, session };

export interface MenuTemplate {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly accelerator?: string;
  readonly click?: () => void;
  readonly submenu?: readonly MenuTemplate[];
}
let menu: readonly MenuTemplate[] = [];
export const Menu = {
  buildFromTemplate: (template: readonly MenuTemplate[]) => template,
  setApplicationMenu(template: readonly MenuTemplate[]): void {
    if (!isReady()) throw new Error('a menu came before ready');
    menu = template;
  },
};

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: config.dark });
const display = { workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
export const screen = Object.assign(new EventEmitter(), { getAllDisplays: () => [display], getPrimaryDisplay: () => display });
export const nativeImage = { createFromBitmap: (pixels: Uint8Array, options: object) => ({ bytes: pixels.length, ...options }) };
export const shell = {
  openExternal(url: string): Promise<void> {
    calls.push(['openExternal', url]);
    return Promise.resolve();
  },
};
export const dialog = {
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  },
};
const notices: Notification[] = [];
export class Notification extends EventEmitter {
  readonly options: { readonly title: string; readonly body: string };
  shown = false;
  closed = false;
  static isSupported(): boolean {
    return config.notices;
  }
  constructor(options: { readonly title: string; readonly body: string }) {
    super();
    this.options = options;
    notices.push(this);
  }
  show(): void {
    this.shown = true;
  }
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }
}
/** Turns the bytes over, so that a test sees what is sealed and what is not. */
const flip = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
export const safeStorage = {
  getSelectedStorageBackend: () => config.backend,
  isAsyncEncryptionAvailable: () => Promise.resolve(config.keychain),
  encryptStringAsync: (text: string) => Promise.resolve(flip(Buffer.from(text))),
  decryptStringAsync: (sealed: Buffer) => Promise.resolve({ result: flip(sealed).toString(), shouldReEncrypt: false }),
};

/** The test's hand on all of it. */
export const standin = {
  app,
  becomeReady,
  calls,
  defaultSession,
  ipcMain,
  menu: () => menu,
  nativeTheme,
  notices: () => notices,
  paths,
  protocol,
  screen,
  switches,
  WebContents,
  windows: allWindows,
};
export type Standin = typeof standin;
