/**
 * The file of a recording: blocks one after the other, each whole in itself. A block is a mark, the lengths of its head and its columns,
 * the head (JSON: channels, sources, gaps), the columns, and the mark again; a block without its end is not there.
 */
import { type Bytes, idOf } from '../../../shared/bytes.ts';
import type { PayloadForm } from '../../../shared/feed/feed.ts';
import type { GapDetails } from './capture.ts';
import { openSegment, payloadBytes, type Segment } from './segment.ts';

/** Another one with every change of what is written. */
const mark = 0x3254_4b46;
export const leadBytes = 12;
export const tailBytes = 4;
/** Beyond this a length is not one that was written here. */
const maxHead = 64 * 1024 * 1024;
const maxBody = 1024 * 1024 * 1024;

export interface BlockHead {
  readonly first: number;
  readonly rows: number;
  readonly messages: number;
  readonly from: number;
  readonly to: number;
  /** Names in latin1, so that every byte is a character; the column has places in this list. */
  readonly channels: readonly string[];
  readonly sources: readonly { readonly id: number; readonly kind: string; readonly name: string; readonly form: PayloadForm }[];
  readonly gaps: readonly (readonly [row: number, gap: GapDetails])[];
}

export interface Lead {
  readonly head: number;
  readonly body: number;
}

/** `names` gives the name of a channel's number; the numbers in the segment are replaced by places in the block's own list. */
export function encodeBlock(segment: Segment, names: (id: number) => Bytes, about: Pick<BlockHead, 'sources' | 'gaps'>): Uint8Array {
  const { rows } = segment;
  const places = new Map<number, number>();
  const channels: string[] = [];
  const columns = new Uint8Array(rows * 20 + payloadBytes(segment));
  const view = new DataView(columns.buffer);
  for (let row = 0; row < rows; row++) {
    const id = segment.channels[row] ?? 0;
    const isGap = segment.sources[row] === 0;
    let place = isGap ? 0 : places.get(id);
    if (place === undefined) {
      place = channels.length;
      places.set(id, place);
      channels.push(idOf(names(id)));
    }
    view.setFloat64(row * 8, segment.times[row] ?? 0, true);
    view.setUint32(rows * 8 + row * 4, place, true);
    view.setUint32(rows * 12 + row * 4, segment.sources[row] ?? 0, true);
    view.setUint32(rows * 16 + row * 4, segment.ends[row] ?? 0, true);
  }
  columns.set(segment.bytes.subarray(0, payloadBytes(segment)), rows * 20);
  const head: BlockHead = {
    first: segment.firstSeq,
    rows,
    messages: segment.messages,
    from: segment.times[0] ?? 0,
    to: segment.times[rows - 1] ?? 0,
    channels,
    ...about,
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const block = new Uint8Array(leadBytes + text.length + columns.length + tailBytes);
  const lead = new DataView(block.buffer);
  lead.setUint32(0, mark, true);
  lead.setUint32(4, text.length, true);
  lead.setUint32(8, columns.length, true);
  block.set(text, leadBytes);
  block.set(columns, leadBytes + text.length);
  lead.setUint32(block.length - tailBytes, mark, true);
  return block;
}

/** Null where no block begins. */
export function decodeLead(bytes: Uint8Array): Lead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < leadBytes || view.getUint32(0, true) !== mark) return null;
  const lead = { head: view.getUint32(4, true), body: view.getUint32(8, true) };
  return lead.head > maxHead || lead.body > maxBody ? null : lead;
}

export function isTail(bytes: Uint8Array): boolean {
  return bytes.length === tailBytes && new DataView(bytes.buffer, bytes.byteOffset, tailBytes).getUint32(0, true) === mark;
}

/** Null where this is no head of ours. */
export function decodeHead(bytes: Uint8Array): BlockHead | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isHead(value) ? value : null;
  } catch {
    return null;
  }
}

function isHead(value: unknown): value is BlockHead {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const counts = ['first', 'rows', 'messages', 'from', 'to'].every((name) => Number.isFinite(fields.get(name)));
  const channels = fields.get('channels');
  return (
    counts &&
    Array.isArray(channels) &&
    channels.every((one) => typeof one === 'string') &&
    Array.isArray(fields.get('sources')) &&
    Array.isArray(fields.get('gaps'))
  );
}

/** `numbers` are those of the block's channels. Null where the columns are not as long as they say. */
export function decodeColumns(head: BlockHead, columns: Uint8Array, numbers: readonly number[]): Segment | null {
  const { rows, first, messages } = head;
  const payload = columns.length - rows * 20;
  if (payload < 0) return null;
  const segment = openSegment(first, 0, rows);
  const view = new DataView(columns.buffer, columns.byteOffset, columns.length);
  let last = 0;
  for (let row = 0; row < rows; row++) {
    segment.times[row] = view.getFloat64(row * 8, true);
    segment.channels[row] = numbers[view.getUint32(rows * 8 + row * 4, true)] ?? 0;
    segment.sources[row] = view.getUint32(rows * 12 + row * 4, true);
    const end = view.getUint32(rows * 16 + row * 4, true);
    if (end < last || end > payload) return null;
    segment.ends[row] = last = end;
  }
  segment.bytes = columns.subarray(rows * 20);
  segment.rows = rows;
  segment.messages = messages;
  return segment;
}
