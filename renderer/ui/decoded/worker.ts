/** The decoders' own thread: it does what it is asked, one after another, and knows nothing else. */
import { decoders } from '../../../shared/decoders/index.ts';
import { carry, newDoer } from '../../../shared/decoders/work.ts';
import type { Request } from './door.ts';

const doer = newDoer(decoders, () => performance.now());

addEventListener('message', ({ data: { kind, work } }: MessageEvent<Request>) => {
  const { carried, moved } = carry(work, doer.whole(kind, work));
  postMessage(carried, { transfer: moved as ArrayBuffer[] });
});
postMessage('ready');
