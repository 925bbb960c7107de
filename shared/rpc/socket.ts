/** What both ends of the browser edition's WebSocket agree on before the first frame: its path, its greeting, its close codes. */

export const socketPath = '/ws';

/** 3000 to 4999 are the only codes a page may see and send beside 1000. */
export const closeCodes = {
  /** One side is done, or the host ends; the reason says which. */
  done: 4000,
  malformed: 4400,
  /** No token in time, a wrong one, or a launch token that was spent. */
  refused: 4401,
  /** The same page token came again: a reload, or the same page in another window. */
  replaced: 4409,
  slow: 4413,
} as const;

/** The reason beside `refused` where no token was judged, so that the same one may be shown again; any other is final. */
export const silentReason = 'no token in time';

/** The first message each way, as text: the page shows its token and is told the one to keep. */
export function greeting(token: string): string {
  return JSON.stringify({ token });
}

export function parseGreeting(text: string): string | null {
  // Read by a pattern, since it comes from whoever can reach the port: nothing else is a greeting.
  return /^\{"token":"([\w-]{1,128})"\}$/.exec(text)?.[1] ?? null;
}
