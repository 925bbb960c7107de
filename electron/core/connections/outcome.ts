/** What the server has now, held against what a command of unknown outcome would have left there. Only reads; nothing is sent again. */
import { type Bytes, sameBytes, utf8 } from '../../../shared/bytes.ts';
import type { KeyNow, OutcomeCheck } from '../../../shared/connections/session.ts';
import { FaultError, fail } from '../../../shared/fault.ts';
import { type Arg, asText, type Reply } from '../../../shared/reply.ts';
import { wordAt } from './commands.ts';
import type { Order } from './guard.ts';
import type { Session } from './session.ts';
import { createKeyed } from './topology/keyed.ts';

const maxKeys = 20;
const sampleBytes = 512;

export async function checkOutcome(session: Session, entry: number): Promise<OutcomeCheck> {
  const doubt = session.doubt(entry) ?? fail({ code: 'missing', what: 'message' });
  const ask = (command: string, args: readonly Arg[]): Promise<Reply> => session.send(command, args, { quiet: true });
  if (doubt.order === null) return { entry, verdict: 'open', keys: [], more: 0 };
  const keys = distinct(await createKeyed().keysOf(doubt.order, ask));
  const now = await Promise.all(keys.slice(0, maxKeys).map((key) => keyNow(key, ask)));
  const answers = await Promise.all(traces(doubt.order, doubt.at).map(({ question: [command, ...args], left }) => ask(command, args).then(left, refused)));
  return { entry, verdict: verdictOf(answers), keys: now, more: Math.max(0, keys.length - maxKeys) };
}

/** What this user may not ask tells nothing; a lost connection is no answer at all. */
function refused(thrown: unknown): null {
  if (thrown instanceof FaultError && thrown.fault.code === 'redis') return null;
  throw thrown;
}

function verdictOf(answers: readonly (boolean | null)[]): OutcomeCheck['verdict'] {
  if (answers.length === 0 || answers.includes(null)) return 'open';
  if (answers.every((left) => left === true)) return 'there';
  return answers.every((left) => left === false) ? 'missing' : 'open';
}

/** Null: it cannot be told. */
interface Trace {
  readonly question: readonly [string, ...Arg[]];
  readonly left: (reply: Reply) => boolean | null;
}

const is =
  (wanted: Arg) =>
  (reply: Reply): boolean =>
    reply !== null && sameBytes(bytesOf(reply), bytesOf(wanted));
const isNil = (reply: Reply): boolean => reply === null;
const gone = (key: Arg): Trace => ({ question: ['EXISTS', key], left: is('0') });
const there = (key: Arg): Trace => ({ question: ['EXISTS', key], left: is('1') });

/** None for a command whose result depends on what was there before (INCR, APPEND, LPOP), or on a script. */
function traces({ command, args }: Order, sentAt: number): readonly Trace[] {
  const [key = '', ...rest] = args;
  const word = (at: number): string => wordAt(args, at);
  switch (command) {
    case 'DEL':
    case 'UNLINK':
    case 'GETDEL':
      return args.map(gone);
    case 'SET':
      return rest.slice(1).some((_, at) => word(at + 2) === 'GET') ? [] : [{ question: ['GET', key], left: is(args[1] ?? '') }];
    case 'SETEX':
    case 'PSETEX':
      return [{ question: ['GET', key], left: is(args[2] ?? '') }];
    case 'MSET':
      return pairs(args).map(([name, value]) => ({ question: ['GET', name], left: is(value) }));
    case 'EXPIRE':
    case 'PEXPIRE':
    case 'EXPIREAT':
    case 'PEXPIREAT':
      return [{ question: ['PTTL', key], left: expires(command, Number(word(1)), sentAt) }];
    case 'PERSIST':
      return [{ question: ['PTTL', key], left: is('-1') }];
    case 'RENAME':
    case 'RENAMENX':
      return [gone(key), there(args[1] ?? '')];
    case 'MOVE':
      return [gone(key)];
    case 'HSET':
    case 'HMSET':
      return pairs(rest).map(([field, value]) => ({ question: ['HGET', key, field], left: is(value) }));
    case 'HDEL':
      return rest.map((field) => ({ question: ['HEXISTS', key, field], left: is('0') }));
    case 'SADD':
      return rest.map((member) => ({ question: ['SISMEMBER', key, member], left: is('1') }));
    case 'SREM':
      return rest.map((member) => ({ question: ['SISMEMBER', key, member], left: is('0') }));
    case 'ZADD': {
      const flags = rest.findIndex((_, at) => !/^(NX|XX|CH)$/.test(word(at + 1)));
      if (rest.some((_, at) => /^(GT|LT|INCR)$/.test(word(at + 1)))) return [];
      return pairs(rest.slice(Math.max(0, flags))).map(([score, member]) => ({ question: ['ZSCORE', key, member], left: scores(score) }));
    }
    case 'ZREM':
      return rest.map((member) => ({ question: ['ZSCORE', key, member], left: isNil }));
    case 'LSET':
      return [{ question: ['LINDEX', key, args[1] ?? '0'], left: is(args[2] ?? '') }];
    case 'XADD':
      return /^\d+-\d+$/.test(word(1)) ? [{ question: ['XRANGE', key, word(1), word(1)], left: (reply) => Array.isArray(reply) && reply.length > 0 }] : [];
    case 'XDEL':
      return rest.map((id) => ({ question: ['XRANGE', key, id, id], left: (reply) => Array.isArray(reply) && reply.length === 0 }));
    case 'CONFIG':
      if (word(0) !== 'SET') return [];
      return pairs(rest).map(([name, value]) => ({
        question: ['CONFIG', 'GET', name],
        left: (reply) => is(value)(Array.isArray(reply) ? ((reply as readonly Reply[])[1] ?? null) : null),
      }));
    case 'FLUSHDB':
      return [{ question: ['DBSIZE'], left: is('0') }];
    default:
      return [];
  }
}

