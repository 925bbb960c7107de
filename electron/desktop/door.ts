/** Hands a port to a page that asks for one, after looking at who asks. */
import { type IpcMainEvent, ipcMain, MessageChannelMain, type WebContents, type WebFrameMain } from 'electron';
import type { Wire } from '../../shared/rpc/wire.ts';
import type { Log } from '../core/log.ts';
import { pageOrigin } from './appProtocol.ts';
import { openChannel, portChannel } from './channels.ts';
import { portWire } from './portWire.ts';

export interface DoorOptions {
  /** Whether this is the contents of one of Keytide's own windows. */
  readonly known: (contents: WebContents) => boolean;
  readonly attach: (wire: Wire) => void;
  readonly log: Log;
}

export function openDoor({ known, attach, log }: DoorOptions): void {
  /** One wire per window: a page that asks again (it was reloaded, or misbehaves) gives up what it had. */
  const wires = new WeakMap<WebContents, Wire>();

  ipcMain.on(openChannel, (event) => {
    const frame = trustedFrame(event, known);
    if (frame === null) return log.write({ event: 'refused', what: 'frame', why: 'sender' });
    wires.get(event.sender)?.close('asked again');
    const { port1, port2 } = new MessageChannelMain();
    const wire = portWire(port1);
    wires.set(event.sender, wire);
    attach(wire);
    frame.postMessage(portChannel, null, [port2]);
  });
}

/** Null unless it is the page itself, in the top frame of a window of ours. */
function trustedFrame(event: IpcMainEvent, known: (contents: WebContents) => boolean): WebFrameMain | null {
  const frame = event.senderFrame;
  if (frame === null || frame.isDestroyed() || frame.parent !== null || frame.origin !== pageOrigin) return null;
  return known(event.sender) ? frame : null;
}
