/** The way to the decoders' worker: one thing after another, ended where it takes too long or is not wanted, and said so. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Door, newDoor, type Port, type Request } from '../../../../renderer/ui/decoded/door.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { decoders } from '../../../../shared/decoders/index.ts';
import { carry, newDoer } from '../../../../shared/decoders/work.ts';

type Hears = Parameters<Parameters<typeof newDoor>[0]>[0];

interface Stand {
  readonly hears: Hears;
  readonly asked: Request[];
  ended: boolean;
}

const doer = newDoer(decoders, () => 0);
const long = utf8(`[${'1,'.repeat(4000)}1]`);
const work = (text = '') => ({ bytes: utf8(`${new TextDecoder().decode(long)}${text}`), schemas: [] });
const forGood = new AbortController().signal;
let stands: Stand[];
let door: Door;

beforeEach(() => {
  vi.useFakeTimers();
  stands = [];
  door = newDoor(
    (hears): Port => {
      const stand: Stand = { hears, asked: [], ended: false };
      stands.push(stand);
      return {
        post: (request) => stand.asked.push(request),
        end: () => {
          stand.ended = true;
        },
      };
    },
    { milliseconds: 1000, grace: 100 },
  );
});
afterEach(() => vi.useRealTimers());

function answer(stand: Stand | undefined): void {
  const request = stand?.asked.at(-1);
  if (request === undefined) throw new Error('nothing was asked');
  stand?.hears.answer(carry(request.work, doer.whole(request.kind, request.work)).carried);
}

test('small values start no worker; the first large one does, and the next uses it too', async () => {
  expect(door.atOnce('detect', { bytes: utf8('small'), schemas: [] })).not.toBeNull();
  expect(stands).toHaveLength(0);
  expect(door.atOnce('detect', work())).toBeNull();
  const first = door.ask('detect', work(), forGood);
  const second = door.ask('decode', { ...work(), path: [{ name: 'json', argument: '' }] }, forGood);
  expect(stands[0]?.asked).toHaveLength(0);
  stands[0]?.hears.ready();
  expect(stands[0]?.asked).toHaveLength(1);
  answer(stands[0]);
  expect(await first).toMatchObject({ ok: true, value: { best: { path: [{ name: 'json' }] } } });
  expect(stands[0]?.asked).toHaveLength(2);
  answer(stands[0]);
  expect(await second).toMatchObject({ ok: true, value: { ok: true, decoded: { kind: 'tree' } } });
  expect(stands).toHaveLength(1);
});

test('what takes longer than it may is ended, says so, and the next has a worker of its own', async () => {
  const first = door.ask('detect', work(), forGood);
  const second = door.ask('detect', work('x'), forGood);
  // Loading is no part of its time.
  vi.advanceTimersByTime(5000);
  stands[0]?.hears.ready();
  vi.advanceTimersByTime(999);
  expect(stands[0]?.ended).toBe(false);
  vi.advanceTimersByTime(1);
  expect(await first).toEqual({ ok: false, why: { kind: 'cap-time', detail: '1000 ms' } });
  expect(stands[0]?.ended).toBe(true);
  stands[1]?.hears.ready();
  // What the ended one still had to say is for nobody.
  answer(stands[0]);
  answer(stands[1]);
  expect(await second).toMatchObject({ ok: true });
});

test('what is not wanted any more is not begun, and ended where it goes on for long', async () => {
  const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()];
  const told = vi.fn();
  void door.ask('detect', work('1'), one.signal).then(told);
  void door.ask('detect', work('2'), two.signal).then(told);
  const last = door.ask('detect', work('3'), three.signal);
  stands[0]?.hears.ready();
  two.abort();
  one.abort();
  vi.advanceTimersByTime(99);
  expect(stands[0]?.ended).toBe(false);
  vi.advanceTimersByTime(1);
  expect(stands[0]?.ended).toBe(true);
  stands[1]?.hears.ready();
  expect(stands[1]?.asked).toHaveLength(1);
  answer(stands[1]);
  expect(await last).toMatchObject({ ok: true });
  expect(told).not.toHaveBeenCalled();
});

test('what is not wanted and ends in time costs no worker', async () => {
  const one = new AbortController();
  const told = vi.fn();
  void door.ask('detect', work('1'), one.signal).then(told);
  const next = door.ask('detect', work('2'), forGood);
  stands[0]?.hears.ready();
  one.abort();
  answer(stands[0]);
  answer(stands[0]);
  expect(await next).toMatchObject({ ok: true });
  expect(stands).toHaveLength(1);
  expect(told).not.toHaveBeenCalled();
  // The time of what has ended is no concern of what comes later.
  vi.advanceTimersByTime(10_000);
  expect(stands[0]?.ended).toBe(false);
});

test('a worker that cannot load or dies is a reason, and is tried again', async () => {
  const first = door.ask('detect', work(), forGood);
  stands[0]?.hears.failed('no such file');
  expect(await first).toEqual({ ok: false, why: { kind: 'worker-failed', detail: 'no such file' } });
  const second = door.ask('detect', work(), forGood);
  stands[1]?.hears.ready();
  stands[1]?.hears.failed('out of memory');
  expect(await second).toEqual({ ok: false, why: { kind: 'worker-failed', detail: 'out of memory' } });
});
