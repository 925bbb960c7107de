/** One forwarded connection of an SSH server as a stream that ends, breaks and is destroyed like a socket. */
import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';

/**
 * A channel of ssh2 cannot be used as it is: its `destroy` only asks the server to close, it never calls back for
 * what is written after the end, and of a broken SSH connection it says nothing but 'end'.
 */
export function streamOf(channel: ClientChannel): Duplex {
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => void channel.resume(),
    write: (chunk: Buffer, _encoding, done) => void channel.write(chunk, done),
    final(done) {
      channel.end();
      done();
    },
    destroy(error, done) {
      channel.close();
      // What still comes is read and dropped, or the channel would never be over.
      channel.resume();
      done(error);
    },
  });
  channel.on('data', (chunk: Buffer) => {
    if (!stream.destroyed && !stream.push(chunk)) channel.pause();
  });
  channel.on('end', () => !stream.destroyed && stream.push(null));
  channel.on('close', () => stream.destroy());
  channel.on('error', () => stream.destroy());
  return stream;
}
