/** The stand-in's windows and what is in them. */
import { EventEmitter } from 'node:events';
import { app, protocol } from './app.ts';
import { Page } from './page.ts';
import { calls, isReady, note, Preventable } from './state.ts';

export const allWindows = (): BrowserWindow[] => [...app.windows].filter((window) => window instanceof BrowserWindow);

let lastContents = 0;
export class WebContents extends EventEmitter {
  readonly id = ++lastContents;
  readonly page = new Page(this);
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  setWebRTCIPHandlingPolicy = note('setWebRTCIPHandlingPolicy');
  reload = note('reload');
  /** Emits an event that can be prevented, and says whether it was. */
  tryTo(event: string, ...args: unknown[]): boolean {
    const details = new Preventable();
    this.emit(event, details, ...args);
    return details.defaultPrevented;
  }
}

/** As much of the options as is played with here; tests look at all of them. */
interface WindowOptions {
  readonly backgroundColor: string;
  readonly webPreferences: { readonly preload: string; readonly devTools: boolean };
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows = (): BrowserWindow[] => allWindows();
  static fromWebContents = (contents: unknown): BrowserWindow | null => allWindows().find((window) => window.webContents === contents) ?? null;

  readonly options: WindowOptions;
  readonly webContents = new WebContents();
  title = '';
  background = '';
  minimized = false;
  bounds = { x: 10_000, y: 10_000, width: 900, height: 600 };

  constructor(options: WindowOptions) {
    super();
    if (!isReady()) throw new Error('a window came before ready');
    this.options = options;
    app.windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    calls.push(['loadURL', url]);
    const response = await protocol.handlers.get(new URL(url).protocol.slice(0, -1))?.(new Request(url));
    if (response?.status !== 200) throw new Error(`the page answered ${response?.status ?? 'nothing'}`);
    this.webContents.page.runPreload(this.options.webPreferences.preload);
    this.emit('ready-to-show');
  }
  setOverlayIcon = note('setOverlayIcon');
  show = note('show');
  focus = note('focus');
  restore(): void {
    this.minimized = false;
    calls.push(['restore']);
  }
  isMinimized = (): boolean => this.minimized;
  isDestroyed = (): boolean => !app.windows.has(this);
  getBounds = () => this.bounds;
  setBounds(bounds: typeof this.bounds): void {
    this.bounds = bounds;
  }
  setTitle(title: string): void {
    this.title = title;
  }
  setBackgroundColor(color: string): void {
    this.background = color;
  }
  close(): void {
    if (!app.windows.delete(this)) return;
    this.emit('closed');
    if (app.windows.size === 0) app.emit('window-all-closed');
  }
}
