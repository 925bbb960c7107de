/** One slice of a tab over a memory wire, with a stub host behind it and the user's answers in front. */
import { vi } from 'vitest';
import type { Notice, SliceTools, TabContext } from '../../renderer/tab/slice.ts';
import { contract, type KeytideContract } from '../../shared/contract.ts';
import { type Blast, type Fault, fail } from '../../shared/fault.ts';
import { connect } from '../../shared/rpc/client.ts';
import type { Handlers } from '../../shared/rpc/define.ts';
import { serve } from '../../shared/rpc/server.ts';
import { createStub, type Stub } from './stub.ts';
import { memoryWires } from './wires.ts';

export interface TestTab<S> {
  /** The slice as it is now. */
  readonly slice: S;
  readonly stub: Stub;
  readonly notices: readonly Notice[];
  readonly blasts: readonly Blast[];
  /** What was told without a place of its own on the screen. */
  readonly faults: readonly Fault[];
  /** What the user answers when asked; null for no. */
  answer: string | null;
  /** Where the user is asked that: on all of the servers. */
  everywhere: boolean;
  online: boolean;
  close(): void;
  /** Ends the wire, as a host that went away does. */
  cut(): void;
}

export function testTab<S extends object>(make: (tools: SliceTools<S>) => S, handlers: Partial<Handlers<KeytideContract>> = {}): TestTab<S> {
  paintAtOnce();
  const stub = createStub();
  const { page, host } = memoryWires();
  serve(
    host,
    contract,
    { ...stub.handlers, ...handlers },
    {
      report: (bug) => {
        throw bug;
      },
    },
  );
  const closing = new AbortController();
  const notices: Notice[] = [];
  const blasts: Blast[] = [];
  const faults: Fault[] = [];
  let state: S;
  const tab: TabContext = {
    client: connect<KeytideContract>(page),
    signal: closing.signal,
    session: () => (self.online ? 's1' : fail({ code: 'offline' })),
    confirm: async (blast) => {
      blasts.push(blast);
      return self.answer;
    },
    confirmWhere: async (blast) => {
      blasts.push(blast);
      return self.answer === null ? null : { typed: self.answer, everywhere: self.everywhere };
    },
    hostBack: () => new Promise(() => undefined),
    notify: (notice) => notices.push(notice),
    notifyFault: (fault) => faults.push(fault),
  };
  const self: TestTab<S> = {
    get slice() {
      return state;
    },
    stub,
    notices,
    blasts,
    faults,
    answer: '',
    everywhere: false,
    online: true,
    close: () => closing.abort(),
    cut: () => page.close(),
  };
  state = make({ tab, get: () => state, set: (patch) => (state = { ...state, ...patch }) });
  return self;
}

/** Node has no frames to wait for. */
function paintAtOnce(): void {
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => setImmediate(paint));
}

/** A promise and the means to settle it: for answers that come when the test says so. */
export function later<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (settle = resolve));
  return { promise, resolve: (value) => settle(value) };
}
