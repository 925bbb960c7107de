/** The host's end of a wire: the one door where inputs are parsed, handlers run, and every id ends once. */
import * as v from 'valibot';
import { type Fault, toFault } from '../fault.ts';
import type { Call, Contract, Handlers } from './define.ts';
import { type ClientFrame, maxCredit, parseClientFrame, type Wire } from './wire.ts';

export interface ServeOptions {
  /** Writes a bug down with its stack and gives back the id under which the user sees it. */
  readonly report: (bug: unknown) => string;
  /** Told of every frame that was refused; the wire is closed after it. */
  readonly refused?: (why: string) => void;
  /** Calls and streams that may be open on one wire at a time. */
  readonly maxOpen?: number;
}

interface Open {
  readonly abort: AbortController;
  /** Null for a call. */
  credit: number | null;
  wake: (() => void) | null;
}

type Run = (input: unknown, call: Call) => unknown;

/** Serves until the wire closes; then everything the wire started is aborted. */
export function serve<C extends Contract>(wire: Wire, contract: C, handlers: Handlers<C>, options: ServeOptions): void {
  const open = new Map<number, Open>();
  const maxOpen = options.maxOpen ?? 10_000;
  let lastId = 0;
  let closed = false;

  wire.listen(receive, () => {
    closed = true;
    const left = [...open.values()];
    open.clear();
    for (const one of left) {
      one.abort.abort();
      // A stream that waits for credit has to see that it ended, or its iterator would never be released.
      one.wake?.();
    }
  });

  function receive(raw: unknown): void {
    if (closed) return;
    const frame = parseClientFrame(raw);
    if (frame === null) return refuse('malformed frame');
    switch (frame.t) {
      case 'call':
      case 'watch':
        return begin(frame);
      case 'credit':
        return addCredit(frame.id, frame.n);
      case 'stop':
        // Stopping what has just ended by itself is no mistake: the two frames crossed.
        if (open.has(frame.id)) end(frame.id, { code: 'cancelled' });
        return;
    }
  }

  function refuse(why: string): void {
    options.refused?.(why);
    wire.close(why);
  }

  function begin(frame: ClientFrame & { t: 'call' | 'watch' }): void {
    // Ids only grow, so an id can never be answered twice.
    if (frame.id <= lastId) return refuse('id used twice');
    lastId = frame.id;
    if (open.size >= maxOpen) return wire.send({ t: 'fail', id: frame.id, fault: { code: 'input', path: '', message: 'too many open requests' } });
    const entry = Object.hasOwn(contract, frame.name) ? contract[frame.name] : undefined;
    const wanted = frame.t === 'call' ? 'method' : 'stream';
    if (entry === undefined || entry.kind !== wanted) {
      return wire.send({ t: 'fail', id: frame.id, fault: { code: 'input', path: 'name', message: `no such ${wanted}` } });
    }
    const parsed = v.safeParse(entry.input, frame.input);
    if (!parsed.success) return wire.send({ t: 'fail', id: frame.id, fault: inputFault(parsed.issues[0]) });

    const one: Open = { abort: new AbortController(), credit: frame.t === 'watch' ? frame.credit : null, wake: null };
    open.set(frame.id, one);
    // The types of input and handler agree by `Handlers<C>`; the name alone cannot tell the compiler so.
    const run = handlers[frame.name as keyof C] as unknown as Run;
    const call: Call = { signal: one.abort.signal };
    void (frame.t === 'call' ? answer(frame.id, run, parsed.output, call) : flow(frame.id, one, run, parsed.output, call));
  }

  async function answer(id: number, run: Run, input: unknown, call: Call): Promise<void> {
    try {
      const value = await run(input, call);
      finish(id, () => wire.send({ t: 'done', id, value }));
    } catch (thrown) {
      endThrown(id, thrown);
    }
  }

  /** Pulls the iterator only while there is credit, so the source is never ahead of the reader. */
  async function flow(id: number, one: Open, run: Run, input: unknown, call: Call): Promise<void> {
    let items: AsyncIterator<unknown> | undefined;
    try {
      items = (run(input, call) as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      for (;;) {
        while (one.credit === 0 && open.has(id)) await new Promise<void>((wake) => (one.wake = wake));
        if (!open.has(id)) break;
        const next = await items.next();
        if (!open.has(id)) break;
        if (next.done === true) {
          finish(id, () => wire.send({ t: 'done', id, value: undefined }));
          return;
        }
        one.credit = (one.credit ?? 0) - 1;
        wire.send({ t: 'item', id, value: next.value });
      }
    } catch (thrown) {
      endThrown(id, thrown);
    }
    await release(items);
  }

  async function release(items: AsyncIterator<unknown> | undefined): Promise<void> {
    try {
      await items?.return?.();
    } catch (thrown) {
      toFault(thrown, options.report);
    }
  }

  function addCredit(id: number, n: number): void {
    const one = open.get(id);
    if (one === undefined) return;
    if (one.credit === null || one.credit + n > maxCredit) return refuse('credit that was not asked for');
    one.credit += n;
    one.wake?.();
    one.wake = null;
  }

  function endThrown(id: number, thrown: unknown): void {
    // After a stop the handler may well throw its abort reason: that is neither news nor a bug.
    if (open.has(id)) end(id, toFault(thrown, options.report));
  }

  function end(id: number, fault: Fault): void {
    finish(id, () => wire.send({ t: 'fail', id, fault }));
  }

  /** The single place where an id ends: whoever comes second finds it gone. */
  function finish(id: number, tell: () => void): void {
    const one = open.get(id);
    if (one === undefined) return;
    open.delete(id);
    try {
      tell();
    } catch (thrown) {
      // An answer that the wire cannot carry is a bug here; the id ends all the same.
      wire.send({ t: 'fail', id, fault: toFault(thrown, options.report) });
    }
    one.abort.abort();
    one.wake?.();
  }
}

function inputFault(issue: v.BaseIssue<unknown>): Fault {
  return { code: 'input', path: v.getDotPath(issue) ?? '', message: issue.message };
}
