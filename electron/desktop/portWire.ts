/** The wire over a MessagePort: frames go as structured clones, so bytes stay bytes. */
import type { MessagePortMain } from 'electron';
import { exactFrame } from '../../shared/rpc/exact.ts';
import type { Wire } from '../../shared/rpc/wire.ts';

export function portWire(port: MessagePortMain): Wire {
  let open = true;
  let tellClosed = (): void => undefined;

  function end(): void {
    if (!open) return;
    open = false;
    tellClosed();
  }

  port.on('close', end);
  return {
    send(frame) {
      if (open) port.postMessage(exactFrame(frame));
    },
    listen(receive, closed) {
      if (!open) return closed();
      tellClosed = closed;
      port.on('message', (event) => {
        if (open) receive(event.data);
      });
      // Until now the port kept what came.
      port.start();
    },
    close() {
      if (!open) return;
      // Electron says 'close' for the other side's end only.
      end();
      port.close();
    },
  };
}
