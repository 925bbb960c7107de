/** Which fields the newest messages have, as what, and what changed against those before. */
import { type Bytes, displayText } from '../../../shared/bytes.ts';
import type { FieldType, SeenField, SeenFields } from '../../../shared/feed/insight.ts';
import { eachMember, type Found } from '../../../shared/feed/query/json.ts';
import { eachPacked, type PackedKind } from '../../../shared/feed/query/msgpack.ts';
import { isPacked } from '../../../shared/feed/query/row.ts';
import { wordAt, wordCount } from '../../../shared/feed/words.ts';
import type { Rows } from './capture.ts';
import { gapSource, payloadOf } from './segment.ts';

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

/** `channel` null: of all. */
export function fieldsOf(rows: Rows, channel: Bytes | null, most: number): SeenFields {
  const payloads: { readonly bytes: Bytes; readonly form: ReturnType<Rows['formOf']> }[] = [];
  for (let seq = rows.next - 1, left = mostRows; seq >= rows.first && payloads.length < most && left > 0; seq--, left--) {
    const segment = rows.segmentOf(seq);
    if (segment === undefined) break;
    const row = seq - segment.firstSeq;
    const source = segment.sources[row] ?? 0;
    if (source === gapSource) continue;
    if (channel !== null && !isSame(rows.channels.at(segment.channels[row] ?? 0).name, channel)) continue;
    payloads.push({ bytes: payloadOf(segment, row), form: rows.formOf(source) });
  }
  const seen = new Map<string, Seen>();
  const half = payloads.length / 2;
  for (const [at, { bytes, form }] of payloads.entries()) {
    const note = (name: Bytes, type: FieldType, example: Bytes): void => put(seen, displayText(name), type, at < half, example);
    if (form === 'entry') for (let word = 1; word + 1 < wordCount(bytes, 0); word += 2) note(wordAt(bytes, 0, word), 'text', wordAt(bytes, 0, word + 1));
    if (form === 'payload' && isPacked(bytes[0]))
      eachPacked(bytes, 0, Math.min(bytes.length, lookBytes), (name, kind, value) => note(name, packedType(kind, value), value));
    else if (form === 'payload')
      eachMember(bytes, 0, Math.min(bytes.length, lookBytes), (name, value) => note(name, typeOf(bytes, value), bytes.subarray(value.from, value.to)));
  }
  const fields = [...seen].map(
    ([path, one]): SeenField => ({ path, count: one.older + one.newer, types: typesOf(one), example: one.example, drift: driftOf(one) }),
  );
  return { looked: payloads.length, fields: fields.toSorted((a, b) => b.count - a.count) };
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

function typeOf(bytes: Bytes, { kind, from }: Found): FieldType {
  if (kind !== 'word') return kind;
  return bytes[from] === 0x6e ? 'null' : 'boolean';
}

function packedType(kind: PackedKind, value: Bytes): FieldType {
  switch (kind) {
    case 'map':
    case 'list':
      return 'nested';
    case 'number':
      return 'number';
    case 'word':
      return value[0] === 0x6e ? 'null' : 'boolean';
    case 'text':
    case 'bytes':
    case 'extension':
      return 'text';
  }
}

function isSame(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
