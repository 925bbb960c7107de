/** What jobs want of whoever keeps the index of keys: the keys behind a view's target, and to be heard when keys go or come. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { ViewTarget } from '../../../shared/jobs/jobs.ts';
import type { Session } from '../connections/session.ts';

export interface KeyTargets {
  /** Names as the index has them now; some may be gone from the server. Fails with `missing` where there is no such view. */
  names(session: Session, target: ViewTarget, signal: AbortSignal): AsyncIterable<readonly Bytes[]>;
}

export interface KeyIndexEvents {
  /** Of the database the session is in. */
  removed(session: Session, keys: readonly Bytes[]): void;
  added(session: Session, keys: readonly Bytes[]): void;
}
