/** Which fields the newest messages have, as what, and what changed against those before. */
import { type Bytes, displayText } from '../../../shared/bytes.ts';
import type { FieldType, SeenField, SeenFields } from '../../../shared/feed/insight.ts';
import { jsonMembers, type Told } from '../../../shared/feed/query/members.ts';
import type { Opener, QueryRow } from '../../../shared/feed/query/row.ts';
import { wordAt, wordCount } from '../../../shared/feed/words.ts';
import { emptyRow, setRow } from './queryRow.ts';
import { gapSource } from './segment.ts';
import type { Watched } from './view.ts';

type Asked = Pick<Watched, 'capture' | 'clock' | 'opener'>;

interface Seen {
  older: number;
  newer: number;
  /** Types of the older and of the newer half. */
  readonly types: Map<FieldType, [older: number, newer: number]>;
  example: string;
}

const mostFields = 200;
const lookBytes = 64 * 1024;
const exampleBytes = 80;
/** Rows passed over on the way to those of a channel. */
const mostRows = 200_000;
const sliceMs = 8;

/** `channel` null: of all. In slices, because payloads that are packed are decoded. */
export async function fieldsOf({ capture, clock, opener }: Asked, channel: Bytes | null, most: number, signal: AbortSignal): Promise<SeenFields> {
  const chosen: number[] = [];
  for (let seq = capture.next - 1, left = mostRows; seq >= capture.first && chosen.length < most && left > 0; seq--, left--) {
    const segment = capture.segmentOf(seq);
    if (segment === undefined) break;
    const row = seq - segment.firstSeq;
    if (segment.sources[row] === gapSource) continue;
    if (channel === null || isSame(capture.channels.at(segment.channels[row] ?? 0).name, channel)) chosen.push(seq);
  }
  const seen = new Map<string, Seen>();
  const row = emptyRow();
  const half = chosen.length / 2;
  let until = clock.steady() + sliceMs;
  for (const [at, seq] of chosen.entries()) {
    // What was evicted meanwhile is left out.
    const segment = capture.segmentOf(seq);
    if (segment === undefined) break;
    const { opened } = opener.looks;
    setRow(row, capture, segment, seq - segment.firstSeq);
    eachField(row, opener, (name, type, example) => put(seen, displayText(name), type, at < half, example));
    if (opener.looks.opened === opened || clock.steady() < until) continue;
    await new Promise(setImmediate);
    if (signal.aborted) break;
    until = clock.steady() + sliceMs;
  }
  const fields = [...seen].map(
    ([path, one]): SeenField => ({ path, count: one.older + one.newer, types: typesOf(one), example: one.example, drift: driftOf(one) }),
  );
  return { looked: chosen.length, fields: fields.toSorted((a, b) => b.count - a.count) };
}

function eachField({ bytes, from, to, channel, form }: QueryRow, opener: Opener, told: Told): void {
  switch (form) {
    case 'entry':
      for (let word = 1; word + 1 < wordCount(bytes, from); word += 2) told(wordAt(bytes, from, word), 'text', wordAt(bytes, from, word + 1));
      return;
    case 'payload': {
      const opened = opener.isText(channel, bytes, from, to) ? null : opener.open(channel, bytes, from, to);
      return opened === null ? jsonMembers(bytes, from, Math.min(to, from + lookBytes), told) : opened.each(told);
    }
    case 'command':
  }
}

function put(seen: Map<string, Seen>, path: string, type: FieldType, isNewer: boolean, example: Bytes): void {
  let one = seen.get(path);
  if (one === undefined) {
    if (seen.size >= mostFields) return;
    one = { older: 0, newer: 0, types: new Map(), example: displayText(example.subarray(0, exampleBytes)) };
    seen.set(path, one);
  }
  if (isNewer) one.newer++;
  else one.older++;
  const [older, newer] = one.types.get(type) ?? [0, 0];
  one.types.set(type, isNewer ? [older, newer + 1] : [older + 1, newer]);
}

function typesOf({ types }: Seen): readonly (readonly [FieldType, number])[] {
  return [...types].map(([type, [older, newer]]) => [type, older + newer] as const).toSorted((a, b) => b[1] - a[1]);
}

/** Few messages prove nothing: a field that is rare anyway is neither new nor gone. */
function driftOf({ older, newer, types }: Seen): SeenField['drift'] {
  const enough = 5;
  if (older === 0 && newer >= enough) return 'new';
  if (newer === 0 && older >= enough) return 'gone';
  const solid = [...types].filter(([type]) => type !== 'null');
  return solid.some(([, [before, now]]) => before === 0 && now >= enough) && solid.some(([, [before]]) => before >= enough) ? 'type' : null;
}

function isSame(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
