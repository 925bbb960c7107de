/** Where the keys are among a command's arguments: from a table, else from what the server says of the command. */
import { type Bytes, utf8 } from '../../../../shared/bytes.ts';
import { FaultError } from '../../../../shared/fault.ts';
import { type Arg, asText, type Reply } from '../../../../shared/reply.ts';
import { kindOf, wordAt } from '../commands.ts';
import type { Order } from '../guard.ts';

/** Positions of keys, counted from the first argument. */
type Finder = (args: readonly Arg[]) => readonly number[];

const none: Finder = () => [];
const at =
  (...positions: readonly number[]): Finder =>
  (args) =>
    positions.filter((position) => position < args.length);
const from =
  (first: number, step = 1): Finder =>
  (args) =>
    range(first, args.length, step);
/** A count, then so many keys; `before` are keys in front of the count. */
const counted =
  (count: number, step = 1, before: readonly number[] = []): Finder =>
  (args) => {
    const word = wordAt(args, count);
    const keys = /^\d{1,7}$/.test(word) ? Number(word) : 0;
    return [...before, ...range(count + 1, Math.min(args.length, count + 1 + keys * step), step)];
  };
/** The first, and those after these words. */
const first =
  (...words: readonly string[]): Finder =>
  (args) =>
    args.length === 0 ? [] : [0, ...args.flatMap((_, position) => (position > 0 && words.includes(wordAt(args, position - 1)) ? [position] : []))];

const streams: Finder = (args) => {
  const word = args.findIndex((_, position) => wordAt(args, position) === 'STREAMS');
  return word < 0 ? [] : range(word + 1, word + 1 + Math.floor((args.length - word - 1) / 2), 1);
};
const migrate: Finder = (args) => {
  const word = args.findIndex((_, position) => position > 4 && wordAt(args, position) === 'KEYS');
  return word < 0 ? at(2)(args) : range(word + 1, args.length, 1);
};

const finders = new Map<string, Finder>();
const put = (finder: Finder, names: string): void => {
  for (const name of names.split(' ')) finders.set(name, finder);
};
put(none, 'DBSIZE KEYS RANDOMKEY SCAN LOLWUT PING ECHO TIME INFO LASTSAVE ROLE COMMAND CLIENT CONFIG ACL SLOWLOG LATENCY MODULE PUBSUB SCRIPT FUNCTION');
put(none, 'CLUSTER PUBLISH FLUSHALL FLUSHDB SWAPDB SHUTDOWN REPLICAOF SLAVEOF FAILOVER SAVE BGSAVE BGREWRITEAOF PFSELFTEST TRIMSLOTS');
put(from(0), 'DEL UNLINK TOUCH EXISTS MGET PFCOUNT PFMERGE SDIFF SINTER SUNION SDIFFSTORE SINTERSTORE SUNIONSTORE');
put(from(0, 2), 'MSET MSETNX');
put(from(1), 'BITOP');
put(at(0, 1), 'RENAME RENAMENX COPY SMOVE LMOVE RPOPLPUSH LCS GEOSEARCHSTORE ZRANGESTORE');
put(at(1), 'OBJECT MEMORY XINFO XGROUP DEBUG PFDEBUG JSON.DEBUG');
put(counted(1), 'EVAL EVALSHA EVAL_RO EVALSHA_RO FCALL FCALL_RO');
put(counted(0), 'SINTERCARD ZINTERCARD ZINTER ZUNION ZDIFF LMPOP ZMPOP');
put(counted(1, 1, [0]), 'ZINTERSTORE ZUNIONSTORE ZDIFFSTORE');
put(counted(0, 2), 'MSETEX');
put(streams, 'XREAD XREADGROUP');
put(first('STORE'), 'SORT SORT_RO');
put(first('STORE', 'STOREDIST'), 'GEORADIUS GEORADIUSBYMEMBER');
put(migrate, 'MIGRATE');

export interface Keyed {
  keysOf(order: Order, ask: (command: string, args: readonly Arg[]) => Promise<Reply>): Promise<readonly Bytes[]>;
}

const maxLearnt = 2000;

/** Remembers what it asked the server, once a command. A wrong guess costs a redirection, and nothing else. */
export function createKeyed(): Keyed {
  const learnt = new Map<string, Finder | 'ask'>();
  return {
    async keysOf({ command, args }, ask) {
      const finder = finders.get(command) ?? (kindOf(command, args) === null ? learnt.get(command) : at(0));
      if (finder !== undefined && finder !== 'ask') return finder(args).map((position) => bytesOf(args[position] as Arg));
      try {
        if (finder === undefined) {
          const found = finderFrom(await ask('COMMAND', ['INFO', command]));
          if (learnt.size < maxLearnt) learnt.set(command, found);
          if (found !== 'ask') return found(args).map((position) => bytesOf(args[position] as Arg));
        }
        const keys = await ask('COMMAND', ['GETKEYS', command, ...args]);
        return Array.isArray(keys) ? (keys as readonly Reply[]).filter((key) => key instanceof Uint8Array) : [];
      } catch (thrown) {
        // Not allowed, or no keys in it: most commands have one in front.
        if (!(thrown instanceof FaultError) || thrown.fault.code !== 'redis') throw thrown;
        return /no key arguments/i.test(thrown.fault.message) ? [] : at(0)(args).map((position) => bytesOf(args[position] as Arg));
      }
    },
  };
}

/** COMMAND INFO: name, arity, flags, first key, last key (negative: from the end), step; positions count the name. */
function finderFrom(reply: Reply): Finder | 'ask' {
  const entry = Array.isArray(reply) ? (reply as readonly Reply[])[0] : null;
  if (!Array.isArray(entry)) return none;
  const [, , flags, firstKey, lastKey, keyStep] = entry as readonly Reply[];
  const movable = Array.isArray(flags) && (flags as readonly Reply[]).some((flag) => flag instanceof Uint8Array && asText(flag) === 'movablekeys');
  if (movable) return 'ask';
  const [start, end, step] = [firstKey, lastKey, keyStep].map((number) => (typeof number === 'string' && /^-?\d{1,6}$/.test(number) ? Number(number) : 0));
  if (start === undefined || end === undefined || start <= 0) return none;
  return (args) => range(start - 1, Math.min(args.length, end < 0 ? args.length + 1 + end : end), Math.max(1, step ?? 1));
}

function range(start: number, end: number, step: number): readonly number[] {
  const positions: number[] = [];
  for (let position = start; position < end; position += step) positions.push(position);
  return positions;
}

function bytesOf(arg: Arg): Bytes {
  return arg instanceof Uint8Array ? arg : utf8(String(arg));
}
