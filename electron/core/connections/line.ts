/** One supervised connection beside the session's own: for subscriptions and for transactions. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { Blast, Fault } from '../../../shared/fault.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';

export interface LineEvents {
  /** Verified and usable, at first and again after every reconnect: resubscribe here, with the original bytes. */
  ready(): void;
  /** Was usable and is not any more. */
  lost(fault: Fault): void;
  /** An attempt to (re)open it failed; told for each, while it goes on trying or, after a final one, waits for the session. */
  failed?(fault: Fault): void;
  /** Published messages; `pattern` is null for a plain channel. The bytes are views: copy what is kept. */
  message(channel: Bytes, payload: Bytes, pattern: Bytes | null): void;
}

/** As of SendOptions. */
export interface LineSendOptions {
  readonly quiet?: boolean;
  readonly confirmed?: string | null;
  readonly as?: Blast;
}

export interface Line {
  send(command: string, args: readonly Arg[], options?: LineSendOptions): Promise<Reply>;
  close(): void;
}
