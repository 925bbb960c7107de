/** Pins and places: what is kept beside the feed, and where the user may ask to go. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { feedPins, type Pins, pinOf } from '../../../renderer/feed/pinning.ts';
import { readPlace } from '../../../renderer/feed/place.ts';
import { displayText, utf8 } from '../../../shared/bytes.ts';
import { type KeepChange, maxNote, maxPinned, maxPins } from '../../../shared/feed/keepsakes.ts';
import { type TestTab, testTab } from '../../support/tab.ts';
import { message } from './feedFrames.ts';

let tab: TestTab<Pins>;
let told: KeepChange[] = [];
afterEach(() => {
  tab.close();
  told = [];
  vi.useRealTimers();
});
const open = (): Pins => {
  tab = testTab((tools) => feedPins(tools, (change) => told.push(change)));
  return tab.slice;
};

const row = (seq: number) => {
  const made = message(seq);
  if (made.kind !== 'message') throw new Error('not a message');
  return made;
};
const pinned = (): readonly string[] => tab.slice.pins.map((pin) => `${pin.row.seq} ${displayText(pin.payload)} ${pin.note}`.trim());

describe('pins', () => {
  test('stand in the order of the messages, each once, with the note that was made', () => {
    const slice = open();
    const nine = slice.pin(row(9), utf8('nine')) ?? '';
    const two = slice.pin(row(2), utf8('be')) ?? '';
    slice.annotate(two, 'slow');
    expect(slice.pin(row(2), utf8('beginning and end'))).toBe(two);
    expect(pinned()).toEqual(['2 beginning and end slow', '9 nine']);
    slice.unpin(nine);
    slice.annotate(nine, 'gone');
    slice.annotate(two, 'x'.repeat(maxNote + 1));
    expect(tab.slice.pins).toHaveLength(1);
    expect(tab.slice.pins[0]?.note).toHaveLength(maxNote);
  });

  test('are as many as are kept, and what does not fit is said', () => {
    const slice = open();
    for (let seq = 1; seq <= maxPins; seq++) expect(slice.pin(row(seq), utf8(''))).not.toBeNull();
    expect(slice.pin(row(maxPins + 1), utf8(''))).toBeNull();
    expect(slice.pin(row(3), utf8('again'))).not.toBeNull();
    expect(tab.slice.pins).toHaveLength(maxPins);
  });

  test('the host is told of each, of a note when it rests, and of no more than the beginning of a large payload', () => {
    vi.useFakeTimers();
    const slice = open();
    const id = slice.pin(row(2), new Uint8Array(maxPinned + 5)) ?? '';
    for (const note of ['s', 'sl', 'slow']) slice.annotate(id, note);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    expect(told).toMatchObject([
      { kind: 'pin', pin: { id, seq: 2, note: '' } },
      { kind: 'pin', pin: { id, seq: 2, note: 'slow' } },
    ]);
    expect(told[0]?.kind === 'pin' && told[0].pin.payload.length).toBe(maxPinned);
    slice.annotate(id, 'never told');
    slice.unpin(id);
    vi.advanceTimersByTime(1000);
    expect(told.slice(2)).toEqual([{ kind: 'unpin', id }]);
  });

  test('of a capture that is gone they stay, and their numbers mean nothing any more', () => {
    const slice = open();
    slice.take([{ id: 'kept', seq: 7, at: 1, channel: utf8('a'), size: 1, form: 'payload', payload: utf8('x'), note: 'of yesterday' }]);
    slice.pin(row(7), utf8('today'));
    expect(pinned()).toEqual(['7 x of yesterday', '7 today']);
    expect(pinOf(tab.slice.pins, 7)?.note).toBe('');
    slice.retire();
    expect(pinOf(tab.slice.pins, 7)).toBeNull();
    slice.unpin('kept');
    expect(pinned()).toEqual(['7 today']);
  });
});

describe('a place', () => {
  const now = new Date(2026, 10, 25, 18, 0, 0).getTime();
  test.each([
    ['1234', { kind: 'seq', seq: 1234 }],
    [' #12,345 ', { kind: 'seq', seq: 12_345 }],
    ['-5m', { kind: 'time', at: now - 300_000 }],
    ['08:30', { kind: 'time', at: new Date(2026, 10, 25, 8, 30).getTime() }],
    ['2026-11-24T08:00Z', { kind: 'time', at: Date.UTC(2026, 10, 24, 8) }],
    ['', null],
    ['yesterday', null],
    ['25:00', null],
    ['-7', null],
    ['1e9', null],
    ['9999999999999999', null],
  ])('%s', (typed, place) => {
    open();
    expect(readPlace(typed, now)).toEqual(place);
  });
});
