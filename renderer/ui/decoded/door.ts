/** The one way from the page to the decoders: small values at once, all others in a worker, which is ended where it takes too long. */
import type { Attempt } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { type Carried, carriedHome, type Kind, newDoer, type Results, type Works } from '../../../shared/decoders/work.ts';

export interface Request {
  readonly kind: Kind;
  readonly work: Works[Kind];
}

/** A worker, as far as it matters here. It answers each request once, in their order. */
export interface Port {
  post(request: Request): void;
  end(): void;
}

interface Hears {
  /** It has loaded: from now on its time is its own. */
  ready(): void;
  answer(carried: Carried): void;
  /** It is gone, with what it said last. */
  failed(detail: string): void;
}

export interface Door {
  /** Null: it has to be asked for. */
  atOnce<K extends Kind>(kind: K, work: Works[K]): Results[K] | null;
  /** A refusal is one of the door's own: the worker was ended, or failed. An answer that is not wanted any more never comes. */
  ask<K extends Kind>(kind: K, work: Works[K], signal: AbortSignal): Promise<Attempt<Results[K]>>;
}

interface Waiting extends Request {
  readonly signal: AbortSignal;
  done(result: Attempt<Results[Kind]>): void;
}

export interface Caps {
  /** A decoder looks at the clock after less than this; what takes longer does not look. */
  readonly milliseconds: number;
  /** What nobody waits for any more may take before it is ended: a new worker costs about as much. */
  readonly grace: number;
}

export function newDoor(start: (hears: Hears) => Port, caps: Caps): Door {
  const doer = newDoer(decoders, () => performance.now());
  const waiting: Waiting[] = [];
  let port: Port | null = null;
  let loaded = false;
  let running: Waiting | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const finish = (result: Attempt<Results[Kind]>): void => {
    clearTimeout(timer);
    const ended = running;
    running = null;
    if (ended?.signal.aborted === false) ended.done(result);
    next();
  };
  const end = (result: Attempt<Results[Kind]>): void => {
    port?.end();
    port = null;
    loaded = false;
    finish(result);
  };
  const overdue = (): void => end({ ok: false, why: { kind: 'cap-time', detail: `${caps.milliseconds} ms` } });
  const open = (): Port => {
    const opened: Port = start({
      ready() {
        if (port !== opened) return;
        loaded = true;
        next();
      },
      answer(carried) {
        if (port === opened && running !== null) finish({ ok: true, value: carriedHome(running.work, carried) });
      },
      failed(detail) {
        if (port !== opened) return;
        // Without a worker nothing that waits for one comes to an end.
        running ??= waiting.shift() ?? null;
        end({ ok: false, why: { kind: 'worker-failed', detail } });
      },
    });
    return opened;
  };
  function next(): void {
    if (running !== null) return;
    while (waiting[0]?.signal.aborted === true) waiting.shift();
    if (waiting.length === 0) return;
    port ??= open();
    if (!loaded) return;
    const [first] = waiting.splice(0, 1);
    if (first === undefined) return;
    running = first;
    timer = setTimeout(overdue, caps.milliseconds);
    port.post({ kind: first.kind, work: first.work });
  }

  return {
    atOnce: (kind, work) => doer.atOnce(kind, work),
    ask: (kind, work, signal) =>
      new Promise((resolve) => {
        // What comes back is what was asked for: the port answers in order.
        const done = (result: Attempt<Results[Kind]>): void => resolve(result as Attempt<Results[typeof kind]>);
        const request: Waiting = { kind, work, signal, done };
        waiting.push(request);
        signal.addEventListener('abort', () => {
          if (running !== request) return next();
          clearTimeout(timer);
          timer = setTimeout(overdue, caps.grace);
        });
        next();
      }),
  };
}
