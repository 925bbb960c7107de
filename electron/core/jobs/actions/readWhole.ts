/** A big value in windows, put together: no single command of it keeps the server busy. What changes meanwhile may be told as it was or as it is. */
import { type Bytes, idOf } from '../../../../shared/bytes.ts';
import { type Arg, asBytes, asCount, asList, asText, type Reply } from '../../../../shared/reply.ts';
import { inPairs } from '../../../../shared/value/pairs.ts';
import type { Session } from '../../connections/session.ts';

const stringWindow = 1024 * 1024;
const window = 1000;

/** In the shape that GET, HGETALL, LRANGE, SMEMBERS, ZRANGE WITHSCORES or XRANGE answer; null where it is gone or of another type. */
export async function readWhole(session: Session, key: Bytes, type: string): Promise<Reply | null> {
  const send = (command: string, ...args: readonly Arg[]): Promise<Reply> => session.send(command, args, { quiet: true });
  switch (type) {
    case 'string': {
      const length = asCount(await send('STRLEN', key));
      const whole = new Uint8Array(length);
      let read = 0;
      while (read < length) {
        const piece = asBytes(await send('GETRANGE', key, read, Math.min(length, read + stringWindow) - 1));
        // It became shorter.
        if (piece.length === 0) break;
        whole.set(piece, read);
        read += piece.length;
      }
      return whole.subarray(0, read);
    }
    case 'hash':
      return (await scanned(send, 'HSCAN', key)).flat();
    case 'set':
      return (await scanned(send, 'SSCAN', key)).map(([member]) => member as Reply);
    case 'list':
      return ranked((first, last) => send('LRANGE', key, first, last));
    case 'zset':
      return (await ranked(async (first, last) => inPairs(asList(await send('ZRANGE', key, first, last, 'WITHSCORES'))) as Reply)) as Reply;
    case 'stream':
      return entries(send, key);
    default:
      return null;
  }
}

type Send = (command: string, ...args: readonly Arg[]) => Promise<Reply>;

/** A scan may tell an element twice: the last word counts. */
async function scanned(send: Send, command: 'HSCAN' | 'SSCAN', key: Bytes): Promise<readonly (readonly Reply[])[]> {
  const found = new Map<string, readonly Reply[]>();
  let cursor = '0';
  do {
    const [next, items] = asList(await send(command, key, cursor, 'COUNT', window));
    cursor = asText(next);
    if (command === 'SSCAN') for (const member of asList(items)) found.set(idOf(asBytes(member)), [member]);
    else for (const [field, value] of inPairs(asList(items))) found.set(idOf(asBytes(field)), [field as Reply, value as Reply]);
  } while (cursor !== '0');
  return [...found.values()];
}

async function ranked(read: (first: number, last: number) => Promise<Reply>): Promise<readonly Reply[]> {
  const all: Reply[] = [];
  for (;;) {
    const some = asList(await read(all.length, all.length + window - 1));
    for (const one of some) all.push(one);
    if (some.length < window) return all;
  }
}

async function entries(send: Send, key: Bytes): Promise<readonly Reply[]> {
  const all: Reply[] = [];
  let from = '-';
  for (;;) {
    const some = asList(await send('XRANGE', key, from, '+', 'COUNT', window));
    for (const one of some) all.push(one);
    if (some.length < window) return all;
    // The exclusive form `(id` needs Redis 6.2, this does not.
    const [ms = '0', seq = '0'] = asText(asList(some.at(-1))[0]).split('-');
    from = BigInt(seq) === 2n ** 64n - 1n ? `${BigInt(ms) + 1n}-0` : `${ms}-${BigInt(seq) + 1n}`;
  }
}
