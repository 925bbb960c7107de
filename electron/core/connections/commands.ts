/** What is known of each command without asking: what it does, how long it may take, how many keys it touches. */
import { fail } from '../../../shared/fault.ts';
import type { Arg } from '../../../shared/reply.ts';

/**
 * read: changes nothing. write: changes data or reaches other clients. danger: changes the server as a whole.
 * state: changes or blocks the connection it is sent on, which others share.
 */
export type Kind = 'read' | 'write' | 'danger' | 'state';

/** A container stands here by its subcommands; `X|*` is what holds for all the others of it. */
const byKind: Readonly<Record<Kind, string>> = {
  read: `
    BITCOUNT BITFIELD_RO BITPOS DBSIZE DIGEST DUMP EVAL_RO EVALSHA_RO EXISTS EXPIRETIME FCALL_RO GEODIST GEOHASH GEOPOS
    GEORADIUS_RO GEORADIUSBYMEMBER_RO GEOSEARCH GET GETBIT GETRANGE HEXISTS HEXPIRETIME HGET HGETALL HKEYS HLEN HMGET
    HPEXPIRETIME HPTTL HRANDFIELD HSCAN HSTRLEN HTTL HVALS KEYS LCS LINDEX LLEN LOLWUT LPOS LRANGE MGET PEXPIRETIME PFCOUNT
    PTTL RANDOMKEY SCAN SCARD SDIFF SINTER SINTERCARD SISMEMBER SMEMBERS SMISMEMBER SORT_RO SRANDMEMBER SSCAN STRLEN SUBSTR
    SUNION TTL TYPE XLEN XPENDING XRANGE XREAD XREVRANGE ZCARD ZCOUNT ZDIFF ZINTER ZINTERCARD ZLEXCOUNT ZMSCORE
    ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANK ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION
    PING ECHO TIME INFO LASTSAVE ROLE COMMAND TOUCH
    CLIENT|ID CLIENT|INFO CLIENT|LIST CLIENT|GETNAME CLIENT|GETREDIR CLIENT|TRACKINGINFO CLIENT|HELP CLIENT|SETNAME
    CONFIG|GET CONFIG|HELP ACL|WHOAMI ACL|LIST ACL|USERS ACL|GETUSER ACL|CAT ACL|DRYRUN ACL|LOG ACL|GENPASS ACL|HELP
    SLOWLOG|GET SLOWLOG|LEN SLOWLOG|HELP LATENCY|LATEST LATENCY|HISTORY LATENCY|DOCTOR LATENCY|GRAPH LATENCY|HISTOGRAM LATENCY|HELP
    MEMORY|USAGE MEMORY|STATS MEMORY|DOCTOR MEMORY|MALLOC-STATS MEMORY|HELP MODULE|LIST MODULE|HELP
    OBJECT|ENCODING OBJECT|FREQ OBJECT|IDLETIME OBJECT|REFCOUNT OBJECT|HELP
    PUBSUB|CHANNELS PUBSUB|NUMSUB PUBSUB|NUMPAT PUBSUB|SHARDCHANNELS PUBSUB|SHARDNUMSUB PUBSUB|HELP
    SCRIPT|EXISTS SCRIPT|HELP FUNCTION|LIST FUNCTION|STATS FUNCTION|DUMP FUNCTION|HELP
    XINFO|STREAM XINFO|GROUPS XINFO|CONSUMERS XINFO|HELP XGROUP|HELP
    CLUSTER|INFO CLUSTER|NODES CLUSTER|SLOTS CLUSTER|SHARDS CLUSTER|MYID CLUSTER|MYSHARDID CLUSTER|KEYSLOT CLUSTER|COUNTKEYSINSLOT
    JSON.GET JSON.TYPE JSON.OBJKEYS JSON.OBJLEN JSON.ARRLEN JSON.STRLEN JSON.ARRINDEX JSON.RESP JSON.DEBUG|MEMORY
    TS.INFO TS.GET TS.RANGE TS.REVRANGE VCARD VDIM VINFO VEMB VGETATTR VSIM VLINKS VRANDMEMBER VRANGE VISMEMBER
    BF.INFO BF.EXISTS BF.MEXISTS BF.CARD CF.INFO CF.EXISTS CF.MEXISTS CF.COUNT CMS.INFO CMS.QUERY
    TOPK.INFO TOPK.QUERY TOPK.LIST TDIGEST.INFO TDIGEST.QUANTILE TDIGEST.CDF
    CLUSTER|GETKEYSINSLOT CLUSTER|LINKS CLUSTER|REPLICAS CLUSTER|SLAVES CLUSTER|COUNT-FAILURE-REPORTS CLUSTER|SLOT-STATS CLUSTER|HELP`,
  write: `
    APPEND BITFIELD BITOP COPY DECR DECRBY DEL DELEX EXPIRE EXPIREAT GEOADD GEORADIUS GEORADIUSBYMEMBER GEOSEARCHSTORE GETDEL
    GETEX GETSET HDEL HEXPIRE HEXPIREAT HGETDEL HGETEX HINCRBY HINCRBYFLOAT HMSET HPERSIST HPEXPIRE HPEXPIREAT HSET HSETEX
    HSETNX INCR INCRBY INCRBYFLOAT LINSERT LMOVE LMPOP LPOP LPUSH LPUSHX LREM LSET LTRIM MIGRATE MOVE MSET MSETEX MSETNX
    PERSIST PEXPIRE PEXPIREAT PFADD PFMERGE PSETEX RENAME RENAMENX RESTORE RPOP RPOPLPUSH RPUSH RPUSHX SADD SDIFFSTORE SET
    SETBIT SETEX SETNX SETRANGE SINTERSTORE SMOVE SORT SPOP SREM SUNIONSTORE UNLINK XACK XADD XAUTOCLAIM XCLAIM XDEL
    XREADGROUP XSETID XTRIM ZADD ZDIFFSTORE ZINCRBY ZINTERSTORE ZMPOP ZPOPMAX ZPOPMIN ZRANGESTORE ZREM ZREMRANGEBYLEX
    ZREMRANGEBYRANK ZREMRANGEBYSCORE ZUNIONSTORE EVAL EVALSHA FCALL PUBLISH SPUBLISH SCRIPT|LOAD FUNCTION|LOAD XGROUP|*
    CLIENT|SETINFO CLIENT|NO-TOUCH`,
  danger: `
    FLUSHALL FLUSHDB SWAPDB SHUTDOWN REPLICAOF SLAVEOF FAILOVER SAVE BGSAVE BGREWRITEAOF DEBUG PFDEBUG PFSELFTEST TRIMSLOTS
    CONFIG|* ACL|* CLUSTER|* SCRIPT|* FUNCTION|* CLIENT|* MODULE|* MEMORY|* SLOWLOG|* LATENCY|* OBJECT|* PUBSUB|* XINFO|*`,
  state: `
    SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE MONITOR MULTI EXEC DISCARD WATCH UNWATCH RESET HELLO
    QUIT SELECT AUTH READONLY READWRITE ASKING SYNC PSYNC REPLCONF CLIENT|REPLY CLIENT|TRACKING CLIENT|CACHING
    BLPOP BRPOP BRPOPLPUSH BLMOVE BLMOVEM BLMPOP BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF`,
};

