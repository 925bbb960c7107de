/** What holds for every run of the protocol: one end per id, nothing without credit, and a closed wire leaves nothing behind. */
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { FaultError, fail } from '../../../shared/fault.ts';
import { connect } from '../../../shared/rpc/client.ts';
import { type Handlers, method, stream } from '../../../shared/rpc/define.ts';
import { serve } from '../../../shared/rpc/server.ts';
import { type ClientFrame, maxCredit, type ServerFrame, type Wire } from '../../../shared/rpc/wire.ts';
import { faultOf } from '../../support/fault.ts';
import { memoryWires } from '../../support/wires.ts';

const contract = {
  /** Answers after so many turns of the event loop, or fails. */
  answer: method(v.object({ turns: v.number(), ends: v.picklist(['value', 'fault', 'bug', 'uncarried', 'never']) })).returns<number>(),
  count: stream(v.object({ items: v.number(), ends: v.picklist(['value', 'fault', 'bug', 'uncarried', 'never']) })).of<number>(),
};
type Ends = 'value' | 'fault' | 'bug' | 'uncarried' | 'never';

/** Counts what begins and what is let go. */
function host(): { handlers: Handlers<typeof contract>; running: () => number; signals: AbortSignal[]; pulled: () => number } {
  let running = 0;
  let pulled = 0;
  const signals: AbortSignal[] = [];
  return {
    running: () => running,
    pulled: () => pulled,
    signals,
    handlers: {
      async answer({ turns, ends }, { signal }) {
        signals.push(signal);
        running++;
        try {
          for (let at = 0; at < turns; at++) await turn();
          return (await ending(ends, signal)) ?? turns;
        } finally {
          running--;
        }
      },
      async *count({ items, ends }, { signal }) {
        signals.push(signal);
        running++;
        try {
          for (let at = 0; at < items; at++) {
            pulled++;
            yield at;
          }
          const last = await ending(ends, signal);
          if (last !== null) yield last;
        } finally {
          running--;
        }
      },
    },
  };
}

async function ending(ends: Ends, signal: AbortSignal): Promise<number | null> {
  if (ends === 'fault') fail({ code: 'offline' });
  if (ends === 'bug') throw new Error('secret detail');
  // What no wire carries, under a type that says otherwise.
  if (ends === 'uncarried') return (() => 1) as unknown as number;
  if (ends === 'never') await new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', resolve, { once: true })));
  return null;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A wire that is played by hand: frames go in, and what comes out is kept. */
function played(): { wire: Wire; play(frame: unknown): void; end(): void; sent: ServerFrame[]; why: (string | undefined)[] } {
  const sent: ServerFrame[] = [];
  const why: (string | undefined)[] = [];
  let receive: (frame: unknown) => void = () => undefined;
  let closed: () => void = () => undefined;
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    closed();
  };
  return {
    sent,
    why,
    play: (frame) => receive(frame),
    end,
    wire: {
      send(frame) {
        if (open) sent.push(structuredClone(frame) as ServerFrame);
      },
      listen(onFrame, onClosed) {
        receive = onFrame;
        closed = onClosed;
      },
      close(reason) {
        why.push(reason);
        end();
      },
    },
  };
}

const ends = fc.constantFrom<Ends[]>('value', 'fault', 'bug', 'uncarried', 'never');
type Step =
  | { readonly do: 'call'; readonly turns: number; readonly ends: Ends }
  | { readonly do: 'watch'; readonly items: number; readonly credit: number; readonly ends: Ends }
  | { readonly do: 'credit' | 'stop'; readonly id: number; readonly n: number }
  | { readonly do: 'wait' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('call' as const), turns: fc.nat(3), ends }),
  fc.record({ do: fc.constant('watch' as const), items: fc.nat(8), credit: fc.integer({ min: 1, max: 4 }), ends }),
  fc.record({ do: fc.constantFrom('credit' as const, 'stop' as const), id: fc.integer({ min: 1, max: 12 }), n: fc.integer({ min: 1, max: 4 }) }),
  fc.constant({ do: 'wait' } as const),
);

