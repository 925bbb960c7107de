/** How much a step asks for, and that the next is asked for before the names of the last one are read. */
import { expect, test } from 'vitest';
import type { LaneEvents } from '../../../../electron/core/connections/lane.ts';
import type { NodeHandle } from '../../../../electron/core/connections/session.ts';
import { createPace } from '../../../../electron/core/keys/pace.ts';
import { laneStepper } from '../../../../electron/core/keys/steps.ts';

/** What a server does that takes so long for each name, on a host that meanwhile works for so long. */
function paced(microsEach: number, ownMs: number): { readonly count: number; readonly serverMs: number; readonly trueMs: number } {
  const pace = createPace();
  pace.baseline(0);
  let trueMs = 0;
  for (let step = 0; step < 50; step++) {
    const ms = (pace.count * microsEach) / 1000;
    trueMs += ms;
    pace.took({ ms: Math.max(ms, ownMs), ownMs });
  }
  return { count: pace.count, serverMs: pace.serverMs, trueMs };
}

test('a quick server is asked for as many names as a step may have, however busy the host is', () => {
  expect(paced(0.5, 0).count).toBe(500);
  expect(paced(0.5, 30).count).toBe(500);
});

test('a slow server is asked for as many as take it less than two milliseconds', () => {
  expect(paced(10, 0).count * 10).toBeLessThan(2000);
  expect(paced(10, 0.3).count * 10).toBeLessThan(2000);
  expect(paced(10_000, 0).count).toBe(50);
});

test('what it costs the server is told in full, though the host worked meanwhile', () => {
  for (const ownMs of [0, 0.4]) {
    const { serverMs, trueMs } = paced(0.9, ownMs);
    expect(serverMs).toBeGreaterThan(trueMs * 0.9);
    expect(serverMs).toBeLessThan(trueMs * 1.2);
  }
});

test('the next step is on its way when the names of the last one are read', async () => {
  const told: string[] = [];
  let events: LaneEvents | null = null;
  const node: Pick<NodeHandle, 'openLane'> = {
    openLane: (_role, its) => {
      events = its;
      queueMicrotask(its.ready);
      return {
        protocol: 2,
        clientId: null,
        address: null,
        runId: null,
        write: ([words]) => void told.push(`asked ${String(words?.[1])}`),
        pause: () => undefined,
        resume: () => undefined,
        close: () => undefined,
      };
    },
  };
  const stepper = await laneStepper(node as NodeHandle, { found: (_block, _ranges, many) => told.push(`${many} names`) > 0 });
  const { signal } = new AbortController();
  const later: Promise<number>[] = [];
  const first = stepper.ask('0', 10, [], signal, ({ cursor }) => later.push(stepper.ask(cursor, 10, [], signal, () => undefined)));
  const bytes = (text: string): void => events?.bytes(Buffer.from(text));
  bytes('*2\r\n$1\r\n7\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n');
  expect(told).toEqual(['asked 0', 'asked 7', '2 names']);
  expect(await first).toBe(2);
  bytes('*2\r\n$1\r\n0\r\n*0\r\n');
  expect(await later[0]).toBe(0);
  stepper.close();
});

test('what was asked for and what was being read ends with the lane', async () => {
  let events: LaneEvents | null = null;
  const nothing = (): void => undefined;
  const node = {
    openLane: (_role: string, its: LaneEvents) => {
      events = its;
      queueMicrotask(its.ready);
      return { protocol: 2 as const, write: nothing, pause: nothing, resume: nothing, close: nothing };
    },
  };
  const stepper = await laneStepper(node as unknown as NodeHandle, { found: () => true });
  const { signal } = new AbortController();
  const asked: Promise<number>[] = [];
  asked.push(stepper.ask('0', 10, [], signal, ({ cursor }) => asked.push(stepper.ask(cursor, 10, [], signal, nothing))));
  const lane = events as LaneEvents | null;
  lane?.bytes(Buffer.from('*2\r\n$1\r\n7\r\n*2\r\n$1\r\na\r\n'));
  lane?.lost({ code: 'offline' });
  const ends = await Promise.allSettled(asked);
  expect(ends).toMatchObject([
    { status: 'rejected', reason: { fault: { code: 'offline' } } },
    { status: 'rejected', reason: { fault: { code: 'offline' } } },
  ]);
});
