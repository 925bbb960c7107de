/** Gives a file that comes in pieces to the browser; what has come lies in blobs, which a browser keeps on disk, not in the page. */
import type { Bytes } from '../../shared/bytes.ts';
import { giveFile } from './giveFile.ts';

const perBlob = 4 * 1024 * 1024;

/** Nothing is saved where the pieces end early: then they reject. */
export async function takeFile(name: string, pieces: AsyncIterable<Bytes>): Promise<void> {
  const blobs: Blob[] = [];
  let waiting: BlobPart[] = [];
  let size = 0;
  const pack = (): void => {
    if (waiting.length > 0) blobs.push(new Blob(waiting));
    waiting = [];
    size = 0;
  };
  for await (const piece of pieces) {
    waiting.push(piece as Uint8Array<ArrayBuffer>);
    size += piece.length;
    if (size >= perBlob) pack();
  }
  pack();
  giveFile(name, new Blob(blobs, { type: 'application/octet-stream' }));
}
