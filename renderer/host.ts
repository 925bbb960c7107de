/** The only file that knows which host this is: a port from the desktop's preload, or a socket to the browser edition; opened again when it drops. */
import type { HostKind, Platform } from '../shared/app.ts';
import type { KeytideContract } from '../shared/contract.ts';
import { type Client, connect } from '../shared/rpc/client.ts';
import { type PageWire, pageWire, portWire, type WireEnd } from './wires.ts';

declare global {
  interface Window {
    /** Offered by electron/preload.ts, in the desktop edition only. */
    readonly keytideHost?: { open(): void };
  }
}

export type HostState =
  | { readonly kind: 'connecting'; readonly attempt: number }
  /** `generation` grows with every new wire: what was watched over the former one has to be watched again. */
  | { readonly kind: 'open'; readonly generation: number }
  | { readonly kind: 'waiting'; readonly retryInMs: number; readonly attempt: number }
  /** Trying again would do no good: another window took over, or the address is spent. */
  | { readonly kind: 'ended'; readonly why: WireEnd };

export interface Host {
  readonly kind: HostKind;
  /** Of the machine with the keyboard, which need not be the one the host runs on. */
  readonly platform: Platform;
  /** Always the newest wire: what is asked while it opens waits for it; while there is none, every call fails with `closed`. */
  readonly client: Pick<Client<KeytideContract>, 'call' | 'watch'>;
  state(): HostState;
  subscribe(changed: () => void): () => void;
  /** Does not wait for the next attempt. */
  retry(): void;
}

const firstRetryMs = 250;
const lastRetryMs = 10_000;
/** The desktop's main process answers at once or not at all. */
const portTimeoutMs = 5000;

export function openHost(signal: AbortSignal): Host {
  const desktop = window.keytideHost;
  const kind: HostKind = desktop === undefined ? 'browser' : 'desktop';
  const open = desktop === undefined ? () => Promise.resolve(pageWire()) : () => openPort(() => desktop.open());
  return { kind, platform: platformOf(navigator.platform), ...keepOpen(open, signal) };
}

export function platformOf(name: string): Platform {
  if (/mac|iphone|ipad/i.test(name)) return 'mac';
  return /win/i.test(name) ? 'windows' : 'linux';
}

function openPort(ask: () => void): Promise<PageWire> {
  return new Promise((resolve, reject) => {
    const waiting = new AbortController();
    const timer = setTimeout(() => {
      waiting.abort();
      reject(new Error('no port'));
    }, portTimeoutMs);
    window.addEventListener(
      'message',
      (event: MessageEvent<unknown>) => {
        const port = event.ports[0];
        if (event.source !== window || event.data !== 'keytide:port' || port === undefined) return;
        clearTimeout(timer);
        waiting.abort();
        resolve(portWire(port));
      },
      { signal: waiting.signal },
    );
    ask();
  });
}

/** Half of the pause is chance, so that many pages do not come back at the same moment. */
export function retryDelay(attempt: number, chance: number): number {
  const most = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(attempt, 16));
  return Math.round(most / 2 + (most / 2) * chance);
}

/** Opens wire after wire until the signal, or until one ends for good. */
export function keepOpen(open: () => Promise<PageWire>, signal: AbortSignal): Pick<Host, 'client' | 'state' | 'subscribe' | 'retry'> {
  const listeners = new Set<() => void>();
  let state: HostState = { kind: 'connecting', attempt: 0 };
  let current: Client<KeytideContract> = connect(closedWire);
  let wake: () => void = () => undefined;

  function become(next: HostState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function run(): Promise<void> {
    let generation = 0;
    let attempt = 0;
    while (!signal.aborted) {
      become({ kind: 'connecting', attempt });
      const why = await hold(await open().catch(() => null));
      if (signal.aborted) return;
      if (why !== 'lost') return become({ kind: 'ended', why });
      const retryInMs = retryDelay(attempt, Math.random());
      attempt++;
      become({ kind: 'waiting', retryInMs, attempt });
      await pause(retryInMs);
    }

    async function hold(wire: PageWire | null): Promise<WireEnd> {
      if (wire === null) return 'lost';
      const client = connect<KeytideContract>(wire);
      const close = (): void => client.close();
      signal.addEventListener('abort', close, { once: true });
      current = client;
      // A socket is let in or refused before its first answer: only an answer shows that it is open.
      client.call('app.info', {}).then(
        () => {
          attempt = 0;
          become({ kind: 'open', generation: ++generation });
        },
        () => client.close(),
      );
      const why = await wire.ended;
      signal.removeEventListener('abort', close);
      return why;
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      wake = done;
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }

  // Every failure inside is a state; what is thrown beside that is a bug and belongs in the console.
  run().catch((bug: unknown) => reportError(bug));

  return {
    client: {
      call: (name, input, options) => current.call(name, input, options),
      watch: (name, input, options) => current.watch(name, input, options),
    },
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    retry: () => wake(),
  };
}

const closedWire: PageWire = {
  ended: Promise.resolve('lost'),
  send: () => undefined,
  listen: (_receive, closed) => closed(),
  close: () => undefined,
};
