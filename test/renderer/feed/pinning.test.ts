/** Pins and places: what is kept beside the feed, and where the user may ask to go. */
import { afterEach, describe, expect, test } from 'vitest';
import { feedPins, maxNote, maxPins, type PinsPart } from '../../../renderer/feed/pinning.ts';
import { readPlace } from '../../../renderer/feed/place.ts';
import { displayText, utf8 } from '../../../shared/bytes.ts';
import { type TestTab, testTab } from '../../support/tab.ts';
import { message } from './feedFrames.ts';

let tab: TestTab<PinsPart>;
afterEach(() => tab.close());

const row = (seq: number) => {
  const made = message(seq);
  if (made.kind !== 'message') throw new Error('not a message');
  return made;
};
const pinned = (): readonly string[] => tab.slice.pins.map((pin) => `${pin.row.seq} ${displayText(pin.payload)} ${pin.note}`.trim());

describe('pins', () => {
  test('stand in the order of the messages, each once, with the note that was made', () => {
    tab = testTab((tools) => feedPins(tools));
    tab.slice.pin(row(9), utf8('nine'));
    tab.slice.pin(row(2), utf8('be'));
    tab.slice.annotate(2, 'slow');
    tab.slice.pin(row(2), utf8('beginning and end'));
    expect(pinned()).toEqual(['2 beginning and end slow', '9 nine']);
    tab.slice.unpin(9);
    tab.slice.annotate(9, 'gone');
    tab.slice.annotate(2, 'x'.repeat(maxNote + 1));
    expect(tab.slice.pins).toHaveLength(1);
    expect(tab.slice.pins[0]?.note).toHaveLength(maxNote);
  });

  test('are as many as are kept, and what does not fit is said', () => {
    tab = testTab((tools) => feedPins(tools));
    for (let seq = 1; seq <= maxPins; seq++) expect(tab.slice.pin(row(seq), utf8(''))).toBe(true);
    expect(tab.slice.pin(row(maxPins + 1), utf8(''))).toBe(false);
    expect(tab.slice.pin(row(3), utf8('again'))).toBe(true);
    expect(tab.slice.pins).toHaveLength(maxPins);
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
    tab = testTab((tools) => feedPins(tools));
    expect(readPlace(typed, now)).toEqual(place);
  });
});
