/** The live feed of a tab: where it looks, what stays when the host goes away, and that the newest wish counts. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { shownOf } from '../../../renderer/feed/frames.ts';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import { displayText, utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { FeedFrame, FeedSource } from '../../../shared/feed/feed.ts';
import { later, type TestTab, testTab } from '../../support/tab.ts';
import { frameOf, message, type Window } from './feedFrames.ts';

interface Aimed {
  readonly view: number;
  readonly follow: boolean;
  readonly from: number;
  readonly rows: number;
}

interface View {
  readonly session: string;
  readonly filter: string;
  readonly rows: number;
  readonly id: number;
  released: boolean;
  send(window: Window, patch?: Partial<FeedFrame>): void;
  end(): void;
}

let tab: TestTab<FeedSlice>;
let leave = (): void => undefined;
let now = 0;
afterEach(() => {
  leave();
  tab.close();
});

/** A host whose frames are sent by the test. */
function open(handlers: Parameters<typeof testTab<FeedSlice>>[1] = {}) {
  const views: View[] = [];
  const aims: Aimed[] = [];
  const added: string[] = [];
  now = 0;
  tab = testTab((tools) => feedSlice(tools, '', () => now), {
    async *'feed.view'({ session, filter, rows }, { signal }) {
      let frames: (FeedFrame | null)[] = [];
      let wake = (): void => undefined;
      const view: View = {
        session,
        filter,
        rows,
        id: views.length + 1,
        released: false,
        send(window, patch = {}) {
          frames.push(frameOf(window, { view: view.id, ...patch }));
          wake();
        },
        end() {
          frames.push(null);
          wake();
        },
      };
      views.push(view);
      signal.addEventListener('abort', () => wake());
      try {
        for (;;) {
          for (const frame of frames.splice(0)) {
            if (frame === null) return;
            yield frame;
          }
          if (signal.aborted) return;
          if (frames.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        frames = [];
        view.released = true;
      }
    },
    'feed.aim': ({ view, follow, from, rows }) => void aims.push({ view, follow, from, rows }),
    'feed.add': ({ session, kind, name }) => {
      added.push(`${session} ${kind} ${displayText(name)}`);
      return { source: added.length };
    },
    'feed.message': ({ seq }) => ({ row: message(seq), payload: utf8(`payload ${seq}`) }),
    ...handlers,
  });
  return { views, aims, added };
}

const window = (patch: Partial<Window> = {}): Window => ({ first: 1, matched: 100, from: 84, rows: 16, ...patch });
const seen = (): readonly number[] => tab.slice.frame?.rows.map(({ seq }) => seq) ?? [];

/** On screen with one frame of a hundred rows, of which the last sixteen are drawn. */
async function showing(handlers: Parameters<typeof open>[0] = {}) {
  const host = open(handlers);
  leave = tab.slice.show();
  tab.slice.look(84, 100);
  tab.slice.begin('s1');
  await vi.waitFor(() => expect(host.views).toHaveLength(1));
  const view = host.views[0] as View;
  view.send(window());
  await vi.waitFor(() => expect(tab.slice.frame?.matched).toBe(100));
  return { ...host, view };
}

const last = <T>(list: readonly T[]): T | undefined => list.at(-1);

describe('looking', () => {
  test('hidden, one row is asked for; shown, as many as are drawn', async () => {
    const { views, aims } = open();
    tab.slice.begin('s1');
    await vi.waitFor(() => expect(views).toHaveLength(1));
    expect(views[0]).toMatchObject({ session: 's1', filter: '', rows: 1 });
    views[0]?.send(window({ from: 99, rows: 1 }));
    await vi.waitFor(() => expect(tab.slice.counters?.received).toBe(100));
    leave = tab.slice.show();
    tab.slice.look(60, 100);
    await vi.waitFor(() => expect(last(aims)).toEqual({ view: 1, follow: true, from: 0, rows: 48 }));
    leave();
    await vi.waitFor(() => expect(last(aims)).toMatchObject({ follow: true, rows: 1 }));
  });

  test('paused it stays at its rows, and scrolling asks for the rows that are drawn', async () => {
    const { aims, view } = await showing();
    tab.slice.pause();
    expect(tab.slice.following).toBe(false);
    await vi.waitFor(() => expect(last(aims)).toEqual({ view: 1, follow: false, from: 84, rows: 16 }));
    view.send(window({ matched: 250 }));
    await vi.waitFor(() => expect(tab.slice.counters?.received).toBe(250));
    expect([tab.slice.pausedAt, shownOf(tab.slice)]).toEqual([100, 100]);
    expect(seen()).toEqual(Array.from({ length: 16 }, (_, index) => 85 + index));
    tab.slice.look(10, 40);
    await vi.waitFor(() => expect(last(aims)).toEqual({ view: 1, follow: false, from: 10, rows: 30 }));
    tab.slice.resume();
    await vi.waitFor(() => expect(last(aims)).toMatchObject({ follow: true }));
  });

  test('one wish is on its way at a time, and the last one counts', async () => {
    const first = later<void>();
    const asked: number[] = [];
    await showing({
      'feed.aim': async ({ from }) => {
        asked.push(from);
        if (asked.length === 1) await first.promise;
      },
    });
    tab.slice.pause();
    await vi.waitFor(() => expect(asked).toEqual([84]));
    for (const from of [70, 50, 30, 10]) tab.slice.look(from, from + 16);
    first.resolve();
    await vi.waitFor(() => expect(asked).toEqual([84, 10]));
  });

  test('rows that moved because older ones were evicted take the list along', async () => {
    const { view } = await showing();
    tab.slice.pause();
    view.send(window({ first: 21, matched: 90, from: 64 }));
    await vi.waitFor(() => expect(tab.slice.scroll).toMatchObject({ by: -20 }));
    expect(seen()[0]).toBe(85);
  });

  test('when all that was looked at is evicted, the list goes to the oldest that is kept', async () => {
    const { view } = await showing();
    tab.slice.pause();
    const trimmed = { fromSeq: 1, toSeq: 5000, from: 0, to: 1 };
    view.send(window({ first: 5001, from: 0 }), { trimmed });
    await vi.waitFor(() => expect(tab.slice.scroll).toMatchObject({ to: 'start' }));
  });

  test('but not when the list has just been scrolled elsewhere', async () => {
    const { view } = await showing();
    tab.slice.pause();
    tab.slice.look(20, 40);
    view.send(window({ first: 5001, from: 0 }), { trimmed: { fromSeq: 1, toSeq: 5000, from: 0, to: 1 } });
    await vi.waitFor(() => expect(seen()[0]).toBe(5001));
    expect(tab.slice.scroll).toBeNull();
  });

  test('a filter begins a new look; while paused it ends at its newest rows and stays there', async () => {
    const { views, aims, view } = await showing();
    tab.slice.pause();
    tab.slice.setFilter('paid');
    await vi.waitFor(() => expect(views).toHaveLength(2));
    expect(views[1]).toMatchObject({ filter: 'paid' });
    await vi.waitFor(() => expect(view.released).toBe(true));
    views[1]?.send(window({ matched: 30, from: 14 }));
    await vi.waitFor(() => expect(tab.slice.frame?.matched).toBe(30));
    expect(tab.slice.scroll).toMatchObject({ to: 'end' });
    await vi.waitFor(() => expect(last(aims)).toEqual({ view: 2, follow: false, from: 14, rows: 16 }));
  });

  test('a frame of the look before changes nothing', async () => {
    const { views, view } = await showing();
    tab.slice.setFilter('x');
    view.send(window({ matched: 5000 }));
    await vi.waitFor(() => expect(views).toHaveLength(2));
    views[1]?.send(window({ matched: 7, from: 0 }));
    await vi.waitFor(() => expect(tab.slice.frame?.matched).toBe(7));
  });

  test('channels and rates are taken once a second, and at once when there were none', async () => {
    const { view } = await showing();
    const channel = (received: number) => ({ channels: [{ channel: utf8('a'), received, bytes: 0, firstAt: 0, lastAt: 0, perSecond: received }] });
    view.send(window(), channel(1));
    await vi.waitFor(() => expect(tab.slice.channels[0]?.received).toBe(1));
    now = 500;
    view.send(window({ matched: 101, from: 85 }), channel(2));
    await vi.waitFor(() => expect(tab.slice.frame?.matched).toBe(101));
    expect(tab.slice.channels[0]?.received).toBe(1);
    now = 1000;
    view.send(window({ matched: 102, from: 86 }), channel(3));
    await vi.waitFor(() => expect(tab.slice.channels[0]?.received).toBe(3));
    expect([...tab.slice.rates.values()]).toEqual([[1, 3]]);
  });
});

describe('reading a message', () => {
  test('pauses and reads it whole', async () => {
    await showing();
    tab.slice.choose(90);
    expect(tab.slice.following).toBe(false);
    expect(tab.slice.chosen?.row?.seq).toBe(91);
    await vi.waitFor(() => expect(tab.slice.chosen?.payload).toEqual(utf8('payload 91')));
  });

  test('the answer to an older choice is nobody’s', async () => {
    const first = later<void>();
    await showing({
      'feed.message': async ({ seq }) => {
        if (seq === 91) await first.promise;
        return { row: message(seq), payload: utf8(`payload ${seq}`) };
      },
    });
    tab.slice.choose(90);
    tab.slice.choose(91);
    await vi.waitFor(() => expect(tab.slice.chosen?.payload).toEqual(utf8('payload 92')));
    first.resolve();
    await new Promise(setImmediate);
    expect(tab.slice.chosen?.payload).toEqual(utf8('payload 92'));
  });

  test('a row that is on its way is read when it comes', async () => {
    const { view } = await showing();
    tab.slice.choose(20);
    expect(tab.slice.chosen).toMatchObject({ at: 20, row: null });
    view.send(window({ from: 10 }));
    await vi.waitFor(() => expect(tab.slice.chosen?.payload).toEqual(utf8('payload 21')));
  });

  test('a large one is read only when asked for', async () => {
    const read: number[] = [];
    const { view } = await showing({
      'feed.message': ({ seq }) => {
        read.push(seq);
        return { row: message(seq), payload: utf8('large') };
      },
    });
    view.send(window(), { rows: [message(300, 5_000_000)] });
    await vi.waitFor(() => expect(tab.slice.frame?.rows).toHaveLength(1));
    tab.slice.choose(84);
    view.send(window(), { rows: [message(300, 5_000_000)] });
    await new Promise(setImmediate);
    expect(read).toEqual([]);
    tab.slice.readAll();
    await vi.waitFor(() => expect(tab.slice.chosen?.payload).toEqual(utf8('large')));
  });

  test('one that is gone says so once, and is tried again when asked', async () => {
    let tries = 0;
    const { view } = await showing({ 'feed.message': () => (tries++, fail({ code: 'missing', what: 'message' })) });
    tab.slice.choose(90);
    await vi.waitFor(() => expect(tab.slice.chosen?.fault).toEqual({ code: 'missing', what: 'message' }));
    view.send(window({ matched: 101 }));
    await vi.waitFor(() => expect(tab.slice.frame?.matched).toBe(101));
    expect(tries).toBe(1);
    tab.slice.readAll();
    await vi.waitFor(() => expect(tries).toBe(2));
  });

  test('a choice that moved is found where it stands now', async () => {
    const { view } = await showing();
    tab.slice.choose(90);
    view.send(window({ first: 11, matched: 90, from: 74 }));
    await vi.waitFor(() => expect(tab.slice.chosen?.at).toBe(80));
    expect(tab.slice.chosen?.row?.seq).toBe(91);
  });
});

describe('sources', () => {
  test('what is typed is subscribed to, and the field is free for the next', async () => {
    const { added, view } = await showing();
    tab.slice.setKind('pattern');
    tab.slice.typeName('orders.*');
    await tab.slice.subscribe();
    expect(added).toEqual(['s1 pattern orders.*']);
    expect(tab.slice.draft).toMatchObject({ typed: '', problem: null, fault: null, busy: false });
    expect(view.released).toBe(false);
  });

  test('a name that is none is not sent and stays', async () => {
    const { added } = await showing();
    tab.slice.typeName('"half');
    await tab.slice.subscribe();
    expect(added).toEqual([]);
    expect(tab.slice.draft).toMatchObject({ typed: '"half', problem: 'quotes' });
  });

  test('refused or offline, what was typed stays and the reason is said', async () => {
    await showing({ 'feed.add': () => fail({ code: 'input', path: 'name', message: 'too many' }) });
    tab.slice.typeName('a');
    await tab.slice.subscribe();
    expect(tab.slice.draft).toMatchObject({ typed: 'a', busy: false, fault: { code: 'input' } });
    tab.online = false;
    await tab.slice.subscribe();
    expect(tab.slice.draft).toMatchObject({ typed: 'a', fault: { code: 'offline' } });
  });

  test('what is typed while the one before is added is kept', async () => {
    const answer = later<{ source: number }>();
    await showing({ 'feed.add': () => answer.promise });
    tab.slice.typeName('a');
    const done = tab.slice.subscribe();
    tab.slice.typeName('ab');
    answer.resolve({ source: 1 });
    await done;
    expect(tab.slice.draft.typed).toBe('ab');
  });

  test('the first source begins the feed where no session was ready before', async () => {
    const { views } = open();
    await tab.slice.subscribeAll();
    await vi.waitFor(() => expect(views).toHaveLength(1));
  });
});

describe('when the host was away', () => {
  const source = (id: number, name: string): FeedSource => ({
    id,
    kind: 'pattern',
    name: utf8(name),
    state: 'live',
    detail: '',
    received: 0,
    options: {},
    note: null,
    bytes: 0,
    perSecond: 0,
    colour: 0,
    muted: false,
    solo: false,
  });

  test('the same session goes on: nothing is subscribed again', async () => {
    const { views, added } = await showing();
    await tab.slice.subscribeAll();
    tab.slice.begin('s1');
    expect(views).toHaveLength(1);
    expect(added).toHaveLength(1);
    expect(tab.slice.restart).toBeNull();
  });

  test('a look that ended by itself begins anew with the same session', async () => {
    const { views, view } = await showing();
    view.end();
    await vi.waitFor(() => expect(view.released).toBe(true));
    await vi.waitFor(() => {
      tab.slice.begin('s1');
      expect(views).toHaveLength(2);
    });
  });

  test('a new session gets every source but those that were dropped, and the loss is told', async () => {
    const { views, added } = await showing();
    for (const name of ['a*', 'b*', 'c*']) {
      tab.slice.setKind('pattern');
      tab.slice.typeName(name);
      await tab.slice.subscribe();
    }
    await tab.slice.drop(source(2, 'b*'));
    tab.slice.begin('s2');
    await vi.waitFor(() => expect(added.slice(3).toSorted()).toEqual(['s2 pattern a*', 's2 pattern c*']));
    expect(tab.slice.restart).toEqual({ sources: 2, lost: 100 });
    expect(tab.slice).toMatchObject({ frame: null, counters: null, following: true });
    await vi.waitFor(() => expect(last(views)).toMatchObject({ session: 's2' }));
    tab.slice.dismissRestart();
    expect(tab.slice.restart).toBeNull();
  });

  test('what was read stays, but is no row of the new feed', async () => {
    const { views } = await showing();
    tab.slice.choose(90);
    await vi.waitFor(() => expect(tab.slice.chosen?.payload).not.toBeNull());
    tab.slice.begin('s2');
    await vi.waitFor(() => expect(views).toHaveLength(2));
    expect(tab.slice.chosen).toMatchObject({ at: -1, payload: utf8('payload 91') });
    views[1]?.send(window());
    await vi.waitFor(() => expect(tab.slice.frame).not.toBeNull());
    expect(tab.slice.chosen?.at).toBe(-1);
    tab.slice.choose(90);
    expect(tab.slice.chosen).toMatchObject({ at: 90, payload: null });
  });

  test('the wire’s end is told and the rows stay', async () => {
    await showing();
    tab.cut();
    await vi.waitFor(() => expect(tab.slice.fault).toEqual({ code: 'closed' }));
    expect(seen()).toHaveLength(16);
  });
});

describe('publishing', () => {
  test('says how many received it and keeps what was typed', async () => {
    await showing({ 'feed.publish': ({ channel, payload }) => ({ receivers: channel.length * 100 + payload.length }) });
    tab.slice.addressTo('"\\xff"');
    tab.slice.write('"quotes are text here"');
    await tab.slice.publish();
    expect(tab.slice.letter).toMatchObject({ channel: '"\\xff"', payload: '"quotes are text here"', outcome: { kind: 'sent', published: { receivers: 122 } } });
  });

  test('asks where the profile wants it, and does nothing on a no', async () => {
    const confirmed: (string | null)[] = [];
    await showing({
      'feed.publish': (input) => {
        confirmed.push(input.confirmed);
        return input.confirmed === null ? fail({ code: 'confirm', blast: { command: 'PUBLISH', keys: null, typed: null } }) : { receivers: 1 };
      },
    });
    tab.slice.addressTo('a');
    tab.answer = null;
    await tab.slice.publish();
    expect(tab.slice.letter.outcome).toBeNull();
    tab.answer = '';
    await tab.slice.publish();
    expect(tab.slice.letter.outcome).toEqual({ kind: 'sent', published: { receivers: 1 } });
    expect(confirmed).toEqual([null, null, '']);
  });

  test('refused says why; a second press while it is sent is none', async () => {
    const answer = later<{ receivers: number }>();
    let sent = 0;
    await showing({ 'feed.publish': () => (sent++, answer.promise) });
    tab.slice.addressTo('a');
    const both = [tab.slice.publish(), tab.slice.publish()];
    answer.resolve({ receivers: 0 });
    await Promise.all(both);
    expect(sent).toBe(1);
    tab.online = false;
    await tab.slice.publish();
    expect(tab.slice.letter.outcome).toEqual({ kind: 'failed', fault: { code: 'offline' } });
  });

  test('what cannot be represented is not sent', async () => {
    let sent = 0;
    await showing({ 'feed.publish': () => (sent++, { receivers: 0 }) });
    tab.slice.addressTo('');
    tab.slice.write('\ud83d');
    await tab.slice.publish();
    expect(tab.slice.letter).toMatchObject({ problem: 'empty', mistake: { what: 'surrogate', at: 0 } });
    expect(sent).toBe(0);
  });
});

test('clearing follows the newest again; a failure is told', async () => {
  await showing();
  tab.slice.pause();
  await tab.slice.clear();
  expect(tab.slice.following).toBe(true);
  tab.online = false;
  await tab.slice.clear();
  expect(tab.faults).toEqual([{ code: 'offline' }]);
});

describe('going to a place', () => {
  test('stops following, selects the row and brings it into sight', async () => {
    const places: unknown[] = [];
    const { view, aims } = await showing({ 'feed.find': ({ view: at, place }) => (places.push([at, place]), { position: 12 }) });
    expect(await tab.slice.jump({ kind: 'seq', seq: 13 })).toBe(true);
    expect(places).toEqual([[view.id, { kind: 'seq', seq: 13 }]]);
    expect(tab.slice.following).toBe(false);
    expect(tab.slice.chosen).toMatchObject({ at: 12, row: null });
    expect(tab.slice.scroll).toMatchObject({ at: 12 });
    tab.slice.look(4, 28);
    await vi.waitFor(() => expect(last(aims)).toMatchObject({ follow: false, from: 4 }));
    view.send(window({ from: 4, rows: 24 }));
    await vi.waitFor(() => expect(tab.slice.chosen?.row?.seq).toBe(13));
    await vi.waitFor(() => expect(tab.slice.chosen?.payload).not.toBeNull());
  });

  test('where nothing is, nothing moves', async () => {
    await showing({ 'feed.find': () => ({ position: null }) });
    expect(await tab.slice.jump({ kind: 'gap', seq: 1, back: false })).toBe(false);
    expect(tab.slice.following).toBe(true);
    expect(tab.slice.chosen).toBeNull();
  });

  test('what stands in the way is told', async () => {
    await showing({ 'feed.find': () => fail({ code: 'offline' }) });
    await tab.slice.jump({ kind: 'time', at: 1 });
    expect(tab.faults).toEqual([{ code: 'offline' }]);
  });
});