describe('the host end', () => {
  it('ends every id exactly once, and sends nothing without credit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const line = played();
        const made = host();
        let bugs = 0;
        serve(line.wire, contract, made.handlers, { report: () => `bug-${++bugs}` });
        let lastId = 0;
        const streams = new Set<number>();
        const granted = new Map<number, number>();
        for (const one of steps) {
          if (one.do === 'wait') await turn();
          else if (one.do === 'call') line.play({ t: 'call', id: ++lastId, name: 'answer', input: { turns: one.turns, ends: one.ends } } satisfies ClientFrame);
          else if (one.do === 'watch') {
            streams.add(++lastId);
            granted.set(lastId, one.credit);
            line.play({ t: 'watch', id: lastId, name: 'count', input: { items: one.items, ends: one.ends }, credit: one.credit } satisfies ClientFrame);
          } else if (one.do === 'stop') line.play({ t: 'stop', id: one.id });
          else if (streams.has(one.id)) {
            granted.set(one.id, (granted.get(one.id) ?? 0) + one.n);
            line.play({ t: 'credit', id: one.id, n: one.n });
          }
        }
        for (let at = 0; at < 20; at++) await turn();
        // What is still open waits for credit or for ever: stopping it must end it too.
        for (let id = 1; id <= lastId; id++) line.play({ t: 'stop', id });
        for (let at = 0; at < 20; at++) await turn();

        for (let id = 1; id <= lastId; id++) {
          const frames = line.sent.filter((frame) => frame.id === id);
          expect(frames.filter((frame) => frame.t !== 'item')).toHaveLength(1);
          expect(frames.at(-1)?.t).not.toBe('item');
          expect(frames.filter((frame) => frame.t === 'item').length).toBeLessThanOrEqual(granted.get(id) ?? 0);
        }
        expect(line.why).toEqual([]);
        expect(made.running()).toBe(0);
        expect(made.signals.every((signal) => signal.aborted)).toBe(true);
        // A bug is shown by its id alone.
        expect(JSON.stringify(line.sent)).not.toContain('secret detail');
      }),
      { numRuns: 200 },
    );
  });

  it('leaves nothing running when the wire closes, at whatever moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.nat(4), async (steps, turns) => {
        const line = played();
        const made = host();
        serve(line.wire, contract, made.handlers, { report: () => 'bug' });
        let id = 0;
        for (const one of steps) {
          if (one.do === 'call') line.play({ t: 'call', id: ++id, name: 'answer', input: { turns: one.turns, ends: one.ends } });
          if (one.do === 'watch') line.play({ t: 'watch', id: ++id, name: 'count', input: { items: one.items, ends: one.ends }, credit: one.credit });
        }
        for (let at = 0; at < turns; at++) await turn();
        line.end();
        const told = line.sent.length;
        await vi.waitFor(() => expect(made.running()).toBe(0));
        expect(made.signals.every((signal) => signal.aborted)).toBe(true);
        expect(line.sent).toHaveLength(told);
      }),
      { numRuns: 100 },
    );
  });

  it('does not pull from a source that nobody reads', async () => {
    const line = played();
    const made = host();
    serve(line.wire, contract, made.handlers, { report: () => 'bug' });
    line.play({ t: 'watch', id: 1, name: 'count', input: { items: 1000, ends: 'value' }, credit: 3 });
    for (let at = 0; at < 20; at++) await turn();
    expect(made.pulled()).toBe(3);
    line.play({ t: 'credit', id: 1, n: 2 });
    for (let at = 0; at < 20; at++) await turn();
    expect(made.pulled()).toBe(5);
    expect(line.sent).toHaveLength(5);
  });

  it.each([
    ['no object', 'x'],
    ['null', null],
    ['a list', [1]],
    ['no id', { t: 'call', name: 'answer', input: {} }],
    ['id 0', { t: 'stop', id: 0 }],
    ['a negative id', { t: 'stop', id: -1 }],
    ['an id that is no integer', { t: 'stop', id: 1.5 }],
    ['an id too large', { t: 'stop', id: 2 ** 53 }],
    ['an unknown kind', { t: 'shout', id: 1 }],
    ['a kind from a prototype', { t: 'constructor', id: 1 }],
    ['a name that is no text', { t: 'call', id: 1, name: 7, input: {} }],
    ['no credit', { t: 'watch', id: 1, name: 'count', input: {} }],
    ['credit 0', { t: 'watch', id: 1, name: 'count', input: {}, credit: 0 }],
    ['credit without end', { t: 'watch', id: 1, name: 'count', input: {}, credit: Number.POSITIVE_INFINITY }],
    ['too much credit', { t: 'watch', id: 1, name: 'count', input: {}, credit: maxCredit + 1 }],
    ['negative credit', { t: 'credit', id: 1, n: -1 }],
  ])('closes on a frame with %s', (_, frame) => {
    const line = played();
    const refused: string[] = [];
    serve(line.wire, contract, host().handlers, { report: () => 'bug', refused: (why) => refused.push(why) });
    line.play(frame);
    expect(line.why).toEqual(['malformed frame']);
    expect(refused).toEqual(['malformed frame']);
    expect(line.sent).toEqual([]);
  });

  it('closes on an id that was used before, on credit for a call, and on credit that piles up', async () => {
    const watch = { t: 'watch', id: 2, name: 'count', input: { items: 0, ends: 'never' }, credit: maxCredit };
    const call = { t: 'call', id: 2, name: 'answer', input: { turns: 0, ends: 'never' } };
    for (const [frames, why] of [
      [[call, call], 'id used twice'],
      [[call, { ...call, id: 1 }], 'id used twice'],
      [[call, { t: 'credit', id: 2, n: 1 }], 'credit that was not asked for'],
      [[watch, { t: 'credit', id: 2, n: 1 }], 'credit that was not asked for'],
    ] as const) {
      const line = played();
      const made = host();
      serve(line.wire, contract, made.handlers, { report: () => 'bug' });
      for (const frame of frames) line.play(frame);
      expect(line.why).toEqual([why]);
      await vi.waitFor(() => expect(made.running()).toBe(0));
      // Whoever goes on talking after that is not heard.
      line.play({ ...call, id: 9 });
      expect(made.running()).toBe(0);
    }
  });

  it('has a bound on what one page may have open', async () => {
    const line = played();
    const made = host();
    serve(line.wire, contract, made.handlers, { report: () => 'bug', maxOpen: 2 });
    for (const id of [1, 2, 3]) line.play({ t: 'call', id, name: 'answer', input: { turns: 0, ends: 'never' } });
    expect(line.sent).toEqual([{ t: 'fail', id: 3, fault: { code: 'input', path: '', message: 'too many open requests' } }]);
    line.play({ t: 'stop', id: 1 });
    line.play({ t: 'call', id: 4, name: 'answer', input: { turns: 0, ends: 'value' } });
    await vi.waitFor(() => expect(line.sent.at(-1)).toEqual({ t: 'done', id: 4, value: 0 }));
  });

  it('names the place of a wrong input', async () => {
    const line = played();
    serve(line.wire, contract, host().handlers, { report: () => 'bug' });
    line.play({ t: 'call', id: 1, name: 'answer', input: { turns: 'x', ends: 'value' } });
    expect(line.sent).toEqual([{ t: 'fail', id: 1, fault: expect.objectContaining({ code: 'input', path: 'turns' }) as unknown }]);
  });
});

