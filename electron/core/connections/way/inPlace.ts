/**
 * Sockets that read into one piece of memory, whichever of them has something: what is read is told of before anything else is read, and
 * new memory for each 64 KB of a flood costs more than most of what is done with them.
 */
import type { OnReadOpts, Socket } from 'node:net';

const room = Buffer.allocUnsafeSlow(64 * 1024);

/** For `connect`. Who listens to `data` has a view that holds during the call only. */
export function readsInPlace(socket: () => Socket): { readonly onread: OnReadOpts } {
  return {
    onread: {
      buffer: room,
      callback(size) {
        const one = socket();
        const view = room.subarray(0, size);
        // What came before anybody listened is told first.
        if (one.readableFlowing !== true || one.readableLength > 0) return one.push(Buffer.from(view));
        one.emit('data', view);
        return true;
      },
    },
  };
}
