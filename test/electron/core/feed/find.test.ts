/** Going to a time, a number or a gap of a view, and back in one channel: the same as walking there row by row. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCapture } from '../../../../electron/core/feed/capture.ts';
import { beforeInChannel, placeOf } from '../../../../electron/core/feed/find.ts';
import { openFound } from '../../../../electron/core/feed/found.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { FeedPlace } from '../../../../shared/feed/feed.ts';
import { handClock } from './clock.ts';

type Made = { readonly seq: number; readonly at: number; readonly channel: string | null };

/** Small pieces and a small budget, so that rows stand in many segments and the oldest are gone. */
function filled(script: readonly { readonly channel: string | null; readonly after: number }[]) {
  const clock = handClock();
  const capture = openCapture(clock, { budget: 6000, segmentBytes: 64, segmentRows: 5 });
  const all: Made[] = [];
  let at = 1000;
  for (const { channel, after } of script) {
    at += after;
    all.push({ seq: capture.next, at, channel });
    if (channel === null) capture.openGap(at).end();
    else capture.append(1, utf8(channel), utf8('payload'), at);
  }
  return { capture, rows: all.filter(({ seq }) => seq >= capture.first) };
}

const row = fc.record({ channel: fc.constantFrom('a', 'b', 'c', null), after: fc.nat(3) });
const script = fc.array(row, { maxLength: 120 });

/** Row by row. */
function walked(passing: readonly Made[], wanted: Exclude<FeedPlace, { kind: 'mark' }>): number | null {
  const near = (index: number): number | null => (passing.length === 0 ? null : index === -1 ? passing.length - 1 : index);
  switch (wanted.kind) {
    case 'time':
      return near(passing.findIndex(({ at }) => at >= wanted.at));
    case 'seq':
      return near(passing.findIndex(({ seq }) => seq >= wanted.seq));
    case 'gap': {
      const gaps = passing.filter(({ channel, seq }) => channel === null && (wanted.back ? seq < wanted.seq : seq > wanted.seq));
      const gap = wanted.back ? gaps.at(-1) : gaps[0];
      return gap === undefined ? null : passing.indexOf(gap);
    }
  }
}

describe('placeOf', () => {
  test('any place among any rows that pass', () => {
    const place = fc.oneof(
      fc.record({ kind: fc.constant('time' as const), at: fc.integer({ min: 900, max: 1500 }) }),
      fc.record({ kind: fc.constant('seq' as const), seq: fc.nat(150) }),
      fc.record({ kind: fc.constant('gap' as const), seq: fc.nat(150), back: fc.boolean() }),
    );
    fc.assert(
      fc.property(script, place, fc.constantFrom('a', ''), (made, wanted, only) => {
        const { capture, rows } = filled(made);
        const passing = rows.filter(({ channel }) => only === '' || channel === null || channel === only);
        const found = openFound();
        for (const { seq } of passing) found.addNewer(seq);
        expect(placeOf(capture, found, wanted)).toBe(walked(passing, wanted));
      }),
      { numRuns: 500 },
    );
  });
});

test('the message before in the same channel, through pieces and past gaps', () => {
  fc.assert(
    fc.property(script, (made) => {
      const { capture, rows } = filled(made);
      for (const { seq, channel } of rows) {
        const before = channel === null ? undefined : rows.findLast((one) => one.seq < seq && one.channel === channel);
        expect(beforeInChannel(capture, seq)).toBe(before?.seq ?? null);
      }
      expect(beforeInChannel(capture, capture.next)).toBeNull();
    }),
    { numRuns: 200 },
  );
});
