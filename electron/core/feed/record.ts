/** Writes a capture to a file as it comes: every row once, in blocks, and says so where the disk does not take them. */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { idOf } from '../../../shared/bytes.ts';
import type { Fault } from '../../../shared/fault.ts';
import type { QuerySource } from '../../../shared/feed/query/compile.ts';
import type { FeedRecording } from '../../../shared/feed/recording.ts';
import type { Capture } from './capture.ts';
import type { Clock } from './clock.ts';
import { encodeBlock } from './recordFile.ts';
import { gapSource, openSegment, payloadBytes, type Segment, startOf, write } from './segment.ts';

export interface Recorder {
  state(): FeedRecording;
  /** Takes what came since the last time: after every chunk, before anything of it can be evicted. */
  take(): void;
  stop(): Promise<void>;
}

export interface RecorderOptions {
  readonly file: string;
  readonly capture: Capture;
  readonly clock: Clock;
  readonly maxBytes: number;
  sourceOf(id: number): QuerySource | null;
  changed(): void;
}

const blockBytes = 1024 * 1024;
const blockRows = 16_384;
/** What is not on disk after this is lost with the process. */
const flushMs = 1000;
/** What the disk may be behind: beyond it the recording ends, because the host's memory is not its buffer. */
const maxQueued = 256 * 1024 * 1024;

export async function startRecording(options: RecorderOptions): Promise<Recorder> {
  const { file, capture, clock, maxBytes, sourceOf, changed } = options;
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'wx', 0o600);
  const since = clock.wall();
  let next = capture.next;
  let segment: Segment | null = null;
  let gaps: (readonly [number, ReturnType<Capture['row']> & object])[] = [];
  let rows = 0;
  let bytes = 0;
  let queued = 0;
  let written = 0;
  let state: FeedRecording['state'] = 'recording';
  let fault: Fault | null = null;
  let closing = false;
  let writing = Promise.resolve();
  const timer = setInterval(flush, flushMs).unref();

  function end(why: FeedRecording['state'], reason: Fault | null): void {
    if (state !== 'recording') return;
    state = why;
    fault = reason;
    clearInterval(timer);
    changed();
  }

  function take(): void {
    if (state !== 'recording' || closing) return;
    // Rows that were larger than the whole budget were never kept; what was cleared is gone on purpose.
    next = Math.max(next, capture.first);
    let from = capture.segmentOf(next);
    while (from !== undefined && state === 'recording') {
      const until = from.firstSeq + from.rows;
      for (; next < until && state === 'recording'; next++) add(from, next - from.firstSeq);
      from = next < capture.next ? capture.segmentOf(next) : undefined;
    }
  }

  function add(from: Segment, row: number): void {
    const start = startOf(from, row);
    const stop = from.ends[row] ?? start;
    if (segment !== null && (segment.rows >= blockRows || payloadBytes(segment) + stop - start > segment.bytes.length)) flush();
    segment ??= openSegment(rows + 1, Math.max(blockBytes, stop - start), blockRows);
    const source = from.sources[row] ?? 0;
    if (source === gapSource) {
      const gap = capture.row(from.firstSeq + row);
      if (gap !== null) gaps.push([segment.rows, gap]);
    }
    write(segment, from.times[row] ?? 0, from.channels[row] ?? 0, source, from.bytes, start, stop);
    rows++;
  }

  /** Channel names are read here, while the capture still has them. */
  function flush(): void {
    const full = segment;
    if (full === null || full.rows === 0) return;
    const ids = [...new Set(full.sources.subarray(0, full.rows))].filter((id) => id !== gapSource);
    const block = encodeBlock(full, (id) => capture.channels.at(id).name, {
      sources: ids.map((id) => {
        const told = sourceOf(id);
        return { id, kind: told?.kind ?? 'channel', name: told === null ? '' : idOf(told.name), form: capture.formOf(id) };
      }),
      gaps: gaps.flatMap(([row, gap]) =>
        gap.kind === 'gap' ? [[row, { from: gap.from, to: gap.to, why: gap.why, atMost: gap.atMost, sources: gap.sources }] as const] : [],
      ),
    });
    segment = null;
    gaps = [];
    if (bytes + block.length > maxBytes) return end('full', null);
    if (queued + block.length > maxQueued) return end('failed', diskFault('the disk is slower than the messages'));
    bytes += block.length;
    queued += block.length;
    writing = writing.then(() => put(handle, block));
  }

  async function put(to: FileHandle, block: Uint8Array): Promise<void> {
    queued -= block.length;
    if (fault !== null) return;
    try {
      for (let at = 0; at < block.length; ) at += (await to.write(block, at, block.length - at, written + at)).bytesWritten;
      written += block.length;
    } catch (thrown) {
      end('failed', diskFault(thrown instanceof Error ? thrown.message : ''));
      // What is not whole is cut off, so that the file ends with a block.
      await to.truncate(written).catch(() => undefined);
    }
  }

  const diskFault = (message: string): Fault => ({ code: 'disk', file, message });

  return {
    state: () => ({ name: basename(file), rows, bytes, since, state, fault }),
    take,
    async stop() {
      take();
      if (state === 'recording') flush();
      // Nothing more goes into it; whether it is whole is known when the disk has it.
      closing = true;
      clearInterval(timer);
      await writing;
      try {
        await handle.datasync();
      } catch (thrown) {
        end('failed', diskFault(thrown instanceof Error ? thrown.message : ''));
      }
      end('stopped', null);
      await handle.close();
    },
  };
}
