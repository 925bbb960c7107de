/** The host's end of a WebSocket that has shown its token: frames through the codec, closed where it cannot keep up. */
import type { WebSocket } from 'ws';
import { decode, encode } from '../../shared/rpc/codec.ts';
import { closeCodes } from '../../shared/rpc/socket.ts';
import type { Wire } from '../../shared/rpc/wire.ts';

/** What may wait in memory for a page that does not read; credits bound streams long before that. */
export const maxUnsent = 64 * 1024 * 1024;
/** How long the other side may take over the closing handshake. */
export const closingMs = 2_000;

export interface SocketWire extends Wire {
  /** Closes for a reason the page is to know by its code. */
  end(code: number, why: string): void;
}

export function socketWire(socket: WebSocket, refused: (why: string) => void): SocketWire {
  let tellClosed: (() => void) | null = null;
  let open = true;
  socket.binaryType = 'arraybuffer';

  /** For this side the wire ends at once; the closing handshake takes as long as the other side likes. */
  function ended(): void {
    if (!open) return;
    open = false;
    tellClosed?.();
  }

  function close(code: number, why: string): void {
    if (!open) return;
    // A close reason holds at most 123 bytes.
    socket.close(code, why.slice(0, 40));
    setTimeout(() => socket.terminate(), closingMs).unref();
    ended();
  }

  function refuse(code: number, why: string): void {
    refused(why);
    close(code, why);
  }

  socket.on('close', ended);
  return {
    send(frame) {
      if (!open) return;
      if (socket.bufferedAmount > maxUnsent) return refuse(closeCodes.slow, 'page too slow');
      socket.send(encode(frame));
    },
    listen(receive, closed) {
      tellClosed = closed;
      if (!open) return closed();
      socket.on('message', (data: unknown, binary: boolean) => {
        if (!open) return;
        // Asked for as array buffers, so what is not one is a text message.
        if (!binary || !(data instanceof ArrayBuffer)) return refuse(closeCodes.malformed, 'text frame');
        let frame: unknown;
        try {
          frame = decode(new Uint8Array(data));
        } catch {
          return refuse(closeCodes.malformed, 'frame that cannot be read');
        }
        receive(frame);
      });
    },
    close: (why = '') => close(closeCodes.done, why),
    end: close,
  };
}
