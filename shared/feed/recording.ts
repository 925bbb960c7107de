/** A capture written to a file as it comes, and opened again without a server. */
import type { Fault } from '../fault.ts';

export interface FeedRecording {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Host time at which it began. */
  readonly since: number;
  /** `full`: it reached its size; `failed`: the disk said no. What was written before is whole. */
  readonly state: 'recording' | 'stopped' | 'full' | 'failed';
  readonly fault: Fault | null;
}

/** A file in the folder of recordings. */
export interface RecordingFile {
  readonly name: string;
  readonly bytes: number;
  readonly modified: number;
}

export interface OpenRecording {
  /** Goes wherever a feed's method or stream asks for a session. */
  readonly session: string;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
  /** Bytes or lines at the end that were not whole and are left out. */
  readonly dropped: number;
}

export type Imported = Omit<OpenRecording, 'session'>;

/** A feed that runs in this host, whichever page began it. */
export interface RunningCapture {
  readonly capture: string;
  /** Where it is of a session that the asking page has open. */
  readonly session: string | null;
  readonly title: string;
  readonly received: number;
  readonly perSecond: number;
  readonly sources: number;
}