/** A key that is gone by now may have expired as it was told to: that cannot be told. */
function expires(command: string, sent: number, sentAt: number): Trace['left'] {
  const unit = command.startsWith('P') ? 1 : 1000;
  const deadline = command.endsWith('AT') ? sent * unit : sentAt + sent * unit;
  return (reply) => {
    const left = Number(textOf(reply));
    if (left === -2 || !Number.isFinite(deadline)) return null;
    // The command was listed when it was given up, some seconds after it was sent.
    return left >= 0 && Math.abs(Date.now() + left - deadline) < 30_000 ? true : left < 0 ? false : null;
  };
}

function scores(sent: Arg): Trace['left'] {
  return (reply) => reply !== null && Number(textOf(reply)) === Number(textOf(sent));
}

function pairs(args: readonly Arg[]): readonly (readonly [Arg, Arg])[] {
  const found: (readonly [Arg, Arg])[] = [];
  for (let at = 0; at + 1 < args.length; at += 2) found.push([args[at] ?? '', args[at + 1] ?? '']);
  return found;
}

async function keyNow(key: Bytes, ask: (command: string, args: readonly Arg[]) => Promise<Reply>): Promise<KeyNow> {
  const [type, ttl] = await Promise.all([ask('TYPE', [key]).then(asText, refused), ask('PTTL', [key]).then(textOf, refused)]);
  const [size, sample] =
    type === null
      ? [null, null]
      : await Promise.all([sizeOf(type, key, ask), type === 'string' ? ask('GETRANGE', [key, 0, sampleBytes - 1]).catch(refused) : null]);
  return {
    key,
    type: type ?? '',
    ttlMs: ttl === null || !/^\d+$/.test(ttl) ? null : Number(ttl),
    size,
    sample: sample instanceof Uint8Array ? sample : null,
  };
}

const lengths: ReadonlyMap<string, string> = new Map([
  ['string', 'STRLEN'],
  ['hash', 'HLEN'],
  ['list', 'LLEN'],
  ['set', 'SCARD'],
  ['zset', 'ZCARD'],
  ['stream', 'XLEN'],
]);

async function sizeOf(type: string, key: Bytes, ask: (command: string, args: readonly Arg[]) => Promise<Reply>): Promise<number | null> {
  const command = lengths.get(type);
  const told = command === undefined ? null : await ask(command, [key]).then(textOf, refused);
  return told === null || !/^\d{1,15}$/.test(told) ? null : Number(told);
}

function distinct(keys: readonly Bytes[]): readonly Bytes[] {
  return keys.filter((key, at) => keys.findIndex((other) => sameBytes(other, key)) === at);
}

function bytesOf(value: Reply | Arg): Bytes {
  return value instanceof Uint8Array ? value : utf8(typeof value === 'string' || typeof value === 'number' ? String(value) : '');
}

function textOf(value: Reply | Arg): string {
  return value instanceof Uint8Array ? asText(value) : typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
