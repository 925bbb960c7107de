/** The stand-in's app, protocols and session. */
import { EventEmitter } from 'node:events';
import { beforeReady, calls, config, isReady, note, Preventable, whenReady } from './state.ts';

export const paths = new Map<string, string>([['appData', config.appData]]);
export const switches = new Map<string, string>(Object.entries(config.switches ?? {}));

class App extends EventEmitter {
  /** Filled by the windows themselves. */
  readonly windows = new Set<{ close(): void }>();
  readonly isPackaged = config.packaged;
  readonly commandLine = {
    appendSwitch: (name: string, value = '') => void switches.set(name, value),
    hasSwitch: (name: string) => switches.has(name),
    getSwitchValue: (name: string) => switches.get(name) ?? '',
  };
  enableSandbox = (): void => beforeReady('enableSandbox');
  setName = note('setName');
  setAppUserModelId = note('setAppUserModelId');
  setBadgeCount = note('setBadgeCount');
  getVersion = (): string => '9.9.9';
  getPath(name: string): string {
    const path = paths.get(name);
    if (path === undefined) throw new Error(`no path ${name}`);
    return path;
  }
  setPath(name: string, path: string): void {
    beforeReady('setPath');
    paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    calls.push(['requestSingleInstanceLock', paths.get('userData')]);
    return config.lock;
  }
  isReady = isReady;
  whenReady = (): Promise<void> => whenReady;
  exit(code = 0): void {
    process.exit(code);
  }
  /** As Electron does it: ask, close the windows, ask again, end. */
  quit(): void {
    calls.push(['quit']);
    const before = new Preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    for (const window of this.windows.values()) window.close();
    if (this.windows.size > 0) return;
    const will = new Preventable();
    this.emit('will-quit', will);
    if (!will.defaultPrevented) process.exit(0);
  }
}
export const app = new App();

export const protocol = {
  schemes: [] as unknown[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    beforeReady('registerSchemesAsPrivileged');
    this.schemes.push(...schemes);
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    this.handlers.set(scheme, handler);
  },
};

type PermissionRequest = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
type PermissionCheck = (contents: unknown, permission: string) => boolean;
type RequestListener = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;
export const defaultSession = {
  permissionRequest: null as PermissionRequest | null,
  permissionCheck: null as PermissionCheck | null,
  device: null as (() => boolean) | null,
  beforeRequest: null as RequestListener | null,
  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.permissionRequest = handler;
  },
  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.permissionCheck = handler;
  },
  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler;
  },
  webRequest: {
    onBeforeRequest(listener: RequestListener): void {
      defaultSession.beforeRequest = listener;
    },
  },
};
export const session = { defaultSession };