describe('both ends', () => {
  function both(): {
    client: ReturnType<typeof connect<typeof contract>>;
    made: ReturnType<typeof host>;
    bugs: unknown[];
    wires: ReturnType<typeof memoryWires>;
  } {
    const wires = memoryWires();
    const made = host();
    const bugs: unknown[] = [];
    serve(wires.host, contract, made.handlers, { report: (bug) => `id-${bugs.push(bug)}` });
    return { client: connect<typeof contract>(wires.page), made, bugs, wires };
  }

  it('tells an expected failure as it is, and a bug by its id', async () => {
    const { client, bugs } = both();
    expect(await faultOf(client.call('answer', { turns: 0, ends: 'fault' }))).toEqual({ code: 'offline' });
    expect(await faultOf(client.call('answer', { turns: 0, ends: 'bug' }))).toEqual({ code: 'bug', id: 'id-1' });
    expect(await faultOf(client.call('answer', { turns: 0, ends: 'uncarried' }))).toEqual({ code: 'bug', id: 'id-2' });
    expect(bugs).toHaveLength(2);
  });

  it('gives items before the failure that follows them', async () => {
    const { client } = both();
    const items = client.watch('count', { items: 2, ends: 'fault' }, { credit: 8 });
    await turn();
    expect(await items.next()).toEqual({ done: false, value: 0 });
    expect(await items.next()).toEqual({ done: false, value: 1 });
    expect(await faultOf(items.next())).toEqual({ code: 'offline' });
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });

  it('is never further ahead of the reader than its credit', async () => {
    for (const credit of [1, 3]) {
      const { client, made } = both();
      let seen = 0;
      for await (const _ of client.watch('count', { items: 20, ends: 'value' }, { credit })) {
        seen++;
        for (let at = 0; at < 3; at++) await turn();
        expect(made.pulled()).toBeLessThanOrEqual(seen - 1 + credit);
      }
      expect(seen).toBe(20);
    }
  });

  it('cancels by signal: before, during, and not after', async () => {
    const { client, made } = both();
    expect(await faultOf(client.call('answer', { turns: 0, ends: 'value' }, { signal: AbortSignal.abort() }))).toEqual({ code: 'cancelled' });
    expect(await faultOf(client.watch('count', { items: 1, ends: 'value' }, { signal: AbortSignal.abort() }).next())).toEqual({ code: 'cancelled' });
    expect(made.signals).toHaveLength(0);

    const abort = new AbortController();
    const call = faultOf(client.call('answer', { turns: 0, ends: 'never' }, { signal: abort.signal }));
    const items = client.watch('count', { items: 1, ends: 'never' }, { signal: abort.signal });
    await items.next();
    const next = faultOf(items.next());
    await vi.waitFor(() => expect(made.running()).toBe(2));
    abort.abort();
    expect(await call).toEqual({ code: 'cancelled' });
    expect(await next).toEqual({ code: 'cancelled' });
    await vi.waitFor(() => expect(made.running()).toBe(0));

    const late = new AbortController();
    expect(await client.call('answer', { turns: 1, ends: 'value' }, { signal: late.signal })).toBe(1);
    late.abort();
    expect(await client.call('answer', { turns: 0, ends: 'value' })).toBe(0);
  });

  it('forgets a signal that outlives what it was for', async () => {
    const { client } = both();
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    const added = vi.spyOn(signal, 'addEventListener');
    await client.call('answer', { turns: 0, ends: 'value' }, { signal });
    await client.call('answer', { turns: 0, ends: 'fault' }, { signal }).catch(() => undefined);
    for await (const _ of client.watch('count', { items: 3, ends: 'value' }, { signal }));
    for await (const _ of client.watch('count', { items: 3, ends: 'value' }, { signal })) break;
    expect(added).toHaveBeenCalledTimes(4);
    expect(removed).toHaveBeenCalledTimes(4);
  });

  it('ends a stream that the reader leaves', async () => {
    const { client, made } = both();
    for await (const item of client.watch('count', { items: 1000, ends: 'value' })) if (item === 2) break;
    await vi.waitFor(() => expect(made.running()).toBe(0));
    expect(made.pulled()).toBeLessThanOrEqual(4);
  });

  it('answers a second question for an item with an error, not with silence', async () => {
    const { client } = both();
    const items = client.watch('count', { items: 0, ends: 'never' });
    const first = faultOf(items.next());
    await expect(items.next()).rejects.toThrow('not waited for');
    await items.return?.();
    expect(await first).toEqual({ code: 'cancelled' });
  });

  it('rejects everything that was open when the wire closes, and everything after', async () => {
    const { client, wires } = both();
    const call = faultOf(client.call('answer', { turns: 0, ends: 'never' }));
    const items = faultOf(client.watch('count', { items: 0, ends: 'never' }).next());
    wires.host.close();
    await client.closed;
    expect(await call).toEqual({ code: 'closed' });
    expect(await items).toEqual({ code: 'closed' });
    expect(await faultOf(client.call('answer', { turns: 0, ends: 'value' }))).toEqual({ code: 'closed' });
    expect(await faultOf(client.watch('count', { items: 1, ends: 'value' }).next())).toEqual({ code: 'closed' });
  });

  it('leaves nothing pending where an input cannot be carried', async () => {
    const { client, wires } = both();
    const bad = { turns: (() => 1) as unknown as number, ends: 'value' as const };
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    await expect(client.call('answer', bad, { signal })).rejects.not.toBeInstanceOf(FaultError);
    expect(removed).toHaveBeenCalledTimes(1);
    expect(await client.call('answer', { turns: 1, ends: 'value' })).toBe(1);
    wires.host.close();
    await client.closed;
  });

  it.each([['text'], [{ id: 1, t: 'shout' }], [{ id: 0, t: 'done' }], [{ id: 1, t: 'fail', fault: 'x' }], [null]])(
    'closes on a frame from the host that is none: %j',
    async (frame) => {
      const wires = memoryWires();
      const client = connect<typeof contract>(wires.page);
      (wires.host.send as (frame: unknown) => void)(frame);
      await expect(client.closed).resolves.toBeUndefined();
    },
  );
});
