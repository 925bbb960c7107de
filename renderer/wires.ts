/** The page's end of both wires: a MessagePort in the desktop edition, a WebSocket that shows a token in the browser edition. */
import { decode, encode } from '../shared/rpc/codec.ts';
import { exactFrame } from '../shared/rpc/exact.ts';
import { closeCodes, greeting, parseGreeting, silentReason, socketPath } from '../shared/rpc/socket.ts';
import type { Wire } from '../shared/rpc/wire.ts';

/** Why a wire is at its end: let in by nobody, taken over by another window, or simply gone (the host ended, the line broke). */
export type WireEnd = 'refused' | 'replaced' | 'lost';

export interface PageWire extends Wire {
  readonly ended: Promise<WireEnd>;
}

export function portWire(port: MessagePort): PageWire {
  const ending = once();
  // The other side has closed it, or is no more.
  port.addEventListener('close', () => ending.end('lost'));
  return {
    ended: ending.ended,
    send(frame) {
      if (ending.open()) port.postMessage(exactFrame(frame));
    },
    listen(receive, closed) {
      ending.tell(closed);
      port.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (ending.open()) receive(event.data);
      });
      port.start();
    },
    close() {
      if (!ending.open()) return;
      port.close();
      ending.end('lost');
    },
  };
}

/** A page that is busy starting may miss the host's time for a token several times over; each pause is longer than the one before. */
const maxLate = 6;
const latePauseMs = 100;

/**
 * Shows the tokens one after the other until one is taken, and hands the page's own token to `keep`. A token that came
 * too late is shown again, since nobody has judged it. Frames may be sent from the start: they wait until the page is let in.
 */
export function socketWire(url: string, tokens: readonly string[], keep: (token: string) => void): PageWire {
  const ending = once();
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let receive: (frame: unknown) => void = () => undefined;
  let socket: WebSocket | null = null;
  let admitted = false;
  let late = 0;

  function open(at: number): void {
    const token = tokens[at];
    if (token === undefined) return ending.end('refused');
    const one = new WebSocket(url);
    socket = one;
    one.binaryType = 'arraybuffer';
    one.addEventListener('open', () => one.send(greeting(token)));
    one.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!ending.open()) return;
      if (!admitted) admit(one, data);
      else if (data instanceof ArrayBuffer) take(one, data);
      else close(one, closeCodes.malformed);
    });
    one.addEventListener('close', ({ code, reason }) => {
      if (code !== closeCodes.refused || admitted || !ending.open()) return ending.end(code === closeCodes.replaced ? 'replaced' : 'lost');
      if (reason !== silentReason) return open(at + 1);
      if (late === maxLate) return ending.end('lost');
      late++;
      setTimeout(() => ending.open() && open(at), latePauseMs * late);
    });
  }

  function admit(one: WebSocket, data: unknown): void {
    const own = typeof data === 'string' ? parseGreeting(data) : null;
    if (own === null) return close(one, closeCodes.malformed);
    admitted = true;
    keep(own);
    for (const message of waiting) one.send(message);
    waiting = [];
  }

  function take(one: WebSocket, data: ArrayBuffer): void {
    let frame: unknown;
    try {
      frame = decode(new Uint8Array(data));
    } catch {
      return close(one, closeCodes.malformed);
    }
    receive(frame);
  }

  function close(one: WebSocket, code: number): void {
    one.close(code);
    ending.end('lost');
  }

  open(0);
  return {
    ended: ending.ended,
    send(frame) {
      if (!ending.open()) return;
      const message = encode(frame) as Uint8Array<ArrayBuffer>;
      // A socket that closes has not told its end yet; what is sent into it is lost either way.
      if (admitted && socket?.readyState === WebSocket.OPEN) socket.send(message);
      else if (!admitted) waiting.push(message);
    },
    listen(take, closed) {
      receive = take;
      ending.tell(closed);
    },
    close() {
      if (ending.open() && socket !== null) close(socket, closeCodes.done);
    },
  };
}

const stored = 'keytide.page';
/** The launch token while nobody has judged it: the address has lost it already, and the next wire of this page needs it. */
let unspent: string | undefined;

/**
 * The browser edition's wire for this page. A launch token comes in the address and leaves it at once, so that neither
 * the history nor a copied address holds it; the page token it is spent for lives as long as this browser tab.
 */
export function pageWire(): PageWire {
  const parts = location.hash.slice(1).split('&');
  const launch = parts.find((part) => part.startsWith('t='))?.slice(2) ?? unspent;
  // What else the fragment says is not this wire's, and stays.
  const rest = parts.filter((part) => !part.startsWith('t=')).join('&');
  if (launch !== undefined) history.replaceState(null, '', `${location.pathname}${rest === '' ? '' : `#${rest}`}`);
  const own = sessionStorage.getItem(stored);
  const tokens = [launch, own].filter((token) => token !== undefined && token !== null);
  unspent = launch;
  const wire = socketWire(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${socketPath}`, tokens, (token) => {
    unspent = undefined;
    sessionStorage.setItem(stored, token);
  });
  void wire.ended.then((why) => {
    if (why === 'refused') unspent = undefined;
  });
  return wire;
}

/** An end that comes once, whoever brings it, and is told to whoever asks before or after. */
function once(): { readonly ended: Promise<WireEnd>; open(): boolean; end(why: WireEnd): void; tell(closed: () => void): void } {
  let isOpen = true;
  let told: (() => void) | null = null;
  let resolve: (why: WireEnd) => void = () => undefined;
  const ended = new Promise<WireEnd>((done) => (resolve = done));
  return {
    ended,
    open: () => isOpen,
    end(why) {
      if (!isOpen) return;
      isOpen = false;
      resolve(why);
      told?.();
    },
    tell(closed) {
      if (isOpen) told = closed;
      else closed();
    },
  };
}
