/** Searches over payloads that are packed, among others that are not: row by row as a model has it, in slices that end. */
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCapture } from '../../../../electron/core/feed/capture.ts';
import { hiddenIn } from '../../../../electron/core/feed/hidden.ts';
import { openSearch, type Search } from '../../../../electron/core/feed/search.ts';
import { exactBytes, utf8 } from '../../../../shared/bytes.ts';
import { compileQuery, type Query } from '../../../../shared/feed/query/compile.ts';
import { createOpener } from '../../../../shared/feed/query/opener.ts';
import { parseQuery } from '../../../../shared/feed/query/parse.ts';
import { packWords } from '../../../../shared/feed/words.ts';
import { handClock } from './clock.ts';

function query(text: string, opener = createOpener([], [], () => 0)): Query {
  const parsed = parseQuery(text, 0);
  if (!parsed.ok || parsed.term === null) throw new Error(text);
  return compileQuery(
    parsed.term,
    () => null,
    () => opener,
  );
}

const seqsOf = ({ found }: Pick<Search, 'found'>): number[] => Array.from({ length: found.count }, (_, at) => found.at(at) ?? -1);
const zip = (text: string): Uint8Array => exactBytes(gzipSync(text));
/** Nobody reads it. */
const noise = Uint8Array.of(0xfe, 0x00, 0xc1, 0x07, 0x99);

type Kind = 'plain' | 'packed' | 'entry' | 'noise' | 'gap' | 'run';
const kind = fc.constantFrom<Kind>('plain', 'plain', 'packed', 'packed', 'entry', 'noise', 'gap', 'run');

test('packed rows among others are found in order, whenever the search starts and however often it is cut short', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('yes', 'a=yes', '-yes', 'yes size>1', '/ye+s/', 'yes OR nothing'),
      fc.array(fc.tuple(kind, fc.boolean()), { maxLength: 60 }),
      fc.nat(60),
      fc.constantFrom(0, 10),
      (text, rows, startAt, perRead) => {
        const clock = handClock();
        const capture = openCapture(clock, { budget: 6000, segmentBytes: 200, segmentRows: 9 });
        capture.describe(2, 'entry');
        const passes = new Map<number, boolean>();
        const unread = new Set<number>();
        let search: Search | null = null;
        for (const [at, [row, hit]] of rows.entries()) {
          if (at === Math.min(startAt, rows.length - 1)) search = openSearch(capture, query(text), clock);
          if (row === 'run') {
            search?.run(0);
            continue;
          }
          const seq = capture.next;
          const json = `{"a":"${hit ? 'yes' : 'no'}"}`;
          // An entry has its JSON under a name.
          const has = row !== 'noise' && hit && !(row === 'entry' && text === 'a=yes');
          passes.set(seq, row === 'gap' || has !== (text === '-yes'));
          if (row === 'gap') capture.openGap(0);
          else if (row === 'entry') capture.append(2, utf8('s'), packWords([utf8('1-0'), utf8('body'), zip(json)]), 0);
          else capture.append(1, utf8('c'), row === 'plain' ? utf8(json) : row === 'packed' ? zip(json) : noise, 0);
          if (row === 'noise') unread.add(seq);
        }
        if (search === null) return;
        clock.perRead = perRead;
        for (let rounds = 0; search.pending() > 0; rounds++) {
          search.run(0);
          expect(rounds).toBeLessThan(300);
        }
        const expected = [];
        for (let seq = capture.first; seq < capture.next; seq++) if (passes.get(seq) === true) expected.push(seq);
        expect(seqsOf(search)).toEqual(expected);
        expect(search.unread()).toBe([...unread].filter((seq) => seq >= capture.first).length);
      },
    ),
    { numRuns: 400 },
  );
});

test('a slice ends after one payload that is decoded, when the time is over', () => {
  const clock = handClock();
  const capture = openCapture(clock);
  for (let n = 0; n < 100; n++) capture.append(1, utf8('c'), zip(`{"n":${n},"status":"${n % 10 === 0 ? 'failed' : 'done'}"}`), n);
  const search = openSearch(capture, query('status=failed'), clock);
  clock.perRead = 10;
  search.run(8);
  expect(search.pending()).toBe(99);
  search.run(8);
  expect(search.pending()).toBe(98);
  clock.perRead = 0;
  search.run(8);
  expect(search.pending()).toBe(0);
  expect(seqsOf(search)).toHaveLength(10);
});

test('rows are looked at once, also those that come later', () => {
  const clock = handClock();
  const capture = openCapture(clock);
  const formOf = capture.formOf;
  for (let n = 0; n < 600; n++) capture.append(1, utf8('c'), utf8('text enough'), n);
  const segment = capture.segmentOf(1);
  if (segment === undefined) throw new Error('nothing is kept');
  expect(hiddenIn(segment, segment.rows, formOf)).toBeNull();
  for (let n = 0; n < 600; n++) capture.append(1, utf8('c'), n % 2 === 0 ? zip('{"a":1}') : utf8('text enough'), n);
  const hidden = hiddenIn(segment, segment.rows, formOf);
  expect(segment.rows).toBe(1200);
  expect([hidden?.[599], hidden?.[600], hidden?.[601], hidden?.[1198], hidden?.[1199]]).toEqual([0, 1, 0, 1, 0]);
});
