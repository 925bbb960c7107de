/** The page's line to its host: opened, lost, opened again, given up where trying again does no good. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HostState, keepOpen, platformOf, retryDelay } from '../../renderer/host.ts';
import type { PageWire, WireEnd } from '../../renderer/wires.ts';

interface FakeWire extends PageWire {
  end(why: WireEnd): void;
}

/** Answers `app.info` where it is `good`; ends when told. */
function fakeWire(good = true): FakeWire {
  let receive: (frame: unknown) => void = () => undefined;
  let closed: () => void = () => undefined;
  let resolve: (why: WireEnd) => void = () => undefined;
  const ended = new Promise<WireEnd>((done) => (resolve = done));
  const end = (why: WireEnd): void => {
    resolve(why);
    closed();
  };
  return {
    ended,
    end,
    send(frame) {
      if (good && frame.t === 'call') queueMicrotask(() => receive({ t: 'done', id: frame.id, value: {} }));
    },
    listen(take, tell) {
      receive = take;
      closed = tell;
    },
    close: () => end('lost'),
  };
}

let aborts: AbortController[] = [];
afterEach(() => {
  for (const abort of aborts) abort.abort();
  aborts = [];
});

function start(wires: FakeWire[], failFirst = 0) {
  const abort = new AbortController();
  aborts.push(abort);
  let opened = 0;
  let failures = failFirst;
  const host = keepOpen(() => {
    if (failures-- > 0) return Promise.reject(new Error('no port'));
    const wire = wires[opened++];
    return wire === undefined ? new Promise(() => undefined) : Promise.resolve(wire);
  }, abort.signal);
  const states: HostState[] = [];
  host.subscribe(() => states.push(host.state()));
  return { host, states, abort };
}

describe('keepOpen', () => {
  it('is open only when the host has answered', async () => {
    const wire = fakeWire(false);
    const { host } = start([wire]);
    await expect(host.client.call('app.info', {})).rejects.toMatchObject({ fault: { code: 'closed' } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(host.state().kind).toBe('connecting');
    // What is asked of a wire that opens waits, and ends with it at the latest.
    let over = false;
    const asked = host.client.call('app.info', {}).finally(() => (over = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(over).toBe(false);
    wire.end('lost');
    await expect(asked).rejects.toMatchObject({ fault: { code: 'closed' } });
  });

  it('opens again after the line was lost, with a new generation', async () => {
    const wires = [fakeWire(), fakeWire()];
    const { host, states } = start(wires);
    await vi.waitFor(() => expect(host.state()).toEqual({ kind: 'open', generation: 1 }));
    wires[0]?.end('lost');
    await vi.waitFor(() => expect(host.state().kind).toBe('waiting'));
    host.retry();
    await vi.waitFor(() => expect(host.state()).toEqual({ kind: 'open', generation: 2 }));
    expect(states.map((state) => state.kind)).toEqual(['open', 'waiting', 'connecting', 'open']);
    await expect(host.client.call('app.info', {})).resolves.toEqual({});
  });

  it('tries again when no wire could be opened at all', async () => {
    const { host } = start([fakeWire()], 1);
    await vi.waitFor(() => expect(host.state().kind).toBe('waiting'));
    host.retry();
    await vi.waitFor(() => expect(host.state().kind).toBe('open'));
  });

  it.each(['refused', 'replaced'] as const)('gives up when it was %s', async (why) => {
    const wire = fakeWire();
    const { host } = start([wire, fakeWire()]);
    await vi.waitFor(() => expect(host.state().kind).toBe('open'));
    wire.end(why);
    await vi.waitFor(() => expect(host.state()).toEqual({ kind: 'ended', why }));
    host.retry();
    await expect(host.client.call('app.info', {})).rejects.toMatchObject({ fault: { code: 'closed' } });
    expect(host.state()).toEqual({ kind: 'ended', why });
  });

  it('closes its wire and stops with the signal', async () => {
    const wire = fakeWire();
    const { host, abort } = start([wire, fakeWire()]);
    await vi.waitFor(() => expect(host.state().kind).toBe('open'));
    abort.abort();
    await expect(wire.ended).resolves.toBe('lost');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(host.state()).toEqual({ kind: 'open', generation: 1 });
  });
});

describe('retryDelay', () => {
  it('doubles up to a cap and keeps at least half', () => {
    expect([0, 1, 2, 10, 1000].map((attempt) => retryDelay(attempt, 1))).toEqual([250, 500, 1000, 10_000, 10_000]);
    expect(retryDelay(0, 0)).toBe(125);
  });
});

describe('platformOf', () => {
  it('knows the keyboard', () => {
    expect(['MacIntel', 'Win32', 'Linux x86_64', ''].map(platformOf)).toEqual(['mac', 'windows', 'linux', 'linux']);
  });
});
