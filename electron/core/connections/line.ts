/** One supervised connection beside the session's own: for subscriptions, later for transactions. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { Fault } from '../../../shared/fault.ts';
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

export interface Line {
  /** `quiet`: see SendOptions. */
  send(command: string, args: readonly Arg[], options?: { readonly quiet?: boolean }): Promise<Reply>;
  close(): void;
}
