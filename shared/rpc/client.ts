/** The page's end of a wire: calls as promises, streams as async iterables that return a credit per item taken. */
import { type Fault, FaultError } from '../fault.ts';
import type { InputOf, ItemOf, MethodName, OutputOf, StreamName } from './define.ts';
import { parseServerFrame, type Wire } from './wire.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface WatchOptions extends CallOptions {
  /** Items that may be on their way at once; 1 means: the next one is made when this one was used. */
  readonly credit?: number;
}

export interface Client<C> {
  call<N extends MethodName<C>>(name: N, input: InputOf<C[N]>, options?: CallOptions): Promise<OutputOf<C[N]>>;
  watch<N extends StreamName<C>>(name: N, input: InputOf<C[N]>, options?: WatchOptions): AsyncIterableIterator<ItemOf<C[N]>>;
  readonly closed: Promise<void>;
  close(): void;
}

interface Pending {
  item(value: unknown): void;
  done(value: unknown): void;
  fail(fault: Fault): void;
}

export function connect<C>(wire: Wire): Client<C> {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let open = true;
  let tellClosed = (): void => undefined;
  const closed = new Promise<void>((resolve) => (tellClosed = resolve));

  wire.listen(
    (raw) => {
      const frame = parseServerFrame(raw);
      if (frame === null) return wire.close('malformed frame');
      const one = pending.get(frame.id);
      // Frames of an id that this side has given up were already on their way.
      if (one === undefined) return;
      if (frame.t === 'item') return one.item(frame.value);
      pending.delete(frame.id);
      if (frame.t === 'done') one.done(frame.value);
      else one.fail(frame.fault);
    },
    () => {
      open = false;
      const left = [...pending.values()];
      pending.clear();
      for (const one of left) one.fail({ code: 'closed' });
      tellClosed();
    },
  );

  /** Sends the first frame of an id and gives back how to stop it; the signal stops it too. */
  function begin(one: Pending, signal: AbortSignal | undefined, first: (id: number) => void): () => void {
    if (!open) {
      one.fail({ code: 'closed' });
      return () => undefined;
    }
    const id = ++lastId;
    const settle = (): void => signal?.removeEventListener('abort', stop);
    function stop(): void {
      if (!pending.delete(id)) return;
      settle();
      wire.send({ t: 'stop', id });
      one.fail({ code: 'cancelled' });
    }
    pending.set(id, {
      item: one.item,
      done: (value) => (settle(), one.done(value)),
      fail: (fault) => (settle(), one.fail(fault)),
    });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      first(id);
    } catch (thrown) {
      // An input that the wire cannot carry: nothing was sent, so nothing is pending.
      pending.delete(id);
      settle();
      throw thrown;
    }
    return stop;
  }

  return {
    closed,
    close: () => wire.close(),

    call<N extends MethodName<C>>(name: N, input: InputOf<C[N]>, options: CallOptions = {}) {
      return new Promise<OutputOf<C[N]>>((resolve, reject) => {
        if (options.signal?.aborted === true) return reject(new FaultError({ code: 'cancelled' }));
        begin(
          {
            item: () => undefined,
            done: (value) => resolve(value as OutputOf<C[N]>),
            fail: (fault) => reject(new FaultError(fault)),
          },
          options.signal,
          (id) => wire.send({ t: 'call', id, name, input }),
        );
      });
    },

    watch<N extends StreamName<C>>(name: N, input: InputOf<C[N]>, options: WatchOptions = {}) {
      let id = 0;
      let stop = (): void => undefined;
      const items = queue<ItemOf<C[N]>>(
        () => pending.has(id) && wire.send({ t: 'credit', id, n: 1 }),
        () => stop(),
      );
      if (options.signal?.aborted === true) items.end({ code: 'cancelled' });
      else {
        const one: Pending = { item: (value) => items.push(value as ItemOf<C[N]>), done: () => items.end(null), fail: items.end };
        stop = begin(one, options.signal, (newId) => {
          id = newId;
          wire.send({ t: 'watch', id, name, input, credit: options.credit ?? 1 });
        });
      }
      return items.iterator;
    },
  };
}

interface Queue<T> {
  push(item: T): void;
  /** Null for a stream that came to its end by itself. */
  end(fault: Fault | null): void;
  readonly iterator: AsyncIterableIterator<T>;
}

/** Items as they come, taken one by one; `used` is told when the one taken before is done with. */
function queue<T>(used: () => void, left: () => void): Queue<T> {
  const ready: T[] = [];
  let ended: { readonly fault: Fault | null } | null = null;
  let taker: { resolve(result: IteratorResult<T>): void; reject(error: FaultError): void } | null = null;
  let inUse = false;

  return {
    push(item) {
      if (ended !== null) return;
      if (taker === null) return void ready.push(item);
      const { resolve } = taker;
      taker = null;
      inUse = true;
      resolve({ done: false, value: item });
    },
    end(fault) {
      if (ended !== null) return;
      ended = { fault };
      if (taker === null) return;
      const { resolve, reject } = taker;
      taker = null;
      if (fault === null) resolve({ done: true, value: undefined });
      else reject(new FaultError(fault));
    },
    iterator: {
      [Symbol.asyncIterator]() {
        return this;
      },
      next() {
        // Asking for the next item says that the one before was used: that is when its credit goes back.
        if (inUse) used();
        inUse = ready.length > 0;
        if (inUse) return Promise.resolve({ done: false, value: ready.shift() as T });
        if (ended !== null) {
          const { fault } = ended;
          ended = { fault: null };
          return fault === null ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(new FaultError(fault));
        }
        if (taker !== null) return Promise.reject(new Error('the item before this one was not waited for'));
        return new Promise((resolve, reject) => (taker = { resolve, reject }));
      },
      return() {
        left();
        ready.length = 0;
        ended = { fault: null };
        return Promise.resolve({ done: true, value: undefined });
      },
    },
  };
}
