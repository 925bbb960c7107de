/** What one kind of source is: how it comes to be heard, how its payloads are made, and what it can hear. */
import type { Bytes } from '../../../../shared/bytes.ts';
import type { FeedSource, PayloadForm, SourceKind, SourceOptions } from '../../../../shared/feed/feed.ts';
import type { Session } from '../../connections/session.ts';
import type { Capture } from '../capture.ts';
import type { Clock } from '../clock.ts';
import type { Ears } from '../ears.ts';

/** What a source is lent while it runs. */
export interface Place {
  readonly id: number;
  readonly session: Session;
  readonly name: Bytes;
  readonly options: SourceOptions;
  readonly capture: Capture;
  readonly clock: Clock;
  readonly ears: Ears;
  /** Ends when the source is dropped, and with the session. */
  readonly signal: AbortSignal;
  /** One message: places in bytes that hold during the call only. */
  hear(bytes: Bytes, channelFrom: number, channelTo: number, from: number, to: number): ReturnType<Capture['take']>;
  /** Before and after what comes in one piece. */
  begin(): void;
  end(): void;
  settle(state: FeedSource['state'], detail?: string, note?: FeedSource['note']): void;
  changed(): void;
  /** A bug in what runs beside the caller. */
  broken(thrown: unknown): void;
}

export interface SourceKindOf {
  readonly kind: SourceKind;
  readonly form: PayloadForm;
  /** Runs until the place's signal ends. */
  open(place: Place): void;
  /** Whether a source of this name can hear channels that begin so. */
  reaches(name: Bytes, prefix: Bytes): boolean;
}
