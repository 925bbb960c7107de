/** The page of a window: its own world and the preload's isolated one, joined to main by real MessagePorts. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** Node's port with MessagePortMain's manners: quiet until started, and 'close' tells of the other side's end only. */
class MessagePortMain extends EventEmitter {
  readonly port: MessagePort;
  #closedHere = false;
  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('close', () => {
      if (!this.#closedHere) this.emit('close');
    });
  }
  start(): void {
    this.port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  close(): void {
    this.#closedHere = true;
    this.port.close();
  }
}
export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

export const ipcMain = new EventEmitter();

export interface Frame {
  readonly origin: string;
  readonly parent: unknown;
  isDestroyed(): boolean;
  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[]): void;
}

/** The page of a window: its own world, and the preload's isolated one. */
export class Page {
  readonly listeners: ((event: { source: unknown; data: unknown; ports: readonly MessagePort[] }) => void)[] = [];
  /** What the preload exposed to the page. */
  readonly exposed = new Map<string, unknown>();
  readonly window = {
    postMessage: (data: unknown, targetOrigin: string, transfer: readonly MessagePort[]): void => {
      if (targetOrigin !== '/') throw new Error('a port may go to this origin only');
      queueMicrotask(() => {
        for (const listener of this.listeners) listener({ source: this.window, data, ports: transfer });
      });
    },
  };
  readonly ipcRenderer = Object.assign(new EventEmitter(), {
    send: (channel: string): void => void ipcMain.emit(channel, { sender: this.contents, senderFrame: this.frame }),
  });
  readonly frame: Frame = {
    origin: 'app://main',
    parent: null,
    isDestroyed: () => false,
    postMessage: (channel, _message, transfer) => void this.ipcRenderer.emit(channel, { ports: transfer.map((one) => one.port) }),
  };
  readonly contents: unknown;

  constructor(contents: unknown) {
    this.contents = contents;
  }

  runPreload(path: string): void {
    const electron = {
      ipcRenderer: this.ipcRenderer,
      contextBridge: { exposeInMainWorld: (name: string, api: unknown) => void this.exposed.set(name, api) },
    };
    // A sandboxed preload has no other modules that Keytide may want.
    const load = (name: string): unknown => {
      if (name !== 'electron') throw new Error(`a sandboxed preload cannot load ${name}`);
      return electron;
    };
    const module = { exports: {} };
    runInNewContext(readFileSync(path, 'utf8'), { window: this.window, require: load, module, exports: module.exports });
  }

  /** What the page's host.ts does on the desktop. */
  openPort(): Promise<MessagePort> {
    return new Promise((resolve) => {
      this.listeners.push((event) => {
        const [port] = event.ports;
        if (event.source === this.window && event.data === 'keytide:port' && port !== undefined) resolve(port);
      });
      (this.exposed.get('keytideHost') as { open(): void }).open();
    });
  }
}