const known = new Map<string, Kind>();
for (const [kind, names] of Object.entries(byKind) as [Kind, string][]) for (const name of names.trim().split(/\s+/)) known.set(name, kind);

const containers = new Set([...known.keys()].filter((name) => name.includes('|')).map((name) => name.slice(0, name.indexOf('|'))));

/** The name as it is told to the user: with its subcommand, where it has one. */
export function fullName(command: string, args: readonly Arg[]): string {
  const sub = containers.has(command) ? wordAt(args, 0) : '';
  return sub === '' ? command : `${command} ${sub}`;
}

/** Null: not known here, the server has to be asked. */
export function kindOf(command: string, args: readonly Arg[]): Kind | null {
  const kind = known.get(command) ?? known.get(`${command}|${wordAt(args, 0)}`) ?? known.get(`${command}|*`) ?? null;
  switch (command) {
    // Flagged as writes for one option only; without it they read.
    case 'SORT':
    case 'GEORADIUS':
    case 'GEORADIUSBYMEMBER':
      return args.some((_, at) => /^STORE(DIST)?$/.test(wordAt(args, at))) ? 'write' : 'read';
    case 'XREAD':
    case 'XREADGROUP':
      return args.some((_, at) => wordAt(args, at) === 'BLOCK') ? 'state' : kind;
    case 'ACL':
      return wordAt(args, 0) === 'LOG' && wordAt(args, 1) === 'RESET' ? 'danger' : kind;
    default:
      return kind;
  }
}

/** What COMMAND INFO's flags say of a command that is not known here. */
export function kindOfFlags(flags: readonly string[]): Kind {
  const has = (flag: string): boolean => flags.includes(flag);
  if (has('blocking') || has('pubsub')) return 'state';
  if (has('admin')) return 'danger';
  return has('readonly') && !has('write') ? 'read' : 'write';
}

/** An ASCII word in capitals, '' for anything longer or absent. */
export function wordAt(args: readonly Arg[], at: number): string {
  const arg = args[at];
  if (arg === undefined) return '';
  if (!(arg instanceof Uint8Array)) return String(arg).toUpperCase();
  return arg.length > 40 ? '' : String.fromCharCode(...arg).toUpperCase();
}

export function isScan(command: string): boolean {
  return command === 'SCAN' || command === 'HSCAN' || command === 'SSCAN' || command === 'ZSCAN';
}

const allArgs = new Set(['DEL', 'UNLINK', 'TOUCH']);
const twoKeys = new Set(['RENAME', 'RENAMENX', 'COPY', 'SMOVE', 'LMOVE', 'RPOPLPUSH']);
const untold = new Set(['MIGRATE', 'LMPOP', 'ZMPOP', 'XREADGROUP', 'MSETEX']);
/** They change other things than keys. */
const keyless = new Set(
  `PUBLISH SPUBLISH SCRIPT FUNCTION CLIENT CONFIG ACL SLOWLOG LATENCY MEMORY MODULE SAVE BGSAVE BGREWRITEAOF SHUTDOWN FAILOVER`.split(' '),
);

/** How many keys a command changes; null where that cannot be told from here. */
export function keyCount(command: string, args: readonly Arg[]): number | null {
  if (keyless.has(command)) return 0;
  if (kindOf(command, args) !== 'write' || untold.has(command)) return null;
  if (allArgs.has(command)) return args.length;
  if (command === 'MSET' || command === 'MSETNX') return Math.floor(args.length / 2);
  if (twoKeys.has(command)) return 2;
  if (command === 'EVAL' || command === 'EVALSHA' || command === 'FCALL') return /^\d{1,6}$/.test(wordAt(args, 1)) ? Number(wordAt(args, 1)) : null;
  return 1;
}

/** Printable ASCII in capitals: capitals keep ioredis from reshaping the reply, and locales out of it. */
export function commandName(name: string): string {
  if (!/^[\x21-\x7e]{1,128}$/.test(name)) fail({ code: 'input', path: 'command', message: 'a command is 1 to 128 printable characters' });
  return name.toUpperCase();
}
