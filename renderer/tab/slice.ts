/** What a feature's part of a tab is made with: its own state to read and change, and the tab it lives in. */
import type { KeytideContract } from '../../shared/contract.ts';
import { type Blast, type Fault, FaultError } from '../../shared/fault.ts';
import type { Client } from '../../shared/rpc/client.ts';

export interface TabContext {
  readonly client: Pick<Client<KeytideContract>, 'call' | 'watch'>;
  /** Aborted when the tab is closed: everything the tab watches ends with it. */
  readonly signal: AbortSignal;
  /** The session's id; rejects with `offline` before the first one is there. */
  session(): string;
  /** Asks in an alert dialog; gives what was typed ('' for a plain yes), null for no. */
  confirm(blast: Blast): Promise<string | null>;
  /** As well, where the user also says on which servers of a cluster. */
  confirmWhere(blast: Blast): Promise<Where | null>;
  /** Resolves when the page and its host are connected again after the wire between them was lost. */
  hostBack(): Promise<void>;
  /** A notice with at most one action, such as Undo. */
  notify(notice: Notice): void;
  /** For a failure that has no place of its own on the screen. */
  notifyFault(fault: Fault): void;
}

export interface Notice {
  readonly title: string;
  readonly body?: string;
  readonly kind: 'info' | 'done' | 'failed';
  readonly action?: { readonly label: string; run(): void };
}

export interface Where {
  readonly typed: string;
  readonly everywhere: boolean;
}

export interface SliceTools<S> {
  readonly tab: TabContext;
  get(): S;
  set(patch: Partial<S>): void;
}

/** Runs a write; where the host asks to confirm, asks the user and runs it once more with the answer. */
export async function guarded<T>(tab: TabContext, write: (confirmed: string | null, everywhere: boolean) => Promise<T>): Promise<T> {
  try {
    return await write(null, false);
  } catch (thrown) {
    const fault = faultOf(thrown);
    if (fault.code !== 'confirm') throw thrown;
    const answer = fault.blast.place === undefined ? plain(await tab.confirm(fault.blast)) : await tab.confirmWhere(fault.blast);
    if (answer === null) throw new FaultError({ code: 'cancelled' });
    return await write(answer.typed, answer.everywhere);
  }
}

function plain(typed: string | null): Where | null {
  return typed === null ? null : { typed, everywhere: false };
}

/** The fault that was thrown; anything else is a bug of the page and goes on as it is. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof FaultError) return thrown.fault;
  throw thrown;
}

/** Resolves after the next painted frame, so that a stream's credit goes back at the screen's pace. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    // A hidden page paints nothing: it still takes what comes, once a second.
    if (document.visibilityState === 'hidden') setTimeout(resolve, 1000);
    else requestAnimationFrame(() => resolve());
  });
}
