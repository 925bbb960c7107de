/** A look at the keys of a session as a page takes it: through the contract's handlers, frame by frame. */
import type { Session } from '../../electron/core/connections/session.ts';
import { createKeys } from '../../electron/core/keys/handlers.ts';
import type { KeysFrame } from '../../shared/keys/frame.ts';
import { firstShape, type KeyShape } from '../../shared/keys/shape.ts';
import { sessionsOf } from './session.ts';

export interface KeyLook {
  readonly view: number;
  readonly at: { readonly session: string; readonly view: number };
  readonly keys: ReturnType<typeof createKeys>;
  readonly handlers: ReturnType<typeof createKeys>['handlers'];
  /** The first frame from now on that is as wished. */
  until(wished: (frame: KeysFrame) => boolean): Promise<KeysFrame>;
  /** When everything was found and looked at. */
  settled(): Promise<KeysFrame>;
  end(): void;
}

export async function lookAtKeys(session: Session, { shape = firstShape, rows = 200 }: { shape?: KeyShape; rows?: number } = {}): Promise<KeyLook> {
  const keys = createKeys(sessionsOf(session));
  const abort = new AbortController();
  const frames = keys.handlers['keys.view']({ session: session.id, rows, shape }, { signal: abort.signal })[Symbol.asyncIterator]();
  const until = async (wished: (frame: KeysFrame) => boolean): Promise<KeysFrame> => {
    for (;;) {
      const { value, done } = await frames.next();
      if (done === true) throw new Error('the view ended');
      if (wished(value)) return value;
    }
  };
  const { view } = await until(() => true);
  return {
    view,
    at: { session: session.id, view },
    keys,
    handlers: keys.handlers,
    until,
    settled: () => until((frame) => frame.scan.state === 'complete' && !frame.filter.pending),
    end: () => abort.abort(),
  };
}
