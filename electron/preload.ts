/**
 * The page's way to the host in the desktop edition: hands over one MessagePort and names no method.
 *
 * 1. The page adds its listener for `message`, then calls `window.keytideHost.open()`.
 * 2. The host checks the sender (`desktop/door.ts`) and posts one end of a fresh channel to this frame.
 * 3. The page gets `MessageEvent { source: window, data: 'keytide:port', ports: [port] }` on its own window. The port is not started:
 *    the page sets `onmessage` (or calls `start()`), and from then on both sides post frames (shared/rpc/wire.ts) as they are.
 *
 * Opening again gives a new port and closes the former one. `window.keytideHost` exists in the desktop edition only. Where the host
 * refuses, nothing comes; when it ends, the port closes (event `close`).
 */
import { contextBridge, ipcRenderer } from 'electron';
import { openChannel, portChannel } from './desktop/channels.ts';

/** The one thing of the DOM that is used here; the rest of this tree has none. */
declare const window: { postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void };

contextBridge.exposeInMainWorld('keytideHost', {
  open: () => ipcRenderer.send(openChannel),
});

// The port can only be passed on by `postMessage`: what contextBridge carries is copied, and a port cannot be. '/' is this origin alone.
ipcRenderer.on(portChannel, ({ ports }: { readonly ports: readonly unknown[] }) => window.postMessage(portChannel, '/', ports));
