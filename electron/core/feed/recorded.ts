/** A recording that is read where it is looked at: of a file of any size only the heads of its blocks and a few blocks are in memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { exactBytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { PayloadForm } from '../../../shared/feed/feed.ts';
import type { QuerySource } from '../../../shared/feed/query/compile.ts';
import { type GapDetails, messageAt, type Rows } from './capture.ts';
import { type Channels, openChannels } from './channels.ts';
import { type BlockHead, decodeColumns, decodeHead, decodeLead, isTail, leadBytes, tailBytes } from './recordFile.ts';
import { payloadOf, type Segment } from './segment.ts';

export interface Recorded extends Rows {
  readonly from: number;
  readonly to: number;
  /** Bytes at the end of the file that are no whole block. */
  readonly dropped: number;
  sourceOf(id: number): QuerySource | null;
  sources(): readonly { readonly id: number; readonly kind: string; readonly name: Uint8Array }[];
  close(): void;
}

interface Block {
  readonly head: BlockHead;
  readonly at: number;
  readonly size: number;
  readonly numbers: readonly number[];
}

const keptBlocks = 48;

export function openRecorded(file: string): Recorded {
  const handle = openFile(file);
  const total = fstatSync(handle).size;
  const channels: Channels = openChannels();
  const blocks: Block[] = [];
  const gaps = new Map<number, GapDetails>();
  const forms: PayloadForm[] = [];
  const sources = new Map<number, { readonly id: number; readonly kind: string; readonly name: Uint8Array }>();
  const cache = new Map<Block, Segment>();
  let at = 0;
  let messages = 0;
  let payloads = 0;

  const read = (from: number, size: number): Uint8Array => {
    const bytes = new Uint8Array(size);
    let have = 0;
    while (have < size) {
      const got = readSync(handle, bytes, have, size - have, from + have);
      if (got === 0) break;
      have += got;
    }
    return have === size ? bytes : bytes.subarray(0, have);
  };

  for (let next = 1; at + leadBytes <= total; ) {
    const lead = decodeLead(read(at, leadBytes));
    if (lead === null) break;
    const end = at + leadBytes + lead.head + lead.body + tailBytes;
    if (end > total || !isTail(read(end - tailBytes, tailBytes))) break;
    const head = decodeHead(read(at + leadBytes, lead.head));
    if (head === null || head.first !== next) break;
    const numbers = head.channels.map((name) => {
      const bytes = latin1(name);
      const channel = channels.hear(bytes, 0, bytes.length, 0, head.from, 0);
      channels.keep(channel);
      return channel.id;
    });
    for (const [row, gap] of head.gaps) gaps.set(head.first + row, gap);
    for (const { id, kind, name, form } of head.sources) {
      forms[id] = form;
      sources.set(id, { id, kind, name: latin1(name) });
    }
    blocks.push({ head, at: at + leadBytes + lead.head, size: lead.body, numbers });
    messages += head.messages;
    payloads += lead.body;
    next += head.rows;
    at = end;
  }

  const last = blocks.at(-1)?.head;
  const next = last === undefined ? 1 : last.first + last.rows;

  function blockOf(seq: number): Block | undefined {
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((blocks[middle]?.head.first ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    const block = blocks[low];
    return block !== undefined && seq >= block.head.first && seq < block.head.first + block.head.rows ? block : undefined;
  }

  function segmentOf(seq: number): Segment | undefined {
    const block = blockOf(seq);
    if (block === undefined) return undefined;
    let segment = cache.get(block);
    if (segment === undefined) {
      segment =
        decodeColumns(block.head, read(block.at, block.size), block.numbers) ?? fail({ code: 'disk', file, message: 'a block of the recording is damaged' });
      const oldest = cache.keys().next();
      if (cache.size >= keptBlocks && oldest.done !== true) cache.delete(oldest.value);
    } else cache.delete(block);
    cache.set(block, segment);
    return segment;
  }

  const formOf = (source: number): PayloadForm => forms[source] ?? 'payload';

  return {
    first: 1,
    next,
    from: blocks[0]?.head.from ?? 0,
    to: last?.to ?? 0,
    dropped: total - at,
    channels,
    formOf,
    sourceOf: (id) => sources.get(id) ?? null,
    sources: () => [...sources.values()],
    counters: () => ({ received: messages, kept: messages, evicted: 0, missed: 0, gaps: gaps.size, bytes: payloads, perSecond: 0 }),
    trimmed: () => null,
    segmentOf,
    gapSeqs: () => [...gaps.keys()],
    row(seq) {
      const gap = gaps.get(seq);
      if (gap !== undefined) return { kind: 'gap', seq, ...gap };
      const segment = segmentOf(seq);
      return segment === undefined ? null : messageAt(segment, seq, channels, formOf);
    },
    payload(seq) {
      const segment = segmentOf(seq);
      return segment === undefined ? null : exactBytes(payloadOf(segment, seq - segment.firstSeq));
    },
    close: () => closeSync(handle),
  };
}

function openFile(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (thrown) {
    return fail({ code: 'disk', file, message: thrown instanceof Error ? thrown.message : '' });
  }
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0) & 0xff);
}
